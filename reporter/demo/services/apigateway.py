"""The demo's APIs: moto answers for API Gateway only with a validator that the demo does without."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from reporter.demo.place import HOME, Place
from reporter.demo.state import Answers, Question


@dataclass(slots=True)
class ApiState:
    """The APIs of one account."""

    rest: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """The members of GetRestApis, by region."""
    rest_stages: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """The members of GetStages, by the id of the REST API."""
    others: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """The members of GetApis, by region."""
    stages: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """The members of GetStages, by the id of the HTTP or WebSocket API."""


def seed(place: Place, account: str) -> None:
    """Create a REST API and an HTTP API, each with a stage that logs access and one that does not."""
    if account != "shop-prod":
        return
    state, logs = place.state.of(ApiState), f"arn:aws:logs:{HOME}:{place.account_id}:log-group:shop-api"
    state.rest[HOME] = [{"id": "a1b2c3d4e5", "name": "orders"}]
    prod = {"stageName": "prod", "accessLogSettings": {"destinationArn": logs, "format": "$context.requestId"}}
    state.rest_stages["a1b2c3d4e5"] = [prod, {"stageName": "old"}]
    http = {"Name": "tracking", "ProtocolType": "HTTP", "RouteSelectionExpression": "$request.method $request.path"}
    state.others[HOME] = [{"ApiId": "f6g7h8i9j0", **http}]
    default = {"StageName": "$default", "AccessLogSettings": {"DestinationArn": logs, "Format": "$context.requestId"}}
    state.stages["f6g7h8i9j0"] = [default, {"StageName": "beta"}]


def rest_apis(question: Question) -> dict[str, Any]:
    """The REST APIs of the region."""
    return {"items": question.state.of(ApiState).rest.get(question.region, [])}


def rest_stages(question: Question) -> dict[str, Any]:
    """The stages of a REST API."""
    return {"item": question.state.of(ApiState).rest_stages[question.parameters["restApiId"]]}


def apis(question: Question) -> dict[str, Any]:
    """The HTTP and WebSocket APIs of the region."""
    return {"Items": question.state.of(ApiState).others.get(question.region, [])}


def stages(question: Question) -> dict[str, Any]:
    """The stages of an HTTP or WebSocket API."""
    return {"Items": question.state.of(ApiState).stages[question.parameters["ApiId"]]}


ANSWERS: Answers = {
    "apigateway:GetRestApis": rest_apis,
    "apigateway:GetStages": rest_stages,
    "apigatewayv2:GetApis": apis,
    "apigatewayv2:GetStages": stages,
}
