"""The regions of an account, read once, and only if a check needs one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from reporter.aws.shared.known import filled
from reporter.engine.collector import Aws, Listing, collects
from reporter.engine.listing import Identity, each
from reporter.model.gaps import Unread
from reporter.model.subjects import Account, Region


@collects("ec2:DescribeRegions")
def regions(aws: Aws, account: Account) -> Listing[Region]:
    """The enabled regions, selected or not, and disabled regions that the configuration names."""
    answer = aws.call("ec2", "describe_regions", AllRegions=False)
    answered = filled(answer["Regions"], "the regions that every account has")
    listed = list(each(account, answered, partial(_who, account), partial(_region, account)))
    yield from (one for one in listed if isinstance(one, Unread))
    enabled = {one.region: one for one in listed if not isinstance(one, Unread)}
    for name in sorted(enabled.keys() | set(aws.asked_regions)):
        yield enabled.get(name) or Region.of(account, name, enabled=False)


def _who(account: Account, answer: Mapping[str, Any]) -> Identity:
    name = answer["RegionName"]
    return Identity(account_id=account.account_id, region=name, arn=Region.of(account, name).arn, name=name, tags={})


def _region(account: Account, who: Identity, answer: Mapping[str, Any]) -> Region:
    return Region.of(account, who["region"], opt_in_status=answer.get("OptInStatus", ""))
