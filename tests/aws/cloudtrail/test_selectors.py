"""What event selectors say about all objects of all buckets."""

from typing import Any

import pytest

from reporter.aws.cloudtrail.selectors import recorded_by

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
