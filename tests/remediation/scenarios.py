"""What fails in moto's AWS, for each check whose command moto can run."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from moto.iam.models import iam_backends

from tests.remediation.shell import Edit
from tests.world import ACCOUNT_ID, NOW, World

Seed = Callable[[World], Mapping[str, str] | None]
"""Makes what fails, and gives what a person fills in for words in capitals."""
NEIGHBOUR = "neighbour"
"""Another resource that fails the same way, and stays as it is."""


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """One failure, and what its command may change."""

    check: str
    seed: Seed
    changes: frozenset[str]
    """The facts that are not what they were, by their class."""
    beside: str = ""
    """How the ARNs begin of other resources that the command is to change or to make, with spaces between them."""
    about: str = ""
    """A part of the ARN of what is fixed; empty: there is one failure."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Any] = field(default_factory=dict)
    """What a person writes."""
    edits: Mapping[str, Edit] = field(default_factory=dict)


BUCKETS = ("reports", NEIGHBOUR)
DENY_ALL = {"Effect": "Deny", "Principal": "*", "Action": "s3:DeleteBucket", "Resource": "*"}
FULL = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
LEAST = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}]}
DECRYPTING = {
    "Version": "2012-10-17",
    "Statement": [*LEAST["Statement"], {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"}],
}
OPEN = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), False)
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
CLOUDSHELL = "arn:aws:iam::aws:policy/AWSCloudShellFullAccess"
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


def buckets(*prepare: Callable[[Any, str], object]) -> Seed:
    """Two buckets without a block of public access, each prepared the same."""

    def seed(world: World) -> None:
        client = world.client("s3")
        for name in BUCKETS:
            client.create_bucket(Bucket=name, ObjectOwnership="ObjectWriter")
            client.delete_public_access_block(Bucket=name)
            for one in prepare:
                one(client, name)

    return seed


def a_policy(effect: Mapping[str, Any]) -> Callable[[Any, str], object]:
    """A bucket policy that has this statement, and one that has nothing to do with it."""

    def put(client: Any, name: str) -> object:
        arns = [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"]
        statements = [{**DENY_ALL, "Resource": arns[0]}, {"Effect": "Allow", "Resource": arns[1], **effect}]
        return client.put_bucket_policy(
            Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": statements})
        )

    return put


def open_acl(client: Any, name: str) -> object:
    """A public ACL, in a bucket where one setting of the block is on already."""
    everyone = 'uri="http://acs.amazonaws.com/groups/global/AllUsers"'
    client.put_bucket_acl(Bucket=name, GrantRead=everyone, GrantWrite=everyone)
    return client.put_public_access_block(
        Bucket=name,
        PublicAccessBlockConfiguration={"BlockPublicAcls": True, "IgnorePublicAcls": False}
        | {"BlockPublicPolicy": False, "RestrictPublicBuckets": False},
    )


def takes_logs(client: Any, name: str) -> object:
    return client.put_bucket_acl(Bucket=name, ACL="log-delivery-write")


def versioned(client: Any, name: str) -> object:
    return client.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})


def idle_rule(client: Any, name: str) -> object:
    """A lifecycle rule that is not enabled."""
    rule = {"ID": "old", "Status": "Disabled", "Filter": {"Prefix": "logs/"}, "Expiration": {"Days": 30}}
    return client.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": [rule]})


def website(client: Any, name: str) -> object:
    return client.put_bucket_website(Bucket=name, WebsiteConfiguration={"IndexDocument": {"Suffix": "index.html"}})


def wide_cors(client: Any, name: str) -> object:
    rules = [
        {"AllowedMethods": ["PUT"], "AllowedOrigins": ["*"]},
        {"AllowedMethods": ["GET"], "AllowedOrigins": ["https://shop.example"]},
    ]
    return client.put_bucket_cors(Bucket=name, CORSConfiguration={"CORSRules": rules})


def without_statement(document: dict[str, Any]) -> dict[str, Any]:
    """The document without its last statement."""
    return {**document, "Statement": document["Statement"][:-1]}


