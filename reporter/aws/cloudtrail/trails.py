"""CloudTrail: the trails that record an account, whether they are logging, and what they record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, ClassVar, TypeVar

from reporter.aws.cloudtrail.selectors import ManagementEvents, management_events, recorded_by
from reporter.aws.shared.identity import partition_of
from reporter.engine.collector import Aws, Listing, collects
from reporter.engine.listing import Identity, each, same_as
from reporter.engine.shared import OrganizationWide, Shared, not_scanned
from reporter.model.answers import Fact, ReasonCode, Unavailable
from reporter.model.gaps import Known
from reporter.model.given import Scanned
from reporter.model.refusals import Refused
from reporter.model.subjects import Region, Resource, account_in

T = TypeVar("T", bound=Fact)

HIDDEN = frozenset({"TrailNotFoundException", "CloudTrailARNInvalidException"})
"""Error codes for a member account that asks for details of its organisation's trail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Where a trail delivers its events, and how they are protected there."""

    bucket: str
    """The name of the S3 bucket, of whichever account."""
    key: str = ""
    """The ARN of the KMS key; empty where the trail has none."""
    log_group: str = ""
    """The ARN of the log group in CloudWatch Logs; empty where the trail has none."""
    log_files_validated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail(Resource):
    """A trail that records the account: its own, or one of its organisation."""

    kind: ClassVar[str] = "AWS::CloudTrail::Trail"

    multi_region: bool
    of_organization: bool = False
    """Whether it records all accounts of its organisation; False where an older version did not keep it."""
    delivery: Delivery | None = None
    """Where it delivers its events; None where an older version did not keep it."""

    @property
    def owner_id(self) -> str:
        """The account that owns the trail."""
        return self.arn.split(":")[4]

    @property
    def is_own(self) -> bool:
        """Whether the account itself owns it, and not its organisation."""
        return self.owner_id == self.account_id


@dataclass(frozen=True, slots=True, kw_only=True)
class LogsDelivery:
    """How a trail delivers to CloudWatch Logs."""

    last: datetime | None
    """When it last delivered; None where it never did."""
    error: str
    """The last error; empty where there was none."""
    logging_since: datetime | None
    """When the trail was last switched on; None where it never was."""


@dataclass(frozen=True, slots=True)
class TrailStatus(Fact):
    """Whether a trail is logging, and what it last delivered to CloudWatch Logs."""

    logging: bool
    logs: LogsDelivery | None = None
    """None where an older version did not keep it."""


