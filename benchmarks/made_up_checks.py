"""Writes a plug-in with any number of checks, and with the same share of collectors and facts as the built-in ones."""

from __future__ import annotations

from pathlib import Path
from typing import Final

CHECKS_OF_A_SERVICE: Final = 4
"""The number of checks that share a service, each with a fact of its own. 82 built-in checks have 99 collectors, 100 of
these have 125."""

SERVICE = '''"""Made up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from reporter.api import Account, Aws, Fact, Listing, Resource, Severity, Verdict, check, collects, failed, passed


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing{service}(Resource):
    """A thing of this service."""

    kind: ClassVar[str] = "AWS::MadeUp::Thing{service}"

    closed: bool = False


@collects("ec2:DescribeThings{service}")
def things_{service}(aws: Aws, account: Account) -> Listing[Thing{service}]:
    """All things of the account."""
    return iter(())

'''
CHECK = '''
@dataclass(frozen=True, slots=True)
class Settings{check}(Fact):
    """How a thing is set up."""

    encrypted: bool
    key: str
    days: int
    tags: Mapping[str, str]


@collects("ec2:DescribeThingSettings{check}")
def settings_{check}(aws: Aws, thing: Thing{service}) -> Settings{check}:
    """The settings of a thing."""
    answer = aws.call("ec2", "describe_thing_settings_{check}", Thing=thing.name)
    return Settings{check}(answer["Encrypted"], answer["Key"], answer["Days"], answer["Tags"])


@check(
    "madeup{service}-thing-property-{check}",
    title="Things are encrypted with a key of their own and kept for long enough ({check})",
    severity=Severity.MEDIUM,
    remediation="Encrypt the thing with a key of its own, and keep it for as long as the policy of the company says.",
    cli="aws madeup put-thing-settings --thing NAME --encrypted --days 90",
)
def thing_is_encrypted_{check}(thing: Thing{service}, settings: Settings{check}, *, min_days: int = 90) -> Verdict:
    """A disk that is not encrypted can be read by everyone who gets it."""
    if not settings.encrypted:
        return failed("it is not encrypted")
    return passed() if settings.days >= min_days else failed(f"it is kept for {{settings.days}} days")

'''


def write_plugin(folder: Path, checks: int) -> None:
    """Write a package of checks, with the metadata of an installed plug-in, into a folder for PYTHONPATH."""
    package = folder / "made_up_plugin"
    package.mkdir()
    (package / "__init__.py").touch()
    for service, first in enumerate(range(0, checks, CHECKS_OF_A_SERVICE)):
        numbers = range(first, min(first + CHECKS_OF_A_SERVICE, checks))
        code = [SERVICE.format(service=service), *(CHECK.format(service=service, check=each) for each in numbers)]
        (package / f"service_{service}.py").write_text("".join(code))
    metadata = folder / "made_up_plugin-1.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: made-up-plugin\nVersion: 1\n")
    (metadata / "entry_points.txt").write_text("[reporter.checks]\nmade_up = made_up_plugin\n")
