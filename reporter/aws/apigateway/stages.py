"""APIs of API Gateway and their stages: REST APIs have one interface of AWS, HTTP and WebSocket APIs another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from reporter.aws.shared.identity import partition_of
from reporter.engine.collector import Aws, Listing, collects
from reporter.engine.listing import Identity, each
from reporter.model.subjects import Region, Resource


@dataclass(frozen=True, slots=True, kw_only=True)
class RestApi(Resource):
    """A REST API."""

    kind: ClassVar[str] = "AWS::ApiGateway::RestApi"

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RestStage(Resource):
    """A stage of a REST API."""

    kind: ClassVar[str] = "AWS::ApiGateway::Stage"

    access_logs_to: str
    """The ARN of what receives its access logs; empty for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Api(Resource):
    """An HTTP or WebSocket API."""

    kind: ClassVar[str] = "AWS::ApiGatewayV2::Api"

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiStage(Resource):
    """A stage of an HTTP or WebSocket API."""

    kind: ClassVar[str] = "AWS::ApiGatewayV2::Stage"

    access_logs_to: str
    """The ARN of what receives its access logs; empty for none."""


@collects("apigateway:GET", operations=("apigateway:GetRestApis",))
def rest_apis(aws: Aws, region: Region) -> Listing[RestApi]:
    """The REST APIs of a region."""
    found = aws.items("apigateway", "get_rest_apis", "items", page_size=500, region=region.region)
    return each(region, found, partial(_rest_api, region), lambda who, item: RestApi(**who, id=item["id"]))


def _rest_api(region: Region, item: Mapping[str, Any]) -> Identity:
    arn = f"arn:{partition_of(region)}:apigateway:{region.region}::/restapis/{item['id']}"
    return _identity(region, arn, item["name"], item.get("tags"))


@collects("apigateway:GET", operations=("apigateway:GetStages",))
def rest_stages(aws: Aws, api: RestApi) -> Listing[RestStage]:
    """The stages of a REST API."""
    found = aws.call("apigateway", "get_stages", region=api.region, restApiId=api.id)["item"]
    return each(api, found, partial(_rest_stage, api), _with_rest_logs)


def _rest_stage(api: RestApi, item: Mapping[str, Any]) -> Identity:
    stage = item["stageName"]
    return _identity(api, f"{api.arn}/stages/{stage}", f"{api.name}/{stage}", item.get("tags"))


def _with_rest_logs(who: Identity, item: Mapping[str, Any]) -> RestStage:
    # AWS leaves the settings out where access is not logged.
    return RestStage(**who, access_logs_to=item.get("accessLogSettings", {}).get("destinationArn", ""))


@collects("apigateway:GET", operations=("apigatewayv2:GetApis",))
def apis(aws: Aws, region: Region) -> Listing[Api]:
    """The HTTP and WebSocket APIs of a region."""
    found = aws.items("apigatewayv2", "get_apis", "Items", page_size=100, region=region.region)
    return each(region, found, partial(_api, region), lambda who, item: Api(**who, id=item["ApiId"]))


def _api(region: Region, item: Mapping[str, Any]) -> Identity:
    arn = f"arn:{partition_of(region)}:apigateway:{region.region}::/apis/{item['ApiId']}"
    return _identity(region, arn, item["Name"], item.get("Tags"))


@collects("apigateway:GET", operations=("apigatewayv2:GetStages",))
def api_stages(aws: Aws, api: Api) -> Listing[ApiStage]:
    """The stages of an HTTP or WebSocket API."""
    found = aws.items("apigatewayv2", "get_stages", "Items", page_size=100, region=api.region, ApiId=api.id)
    return each(api, found, partial(_api_stage, api), _with_logs)


def _api_stage(api: Api, item: Mapping[str, Any]) -> Identity:
    stage = item["StageName"]
    return _identity(api, f"{api.arn}/stages/{stage}", f"{api.name}/{stage}", item.get("Tags"))


def _with_logs(who: Identity, item: Mapping[str, Any]) -> ApiStage:
    # AWS leaves the settings out where access is not logged.
    return ApiStage(**who, access_logs_to=item.get("AccessLogSettings", {}).get("DestinationArn", ""))


def _identity(within: Resource, arn: str, name: str, tags: Mapping[str, str] | None) -> Identity:
    return Identity(account_id=within.account_id, region=within.region, arn=arn, name=name, tags=dict(tags or {}))
