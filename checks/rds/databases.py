"""Whether databases are encrypted, up to date, out of reach of the internet, and in several Availability Zones."""

from __future__ import annotations

from typing import Annotated

from reporter.api import OnlyIf, Severity, Verdict, check, failed, not_applicable, not_assessed, passed
from reporter.aws.rds.databases import RdsCluster, RdsInstance
from reporter.aws.rds.reach import InternetReach

IN_CLUSTER = "its DB cluster is evaluated instead"


@check(
    "rds-instance-storage-encrypted",
    title="RDS DB instances should be encrypted at rest",
    finding="RDS DB instance is not encrypted at rest",
    severity=Severity.MEDIUM,
    remediation="Encryption cannot be added: copy a snapshot with a KMS key, restore it as a new instance, and move "
    "the clients.",
    cli="# SNAPSHOT: a new name. The copy is SNAPSHOT-encrypted, KEY_ARN the KMS key to encrypt with\n"
    "aws rds create-db-snapshot --region {region} --db-instance-identifier {name} --db-snapshot-identifier SNAPSHOT\n"
    "aws rds copy-db-snapshot --region {region} --source-db-snapshot-identifier SNAPSHOT "
    "--target-db-snapshot-identifier SNAPSHOT-encrypted --kms-key-id KEY_ARN\n"
    "# NEW_NAME: the encrypted instance. SUBNETS and GROUP: the DB subnet group and security groups of the old one,\n"
    "# since AWS would take the default ones and may make it public. Give it the other settings too, then move the "
    "clients\n"
    "aws rds restore-db-instance-from-db-snapshot --region {region} --db-instance-identifier NEW_NAME "
    "--db-snapshot-identifier SNAPSHOT-encrypted --db-subnet-group-name SUBNETS --vpc-security-group-ids GROUP "
    "--no-publicly-accessible",
)
def instance_is_encrypted(instance: RdsInstance) -> Verdict:
    """Disks and backups of an unencrypted database can be read by anyone who gets hold of them."""
    if instance.cluster:
        return not_applicable(IN_CLUSTER)
    return passed() if instance.encrypted else failed("storage is not encrypted")


@check(
    "rds-cluster-storage-encrypted",
    title="RDS DB clusters should be encrypted at rest",
    finding="RDS DB cluster is not encrypted at rest",
    severity=Severity.MEDIUM,
    remediation="Encryption cannot be added: restore a snapshot as a new cluster with a KMS key, add instances, and "
    "move the clients.",
    cli="# SNAPSHOT: a new name\n"
    "aws rds create-db-cluster-snapshot --region {region} --db-cluster-identifier {name} "
    "--db-cluster-snapshot-identifier SNAPSHOT\n"
    "# NEW_NAME, KEY_ARN and ENGINE: the encrypted cluster, its KMS key, and the engine of the old one. SUBNETS and "
    "GROUP:\n"
    "# the DB subnet group and the security groups of the old one, since AWS would take the default ones and may make "
    "it public.\n"
    "# Add instances, then move the clients\n"
    "aws rds restore-db-cluster-from-snapshot --region {region} --db-cluster-identifier NEW_NAME "
    "--snapshot-identifier SNAPSHOT --engine ENGINE --kms-key-id KEY_ARN --db-subnet-group-name SUBNETS "
    "--vpc-security-group-ids GROUP --no-publicly-accessible",
)
def cluster_is_encrypted(cluster: RdsCluster) -> Verdict:
    """Disks and backups of an unencrypted database can be read by anyone who gets hold of them."""
    return passed() if cluster.encrypted else failed("storage is not encrypted")


@check(
    "rds-instance-auto-minor-version-upgrade",
    title="RDS DB instances should upgrade minor versions automatically",
    finding="RDS DB instance does not upgrade minor versions automatically",
    severity=Severity.MEDIUM,
    remediation="Turn on automatic upgrades of minor versions; they run in the maintenance window.",
    cli="aws rds modify-db-instance --region {region} --db-instance-identifier {name} --auto-minor-version-upgrade",
)
def instance_upgrades_minor_versions(instance: RdsInstance) -> Verdict:
    """Minor versions fix security flaws, and upgrades that wait for a person come late."""
    if instance.is_custom:
        return not_applicable("RDS Custom does not have the setting")
    if instance.cluster and not instance.is_aurora:
        return not_applicable(IN_CLUSTER)
    return passed() if instance.minor_upgrades else failed("automatic upgrades are off")


