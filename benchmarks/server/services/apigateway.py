"""The answers of API Gateway."""

from __future__ import annotations

from typing import Any

from benchmarks.server.answer import ACCOUNT, REGION, Fixed, Listing, always, regional

SIZES = {"rest_apis": 4, "http_apis": 4}
LOGS = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:api"


def rest_api(number: str) -> dict[str, Any]:
    """A REST API as it is listed."""
    return {"id": f"r{number}", "name": f"rest-{number}"}


def http_api(number: str) -> dict[str, Any]:
    """An HTTP API as it is listed."""
    return {"ApiId": f"h{number}", "Name": f"http-{number}", "ProtocolType": "HTTP", "RouteSelectionExpression": "-"}


ANSWERS: dict[str, Fixed | Listing] = {
    "apigateway:GetRestApis": regional("rest_apis", "items", rest_api, most=500, next_page="position"),
    "apigateway:GetStages": always({"item": [{"stageName": "prod", "accessLogSettings": {"destinationArn": LOGS}}]}),
    "apigatewayv2:GetApis": regional("http_apis", "Items", http_api, most=100),
    "apigatewayv2:GetStages": always({"Items": [{"StageName": "$default"}]}),
}
