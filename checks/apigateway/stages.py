"""Whether stages of API Gateway log who calls them."""

from __future__ import annotations

from reporter.api import Severity, Verdict, check, failed, passed
from reporter.aws.apigateway.stages import ApiStage, RestStage


@check(
    "apigateway-rest-access-logging-enabled",
    title="API Gateway REST API stages should have access logging enabled",
    finding="API Gateway REST API stage has access logging disabled",
    severity=Severity.MEDIUM,
    remediation="Set a log group or a delivery stream, and a format. Execution logging is not access logging.",
    cli="# API_ID: the word between restapis and stages in the ARN of the stage\n"
    "# LOG_GROUP_ARN: a log group, or a delivery stream whose name begins with amazon-apigateway-\n"
    "# check first: aws apigateway get-account shows a role that may write to CloudWatch Logs\n"
    "aws apigateway update-stage --region {region} --rest-api-id API_ID --stage-name {id} --patch-operations "
    "op=replace,path=/accessLogSettings/destinationArn,value=LOG_GROUP_ARN "
    "op=replace,path=/accessLogSettings/format,value='$context.requestId $context.identity.sourceIp $context.status'",
)
def rest_stage_logs_access(stage: RestStage) -> Verdict:
    """Access logs show who called an API, when, and with what result; execution logs do not."""
    return passed() if stage.access_logs_to else failed("no access logs")


@check(
    "apigateway-v2-access-logging-enabled",
    title="API Gateway HTTP and WebSocket API stages should have access logging enabled",
    finding="API Gateway HTTP or WebSocket API stage has access logging disabled",
    severity=Severity.MEDIUM,
    remediation="Set a log group or a delivery stream, and a format.",
    cli="# API_ID: the word between apis and stages in the ARN of the stage\n"
    "# LOG_GROUP_ARN: a log group, or a delivery stream\n"
    "aws apigatewayv2 update-stage --region {region} --api-id API_ID --stage-name {id} --access-log-settings "
    "DestinationArn=LOG_GROUP_ARN,Format='$context.requestId $context.identity.sourceIp $context.status'",
)
def api_stage_logs_access(stage: ApiStage) -> Verdict:
    """Access logs show who called an API, when, and with what result."""
    return passed() if stage.access_logs_to else failed("no access logs")
