"""AWS Secrets Manager."""

SERVICE = "secretsmanager"
