"""Which commands are run against moto, and why the others are not."""

from __future__ import annotations

from typing import Any

from checks.cloudwatch.watched import WATCHED
from tests.remediation import databases, logging, networks, resources
from tests.remediation import scenarios as seeds
from tests.remediation.scenarios import LEAST, Scenario, Seed

FOREIGN = {"Principal": {"AWS": "arn:aws:iam::999999999999:root"}}
EVERYONE = {"Principal": "*"}
REPORTS = {"about": ":::reports"}
ANNA = {"about": "user/anna"}
NEVER = {"max_unused_days": 0}

BLOCKED = ("PublicAccessBlock", "PublicAcl", "UnrestrictedBucket")
KEYS = ("AccessKey", "KeyCreation", "UserCredentials", "UserKeys")
DETAILS = ("AuthorizationDetails",)
INLINE = (*DETAILS, "InlinePolicy", "InlinePolicyDocument", "User")
HELD = ("AwsManagedPolicy", "AwsManagedPolicyDocument", "PolicyHolders")
VPC_ENDPOINT = "arn:aws:ec2:us-east-1:111122223333:vpc-endpoint/"
ROUTE_TABLE = "arn:aws:ec2:us-east-1:111122223333:route-table/"
TRAIL_SETTINGS = ("OwnTrail", "Trail")
TRAIL = "arn:aws:cloudtrail:us-east-1:111122223333:trail/"
ALARMS = "arn:aws:cloudwatch:us-east-1: arn:aws:logs:us-east-1: arn:aws:sns:us-east-1:"
ERRORS = {"about": ":errors"}
ACTION_EDIT = {"edits": {"alarm.json": seeds.with_action}, **ERRORS}
WATCHED_EVENTS = ("root-usage", "organizations-changes")
"""Two of a family whose commands differ in the pattern only."""
WATCHING = ("AccountAlarms", "Alarm", "AlarmChains", "NotifiedTopic", "TrailLogGroup")
DETECTOR = "arn:aws:guardduty:us-east-1:111122223333:detector/"
RECORDER = "arn:aws:config:us-east-1:111122223333:configuration-recorder/"
DEPLOYER = "arn:aws:iam::111122223333:role/deployer"


def _case(check: str, seed: Seed, *changes: str, **more: Any) -> Scenario:
    return Scenario(check=check, seed=seed, changes=frozenset(changes), **more)