@dataclass(frozen=True, slots=True)
class EventSelectors(Fact):
    """The event selectors of a trail."""

    objects: frozenset[str]
    """`read`, `write` or both: the events recorded for all objects in all buckets, present and future."""
    management: ManagementEvents | None = None
    """The management events that are recorded; None where an older version did not keep them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationTrail(OrganizationWide):
    """A trail that its account owns for the organisation.

    The management account owns all of them, also those that a delegated administrator created. A member sees the trail
    under the same ARN, and may read its status, but not its event selectors.
    """

    kind: ClassVar[str] = "AWS::CloudTrail::Trail"
    seen_by_members: ClassVar[bool] = True

    multi_region: bool
    status: TrailStatus | Unavailable
    selectors: EventSelectors | Unavailable


@collects("cloudtrail:DescribeTrails", may_be_foreign=True)
def trails(aws: Aws, region: Region, regions: Known[Region]) -> Listing[Trail]:
    """Each trail once, in its home region if that is scanned, else in the first scanned region.

    A multi-region trail appears in every region. Organisation trails appear in member accounts only as shadow trails.
    """
    scanned = sorted(one.region for one in regions.found if one.enabled)
    answer = aws.call("cloudtrail", "describe_trails", region=region.region, includeShadowTrails=True)
    here = (
        trail
        for trail in answer["trailList"]
        if region.region == (_home(trail) if _home(trail) in scanned else scanned[0])
    )
    return each(region, here, partial(_who, region), _trail)


def _home(trail: Mapping[str, Any]) -> str:
    """The home region of a trail, which is in the ARN too; empty where both are missing."""
    named = (*trail.get("TrailARN", "").split(":"), "", "", "", "")[3]
    return str(trail.get("HomeRegion") or named)


def _who(region: Region, trail: Mapping[str, Any]) -> Identity:
    return Identity(
        account_id=region.account_id,
        region=_home(trail),
        arn=trail["TrailARN"],
        name=trail["TrailARN"].rpartition("/")[2],
        tags={},
    )


def _trail(who: Identity, trail: Mapping[str, Any]) -> Trail:
    of_organization = trail.get("IsOrganizationTrail", False)  # not given: members are not assessed
    owner = account_in(who["arn"])
    if owner != who["account_id"] and not of_organization:
        raise ValueError(f"the answer is about account {owner}")
    return Trail(
        **who,
        multi_region=trail["IsMultiRegionTrail"],
        of_organization=of_organization,
        delivery=Delivery(
            bucket=trail["S3BucketName"],
            key=trail.get("KmsKeyId", ""),
            log_group=trail.get("CloudWatchLogsLogGroupArn", ""),
            log_files_validated=trail["LogFileValidationEnabled"],
        ),
    )


@collects("cloudtrail:GetTrailStatus")
def trail_status(aws: Aws, trail: Trail, scanned: Scanned) -> TrailStatus:
    """The status of a trail, read in its home region; AWS answers members too, if they use the ARN."""
    answer = _ask(aws, trail, scanned, "get_trail_status", Name=trail.arn)
    logs = LogsDelivery(
        last=answer.get("LatestCloudWatchLogsDeliveryTime"),
        error=answer.get("LatestCloudWatchLogsDeliveryError", ""),
        logging_since=answer.get("StartLoggingTime"),
    )
    return TrailStatus(answer["IsLogging"], logs)


@collects("cloudtrail:GetEventSelectors")
def event_selectors(aws: Aws, trail: Trail, scanned: Scanned) -> EventSelectors:
    """The event selectors of a trail, read in its home region.

    AWS hides them from other accounts than the owner, so they are read there if the owner is part of the scan.
    """
    if not trail.is_own and trail.owner_id in scanned.account_ids:
        raise Refused(_kept_by_owner(trail, scanned, "get_event_selectors"))
    answer = _ask(aws, trail, scanned, "get_event_selectors", TrailName=trail.arn)
    return EventSelectors(recorded_by(answer, partition=partition_of(trail)), management_events(answer))


def _ask(aws: Aws, trail: Trail, scanned: Scanned, operation: str, **parameters: str) -> Mapping[str, Any]:
    if trail.is_own:
        return aws.call("cloudtrail", operation, region=trail.region, **parameters)
    answer = aws.find("cloudtrail", operation, absent=HIDDEN, region=trail.region, **parameters)
    if answer is None:
        raise Refused(_kept_by_owner(trail, scanned, operation))
    return answer


def _kept_by_owner(trail: Trail, scanned: Scanned, operation: str) -> Unavailable:
    why = f"owns the organisation's trail {trail.name}, and AWS shows this to no other account"
    kept = Unavailable(ReasonCode.UNSUPPORTED, f"account {trail.owner_id} {why}")
    found = kept if trail.owner_id in scanned.account_ids else not_scanned(trail.owner_id, why)
    return replace(found, operation=f"cloudtrail:{operation.title().replace('_', '')}", region=trail.region)


@collects()
def organization_trails(
    trail: Trail, status: TrailStatus | Unavailable, selectors: EventSelectors | Unavailable
) -> Iterator[OrganizationTrail]:
    """The trails of the account that record its whole organisation."""
    if trail.is_own and trail.of_organization:
        yield OrganizationTrail(**same_as(trail), multi_region=trail.multi_region, status=status, selectors=selectors)


def as_known(
    trail: Trail,
    status: TrailStatus | Unavailable,
    selectors: EventSelectors | Unavailable,
    organization: Shared[OrganizationTrail],
) -> tuple[TrailStatus | Unavailable, EventSelectors | Unavailable]:
    """The status and the selectors that the account itself was answered, or else the owner of the trail."""
    if trail.is_own:
        return status, selectors
    owned = next((one for one in organization.found if one.arn == trail.arn), None)
    unseen = organization.unseen.get(trail.owner_id)
    return (
        _as_owner_knows(trail, status, owned.status if owned else unseen),
        _as_owner_knows(trail, selectors, owned.selectors if owned else unseen),
    )


def _as_owner_knows(trail: Trail, own: T | Unavailable, owners: T | Unavailable | None) -> T | Unavailable:
    """The answer that the account itself got, or else the one of the trail's owner."""
    if owners is None or not isinstance(own, Unavailable):
        return own
    if not isinstance(owners, Unavailable):
        return owners
    named = "" if trail.owner_id in owners.detail else f" in account {trail.owner_id}"
    return replace(owners, detail=f"the organisation's trail {trail.name}{named}: {owners.detail}")
