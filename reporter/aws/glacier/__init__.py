"""Amazon S3 Glacier, the service with vaults of its own."""

SERVICE = "glacier"
