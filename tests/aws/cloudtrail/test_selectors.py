"""What event selectors say about all objects of all buckets."""

from functools import partial
from typing import Any

import pytest

from reporter.aws.cloudtrail.selectors import ManagementEvents, management_events, recorded_by

BOTH = {"read", "write"}
NOTHING: set[str] = set()


def classic(*values: str, events: str = "All", type_: str = "AWS::S3::Object") -> dict[str, Any]:
    return {"EventSelectors": [{"ReadWriteType": events, "DataResources": [{"Type": type_, "Values": list(values)}]}]}


def advanced(**fields: dict[str, list[str]]) -> dict[str, Any]:
    selectors = {
        "eventCategory": {"Equals": ["Data"]},
        "resources.type": {"Equals": ["AWS::S3::Object"]},
        **{name.replace("resources_", "resources."): operators for name, operators in fields.items()},
    }
    return {"AdvancedEventSelectors": [{"FieldSelectors": [{"Field": n} | ops for n, ops in selectors.items()]}]}


@pytest.mark.parametrize("everything", ["arn:aws:s3", "arn:aws:s3:::"])
@pytest.mark.parametrize(("events", "expected"), [("All", BOTH), ("ReadOnly", {"read"}), ("WriteOnly", {"write"})])
def test_a_classic_selector_of_all_buckets_records_what_it_says(
    everything: str, events: str, expected: set[str]
) -> None:
    assert recorded_by(classic("arn:aws:s3:::acme/", everything, events=events), partition="aws") == expected


@pytest.mark.parametrize(
    "selectors",
    [
        classic("arn:aws:s3:::acme/"),
        classic("arn:aws-cn:s3"),
        classic("arn:aws:lambda", type_="AWS::Lambda::Function"),
        {"EventSelectors": [{"ReadWriteType": "All"}]},
        {"EventSelectors": []},
    ],
)
def test_other_classic_selectors_record_nothing_of_the_kind(selectors: dict[str, Any]) -> None:
    assert recorded_by(selectors, partition="aws") == NOTHING


def test_the_partition_matters() -> None:
    assert recorded_by(classic("arn:aws-cn:s3"), partition="aws-cn") == BOTH


@pytest.mark.parametrize(
    ("selectors", "expected"),
    [
        (advanced(), BOTH),
        (advanced(readOnly={"Equals": ["true"]}), {"read"}),
        (advanced(readOnly={"Equals": ["false"]}), {"write"}),
        (advanced(readOnly={"Equals": ["true", "false"]}), BOTH),
        (advanced(resources_ARN={"StartsWith": ["arn:aws:s3:::acme/", "arn:aws:s3:::"]}), BOTH),
        (advanced(resources_type={"Equals": ["AWS::S3::Object", "AWS::Lambda::Function"]}), BOTH),
    ],
)
def test_an_advanced_selector_of_all_objects_records_what_it_says(
    selectors: dict[str, Any], expected: set[str]
) -> None:
    assert recorded_by(selectors, partition="aws") == expected


@pytest.mark.parametrize(
    "selectors",
    [
        advanced(eventCategory={"Equals": ["Management"]}),
        advanced(resources_type={"Equals": ["AWS::Lambda::Function"]}),
        advanced(resources_ARN={"StartsWith": ["arn:aws:s3:::acme/"]}),
        advanced(resources_ARN={"StartsWith": ["arn:aws:s3:::"], "NotStartsWith": ["arn:aws:s3:::acme/"]}),
        advanced(resources_ARN={"NotEquals": ["arn:aws:s3:::acme/secret"]}),
        advanced(eventName={"Equals": ["DeleteObject"]}),
        {"AdvancedEventSelectors": [{"FieldSelectors": []}]},
    ],
)
def test_an_advanced_selector_that_leaves_anything_out_does_not_count(selectors: dict[str, Any]) -> None:
    assert recorded_by(selectors, partition="aws") == NOTHING


def test_selectors_add_up() -> None:
    reads, writes = classic("arn:aws:s3", events="ReadOnly"), classic("arn:aws:s3", events="WriteOnly")
    together = {"EventSelectors": reads["EventSelectors"] + writes["EventSelectors"]}
    assert recorded_by(together, partition="aws") == BOTH