def named_origins(document: dict[str, Any]) -> dict[str, Any]:
    first, *others = document["CORSRules"]
    return {"CORSRules": [{**first, "AllowedOrigins": ["https://shop.example"]}, *others]}


def users(*prepare: Callable[[Any, str], Mapping[str, str] | None]) -> Seed:
    """Two users, each prepared the same; the first one's words are filled in."""

    def seed(world: World) -> Mapping[str, str]:
        client = world.client("iam")
        words: dict[str, str] = {}
        for name in (NEIGHBOUR, "anna"):
            client.create_user(UserName=name)
            for one in prepare:
                words |= one(client, name) or {}
        return words

    return seed


def password(client: Any, name: str) -> None:
    client.create_login_profile(UserName=name, Password="Correct-horse-7")


def key(client: Any, name: str) -> dict[str, str]:
    made = client.create_access_key(UserName=name)["AccessKey"]["AccessKeyId"]
    return {"KEY_ID": made, "OLD_KEY": made}


def old_key(client: Any, name: str) -> dict[str, str]:
    """A key of a hundred days."""
    words = key(client, name)
    [made] = iam_backends[ACCOUNT_ID]["aws"].users[name].access_keys
    made.create_date = (NOW.at - timedelta(days=100)).replace(tzinfo=None)
    return words


def encrypted(client: Any, name: str) -> object:
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": True}
    return client.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": [rule]})


def own_policies(client: Any, name: str) -> dict[str, str]:
    client.attach_user_policy(UserName=name, PolicyArn=READ_ONLY)
    client.put_user_policy(UserName=name, PolicyName="extra", PolicyDocument=json.dumps(LEAST))
    return {"POLICY_ARN": READ_ONLY, "POLICY": "extra"}


def inline_admin(client: Any, name: str) -> None:
    client.put_user_policy(UserName=name, PolicyName="all", PolicyDocument=json.dumps(FULL))
    client.put_user_policy(UserName=name, PolicyName="some", PolicyDocument=json.dumps(LEAST))


def groups(*prepare: Callable[[Any, str], object]) -> Seed:
    def seed(world: World) -> None:
        client = world.client("iam")
        for name in ("operators", NEIGHBOUR):
            client.create_group(GroupName=name)
            for one in prepare:
                one(client, name)

    return seed


def administrators(client: Any, name: str) -> None:
    for arn in (ADMINISTRATOR, READ_ONLY):
        client.attach_group_policy(GroupName=name, PolicyArn=arn)


def policies(*, attached: bool) -> Seed:
    def seed(world: World) -> Mapping[str, str]:
        client = world.client("iam")
        for name in ("everything", NEIGHBOUR):
            arn = client.create_policy(PolicyName=name, PolicyDocument=json.dumps(FULL))["Policy"]["Arn"]
            if attached:
                client.create_user(UserName=f"holder-of-{name}")
                client.attach_user_policy(UserName=f"holder-of-{name}", PolicyArn=arn)
        return {"VERSION": "v1"}

    return seed


def roles(principal: Mapping[str, str], *attached: str) -> Seed:
    def seed(world: World) -> Mapping[str, str]:
        client = world.client("iam")
        for name in ("deployer", NEIGHBOUR):
            statements = [
                {"Effect": "Allow", "Principal": {"AWS": ACCOUNT_ID}, "Action": "sts:AssumeRole"},
                {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"},
            ]
            trust = json.dumps({"Version": "2012-10-17", "Statement": statements})
            client.create_role(RoleName=name, AssumeRolePolicyDocument=trust)
            for arn in attached if name != NEIGHBOUR else ():
                client.attach_role_policy(RoleName=name, PolicyArn=arn)
        return {"ROLE": "deployer"}

    return seed


def lax_password_policy(world: World) -> None:
    world.client("iam").update_account_password_policy(
        MinimumPasswordLength=8, PasswordReusePrevention=3, RequireSymbols=True, MaxPasswordAge=90
    )


def open_group(port: int, family: str = "ipv4") -> Seed:
    """A security group with one open rule, one closed one, and a twin."""

    def seed(world: World) -> Mapping[str, str]:
        client = world.client("ec2")
        everyone = (
            {"IpRanges": [{"CidrIp": "0.0.0.0/0"}]} if family == "ipv4" else {"Ipv6Ranges": [{"CidrIpv6": "::/0"}]}
        )
        words: dict[str, str] = {}
        for name in (NEIGHBOUR, "web"):
            group = client.create_security_group(GroupName=name, Description="-")["GroupId"]
            opened = {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, **everyone}
            kept = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}
            answer = client.authorize_security_group_ingress(GroupId=group, IpPermissions=[opened])
            client.authorize_security_group_ingress(GroupId=group, IpPermissions=[kept])
            words = {"SGR": answer["SecurityGroupRules"][0]["SecurityGroupRuleId"], "ABOUT": group}
        return words | {"NETWORK": "10.1.0.0/16" if family == "ipv4" else "2001:db8::/64", "PORT": str(port)}

    return seed


