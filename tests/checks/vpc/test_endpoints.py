"""VPCs that reach services of AWS through endpoints, and those that do not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from checks.vpc.endpoints import ENDPOINTS
from reporter.api import (
    AnyCheck,
    Known,
    Severity,
    Status,
    Unavailable,
    Verdict,
    failed,
    not_applicable,
    not_assessed,
    passed,
)
from reporter.aws.ec2.endpoints import IncidentManager, PrivateTables, VpcEndpoint
from reporter.aws.ec2.interfaces import InterfaceUse
from reporter.aws.ec2.vpc import Vpc
from reporter.model.answers import ReasonCode

CHECKS = {check.id: check for check in ENDPOINTS}
PLACE: dict[str, Any] = {"account_id": "111122223333", "region": "eu-west-1"}
ARN = "arn:aws:ec2:eu-west-1:111122223333"
VPC = Vpc(**PLACE, arn=f"{ARN}:vpc/vpc-1", id="vpc-1")
USED = InterfaceUse(vpcs=frozenset({"vpc-1"}))
UNREAD = Unavailable(ReasonCode.DENIED_BY_IAM, "no")
SERVICES = {
    "ec2": "ec2",
    "ecr-api": "ecr.api",
    "ecr-dkr": "ecr.dkr",
    "ssm": "ssm",
    "ssm-contacts": "ssm-contacts",
    "ssm-incidents": "ssm-incidents",
}


def endpoint(service: str, type_: str = "Interface", *tables: str, **more: Any) -> VpcEndpoint:
    made = VpcEndpoint(
        **PLACE,
        arn=f"{ARN}:vpc-endpoint/vpce-1",
        id="vpce-1",
        type=type_,
        vpc_id="vpc-1",
        service=f"com.amazonaws.eu-west-1.{service}",
        available=True,
        route_table_ids=tables,
        private_dns=True,
    )
    return replace(made, **more)


def tables(*private: str, vpc: str = "vpc-1", **more: Any) -> PrivateTables:
    return PrivateTables({vpc: frozenset(private)}, **{"unclear": {}, **more})


def interface(name: str, *found: VpcEndpoint, use: InterfaceUse | None = USED, **settings: Any) -> Verdict:
    extra = (None,) if name.startswith("ssm-") else ()
    return CHECKS[f"vpc-endpoint-{name}-present"](VPC, Known(found), use, *extra, **settings)


def gateway(found: Known[VpcEndpoint], known: PrivateTables, name: str = "s3-gateway", **settings: Any) -> Verdict:
    return CHECKS[f"vpc-endpoint-{name}-present"](VPC, found, known, USED, **settings)


def test_the_family_has_eight_members_of_which_one_is_more_severe() -> None:
    assert set(CHECKS) == {f"vpc-endpoint-{name}-present" for name in (*SERVICES, "s3-gateway", "dynamodb-gateway")}
    assert [check.id for check in ENDPOINTS if check.severity is not Severity.LOW] == ["vpc-endpoint-ec2-present"]


@pytest.mark.parametrize(("name", "service"), SERVICES.items())
def test_an_interface_endpoint_of_the_service_passes(name: str, service: str) -> None:
    assert interface(name, endpoint(service)) == passed()
    assert interface(name, endpoint(f"{service}-fips")) == passed()
    assert interface(name, endpoint("sts")) == failed(f"no interface endpoint of {service}")


@pytest.mark.parametrize(
    "other",
    [
        endpoint("ec2", "Gateway"),
        endpoint("ec2", vpc_id="vpc-2"),
        endpoint("ec2", available=False),
        replace(endpoint("ec2"), service="com.amazonaws.us-east-1.ec2"),
        endpoint("ec2messages"),
    ],
)
def test_an_endpoint_of_another_kind_does_not_help(other: VpcEndpoint) -> None:
    assert interface("ec2", other).status is Status.FAIL


def test_names_in_china_have_another_front() -> None:
    assert interface("ec2", replace(endpoint("ec2"), service="cn.com.amazonaws.eu-west-1.ec2")) == passed()


@pytest.mark.parametrize("one", ENDPOINTS, ids=lambda one: one.id)
def test_the_command_says_how_to_look_up_the_name_that_a_service_has_in_china(one: AnyCheck) -> None:
    type_ = "Gateway" if "-gateway-" in one.id else "Interface"
    service = one.signature.settings["service"].default
    listed = f"# aws ec2 describe-vpc-endpoint-services --region {{region}} --filters Name=service-type,Values={type_} "
    assert listed in one.cli
    assert f"begin with cn.com.amazonaws: take the one that ends in .{service} " in one.cli
    assert f"--service-name com.amazonaws.{{region}}.{service} " in one.cli


def test_whether_private_dns_is_on_is_evidence() -> None:
    silent = endpoint("ec2", private_dns=False)
    assert interface("ec2", silent) == passed("without private DNS: vpce-1")
    assert interface("ec2", silent, endpoint("ec2")) == passed()


def test_the_service_is_a_setting() -> None:
    assert interface("ec2", endpoint("sts"), service="sts") == passed()


def test_an_endpoint_that_was_not_read_may_be_the_one() -> None:
    check = CHECKS["vpc-endpoint-ec2-present"]
    assert check(VPC, Known((), {"eu-west-1": UNREAD}), USED) == not_assessed(UNREAD)
    assert check(VPC, Known((endpoint("ec2"),), {"vpce-2": UNREAD}), USED) == passed()


def test_vpcs_without_interfaces_and_those_that_are_not_asked_for_are_out_of_scope() -> None:
    assert interface("ec2", use=InterfaceUse()) == not_applicable("no network interface is in it")
    assert interface("ec2", use=InterfaceUse(unread=UNREAD)) == not_assessed(UNREAD)
    assert interface("ec2", use=None, in_use_only=False).status is Status.FAIL
    assert interface("ec2", vpc_ids=frozenset({"vpc-2"})) == not_applicable("it is not among vpc_ids")
    assert interface("ec2", vpc_ids=frozenset({"vpc-1"})).status is Status.FAIL
    unused = CHECKS["vpc-endpoint-s3-gateway-present"](VPC, Known(), tables(), InterfaceUse())
    assert unused == not_applicable("no network interface is in it")


def test_endpoints_of_incident_manager_are_for_those_who_use_it() -> None:
    check = CHECKS["vpc-endpoint-ssm-incidents-present"]
    unused = check(VPC, Known(), USED, IncidentManager(used=False))
    assert unused == not_applicable("Incident Manager is not used in the region")
    assert check(VPC, Known(), USED, IncidentManager(used=True)).status is Status.FAIL
    assert check(VPC, Known(), USED, None, only_where_used=False).status is Status.FAIL


def test_a_vpc_that_is_not_in_use_needs_no_answer_about_incident_manager() -> None:
    check = CHECKS["vpc-endpoint-ssm-contacts-present"]
    missing: Known[VpcEndpoint] = Known((), {"eu-west-1": UNREAD})
    assert check(VPC, missing, InterfaceUse(), UNREAD) == not_applicable("no network interface is in it")
    assert check(VPC, missing, USED, UNREAD, vpc_ids=frozenset({"vpc-2"})).status is Status.NOT_APPLICABLE


def test_it_is_open_where_neither_the_use_of_the_vpc_nor_that_of_incident_manager_is_known() -> None:
    check = CHECKS["vpc-endpoint-ssm-contacts-present"]
    denied, unclear = Unavailable(ReasonCode.DENIED_BY_SCP, "no"), InterfaceUse(unread=UNREAD)
    assert check(VPC, Known((endpoint("ssm-contacts"),)), USED, denied) == not_assessed(denied)
    assert check(VPC, Known(), unclear, IncidentManager(used=True)) == not_assessed(UNREAD)
    unused = check(VPC, Known(), unclear, IncidentManager(used=False))
    assert unused == not_applicable("Incident Manager is not used in the region")


def test_gateway_endpoints_together_hold_the_tables_of_all_private_subnets() -> None:
    both = Known((endpoint("s3", "Gateway", "rtb-1"), endpoint("s3", "Gateway", "rtb-2", "rtb-3")))
    assert gateway(both, tables("rtb-1", "rtb-2")) == passed()
    found = gateway(both, tables("rtb-1", "rtb-9", "rtb-8"))
    assert found == failed("no gateway endpoint of s3 in rtb-8, rtb-9")
    of_dynamodb = Known((endpoint("dynamodb", "Gateway", "rtb-1"),))
    assert gateway(of_dynamodb, tables("rtb-1")).status is Status.FAIL
    assert gateway(of_dynamodb, tables("rtb-1"), "dynamodb-gateway") == passed()


def test_all_tables_of_private_subnets_are_named_where_there_is_no_endpoint() -> None:
    assert gateway(Known(), tables("rtb-2", "rtb-1")) == failed("no gateway endpoint of s3 in rtb-1, rtb-2")
    assert gateway(Known(), tables()) == failed("no gateway endpoint of s3 is in a route table")


def test_without_private_subnets_one_table_is_enough() -> None:
    assert gateway(Known((endpoint("s3", "Gateway", "rtb-1"),)), tables()) == passed()
    assert gateway(Known((endpoint("s3", "Gateway"),)), tables()).status is Status.FAIL
    assert gateway(Known(), tables("rtb-7", vpc="vpc-2")).status is Status.FAIL


def test_an_interface_endpoint_of_s3_counts_where_a_setting_accepts_it() -> None:
    found = Known((endpoint("s3"),))
    assert gateway(found, tables("rtb-1")).status is Status.FAIL
    assert gateway(found, tables("rtb-1"), accept_interface=True) == passed("by an interface endpoint")


def test_tables_and_endpoints_that_were_not_read_leave_it_open() -> None:
    held = endpoint("s3", "Gateway", "rtb-1")
    assert gateway(Known((held,)), tables("rtb-1", unread=UNREAD)) == not_assessed(UNREAD)
    assert gateway(Known((held,)), tables("rtb-1", unclear={"vpc-1": UNREAD})) == not_assessed(UNREAD)
    assert gateway(Known((held,)), tables("rtb-1", unclear={"vpc-2": UNREAD})) == passed()
    assert gateway(Known((held,), {"vpce-2": UNREAD}), tables("rtb-2")) == not_assessed(UNREAD)
    assert gateway(Known((), {"eu-west-1": UNREAD}), tables()) == not_assessed(UNREAD)


def test_a_vpc_that_is_not_in_use_needs_no_tables() -> None:
    check = CHECKS["vpc-endpoint-s3-gateway-present"]
    missing: Known[VpcEndpoint] = Known((), {"eu-west-1": UNREAD})
    assert check(VPC, missing, UNREAD, InterfaceUse()) == not_applicable("no network interface is in it")
    assert check(VPC, Known(), UNREAD, USED) == not_assessed(UNREAD)
    by_interface = check(VPC, Known((endpoint("s3"),)), UNREAD, USED, accept_interface=True)
    assert by_interface == passed("by an interface endpoint")


def test_what_is_missing_for_sure_fails_whatever_else_was_not_read() -> None:
    held = Known((endpoint("s3", "Gateway", "rtb-1"),))
    assert gateway(held, tables("rtb-2", unread=UNREAD)) == failed("no gateway endpoint of s3 in rtb-2")
    assert gateway(Known(), tables(unread=UNREAD)) == failed("no gateway endpoint of s3 is in a route table")