def test_an_answer_without_selectors_of_either_sort_is_malformed() -> None:
    with pytest.raises(KeyError):
        recorded_by({"TrailARN": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/main"}, partition="aws")


KMS, RDS, EC2 = "kms.amazonaws.com", "rdsdata.amazonaws.com", "ec2.amazonaws.com"


def managing(events: str = "All", *left_out: str) -> dict[str, Any]:
    excluded = {"ExcludeManagementEventSources": list(left_out)} if left_out else {}
    return {"ReadWriteType": events, "IncludeManagementEvents": True, **excluded}


def field(name: str, operator: str = "Equals", *values: str) -> dict[str, Any]:
    return {"Field": name, operator: list(values)}


def managed(*fields: dict[str, Any]) -> dict[str, Any]:
    return {"FieldSelectors": [field("eventCategory", "Equals", "Management"), *fields]}


def recorded(*events: str, left_out: tuple[str, ...] = ()) -> ManagementEvents:
    return ManagementEvents(frozenset(events), frozenset(left_out))


@pytest.mark.parametrize(
    ("selectors", "expected"),
    [
        ([managing()], recorded("read", "write")),
        ([managing("ReadOnly")], recorded("read")),
        ([managing("ReadOnly"), managing("WriteOnly")], recorded("read", "write")),
        ([{**managing(), "IncludeManagementEvents": False}], recorded()),
        ([managing("All", KMS)], recorded("read", "write", left_out=(KMS,))),
        ([managing("All", KMS, RDS), managing("ReadOnly", RDS)], recorded("read", "write", left_out=(KMS, RDS))),
        ([managing("All", KMS), managing()], recorded("read", "write")),
        ([], recorded()),
    ],
)
def test_classic_selectors_record_the_management_events_that_any_of_them_does(
    selectors: list[dict[str, Any]], expected: ManagementEvents
) -> None:
    assert management_events({"EventSelectors": selectors}) == expected


@pytest.mark.parametrize(
    ("selectors", "expected"),
    [
        ([managed()], recorded("read", "write")),
        ([managed(field("readOnly", "Equals", "true"))], recorded("read")),
        (
            [managed(field("readOnly", "Equals", "true")), managed(field("readOnly", "Equals", "false"))],
            recorded("read", "write"),
        ),
        ([managed(field("readOnly", "Equals", "true", "false"))], recorded("read", "write")),
        ([managed(field("eventSource", "NotEquals", KMS, EC2))], recorded("read", "write", left_out=(KMS, EC2))),
        (
            [
                managed(field("readOnly", "Equals", "true"), field("eventSource", "NotEquals", EC2)),
                managed(field("readOnly", "Equals", "false")),
            ],
            recorded("read", "write", left_out=(EC2,)),
        ),
        ([managed(field("eventSource", "Equals", KMS))], recorded()),
        ([managed(field("eventSource", "NotStartsWith", "kms"))], recorded()),
        ([managed({"Field": "eventSource", "NotEquals": [KMS], "NotEndsWith": ["a"]})], recorded()),
        ([managed(field("eventName", "NotEquals", "Decrypt"))], recorded()),
        ([managed(field("userIdentity.arn", "NotStartsWith", "arn:aws:iam::1"))], recorded()),
        ([{"FieldSelectors": [field("eventCategory", "Equals", "Data")]}], recorded()),
    ],
)
def test_advanced_selectors_count_where_they_leave_out_no_more_than_event_sources(
    selectors: list[dict[str, Any]], expected: ManagementEvents
) -> None:
    assert management_events({"AdvancedEventSelectors": selectors}) == expected


def test_classic_selectors_that_do_not_say_whether_they_record_management_events_are_malformed() -> None:
    with pytest.raises(KeyError):
        management_events({"EventSelectors": [{"ReadWriteType": "All"}]})


def test_a_field_with_two_conditions_is_not_understood() -> None:
    fields = [
        {"Field": "eventCategory", "Equals": ["Management"]},
        {"Field": "eventSource", "NotEquals": ["ec2.amazonaws.com"]},
        {"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]},
    ]
    answer = {"AdvancedEventSelectors": [{"FieldSelectors": fields}]}
    for reading in (management_events, partial(recorded_by, partition="aws")):
        with pytest.raises(ValueError, match="two conditions on one field"):
            reading(answer)
