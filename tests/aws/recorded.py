"""Reads recorded answers of AWS with the collectors of the product, without moto: quick, and exact about edges."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from reporter.engine.collect import collect
from reporter.engine.inventory import Inventory
from reporter.engine.plan import plan
from reporter.model.subjects import Account
from tests.doors import FakeAws
from tests.inline_pool import InlinePool
from tests.world import ACCOUNT_ID, NOW

REGION = "eu-west-1"
REGIONS = {"ec2:describe_regions/False": {"Regions": [{"RegionName": REGION}]}}


class RecordedAws(FakeAws):
    """Answers as recorded, by `service:operation/region/parameters`; None is one of the `absent` codes."""

    def find(
        self, service: str, operation: str, *, absent: str | Collection[str], region: str = "", **parameters: Any
    ) -> dict[str, Any] | None:
        question = "/".join([f"{service}:{operation}", *filter(None, [region, *map(str, parameters.values())])])
        if question in self.answers and self.answers[question] is None:
            self.asked.append(question)
            return None
        return self.call(service, operation, region=region, **parameters)


@dataclass(frozen=True)
class Heard:
    """What was read, and what was asked for it."""

    inventory: Inventory
    asked: tuple[str, ...]

    def of(self, kind: type) -> tuple[Any, ...]:
        """The listed resources of a kind."""
        return self.inventory.subjects(kind)

    def about(self, kind: type, key: str = REGION) -> Any:
        """The answer of a kind about a subject."""
        return self.inventory.answers[kind][key]

    def gaps(self, kind: type) -> dict[str, str]:
        """Why resources of a kind are missing, by the ARN of the place."""
        return {place.arn: why.detail for place, why in self.inventory.gaps(kind)}


def read_recorded(answers: Mapping[str, Any], *kinds: type) -> Heard:
    """What the collectors of these kinds make of the answers, in one region."""
    aws = RecordedAws({**REGIONS, **answers})
    inventory = Inventory(Account.of(ACCOUNT_ID), NOW)
    collect(plan(kinds), aws, inventory, InlinePool())
    return Heard(inventory, tuple(question for question in aws.asked if question not in REGIONS))