def vpc_of(world: World) -> str:
    return str(world.client("ec2").create_vpc(CidrBlock="10.7.0.0/16")["Vpc"]["VpcId"])


def a_vpc(world: World) -> Mapping[str, str]:
    world.client("s3").create_bucket(Bucket="flow-logs")
    return {"ABOUT": vpc_of(world), "LOG_BUCKET_ARN": "arn:aws:s3:::flow-logs"}


def a_default_group(world: World) -> Mapping[str, str]:
    client, vpc = world.client("ec2"), vpc_of(world)
    filters = [{"Name": "vpc-id", "Values": [vpc]}, {"Name": "group-name", "Values": ["default"]}]
    group = client.describe_security_groups(Filters=filters)["SecurityGroups"][0]["GroupId"]
    rules = client.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group]}])[
        "SecurityGroupRules"
    ]
    ids = {rule["IsEgress"]: rule["SecurityGroupRuleId"] for rule in rules}
    return {"ABOUT": group, **({"SGR_IN": ids[False]} if False in ids else {}), "SGR_OUT": ids[True]}


def a_subnet(world: World) -> Mapping[str, str]:
    client = world.client("ec2")
    subnet = client.create_subnet(VpcId=vpc_of(world), CidrBlock="10.7.1.0/24")["Subnet"]["SubnetId"]
    client.modify_subnet_attribute(SubnetId=subnet, MapPublicIpOnLaunch={"Value": True})
    return {"ABOUT": subnet}


def instances(world: World) -> Mapping[str, str]:
    client, iam = world.client("ec2"), world.client("iam")
    iam.create_instance_profile(InstanceProfileName="web")
    made = client.run_instances(
        ImageId="ami-12c6146b",
        MinCount=2,
        MaxCount=2,
        MetadataOptions={"HttpTokens": "optional", "HttpPutResponseHopLimit": 3},
    )["Instances"]
    return {"ABOUT": made[0]["InstanceId"], "PROFILE": "web"}


def addresses(world: World) -> Mapping[str, str]:
    client = world.client("ec2")
    first, _ = (client.allocate_address(Domain="vpc")["AllocationId"] for _ in range(2))
    return {"ABOUT": first}


def nothing(world: World) -> None:
    """An empty account fails."""
    world.client("iam").create_user(UserName="anna")


def public_object(client: Any, name: str) -> None:
    """A public object in a bucket whose block was set up, and blocks nothing."""
    client.put_object(Bucket=name, Key="price list", Body=b"", ACL="public-read")
    client.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=OPEN)


def replicated(client: Any, name: str) -> None:
    """Rules from the first bucket to the second, for a foreign account and for this one."""
    versioned(client, name)
    rules = [
        {"ID": account, "Status": "Enabled", "Priority": priority, "Filter": {"Prefix": ""}}
        | {"DeleteMarkerReplication": {"Status": "Disabled"}}
        | {"Destination": {"Bucket": f"arn:aws:s3:::{NEIGHBOUR}", "Account": account}}
        for priority, account in enumerate(("999999999999", ACCOUNT_ID))
    ]
    configuration = {"Role": f"arn:aws:iam::{ACCOUNT_ID}:role/copies", "Rules": rules}
    if name == NEIGHBOUR:
        client.put_bucket_replication(Bucket="reports", ReplicationConfiguration=configuration)


