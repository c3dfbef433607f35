"""Whether load balancers log who uses them."""

from __future__ import annotations

from reporter.api import Severity, Verdict, check, failed, not_applicable, passed
from reporter.aws.elb.load_balancers import AccessLogs, LoadBalancer


@check(
    "elb-access-logging-enabled",
    title="Application and Classic Load Balancers should have access logging enabled",
    finding="Load balancer has access logging disabled",
    severity=Severity.MEDIUM,
    remediation="Send access logs to a bucket whose policy lets load balancers write.",
    cli="# LOG_BUCKET: a bucket in the same region, whose policy lets logdelivery.elasticloadbalancing.amazonaws.com "
    "write\n"
    "aws elbv2 modify-load-balancer-attributes --region {region} --load-balancer-arn {arn} --attributes "
    "Key=access_logs.s3.enabled,Value=true Key=access_logs.s3.bucket,Value=LOG_BUCKET\n"
    "# a classic load balancer, whose ARN ends in its name, takes this instead\n"
    "# aws elb modify-load-balancer-attributes --region {region} --load-balancer-name {name} "
    "--load-balancer-attributes AccessLog={Enabled=true,S3BucketName=LOG_BUCKET,EmitInterval=60}",
)
def load_balancer_logs_access(balancer: LoadBalancer, logs: AccessLogs) -> Verdict:
    """Access logs show which clients sent which requests, and how they were answered."""
    if not balancer.logs_requests:
        return not_applicable(f"a {balancer.type} load balancer cannot log all requests")
    return passed() if logs.enabled else failed("access logs are off")
