"""What the CIS benchmarks want alarms on: the events of each, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from reporter.api import Account
from reporter.aws.cloudwatch.events import SOURCE, Conditions, Sample, sample_events

CLOUDTRAIL, CONFIG, EC2 = "cloudtrail.amazonaws.com", "config.amazonaws.com", "ec2.amazonaws.com"
IAM, KMS, ORGANIZATIONS = "iam.amazonaws.com", "kms.amazonaws.com", "organizations.amazonaws.com"
S3, SIGN_IN = "s3.amazonaws.com", "signin.amazonaws.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """Events that a metric filter has to select."""

    name: str
    """The end of the check's id."""
    about: str
    """The events, as titles name them."""
    why: str
    match: Conditions
    allowed_narrowing: Conditions = field(default_factory=dict)
    source: str = ""
    """The service that emits the events; empty for any service."""
    always: Mapping[str, str] = field(default_factory=dict)
    """What such events have as well."""
    not_required: tuple[str, ...] = ()
    """The names of events of the same effect, which no benchmark asks for."""
    may_select_all: bool = False
    """Whether a filter counts that selects every event there is."""

    def with_events(self, match: Conditions, allowed_narrowing: Conditions) -> Watched:
        """The same with other events, as settings say."""
        return replace(self, match=match, allowed_narrowing=allowed_narrowing)

    @property
    def sources(self) -> frozenset[str]:
        """The services that emit the events; empty for any."""
        return frozenset(self.match.get(SOURCE, (self.source,) if self.source else ()))

    def samples(self, account: Account) -> dict[str, Sample]:
        """A sample of each event in an account, by the values that distinguish it."""
        return sample_events(
            self.match, self.allowed_narrowing, source=self.source, always=self.always, account=account
        )


def _changes(
    name: str, about: str, why: str, source: str, events: str, *, not_required: tuple[str, ...] = ()
) -> Watched:
    return Watched(
        name=name,
        about=about,
        why=why,
        match={"eventName": tuple(events.split())},
        source=source,
        not_required=not_required,
    )


def _changes_of(name: str, about: str, why: str, source: str, events: str) -> Watched:
    """Events whose names other services have too, so that the service is part of them."""
    match = {"eventSource": (source,), "eventName": tuple(events.split())}
    return Watched(name=name, about=about, why=why, match=match, source=source)


UNAUTHORIZED = Watched(
    name="unauthorized-api-calls",
    about="unauthorised API calls",
    why="Many denied calls in a short time show that credentials are tried out.",
    match={"errorCode": ("*UnauthorizedOperation", "AccessDenied*")},
    allowed_narrowing={"sourceIPAddress": ("!= delivery.logs.amazonaws.com",), "eventName": ("!= HeadBucket",)},
    may_select_all=True,
)
NO_MFA = Watched(
    name="console-signin-without-mfa",
    about="console sign-in without MFA",
    why="A user who signs in with a password alone has escaped the rule that MFA is required.",
    match={"eventName": ("ConsoleLogin",), "additionalEventData.MFAUsed": ("!= Yes",)},
    allowed_narrowing={"userIdentity.type": ("IAMUser",), "responseElements.ConsoleLogin": ("Success",)},
    source=SIGN_IN,
)
ROOT = Watched(
    name="root-usage",
    about="root user activity",
    why="The root user is for a few tasks only, so each use of it should be noticed.",
    match={
        "userIdentity.type": ("Root",),
        "userIdentity.invokedBy": ("NOT EXISTS",),
        "eventType": ("!= AwsServiceEvent",),
    },
)
FAILURES = Watched(
    name="console-signin-failures",
    about="failed console sign-ins",
    why="Many failed sign-ins in a short time show that passwords are guessed.",
    match={"eventName": ("ConsoleLogin",), "errorMessage": ("Failed authentication",)},
    source=SIGN_IN,
    always={"responseElements.ConsoleLogin": "Failure"},
)
ORGANIZATION = _changes_of(
    "organizations-changes",
    "AWS Organizations changes",
    "The limits of all accounts are set in AWS Organizations, and can be lifted there.",
    ORGANIZATIONS,
    "AcceptHandshake AttachPolicy CreateAccount CreateOrganizationalUnit CreatePolicy DeclineHandshake "
    "DeleteOrganization DeleteOrganizationalUnit DeletePolicy DetachPolicy DisablePolicyType EnablePolicyType "
    "InviteAccountToOrganization LeaveOrganization MoveAccount RemoveAccountFromOrganization UpdatePolicy "
    "UpdateOrganizationalUnit",
)

