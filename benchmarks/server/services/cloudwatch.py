"""What CloudWatch answers, and CloudWatch Logs."""

from __future__ import annotations

from typing import Any

from benchmarks.server.answer import ACCOUNT, REGION, Fixed, Listing, regional

SIZES = {"alarms": 10, "log_groups": 20}


def alarm(number: str) -> dict[str, Any]:
    """An alarm as it is listed."""
    return {
        "AlarmName": f"alarm-{number}", "AlarmArn": f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:alarm-{number}",
        "ActionsEnabled": True, "AlarmActions": [f"arn:aws:sns:{REGION}:{ACCOUNT}:topic-0"], "OKActions": [],
        "InsufficientDataActions": [], "MetricName": "Errors", "Namespace": "AWS/Lambda", "Statistic": "Sum",
        "Dimensions": [{"Name": "FunctionName", "Value": f"function-{number}"}], "Period": 300, "EvaluationPeriods": 1,
        "Threshold": 1.0, "ComparisonOperator": "GreaterThanOrEqualToThreshold", "StateValue": "OK",
    }  # fmt: skip


def log_group(number: str) -> dict[str, Any]:
    """A log group as it is listed."""
    arn = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/lambda/function-{number}"
    return {
        "logGroupName": f"/aws/lambda/function-{number}", "arn": f"{arn}:*", "logGroupArn": arn, "storedBytes": 1000,
        "metricFilterCount": 0, "retentionInDays": 365, "logGroupClass": "STANDARD",
    }  # fmt: skip


def _alarms() -> Listing:
    """The alarms on metrics; the other lists are empty."""
    listing = regional("alarms", "MetricAlarms", alarm, most=100)
    return Listing(
        listing.total,
        lambda sizes, page: {**listing.make(sizes, page), "CompositeAlarms": [], "LogAlarms": []},
        listing.most,
    )


ANSWERS: dict[str, Fixed | Listing] = {
    "cloudwatch:DescribeAlarms": _alarms(),
    "logs:DescribeLogGroups": regional("log_groups", "logGroups", log_group, most=50, next_page="nextToken"),
}
