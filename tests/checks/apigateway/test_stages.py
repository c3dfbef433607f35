"""Stages that log access, and those that do not."""

from __future__ import annotations

from typing import Any

from checks.apigateway.stages import api_stage_logs_access, rest_stage_logs_access
from reporter.api import failed, passed
from reporter.aws.apigateway.stages import ApiStage, RestStage

PLACE: dict[str, Any] = {"account_id": "111122223333", "region": "eu-west-1"}
ARN = "arn:aws:apigateway:eu-west-1::"
LOGS = "arn:aws:logs:eu-west-1:111122223333:log-group:api"


def test_a_stage_logs_access_where_it_has_a_destination() -> None:
    rest, other = f"{ARN}/restapis/r1/stages/prod", f"{ARN}/apis/h1/stages/$default"
    assert rest_stage_logs_access(RestStage(**PLACE, arn=rest, access_logs_to=LOGS)) == passed()
    assert rest_stage_logs_access(RestStage(**PLACE, arn=rest, access_logs_to="")) == failed("no access logs")
    assert api_stage_logs_access(ApiStage(**PLACE, arn=other, access_logs_to=LOGS)) == passed()
    assert api_stage_logs_access(ApiStage(**PLACE, arn=other, access_logs_to="")) == failed("no access logs")
