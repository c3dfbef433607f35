"""Whether VPCs reach services of AWS through endpoints: a family for interface, and one for gateway endpoints."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated, NamedTuple

from reporter.api import (
    AnyCheck,
    Known,
    OnlyIf,
    OnlyWhere,
    Severity,
    Status,
    Unavailable,
    Verdict,
    check,
    failed,
    not_applicable,
    not_assessed,
    passed,
)
from reporter.aws.ec2.endpoints import GATEWAY, INTERFACE, IncidentManager, PrivateTables, VpcEndpoint
from reporter.aws.ec2.interfaces import InterfaceUse, NetworkInterface
from reporter.aws.ec2.vpc import Vpc

EVERY_VPC: frozenset[str] = frozenset()
WHERE_USED = OnlyWhere(NetworkInterface, "in_use_only")
LOOK_UP = (
    "# in the regions of China the name of the service may begin with cn.com.amazonaws: take the one that ends in "
    ".{{service}} of those that this shows\n"
    "# aws ec2 describe-vpc-endpoint-services --region {{{{region}}}} --filters Name=service-type,Values={type} "
    "--query ServiceNames\n"
)
BY_INTERFACE = (
    "# SUBNET and GROUP: one subnet for each Availability Zone, and a security group that admits tcp 443 from the VPC\n"
    "# check first: GROUP admits the whole VPC, since private DNS moves all calls of the VPC to the endpoint at once. "
    "It costs money for each hour\n"
    f"{LOOK_UP.format(type=INTERFACE)}"
    "aws ec2 create-vpc-endpoint --region {{region}} --vpc-id {{id}} --vpc-endpoint-type Interface "
    "--service-name com.amazonaws.{{region}}.{service} --subnet-ids SUBNET --security-group-ids GROUP"
)
BY_GATEWAY = (
    "# RTB: the route tables that the finding names, or any where it names none\n"
    "# check first: open connections to the service drop once, and policies on aws:SourceIp no longer match: use "
    "aws:SourceVpc\n"
    f"{LOOK_UP.format(type=GATEWAY)}"
    "aws ec2 create-vpc-endpoint --region {{region}} --vpc-id {{id}} --vpc-endpoint-type Gateway "
    "--service-name com.amazonaws.{{region}}.{service} --route-table-ids RTB\n"
    "# where the VPC has such an endpoint, add the tables to it instead. ENDPOINT: its id\n"
    "# aws ec2 modify-vpc-endpoint --region {{region}} --vpc-endpoint-id ENDPOINT --add-route-table-ids RTB"
)


class Row(NamedTuple):
    """One check of a family."""

    name: str
    """The middle of its id."""
    service: str
    """The end of the service's name in AWS."""
    what: str
    """The service as titles name it."""
    severity: Severity = Severity.LOW


INTERFACES = (
    Row("ec2", "ec2", "the EC2 API", Severity.MEDIUM),
    Row("ecr-api", "ecr.api", "the ECR API"),
    Row("ecr-dkr", "ecr.dkr", "the ECR Docker registry"),
    Row("ssm", "ssm", "Systems Manager"),
)
INCIDENTS = (
    Row("ssm-contacts", "ssm-contacts", "Incident Manager contacts"),
    Row("ssm-incidents", "ssm-incidents", "Incident Manager"),
)
GATEWAYS = (Row("s3-gateway", "s3", "Amazon S3"), Row("dynamodb-gateway", "dynamodb", "DynamoDB"))


def _for_interface(row: Row) -> AnyCheck:
    def interface_is_present(
        vpc: Vpc,
        endpoints: Annotated[Known[VpcEndpoint], WHERE_USED],
        use: Annotated[InterfaceUse | None, OnlyIf("in_use_only")],
        *,
        service: str = row.service,
        vpc_ids: frozenset[str] = EVERY_VPC,
        in_use_only: bool = True,
    ) -> Verdict:
        """Calls to AWS that leave the VPC by the internet cannot be limited by the policy of an endpoint."""
        return _out_of_scope(vpc, use, vpc_ids) or _by_interface(vpc, endpoints, service)

    return _interface_check(row)(interface_is_present)


