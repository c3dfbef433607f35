"""AWS Config: what the recorder of each region records, and whether it does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ClassVar

from reporter.aws.shared.identity import partition_of
from reporter.aws.shared.known import filled, known
from reporter.engine.collector import Aws, Listing, collects
from reporter.engine.listing import Identity, each, same_as
from reporter.model.answers import Fact, ReasonCode, Unavailable
from reporter.model.gaps import Known
from reporter.model.subjects import Account, Region, Resource

EVERYTHING = "ALL_SUPPORTED_RESOURCE_TYPES"
SELECTION = "INCLUSION_BY_RESOURCE_TYPES"
EXCLUSION = "EXCLUSION_BY_RESOURCE_TYPES"
STRATEGIES = (EVERYTHING, SELECTION, EXCLUSION)
IAM_TYPES = frozenset({"AWS::IAM::User", "AWS::IAM::Group", "AWS::IAM::Role", "AWS::IAM::Policy"})
"""The types of global resources that only regions of before 2022 can record."""
IAM_REGIONS = {
    "aws": "us-east-1",
    "aws-cn": "cn-north-1",
    "aws-eusc": "eusc-de-east-1",
    "aws-iso": "us-iso-east-1",
    "aws-iso-b": "us-isob-east-1",
    "aws-iso-e": "eu-isoe-west-1",
    "aws-iso-f": "us-isof-south-1",
    "aws-us-gov": "us-gov-west-1",
}
"""By partition: the region of IAM."""
SUCCESSFUL = frozenset({"success", "pending"})
"""The states of a recorder that works; it is pending just after its start. AWS changes their case."""
STATES = SUCCESSFUL | {"failure", "notapplicable"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorder(Resource):
    """The customer managed recorder of a region; those that AWS services keep for themselves are not listed."""

    kind: ClassVar[str] = "AWS::Config::ConfigurationRecorder"

    role_arn: str
    strategy: str
    """What it records: one of `STRATEGIES`."""
    excluded: frozenset[str] = frozenset()
    """The resource types that an exclusion leaves out."""
    with_global_types: bool = False
    """Whether a recorder of everything also records the types of IAM."""

    @property
    def records_iam(self) -> bool:
        """Whether it records users, groups, roles and policies."""
        if self.strategy == EXCLUSION:
            return self.excluded.isdisjoint(IAM_TYPES)
        return self.strategy == EVERYTHING and self.with_global_types


@dataclass(frozen=True, slots=True)
class RecorderStatus(Fact):
    """Whether a recorder records."""

    recording: bool
    last_status: str
    """In lower case; empty before the first recording."""


@dataclass(frozen=True, slots=True)
class DeliveryChannels(Fact):
    """The delivery channels in the region of a recorder."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecorderState(Resource):
    """A recorder with all that decides whether it works."""

    kind: ClassVar[str] = "AWS::Config::ConfigurationRecorder"

    recorder: Recorder
    status: RecorderStatus | Unavailable
    channels: DeliveryChannels | Unavailable


@dataclass(frozen=True, slots=True)
class AllRecorders(Fact):
    """The recorders of all regions that are scanned, and what is known of the regions."""

    iam_region: str = ""
    """The region of IAM; empty for a partition that is not known."""
    states: tuple[RecorderState, ...] = ()
    unread: Unavailable | None = None
    """The reason why some may be missing."""
    opt_in_status: Mapping[str, str] = field(default_factory=dict)
    """By region."""
    elsewhere: tuple[str, ...] = ()
    """Regions that are not selected: their recorders are not known."""

    def can_record_iam(self, region: str) -> bool | Unavailable:
        """Whether a region can record the resource types of IAM: it is one of those that need no opt-in."""
        status = self.opt_in_status[region]
        if not status:
            detail = f"the answer has no OptInStatus of {region}"
            return Unavailable(ReasonCode.MALFORMED_ANSWER, detail, "ec2:DescribeRegions", region=region)
        return status == "opt-in-not-required"


@collects("config:DescribeConfigurationRecorders")
def recorders(aws: Aws, region: Region) -> Listing[Recorder]:
    """The customer managed recorder of a region; AWS allows one."""
    answer = aws.call("config", "describe_configuration_recorders", region=region.region)
    return each(region, answer["ConfigurationRecorders"], partial(_who, region), _recorder)


def _who(region: Region, item: Mapping[str, Any]) -> Identity:
    """The identity of a recorder; older endpoints leave its ARN out."""
    prefix = f"arn:{partition_of(region)}:config:{region.region}:{region.account_id}:configuration-recorder"
    arn = item.get("arn", f"{prefix}/{item['name']}")
    return Identity(account_id=region.account_id, region=region.region, arn=arn, name=item["name"], tags={})


def _recorder(who: Identity, item: Mapping[str, Any]) -> Recorder | None:
    if item.get("servicePrincipal"):
        return None
    group = item["recordingGroup"]
    strategy = _strategy(group)
    return Recorder(
        **who,
        role_arn=item["roleARN"],
        strategy=strategy,
        excluded=frozenset(group["exclusionByResourceTypes"]["resourceTypes"] if strategy == EXCLUSION else ()),
        with_global_types=strategy == EVERYTHING and group["includeGlobalResourceTypes"],
    )


def _strategy(group: Mapping[str, Any]) -> str:
    """What a recorder records; recorders of before 2023 have no strategy, but a flag."""
    if "recordingStrategy" in group:
        return known(group["recordingStrategy"]["useOnly"], STRATEGIES)
    return EVERYTHING if group["allSupported"] else SELECTION


@collects("config:DescribeConfigurationRecorderStatus")
def recorder_status(aws: Aws, recorder: Recorder) -> RecorderStatus:
    """Whether the recorder records; one that was never started has no last status."""
    found = aws.call(
        "config",
        "describe_configuration_recorder_status",
        region=recorder.region,
        ConfigurationRecorderNames=[recorder.name],
    )
    own = [one for one in found["ConfigurationRecordersStatus"] if one["name"] == recorder.name]
    status = filled(own, f"the states of {recorder.name}")[0]
    recording = status["recording"]
    return RecorderStatus(recording, known(status["lastStatus"].lower(), STATES) if recording else "")


@collects("config:DescribeDeliveryChannels")
def delivery_channels(aws: Aws, recorder: Recorder) -> DeliveryChannels:
    """The delivery channels of the region; AWS allows one."""
    found = aws.call("config", "describe_delivery_channels", region=recorder.region)
    return DeliveryChannels(tuple(channel["name"] for channel in found["DeliveryChannels"]))


@collects()
def recorder_states(
    recorder: Recorder, status: RecorderStatus | Unavailable, channels: DeliveryChannels | Unavailable
) -> Iterator[RecorderState]:
    """The recorder with its state."""
    yield RecorderState(**same_as(recorder), recorder=recorder, status=status, channels=channels)


@collects()
def all_recorders(account: Account, states: Known[RecorderState], regions: Known[Region]) -> AllRecorders:
    """The recorders of the account, in all regions that are scanned."""
    return AllRecorders(
        IAM_REGIONS.get(account.partition, ""),
        states.found,
        states.unread,
        {region.region: region.opt_in_status for region in regions.found},
        tuple(sorted(region.region for region in regions.elsewhere)),
    )