WATCHED = (
    UNAUTHORIZED,
    NO_MFA,
    ROOT,
    _changes(
        "iam-policy-changes",
        "IAM policy changes",
        "Attackers give themselves permissions before they use them.",
        IAM,
        "DeleteGroupPolicy DeleteRolePolicy DeleteUserPolicy PutGroupPolicy PutRolePolicy PutUserPolicy CreatePolicy "
        "DeletePolicy CreatePolicyVersion DeletePolicyVersion AttachRolePolicy DetachRolePolicy AttachUserPolicy "
        "DetachUserPolicy AttachGroupPolicy DetachGroupPolicy",
    ),
    _changes(
        "cloudtrail-changes",
        "CloudTrail configuration changes",
        "Attackers switch logging off before they do anything else.",
        CLOUDTRAIL,
        "CreateTrail UpdateTrail DeleteTrail StartLogging StopLogging",
    ),
    FAILURES,
    _changes_of(
        "kms-key-disabled-or-deleted",
        "KMS keys that are disabled or scheduled for deletion",
        "Data that is encrypted with a key is lost with it.",
        KMS,
        "DisableKey ScheduleKeyDeletion",
    ),
    _changes_of(
        "s3-policy-changes",
        "S3 bucket policy changes",
        "One change of a policy can make a bucket public.",
        S3,
        "PutBucketAcl PutBucketPolicy PutBucketCors PutBucketLifecycle PutBucketReplication DeleteBucketPolicy "
        "DeleteBucketCors DeleteBucketLifecycle DeleteBucketReplication",
    ),
    _changes_of(
        "config-changes",
        "AWS Config configuration changes",
        "Without AWS Config, later changes of resources are not recorded.",
        CONFIG,
        "StopConfigurationRecorder DeleteDeliveryChannel PutDeliveryChannel PutConfigurationRecorder",
    ),
    _changes(
        "security-group-changes",
        "security group changes",
        "A port that is opened to the internet should be noticed before it is found by others.",
        EC2,
        "AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress "
        "RevokeSecurityGroupEgress CreateSecurityGroup DeleteSecurityGroup",
        not_required=("ModifySecurityGroupRules",),
    ),
    _changes(
        "network-acl-changes",
        "network ACL changes",
        "A change of a network ACL can open whole subnets.",
        EC2,
        "CreateNetworkAcl CreateNetworkAclEntry DeleteNetworkAcl DeleteNetworkAclEntry ReplaceNetworkAclEntry "
        "ReplaceNetworkAclAssociation",
    ),
    _changes(
        "network-gateway-changes",
        "network gateway changes",
        "A new gateway opens a way into a network, and out of it.",
        EC2,
        "CreateCustomerGateway DeleteCustomerGateway AttachInternetGateway CreateInternetGateway "
        "DeleteInternetGateway DetachInternetGateway",
    ),
    _changes_of(
        "route-table-changes",
        "route table changes",
        "A changed route can lead traffic past all controls.",
        EC2,
        "CreateRoute CreateRouteTable ReplaceRoute ReplaceRouteTableAssociation DeleteRouteTable DeleteRoute "
        "DisassociateRouteTable",
    ),
    _changes(
        "vpc-changes",
        "VPC changes",
        "New networks and peerings connect what was separate.",
        EC2,
        "CreateVpc DeleteVpc ModifyVpcAttribute AcceptVpcPeeringConnection CreateVpcPeeringConnection "
        "DeleteVpcPeeringConnection RejectVpcPeeringConnection AttachClassicLinkVpc DetachClassicLinkVpc "
        "DisableVpcClassicLink EnableVpcClassicLink",
    ),
)
"""All but those of the organisation, which arise in one account only."""