def without_foreign_copies(document: dict[str, Any]) -> dict[str, Any]:
    first, *others = document["Rules"]
    return {**document, "Rules": [{**first, "Status": "Disabled"}, *others]}


def certificates(world: World) -> None:
    for name in ("shop", NEIGHBOUR):
        upload = world.client("iam").upload_server_certificate
        upload(ServerCertificateName=name, CertificateBody="-", PrivateKey="-")


def peered(world: World) -> Mapping[str, str]:
    """Two VPCs of one account, all of one routed to the other."""
    client = world.client("ec2")
    near, far = (client.create_vpc(CidrBlock=f"10.{number}.0.0/16")["Vpc"]["VpcId"] for number in (1, 2))
    made = client.create_vpc_peering_connection(VpcId=near, PeerVpcId=far)["VpcPeeringConnection"]
    peering = made["VpcPeeringConnectionId"]
    client.accept_vpc_peering_connection(VpcPeeringConnectionId=peering)
    tables = client.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [near]}])["RouteTables"]
    table = tables[0]["RouteTableId"]
    client.create_route(RouteTableId=table, DestinationCidrBlock="10.2.0.0/16", VpcPeeringConnectionId=peering)
    return {"ABOUT": peering, "RTB": table, "NARROW": "10.2.3.0/24", "WIDE": "10.2.0.0/16"}


def topics(world: World) -> None:
    """Two topics that everyone may publish to, one statement of whose policies is for the account itself."""
    client = world.client("sns")
    for name in ("alarms", NEIGHBOUR):
        arn = client.create_topic(Name=name)["TopicArn"]
        statements = [
            {"Effect": "Allow", "Principal": {"AWS": ACCOUNT_ID}, "Action": "SNS:Publish", "Resource": arn},
            {"Effect": "Allow", "Principal": "*", "Action": "SNS:Publish", "Resource": arn},
        ]
        policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
        client.set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=policy)


def idle_trail(world: World) -> Mapping[str, str]:
    """A trail that is not logging, and its bucket, which others may use too."""
    world.client("s3").create_bucket(Bucket="trail-logs")
    world.client("cloudtrail").create_trail(Name=NEIGHBOUR, S3BucketName="trail-logs")
    return {"TRAIL": "main", "HOME_REGION": "us-east-1", "BUCKET": "trail-logs"}


def trails(world: World) -> Mapping[str, str]:
    """Two trails that are logging and that nothing protects."""
    world.client("s3").create_bucket(Bucket="trail-logs")
    client = world.client("cloudtrail")
    for name in ("main", NEIGHBOUR):
        client.create_trail(Name=name, S3BucketName="trail-logs", IsMultiRegionTrail=True)
        client.start_logging(Name=name)
    return {
        "KEY_ARN": f"arn:aws:kms:us-east-1:{ACCOUNT_ID}:key/1",
        "LOG_GROUP_ARN": f"arn:aws:logs:us-east-1:{ACCOUNT_ID}:log-group:trail:*",
        "ROLE_ARN": f"arn:aws:iam::{ACCOUNT_ID}:role/trail",
    }


def watched_trail(world: World) -> Mapping[str, str]:
    """A trail that delivers to a log group without a metric filter, and a topic with a subscription."""
    trails(world)
    world.client("logs").create_log_group(logGroupName="trail")
    group, role = (f"arn:aws:{end}" for end in (f"logs:us-east-1:{ACCOUNT_ID}:log-group:trail:*", "iam::1:role/trail"))
    world.client("cloudtrail").update_trail(Name="main", CloudWatchLogsLogGroupArn=group, CloudWatchLogsRoleArn=role)
    arn = world.client("sns").create_topic(Name="alerts")["TopicArn"]
    world.client("sns").subscribe(TopicArn=arn, Protocol="email", Endpoint="audit@example.com")
    return {"HOME_REGION": "us-east-1", "LOG_GROUP": "trail", "NAME": "watched", "TOPIC_ARN": arn}


