"""Amazon API Gateway."""

SERVICE = "apigateway"
