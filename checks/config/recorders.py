"""Whether AWS Config records all resources of each region, and with which role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reporter.api import (
    Known,
    Region,
    Severity,
    Status,
    Unavailable,
    Verdict,
    check,
    failed,
    first_unavailable,
    not_applicable,
    not_assessed,
    passed,
)
from reporter.aws.config.recorders import (
    IAM_TYPES,
    SELECTION,
    SUCCESSFUL,
    AllRecorders,
    DeliveryChannels,
    Recorder,
    RecorderState,
    RecorderStatus,
)

SERVICE_LINKED_ROLE = "role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"
TYPES_NAMED = 5


@check(
    "config-recorder-enabled",
    title="AWS Config recorders should record all resource types in every region",
    finding="AWS Config does not record all resource types in the region",
    severity=Severity.MEDIUM,
    remediation="Create a recorder for all types with a delivery channel and start it. Where one exists, keep its name "
    "and role and correct only what the reason names.",
    cli="# in account {account_id}\n"
    "# check first: recording costs money for each change of a resource\n"
    "aws configservice describe-configuration-recorders --region {region} --query '{ConfigurationRecorder: "
    "ConfigurationRecorders[0]}' > recorder.json\n"
    "# edit recorder.json: keep name and roleARN, and in recordingGroup set allSupported to true, and "
    "in one region includeGlobalResourceTypes too\n"
    "# replaces: the recorder, with its recording group and mode\n"
    "aws configservice put-configuration-recorder --region {region} --cli-input-json file://recorder.json\n"
    "# where the region has no delivery channel. BUCKET: the bucket that takes the records\n"
    "aws configservice put-delivery-channel --region {region} --delivery-channel name=default,s3BucketName=BUCKET\n"
    "# where the recorder is stopped. NAME: the name of the recorder\n"
    "aws configservice start-configuration-recorder --region {region} --configuration-recorder-name NAME",
)
def everything_is_recorded(
    region: Region,
    recorders: Known[RecorderState],
    everywhere: AllRecorders,
    *,
    require_service_linked_role: bool = False,
    allowed_exclusions: frozenset[str] = frozenset(),
    home_region: str = "",
) -> Verdict:
    """Without a history of its resources, it is not known when a setting changed and what it was before."""
    demand = Demand(allowed_exclusions, service_linked_role=require_service_linked_role)
    here = demand.in_region(recorders)
    if region.region != (home_region or everywhere.iam_region):
        return here
    return _worst(here, demand.of_iam(everywhere))


@dataclass(frozen=True, slots=True)
class Demand:
    """What is demanded of a recorder."""

    allowed: frozenset[str]
    """The resource types that it may leave out."""
    service_linked_role: bool

    def in_region(self, recorders: Known[RecorderState]) -> Verdict:
        """Whether a recorder of the region is as demanded; AWS allows one, so what was not read can be no other."""
        verdicts = [self._of(state) for state in recorders.found]
        good = next((one for one in verdicts if one.status is Status.PASS), None)
        if good or verdicts:
            return good or verdicts[0]
        return not_assessed(recorders.unread) if recorders.unread else failed("no customer managed recorder")

    def _of(self, state: RecorderState) -> Verdict:
        problems = list(self._problems(state))
        if problems:
            return failed(f"{state.name}: {', '.join(problems)}")
        unread = _unread(state)
        return not_assessed(unread) if unread else passed(self._described(state.recorder))

    def _described(self, recorder: Recorder) -> str:
        """The name, and what a setting lets the recorder leave out."""
        left_out = sorted(recorder.excluded & self.allowed)
        return f"{recorder.name}, allowed by configuration: no {', no '.join(left_out)}" if left_out else recorder.name

    def _problems(self, state: RecorderState) -> Iterator[str]:
        recorder = state.recorder
        left_out = sorted(recorder.excluded - self.allowed - IAM_TYPES)
        if recorder.strategy == SELECTION:
            yield "records only selected resource types"
        if left_out:
            yield f"does not record {', '.join(left_out[:TYPES_NAMED])}{' and others' * (len(left_out) > TYPES_NAMED)}"
        if self.service_linked_role and not has_service_linked_role(recorder):
            yield "does not use the service-linked role"
        if isinstance(state.status, RecorderStatus):
            yield from _idle(state.status)
        if isinstance(state.channels, DeliveryChannels) and not state.channels.names:
            yield "has no delivery channel"

    def of_iam(self, everywhere: AllRecorders) -> Verdict:
        """Whether a recorder as demanded, in a region that can, also records the resource types of IAM."""
        able = [self._of_iam(state, everywhere) for state in everywhere.states if state.recorder.records_iam]
        good = next((one for one in able if one.status is Status.PASS), None)
        unread = next((one.why for one in able if one.why), everywhere.unread)
        if good:
            return good
        if unread:
            return not_assessed(unread)
        if everywhere.elsewhere:
            return not_assessed(f"not known: whether IAM is recorded in {', '.join(everywhere.elsewhere)}")
        return failed("no region that can records the resource types of IAM")

    def _of_iam(self, state: RecorderState, everywhere: AllRecorders) -> Verdict:
        verdict = self._of(state)
        can = everywhere.can_record_iam(state.region)
        if verdict.status is not Status.PASS or can is True:
            return verdict
        return not_assessed(can) if can else failed(f"{state.region} cannot record the resource types of IAM")


def _idle(status: RecorderStatus) -> Iterator[str]:
    if not status.recording:
        yield "is stopped"
    elif status.last_status not in SUCCESSFUL:
        yield f"has the last status {status.last_status}"


def _unread(state: RecorderState) -> Unavailable | None:
    return first_unavailable(state.status, state.channels)


def _worst(*verdicts: Verdict) -> Verdict:
    """The failures together, or the first verdict that is no pass, or the first pass."""
    failures = [one.reason for one in verdicts if one.status is Status.FAIL]
    if failures:
        return failed("; ".join(failures))
    return next((one for one in verdicts if one.status is not Status.PASS), verdicts[0])


@check(
    "config-recorder-service-linked-role",
    title="AWS Config recorders should use the service-linked role",
    finding="AWS Config recorder does not use the service-linked role",
    severity=Severity.LOW,
    remediation="Change the role of the recorder. The call replaces the recorder, so send its recording group and mode "
    "as well.",
    cli="# in account {account_id}\n"
    "aws configservice describe-configuration-recorders --region {region} --query '{ConfigurationRecorder: "
    "ConfigurationRecorders[0]}' > recorder.json\n"
    "# edit recorder.json: roleARN is arn:{partition}:iam::{account_id}:role/aws-service-role/config.amazonaws.com/"
    "AWSServiceRoleForConfig\n"
    "# check first: the policy of the bucket that takes the records lets config.amazonaws.com write\n"
    "# replaces: the recorder, with its recording group and mode\n"
    "aws configservice put-configuration-recorder --region {region} --cli-input-json file://recorder.json",
)
def recorder_uses_the_service_linked_role(region: Region, recorders: Known[Recorder]) -> Verdict:
    """AWS keeps the service-linked role up to date; other roles lack permissions for new resource types."""
    others = [one for one in recorders.found if not has_service_linked_role(one)]
    if others:
        return failed("; ".join(f"{one.name} uses {one.role_arn}" for one in others))
    if recorders.unread:
        return not_assessed(recorders.unread)
    return passed() if recorders.found else not_applicable("no recorder in the region")


def has_service_linked_role(recorder: Recorder) -> bool:
    """Whether AWS keeps the permissions of the recorder up to date."""
    return recorder.role_arn.endswith(SERVICE_LINKED_ROLE)
