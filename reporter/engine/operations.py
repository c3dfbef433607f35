"""The operations that a collector may send: those that its IAM actions allow, except those that give data."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

READ_VERBS = ("Get", "List", "Describe", "Head", "Simulate")
READ_NAMES = frozenset({
    "AssumeRole", "BatchGetAccountStatus", "GenerateCredentialReport", "GenerateServiceLastAccessedDetails",
})  # fmt: skip
FORM = re.compile(r"[a-z][a-z0-9-]*:[A-Za-z][A-Za-z0-9]*")
"""`service:Name` of one action or operation; a wildcard would allow operations that were never reviewed."""

OPERATIONS = {
    "access-analyzer:ListAnalyzers": ("accessanalyzer:ListAnalyzers",),
    "access-analyzer:ListFindings": ("accessanalyzer:ListFindings", "accessanalyzer:ListFindingsV2"),
    "apigateway:GET": (
        "apigateway:GetResources", "apigateway:GetRestApis", "apigateway:GetStages",
        "apigatewayv2:GetApis", "apigatewayv2:GetRoutes", "apigatewayv2:GetStages",
    ),
    "elasticfilesystem:DescribeAccessPoints": ("efs:DescribeAccessPoints",),
    "elasticfilesystem:DescribeBackupPolicy": ("efs:DescribeBackupPolicy",),
    "elasticfilesystem:DescribeFileSystemPolicy": ("efs:DescribeFileSystemPolicy",),
    "elasticfilesystem:DescribeFileSystems": ("efs:DescribeFileSystems",),
    "elasticloadbalancing:DescribeListeners": ("elbv2:DescribeListeners",),
    "elasticloadbalancing:DescribeLoadBalancerAttributes": (
        "elb:DescribeLoadBalancerAttributes", "elbv2:DescribeLoadBalancerAttributes",
    ),
    "elasticloadbalancing:DescribeLoadBalancers": ("elb:DescribeLoadBalancers", "elbv2:DescribeLoadBalancers"),
    "elasticloadbalancing:DescribeRules": ("elbv2:DescribeRules",),
    "elasticloadbalancing:DescribeSSLPolicies": ("elbv2:DescribeSSLPolicies",),
    "es:DescribeDomains": ("opensearch:DescribeDomains",),
    "es:ListDomainNames": ("opensearch:ListDomainNames",),
    "s3:GetAccessPoint": ("s3control:GetAccessPoint",),
    "s3:GetAccessPointPolicyStatus": ("s3control:GetAccessPointPolicyStatus",),
    "s3:GetAccountPublicAccessBlock": ("s3control:GetPublicAccessBlock",),
    "s3:GetBucketCORS": ("s3:GetBucketCors",),
    "s3:GetBucketNotification": ("s3:GetBucketNotificationConfiguration",),
    "s3:GetBucketObjectLockConfiguration": ("s3:GetObjectLockConfiguration",),
    "s3:GetBucketPublicAccessBlock": ("s3:GetPublicAccessBlock",),
    "s3:GetEncryptionConfiguration": ("s3:GetBucketEncryption",),
    "s3:GetLifecycleConfiguration": ("s3:GetBucketLifecycleConfiguration",),
    "s3:GetMultiRegionAccessPointPolicyStatus": ("s3control:GetMultiRegionAccessPointPolicyStatus",),
    "s3:GetReplicationConfiguration": ("s3:GetBucketReplication",),
    "s3:ListAccessPoints": ("s3control:ListAccessPoints",),
    "s3:ListAllMyBuckets": ("s3:ListBuckets",),
    "s3:ListBucket": ("s3:HeadBucket", "s3:ListObjectsV2"),
    "s3:ListMultiRegionAccessPoints": ("s3control:ListMultiRegionAccessPoints",),
    "s3express:GetLifecycleConfiguration": ("s3:GetBucketLifecycleConfiguration",),
    "s3express:ListAllMyDirectoryBuckets": ("s3:ListDirectoryBuckets",),
    "sso:ListInstances": ("sso-admin:ListInstances",),
}  # fmt: skip
"""By action: the operations that it allows, where the names differ. Any other action has the name of its operation."""

IDENTITY = "sts:GetCallerIdentity"
"""AWS allows this action to every principal."""
POLICY_LIMIT = 2048
"""The most characters that STS accepts in a session policy."""
CREDENTIALS = re.compile(
    r"Assume|Get\w*(Credentials(For\w+|WithIAM)?|Tokens?(For\w+|From\w+)?|SecretValue|Password(Data)?|DataAccess)$"
    r"|Get(Instance|Compute)Access(Details)?$|Get\w*(Presigned|Embed|Download|Upload|Streaming|Session|Log)URL$"
    r"|Get(BucketAccessKeys|DecryptedAPIKey|ResourceApiKey|SessionEndpoint)$|List(APIKeys|UserPoolClientSecrets)$",
    re.IGNORECASE,
)
"""Names, from their start, of operations that return credentials; IAM ignores case."""
DATA = re.compile(
    r"(Get|Head)Object(Version)?(Torrent|Annotation|ForReplication)?$|Get(Items?|Records?|ShardIterator)$"
    r"|Get\w*(Query|Statement)\w*Results?(Stream|V2)?$|Get(Vectors|RawMessageContent|SensitiveDataOccurrences)$"
    r"|Get(DocumentContent|WorkUnitResults|PackageVersionAsset)$"
    r"|Get(SnapshotBlock|LogEvents|LogRecord|LogObject|LogFields|JobOutput|ThingShadow|RetainedMessage)$"
    r"|Get(Media(ForFragmentList)?|Clip|Images|ImageFrame|ImageSetMetadata|ReadSet|Reference|SampledRequests)$"
    r"|List(SnapshotBlocks|ChangedBlocks|Vectors)$",
    re.IGNORECASE,
)
"""Names, from their start, of operations that return data stored in the account."""
DATA_OF = {
    "appconfig": frozenset({"getconfiguration", "gethostedconfigurationversion"}),
    "appconfigdata": frozenset({"getlatestconfiguration"}),
    "codecommit": frozenset({"getblob", "getfile"}),
    "codepipeline": frozenset({"getjobdetails", "getthirdpartyjobdetails"}),
    "cognito-sync": frozenset({"listrecords"}),
    "datazone": frozenset({"getconnection", "listconnections"}),
    "ec2": frozenset({"getconsoleoutput", "getconsolescreenshot"}),
    "sdb": frozenset({"getattributes"}),
    "ssm": frozenset({
        "getcommandinvocation", "getparameter", "getparameterhistory", "getparameters", "getparametersbypath",
    }),
}  # fmt: skip
"""By service in lower case: further operations that return stored data, where the name alone does not say so."""


@dataclass(frozen=True, slots=True)
class Asker:
    """A sender of requests to an account, and the requests it may send."""

    name: str
    """The name under which its author recognises it."""
    actions: tuple[str, ...]
    """The IAM actions that the session must allow."""
    operations: frozenset[str]
    """The operations that the guard accepts."""


def together(askers: Iterable[Asker]) -> Asker:
    """All askers as one, which may also ask for the identity of its credentials."""
    every = tuple(askers)
    actions = sorted({action for asker in every for action in asker.actions})
    return Asker("the plan", tuple(actions), frozenset({IDENTITY}).union(*(asker.operations for asker in every)))


def is_read(name: str) -> bool:
    """Whether an API operation (`DescribeInstances`) only reads."""
    return name.startswith(READ_VERBS) or name in READ_NAMES


def gives_data(operation: str) -> bool:
    """Whether an operation or action (`s3:GetObject`) returns stored data or credentials."""
    service, _, name = operation.partition(":")
    return bool(CREDENTIALS.match(name) or DATA.match(name)) or name.lower() in DATA_OF.get(service, ())


def operations_of(actions: Iterable[str]) -> frozenset[str]:
    """The operations that the actions allow; raises ValueError where an action allows several."""
    return frozenset(_operation_of(action) for action in actions)


def _operation_of(action: str) -> str:
    found = OPERATIONS.get(action, (action,))
    if len(found) > 1:
        raise ValueError(f"{action} allows several operations: name those that are sent, operations=[{_list(found)}]")
    return found[0]


def _list(operations: Iterable[str]) -> str:
    return ", ".join(f'"{operation}"' for operation in operations)


def session_policy(actions: Iterable[str]) -> str:
    """A session policy as JSON that allows only these actions, and so no write."""
    statement = {"Effect": "Allow", "Action": sorted({*actions, IDENTITY}), "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, separators=(",", ":"))


def mistakes_in(actions: Collection[str], operations: Iterable[str]) -> Iterator[str]:
    """The reasons why a collector may not have these actions and operations."""
    length = len(session_policy(actions))
    if length > POLICY_LIMIT:
        yield (
            f"its {len(actions)} actions take {length} characters in a session policy, of which STS takes "
            f"{POLICY_LIMIT}: make several collectors of it, each with the actions that it spends"
        )
    for action in actions:
        yield from _mistakes(action, is_known=action in OPERATIONS)
    for operation in operations:
        yield from _mistakes(operation, is_known=False)


def _mistakes(name: str, *, is_known: bool) -> Iterator[str]:
    if not FORM.fullmatch(name):
        yield f"'{name}' does not name one action or operation: write service:Name, without wildcards"
    elif gives_data(name):
        yield f"{name} gives stored data or credentials: no collector may ask for them"
    elif not is_known and not is_read(name.partition(":")[2]):
        yield f"{name} is not a read: write an operation that begins with one of {', '.join(READ_VERBS)}"