POLICY_EDIT = {"edits": {"policy.json": seeds.without_statement}, **REPORTS}
TRUST_EDIT = {"edits": {"trust.json": seeds.without_statement}, "about": "role/deployer"}
SCENARIOS: tuple[Scenario, ...] = (
    _case("s3-account-public-access-blocked", seeds.nothing, "AccountPublicAccessBlock"),
    _case("s3-bucket-public-access-blocked", seeds.buckets(), "PublicAccessBlock", "UnrestrictedBucket", **REPORTS),
    _case("s3-bucket-not-public", seeds.buckets(seeds.open_acl), *BLOCKED, **REPORTS),
    _case("s3-bucket-public-read-prohibited", seeds.buckets(seeds.open_acl), *BLOCKED, **REPORTS),
    _case("s3-bucket-public-write-prohibited", seeds.buckets(seeds.open_acl), *BLOCKED, **REPORTS),
    _case(
        "s3-bucket-acl-public-list-absent", seeds.buckets(seeds.open_acl), "PublicAccessBlock", "PublicAcl", **REPORTS
    ),
    _case(
        "s3-bucket-acl-public-write-absent", seeds.buckets(seeds.open_acl), "PublicAccessBlock", "PublicAcl", **REPORTS
    ),
    _case("s3-bucket-acl-disabled", seeds.buckets(), "BucketAcl", "ObjectOwnership", **REPORTS),
    _case(
        "s3-bucket-policy-public-write-absent",
        seeds.buckets(seeds.a_policy({**EVERYONE, "Action": "s3:PutObject"})),
        "BucketPolicy",
        "BucketPolicyStatus",
        "PublicPolicy",
        **POLICY_EDIT,
    ),
    _case(
        "s3-bucket-policy-cross-account-sensitive-denied",
        seeds.buckets(seeds.a_policy({**FOREIGN, "Action": "s3:PutObjectAcl"})),
        "BucketPolicy",
        **POLICY_EDIT,
    ),
    _case(
        "s3-bucket-policy-cross-account-restricted",
        seeds.buckets(seeds.a_policy({**FOREIGN, "Action": "s3:GetObject"})),
        "BucketPolicy",
        **POLICY_EDIT,
    ),
    _case(
        "s3-bucket-policy-service-source-scoped",
        seeds.buckets(seeds.a_policy({"Principal": {"Service": "logs.amazonaws.com"}, "Action": "s3:PutObject"})),
        "BucketPolicy",
        **POLICY_EDIT,
    ),
    _case(
        "s3-bucket-policy-tls-required",
        seeds.buckets(seeds.a_policy({"Principal": {"AWS": "111122223333"}, "Action": "s3:GetObject"})),
        "BucketPolicy",
        **REPORTS,
    ),
    _case("s3-bucket-versioning-enabled", seeds.buckets(), "BucketVersioning", **REPORTS),
    _case("s3-bucket-default-encryption-enabled", seeds.buckets(), "BucketEncryption", **REPORTS),
    _case(
        "s3-bucket-kms-encryption",
        seeds.buckets(),
        "BucketEncryption",
        words={"KEY_ARN": "arn:aws:kms:us-east-1:111122223333:key/1"},
        **REPORTS,
    ),
    _case("s3-bucket-object-lock-enabled", seeds.buckets(seeds.versioned), "ObjectLock", **REPORTS),
    _case("s3-bucket-lifecycle-configured", seeds.buckets(seeds.idle_rule), "BucketLifecycle", **REPORTS),
    _case(
        "s3-bucket-versioned-lifecycle-configured",
        seeds.buckets(seeds.versioned, seeds.idle_rule),
        "BucketLifecycle",
        **REPORTS,
    ),
    _case(
        "s3-bucket-server-access-logging-enabled",
        seeds.buckets(seeds.takes_logs),
        "AccessLogging",
        "LogDelivery",
        "LogTargets",
        words={"LOG_BUCKET": seeds.NEIGHBOUR},
        beside="arn:aws:s3:::neighbour",
        **REPORTS,
    ),
    _case("s3-bucket-website-hosting-disabled", seeds.buckets(seeds.website), "BucketWebsite", **REPORTS),
    _case(
        "s3-bucket-cors-origin-scoped",
        seeds.buckets(seeds.wide_cors),
        "CorsRules",
        edits={"cors.json": seeds.named_origins},
        **REPORTS,
    ),
    _case("iam-user-access-key-unused-disabled", seeds.users(seeds.key), *KEYS, settings=NEVER, **ANNA),
    _case("iam-user-access-key-rotated", seeds.users(seeds.old_key), *KEYS, **ANNA),
    _case("iam-user-access-key-single-active", seeds.users(seeds.key, seeds.key), *KEYS, **ANNA),
    _case("iam-user-initial-access-key-absent", seeds.users(seeds.password, seeds.key), *KEYS, **ANNA),
    _case(
        "iam-user-console-password-unused-disabled",
        seeds.users(seeds.password),
        "SignIn",
        "UserCredentials",
        settings=NEVER,
        **ANNA,
    ),
    _case(
        "iam-user-console-mfa-enabled",
        seeds.users(seeds.password),
        "UserCredentials",
        "VirtualMfaDevice",
        beside="arn:aws:iam::111122223333:mfa/anna",
        words={"CODE1": "111111", "CODE2": "222222"},
        **ANNA,
    ),
    _case(
        "iam-user-no-direct-policies",
        seeds.users(seeds.own_policies),
        *INLINE,
        "AwsManagedPolicy",
        "PolicyHolders",
        **ANNA,
    ),
    _case("iam-inline-policy-no-admin", seeds.users(seeds.inline_admin), *INLINE, **ANNA),
    _case("iam-group-has-members", seeds.groups(), *DETAILS, "Group", about="group/operators"),
    _case(
        "iam-group-no-administrator-access",
        seeds.groups(seeds.administrators),
        *DETAILS,
        "AwsManagedPolicy",
        "PolicyHolders",
        "Group",
        about="group/operators",
    ),
    _case(
        "iam-policy-attached-no-admin",
        seeds.policies(attached=True),
        *DETAILS,
        "ManagedPolicy",
        "ManagedPolicyDocument",
        about="policy/everything",
        files={"least.json": LEAST},
    ),
    _case(
        "iam-policy-unattached-no-admin",
        seeds.policies(attached=False),
        *DETAILS,
        "ManagedPolicy",
        "ManagedPolicyDocument",
        about="policy/everything",
    ),
    _case(
        "iam-aws-managed-policy-attached-no-admin",
        seeds.roles({"AWS": "111122223333"}, seeds.ADMINISTRATOR),
        *DETAILS,
        *HELD,
        "Role",
        beside=DEPLOYER,
    ),
    _case(
        "iam-policy-cloudshell-full-access-not-attached",
        seeds.roles({"AWS": "111122223333"}, seeds.CLOUDSHELL),
        *DETAILS,
        *HELD,
        "Role",
        beside=DEPLOYER,
    ),
    _case(
        "iam-role-trust-no-wildcard-principal", seeds.roles({"AWS": "*"}), *DETAILS, "Role", "TrustPolicy", **TRUST_EDIT
    ),
    _case(
        "iam-role-cross-account-trust-known",
        seeds.roles({"AWS": "999999999999"}),
        *DETAILS,
        "Role",
        "TrustPolicy",
        **TRUST_EDIT,
    ),
    _case("iam-support-role-created", seeds.roles({"AWS": "111122223333"}), *DETAILS, *HELD, "Role", beside=DEPLOYER),
    _case("iam-password-policy-minimum-length", seeds.lax_password_policy, "PasswordPolicy"),
    _case("iam-password-policy-reuse-prevented", seeds.lax_password_policy, "PasswordPolicy"),
    _case("ec2-security-group-admin-ports-ipv4-closed", seeds.open_group(22), "SecurityGroup"),
    _case("ec2-security-group-admin-ports-ipv6-closed", seeds.open_group(22, "ipv6"), "SecurityGroup"),
    _case("ec2-security-group-cifs-closed", seeds.open_group(445), "SecurityGroup"),
    _case("ec2-security-group-default-closed", seeds.a_default_group, "SecurityGroup"),
    _case("ec2-instance-imdsv2-required", seeds.instances, "Instance"),
    _case("ec2-instance-profile-attached", seeds.instances, "Instance"),
    _case("ec2-eip-associated", seeds.addresses, "ElasticIp"),
    _case("ec2-region-ebs-encryption-by-default", seeds.nothing, "EbsDefaults"),
    _case("vpc-flow-logs-enabled", seeds.a_vpc, "FlowLog", beside="arn:aws:ec2:us-east-1:111122223333:vpc-flow-log/"),
    _case(
        "vpc-peering-routes-least-access",
        seeds.peered,
        "RouteTable",
        "RoutesByPeering",
        "TablesBySubnet",
        beside=ROUTE_TABLE,
    ),
    _case("iam-server-certificate-not-expired", seeds.certificates, "ServerCertificate", about="certificate/shop"),
    _case(
        "s3-bucket-replication-destination-trusted",
        seeds.buckets(seeds.replicated),
        "BucketReplication",
        edits={"replication.json": seeds.without_foreign_copies},
        **REPORTS,
    ),
    _case(
        "s3-bucket-object-acl-public-sample",
        seeds.buckets(seeds.public_object),
        "PublicAccessBlock",
        "PublicObjects",
        **REPORTS,
    ),
    _case(
        "sns-topic-not-public",
        seeds.topics,
        "TopicAttributes",
        edits={"policy.json": seeds.without_statement},
        about=":alarms",
    ),
    _case(
        "sns-topic-encrypted",
        seeds.topics,
        "TopicAttributes",
        words={"KEY_ARN": "arn:aws:kms:us-east-1:111122223333:key/1"},
        about=":alarms",
    ),
    *(_case(f"cloudwatch-alarm-{name}", seeds.watched_trail, *WATCHING, beside=ALARMS) for name in WATCHED_EVENTS),
    _case(
        "cloudwatch-alarm-action-configured", seeds.alarms, "Alarm", edits={"alarm.json": seeds.with_action}, **ERRORS
    ),
    _case("cloudwatch-alarm-actions-enabled", seeds.alarms, "Alarm", **ERRORS),
    _case("cloudwatch-log-group-retention-set", seeds.log_groups, "LogGroup", about=":orders"),
    _case(
        "cloudtrail-multi-region-trail-enabled",
        seeds.idle_trail,
        "EventSelectors",
        "InsightTypes",
        "LoggingTrail",
        "ManagementTrail",
        "ManagementTrails",
        "TrailStatus",
        "WatchedTrail",
        *TRAIL_SETTINGS,
        beside=TRAIL,
    ),
    _case("cloudtrail-log-file-validation-enabled", seeds.trails, *TRAIL_SETTINGS, about="trail/main"),
    _case("cloudtrail-logs-kms-encrypted", seeds.trails, *TRAIL_SETTINGS, about="trail/main"),
    _case("cloudtrail-insights-enabled", seeds.trails, "InsightTypes", about="trail/main"),
    _case(
        "cloudtrail-cloudwatch-logs-delivery",
        seeds.trails,
        *TRAIL_SETTINGS,
        "ManagementTrail",
        "ManagementTrails",
        "TrailStatus",
        "WatchedTrail",
        about="trail/main",
    ),
    _case(
        "config-recorder-enabled",
        seeds.a_recorder,
        "Recorder",
        "RecorderState",
        "RecorderStatus",
        "AllRecorders",
        words={"NAME": "default"},
        edits={"recorder.json": seeds.with_global_types},
        beside=RECORDER,
    ),
    _case(
        "config-recorder-service-linked-role",
        seeds.a_recorder,
        "Recorder",
        "RecorderState",
        "AllRecorders",
        edits={"recorder.json": seeds.with_service_linked_role},
        beside=RECORDER,
    ),
    _case("guardduty-detector-enabled", seeds.nothing, "Detector", beside=DETECTOR),
    *(
        _case(f"guardduty-{plan}-enabled", seeds.a_detector, "Detector", beside=DETECTOR)
        for plan in (
            "s3-protection",
            "eks-audit-logs",
            "malware-protection-ec2",
            "rds-protection",
            "lambda-protection",
            "runtime-monitoring",
        )
    ),
    *(
        _case(f"inspector-{kind}-scanning-enabled", seeds.nothing, "InspectorStatus")
        for kind in ("ec2", "ecr", "lambda-code", "lambda")
    ),
    _case(
        "cloudtrail-log-bucket-not-public",
        seeds.trail_buckets(seeds.open_acl),
        "BucketExposure",
        "Exposures",
        *BLOCKED,
        **REPORTS,
    ),
    _case(
        "cloudtrail-log-bucket-access-logging-enabled",
        seeds.trail_buckets(seeds.takes_logs),
        "AccessLogs",
        "BucketAccessLog",
        "LogDelivery",
        words={"LOG_BUCKET": seeds.NEIGHBOUR},
        **REPORTS,
    ),
    _case("kms-key-rotation-enabled", seeds.keys(seeds.unrotated), "KeyRotation"),
    _case("kms-key-not-pending-deletion", seeds.keys(seeds.doomed), "Key", "KeyDetails"),
    _case(
        "kms-key-not-public",
        seeds.keys(seeds.open_key),
        "KeyPolicy",
        edits={"policy.json": seeds.without_statement},
    ),
    _case(
        "iam-policy-kms-decrypt-scoped",
        seeds.decrypting_policies,
        *DETAILS,
        "ManagedPolicy",
        "ManagedPolicyDocument",
        about="policy/decrypting",
        edits={"policy.json": seeds.without_statement},
    ),
    _case(
        "iam-inline-policy-kms-decrypt-scoped",
        seeds.users(seeds.decrypting),
        *INLINE,
        edits={"policy.json": seeds.without_statement},
        **ANNA,
    ),
    _case("vpc-subnet-auto-assign-public-ip-disabled", seeds.a_subnet, "Subnet"),
    _case(
        "vpc-endpoint-ec2-present",
        networks.used_vpc,
        "InterfaceUse",
        "NetworkInterface",
        "VpcEndpoint",
        beside=f"{VPC_ENDPOINT} arn:aws:ec2:us-east-1:111122223333:network-interface/",
    ),
    _case("vpc-endpoint-s3-gateway-present", networks.used_vpc, "VpcEndpoint", beside=VPC_ENDPOINT),
    _case(
        "sqs-queue-not-public",
        resources.queues,
        "QueuePolicy",
        edits={"attributes.json": resources.without_last_statement("Policy")},
        about=":orders",
    ),
    _case(
        "secretsmanager-not-public",
        resources.secrets,
        "SecretPolicy",
        edits={"policy.json": seeds.without_statement},
        about=":orders",
    ),
    _case("lambda-function-not-public", resources.functions, "FunctionPolicies", about=":orders"),
    _case("elb-access-logging-enabled", logging.load_balancers, "AccessLogs", about="/web/"),
    _case(
        "cloudfront-logging-enabled",
        logging.distributions,
        "KnownDeliveries",
        "LogDeliveries",
        about="distribution/E1",
    ),
    _case("rds-instance-auto-minor-version-upgrade", databases.instances, "DbInstance", about=":db:orders"),
    _case("rds-instance-not-public", databases.instances, "DbInstance", about=":db:orders"),
    _case("rds-instance-multi-az", databases.instances, "DbInstance", about=":db:orders"),
    _case(
        "rds-cluster-multi-az",
        databases.clusters,
        "DbCluster",
        "DbInstance",
        about=":cluster:catalogue",
        beside="arn:aws:rds:us-east-1:111122223333:db:catalogue-2",
    ),
)
_EMULATED = "the demo's own answers stand for this API, and they cannot be changed by a request"
_ROOT = "only the root user, or a person in the console, can do this"
_FAMILY = "the command is the same, for another service, as that of"
_REPLACED = "what fails never changes: another one takes its place"
_CHOICE = "what is written depends on a person: a trail, a second bucket, a new access point, the networks in use"
_ALIKE = [f"cloudwatch-alarm-{one.name}" for one in WATCHED if one.name not in WATCHED_EVENTS]
NOT_RUN: dict[str, str] = {
    "accessanalyzer-external-analyzer-enabled": _EMULATED,
    "accessanalyzer-findings-resolved": _EMULATED,
    "account-contact-details-current": _EMULATED,
    "account-security-contact-registered": _EMULATED,
    "account-security-questions-registered": "there is none: nothing can be done",
    "account-part-of-organization": "two accounts take part in it",
    "apigateway-rest-access-logging-enabled": _EMULATED,
    "apigateway-v2-access-logging-enabled": _EMULATED,
    **dict.fromkeys(_ALIKE, "as that of cloudwatch-alarm-root-usage, with another pattern"),
    "cloudtrail-s3-object-read-events-logged": _CHOICE,
    "cloudtrail-s3-object-write-events-logged": _CHOICE,
    "cloudtrail-log-bucket-mfa-delete-enabled": _ROOT,
    "cloudtrail-trail-enabled": "these tests read one region, and a trail of another one may be logging",
    "ec2-instance-no-public-ip": "moto gives an instance a public address whatever its interface says",
    "ec2-network-acl-admin-ports-closed": _CHOICE,
    "ec2-volume-encrypted": _REPLACED,
    "efs-file-system-encrypted": _REPLACED,
    "eventbridge-bus-not-public": "moto adds the statements of a policy to those that are there",
    "glacier-vault-not-public": _EMULATED,
    "iam-identity-federation-configured": _ROOT,
    "iam-member-root-credentials-absent": _ROOT,
    "iam-root-access-key-absent": _ROOT,
    "iam-root-credentials-centrally-managed": "moto has no centralized root access",
    "iam-root-hardware-mfa-enabled": _ROOT,
    "iam-root-mfa-enabled": _ROOT,
    "iam-root-user-not-recently-used": "the command only shows what happened",
    "macie-automated-discovery-enabled": _EMULATED,
    "macie-session-enabled": _EMULATED,
    "rds-cluster-storage-encrypted": _REPLACED,
    "rds-instance-storage-encrypted": _REPLACED,
    "organizations-delegated-admins-trusted": _CHOICE,
    "organizations-guardrails-attached": _CHOICE,
    "organizations-ou-structure-reviewed": _CHOICE,
    "s3-access-point-not-public": "moto calls every policy of an access point public",
    "s3-access-point-public-access-blocked": _CHOICE,
    "s3-bucket-cross-region-replication-enabled": _CHOICE,
    "s3-bucket-event-notifications-enabled": "moto does not give back that events go to EventBridge",
    "s3-bucket-mfa-delete-enabled": _ROOT,
    "s3-bucket-policy-principals-in-organization": _CHOICE,
    "s3-bucket-shadow-resource-owned": "the command only shows whose the bucket is",
    "s3-bucket-sse-c-blocked": "moto does not keep BlockedEncryptionTypes",
    "s3-directory-bucket-lifecycle-configured": _EMULATED,
    "s3-multi-region-access-point-not-public": _CHOICE,
    "s3-multi-region-access-point-public-access-blocked": _CHOICE,
    "securityhub-hub-enabled": _EMULATED,
    "vpc-endpoint-dynamodb-gateway-present": f"{_FAMILY} vpc-endpoint-s3-gateway-present",
    "vpc-endpoint-ecr-api-present": f"{_FAMILY} vpc-endpoint-ec2-present",
    "vpc-endpoint-ecr-dkr-present": f"{_FAMILY} vpc-endpoint-ec2-present",
    "vpc-endpoint-ssm-contacts-present": f"{_FAMILY} vpc-endpoint-ec2-present",
    "vpc-endpoint-ssm-incidents-present": f"{_FAMILY} vpc-endpoint-ec2-present",
    "vpc-endpoint-ssm-present": f"{_FAMILY} vpc-endpoint-ec2-present",
    "vpc-peering-account-trusted": "the command only shows both sides",
}
"""By check: why its command is not run."""