def _for_incidents(row: Row) -> AnyCheck:
    def interface_is_present_where_used(  # noqa: PLR0913 - the control has four settings
        vpc: Vpc,
        endpoints: Annotated[Known[VpcEndpoint], WHERE_USED],
        use: Annotated[InterfaceUse | None, OnlyIf("in_use_only")],
        manager: Annotated[IncidentManager | Unavailable | None, OnlyIf("only_where_used"), WHERE_USED],
        *,
        service: str = row.service,
        vpc_ids: frozenset[str] = EVERY_VPC,
        in_use_only: bool = True,
        only_where_used: bool = True,
    ) -> Verdict:
        """Calls to AWS that leave the VPC by the internet cannot be limited by the policy of an endpoint."""
        unwanted = _out_of_scope(vpc, use, vpc_ids)
        if unwanted and unwanted.status is Status.NOT_APPLICABLE:
            return unwanted
        if isinstance(manager, Unavailable):
            return not_assessed(manager)
        if manager and not manager.used:
            return not_applicable("Incident Manager is not used in the region")
        return unwanted or _by_interface(vpc, endpoints, service)

    return _interface_check(row)(interface_is_present_where_used)


def _interface_check(row: Row) -> Callable[[Callable[..., Verdict]], AnyCheck]:
    return check(
        f"vpc-endpoint-{row.name}-present",
        title=f"VPCs should reach {row.what} through an interface endpoint",
        finding=f"VPC has no interface endpoint for {row.what}",
        severity=row.severity,
        remediation="Create the endpoint, with a security group that admits tcp 443 from the VPC.",
        cli=BY_INTERFACE.format(service=row.service),
    )


def _for_gateway(row: Row) -> AnyCheck:
    def gateway_is_present(  # noqa: PLR0913 - the control has four settings
        vpc: Vpc,
        endpoints: Annotated[Known[VpcEndpoint], WHERE_USED],
        tables: Annotated[PrivateTables | Unavailable, WHERE_USED],
        use: Annotated[InterfaceUse | None, OnlyIf("in_use_only")],
        *,
        service: str = row.service,
        vpc_ids: frozenset[str] = EVERY_VPC,
        in_use_only: bool = True,
        accept_interface: bool = False,
    ) -> Verdict:
        """A gateway endpoint keeps traffic on the network of AWS, can limit it by a policy, and costs nothing."""
        if unwanted := _out_of_scope(vpc, use, vpc_ids):
            return unwanted
        if accept_interface and any(_serving(vpc, endpoints, INTERFACE, service)):
            return passed("by an interface endpoint")
        if isinstance(tables, Unavailable):
            return not_assessed(tables)
        return _by_gateway(vpc, endpoints, tables, service)

    return check(
        f"vpc-endpoint-{row.name}-present",
        title=f"VPCs should reach {row.what} through a gateway endpoint",
        finding=f"VPC has no gateway endpoint for {row.what} in all route tables that need it",
        severity=row.severity,
        remediation="Create the endpoint and associate it with the route tables of all private subnets.",
        cli=BY_GATEWAY.format(service=row.service),
    )(gateway_is_present)


def _out_of_scope(vpc: Vpc, use: InterfaceUse | None, vpc_ids: frozenset[str]) -> Verdict | None:
    """Without interfaces nothing in the VPC calls AWS."""
    if vpc_ids and vpc.id not in vpc_ids:
        return not_applicable("it is not among vpc_ids")
    if use is None or vpc.id in use.vpcs:
        return None
    return not_assessed(use.unread) if use.unread else not_applicable("no network interface is in it")


def _serving(vpc: Vpc, endpoints: Known[VpcEndpoint], type_: str, service: str) -> Iterable[VpcEndpoint]:
    return (one for one in endpoints.found if one.vpc_id == vpc.id and one.type == type_ and one.serves(service))


def _by_interface(vpc: Vpc, endpoints: Known[VpcEndpoint], service: str) -> Verdict:
    serving = list(_serving(vpc, endpoints, INTERFACE, service))
    if any(one.private_dns for one in serving):
        return passed()
    if serving:
        return passed(f"without private DNS: {', '.join(one.id for one in serving)}")
    return not_assessed(endpoints.unread) if endpoints.unread else failed(f"no interface endpoint of {service}")


def _by_gateway(vpc: Vpc, endpoints: Known[VpcEndpoint], tables: PrivateTables, service: str) -> Verdict:
    """Route tables that were not read can only be missing in the endpoint, and endpoints can only have more of them."""
    held = frozenset(id_ for one in _serving(vpc, endpoints, GATEWAY, service) for id_ in one.route_table_ids)
    private = tables.by_vpc.get(vpc.id, frozenset())
    missing = sorted(private - held)
    gap = endpoints.unread if missing or not held else tables.gap(vpc)
    if gap:
        return not_assessed(gap)
    if missing:
        return failed(f"no gateway endpoint of {service} in {', '.join(missing)}")
    return passed() if held else failed(f"no gateway endpoint of {service} is in a route table")


ENDPOINTS = (
    *map(_for_interface, INTERFACES),
    *map(_for_incidents, INCIDENTS),
    *map(_for_gateway, GATEWAYS),
)