def alarms(world: World) -> None:
    """Two alarms without an action, which would not do it either."""
    for name in ("errors", NEIGHBOUR):
        world.client("cloudwatch").put_metric_alarm(
            AlarmName=name,
            MetricName="Errors",
            Namespace="Shop",
            ComparisonOperator="GreaterThanThreshold",
            EvaluationPeriods=1,
            ActionsEnabled=False,
        )


def with_action(alarm: Any) -> Any:
    """The alarm as put-metric-alarm takes it, with an action."""
    taken = ("AlarmName", "MetricName", "Namespace", "ComparisonOperator", "EvaluationPeriods", "ActionsEnabled")
    return {**{name: alarm[name] for name in taken}, "AlarmActions": [f"arn:aws:sns:us-east-1:{ACCOUNT_ID}:alerts"]}


def log_groups(world: World) -> None:
    """Two log groups that keep events for a month."""
    for name in ("orders", NEIGHBOUR):
        world.client("logs").create_log_group(logGroupName=name)
        world.client("logs").put_retention_policy(logGroupName=name, retentionInDays=30)


def a_recorder(world: World) -> None:
    """A recorder of its own role that is stopped and leaves out IAM."""
    config = world.client("config")
    group = {"allSupported": True, "includeGlobalResourceTypes": False}
    role = f"arn:aws:iam::{ACCOUNT_ID}:role/config"
    made = {"name": "default", "roleARN": role, "recordingGroup": group}
    config.put_configuration_recorder(ConfigurationRecorder=made)
    config.put_delivery_channel(DeliveryChannel={"name": "default", "s3BucketName": "records"})


def with_global_types(document: dict[str, Any]) -> dict[str, Any]:
    group = {"allSupported": True, "includeGlobalResourceTypes": True}
    return {"ConfigurationRecorder": {**document["ConfigurationRecorder"], "recordingGroup": group}}


def with_service_linked_role(document: dict[str, Any]) -> dict[str, Any]:
    role = "role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"
    changed = {**document["ConfigurationRecorder"], "roleARN": f"arn:aws:iam::{ACCOUNT_ID}:{role}"}
    return {"ConfigurationRecorder": changed}


def a_detector(world: World) -> dict[str, str]:
    """A detector of GuardDuty without protection plans."""
    made: dict[str, str] = world.client("guardduty").create_detector(Enable=True)
    return {"DETECTOR": made["DetectorId"]}


def trail_buckets(*prepare: Callable[[Any, str], object]) -> Seed:
    """Two buckets without a block of public access, each with a trail, each prepared the same."""

    def seed(world: World) -> None:
        buckets(*prepare)(world)
        for name in BUCKETS:
            world.client("cloudtrail").create_trail(Name=name, S3BucketName=name)

    return seed


def keys(prepare: Callable[[Any, str], object]) -> Seed:
    """Two keys, each prepared the same."""

    def seed(world: World) -> Mapping[str, str]:
        client = world.client("kms")
        made = [client.create_key()["KeyMetadata"]["KeyId"] for _ in BUCKETS]
        for id_ in made:
            prepare(client, id_)
        return {"ABOUT": made[0]}

    return seed


def unrotated(client: Any, key: str) -> object:
    return client.disable_key_rotation(KeyId=key)


def doomed(client: Any, key: str) -> object:
    return client.schedule_key_deletion(KeyId=key, PendingWindowInDays=30)


def open_key(client: Any, key: str) -> object:
    """A policy that has a statement for everyone beside that for the account."""
    policy = json.loads(client.get_key_policy(KeyId=key, PolicyName="default")["Policy"])
    policy["Statement"].append({"Effect": "Allow", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*"})
    return client.put_key_policy(KeyId=key, PolicyName="default", Policy=json.dumps(policy))


def decrypting_policies(world: World) -> Mapping[str, str]:
    client = world.client("iam")
    for name in ("decrypting", NEIGHBOUR):
        client.create_policy(PolicyName=name, PolicyDocument=json.dumps(DECRYPTING))
    return {"VERSION": "v1"}


def decrypting(client: Any, name: str) -> None:
    client.put_user_policy(UserName=name, PolicyName="some", PolicyDocument=json.dumps(DECRYPTING))
