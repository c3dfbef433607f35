"""AWS Lambda."""

SERVICE = "lambda"