@check(
    "rds-instance-not-public",
    title="RDS DB instances should not be publicly accessible",
    finding="RDS DB instance is publicly accessible",
    severity=Severity.CRITICAL,
    remediation="Turn off public access; it takes effect at once.",
    cli="# check first: no client uses the public address\n"
    "aws rds modify-db-instance --region {region} --db-instance-identifier {name} --no-publicly-accessible",
)
def instance_is_not_public(
    instance: RdsInstance,
    reach: Annotated[InternetReach | None, OnlyIf("effective_only")],
    *,
    effective_only: bool = False,
) -> Verdict:
    """A database with a public address is attacked with guessed or stolen passwords and through flaws of its engine."""
    if not instance.public:
        return passed()
    if reach is None or not (instance.group_ids and instance.subnet_ids):
        return failed(f"publicly accessible{_where(instance)}")
    if reach.groups.is_closed:
        return passed("publicly accessible, but no security group admits the internet to its port")
    if reach.routes.is_closed:
        return passed("publicly accessible, but no subnet has a route to an internet gateway")
    return _reached(reach)


def _where(instance: RdsInstance) -> str:
    groups, subnets = ", ".join(instance.group_ids), ", ".join(instance.subnet_ids)
    return f", with the security groups {groups} in the subnets {subnets}" if groups and subnets else ""


def _reached(reach: InternetReach) -> Verdict:
    """A way in has to be shown in both: what was not read may be closed."""
    for way in (reach.groups, reach.routes):
        if way.unread and not way.shown:
            return not_assessed(way.unread)
    return failed(f"publicly accessible, open {reach.groups.shown}, through {reach.routes.shown}")


@check(
    "rds-instance-multi-az",
    title="RDS DB instances should run in several Availability Zones",
    finding="RDS DB instance is in a single Availability Zone",
    severity=Severity.LOW,
    remediation="Turn on Multi-AZ; the standby instance costs as much as the first.",
    cli="# check first: a standby instance costs as much as the first\n"
    "aws rds modify-db-instance --region {region} --db-instance-identifier {name} --multi-az",
)
def instance_is_in_several_zones(instance: RdsInstance) -> Verdict:
    """When the Availability Zone of a single instance fails, the database is down until it is restored elsewhere."""
    if instance.cluster:
        return not_applicable(IN_CLUSTER)
    if instance.multi_az:
        return passed()
    if instance.is_replica:
        return not_applicable("it is a read replica")
    if instance.is_custom:
        return not_applicable("RDS Custom does not have the setting")
    return failed("in a single Availability Zone")


@check(
    "rds-cluster-multi-az",
    title="RDS DB clusters should run in several Availability Zones",
    finding="RDS DB cluster has instances in a single Availability Zone",
    severity=Severity.LOW,
    remediation="Add an instance in another Availability Zone.",
    cli="# NAME, CLASS and ENGINE: the new instance, its class, and the engine of the cluster. It costs as much as "
    "others of its class\n"
    "# ZONE: an Availability Zone without an instance of the cluster\n"
    "aws rds create-db-instance --region {region} --db-cluster-identifier {name} --db-instance-identifier NAME "
    "--db-instance-class CLASS --engine ENGINE --availability-zone ZONE",
)
def cluster_is_in_several_zones(cluster: RdsCluster) -> Verdict:
    """When the only Availability Zone of a cluster fails, no instance is left that could take over."""
    if cluster.is_serverless_v1:
        return not_applicable("Aurora Serverless v1 has no instances")
    if not cluster.members:
        return not_applicable("it has no instances")
    return passed() if cluster.multi_az else failed("all instances are in one Availability Zone")
