"""Amazon S3."""

SERVICE = "s3"
