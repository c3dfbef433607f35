"""APIs and their stages, as API Gateway lists them."""

from __future__ import annotations

from reporter.aws.apigateway.stages import Api, ApiStage, RestApi, RestStage
from tests.aws.recorded import REGION, read_recorded

ARN = f"arn:aws:apigateway:{REGION}::"
LOGS = "arn:aws:logs:eu-west-1:111122223333:log-group:api"


def test_stages_of_rest_apis_are_listed_with_their_logs() -> None:
    prod = {"stageName": "prod", "accessLogSettings": {"destinationArn": LOGS, "format": "-"}, "tags": {"a": "b"}}
    answers = {
        f"apigateway:get_rest_apis/{REGION}": {"items": [{"id": "r1", "name": "orders", "tags": {"owner": "shop"}}]},
        f"apigateway:get_stages/{REGION}/r1": {
            "item": [prod, {"stageName": "old"}, {"stageName": "odd", "accessLogSettings": {"format": "-"}}]
        },
    }
    heard = read_recorded(answers, RestStage)
    [api] = heard.of(RestApi)
    assert (api.id, api.name, api.arn, api.tags) == ("r1", "orders", f"{ARN}/restapis/r1", {"owner": "shop"})
    logged, old, odd = heard.of(RestStage)
    assert (logged.name, logged.arn, logged.tags) == ("orders/prod", f"{ARN}/restapis/r1/stages/prod", {"a": "b"})
    assert (logged.region, logged.access_logs_to) == (REGION, LOGS)
    assert old.access_logs_to == odd.access_logs_to == ""


def test_stages_of_other_apis_are_listed_with_their_logs() -> None:
    default = {"StageName": "$default", "AccessLogSettings": {"DestinationArn": LOGS}, "Tags": {"a": "b"}}
    answers = {
        f"apigatewayv2:get_apis/{REGION}": {"Items": [{"ApiId": "h1", "Name": "tracking"}]},
        f"apigatewayv2:get_stages/{REGION}/h1": {
            "Items": [default, {"StageName": "beta"}, {"StageName": "odd", "AccessLogSettings": {}}]
        },
    }
    heard = read_recorded(answers, ApiStage)
    [api] = heard.of(Api)
    assert (api.id, api.name, api.arn, api.tags) == ("h1", "tracking", f"{ARN}/apis/h1", {})
    logged, beta, odd = heard.of(ApiStage)
    assert (logged.name, logged.arn, logged.tags) == ("tracking/$default", f"{ARN}/apis/h1/stages/$default", {"a": "b"})
    assert (logged.access_logs_to, beta.access_logs_to, odd.access_logs_to) == (LOGS, "", "")


def test_a_region_without_apis_costs_one_request_for_each_interface() -> None:
    rest, others = f"apigateway:get_rest_apis/{REGION}", f"apigatewayv2:get_apis/{REGION}"
    heard = read_recorded({rest: {"items": []}, others: {"Items": []}}, RestStage, ApiStage)
    assert (heard.of(RestStage), heard.of(ApiStage), sorted(heard.asked)) == ((), (), [rest, others])
