"""Amazon SQS."""

SERVICE = "sqs"
