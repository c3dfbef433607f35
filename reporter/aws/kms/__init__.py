"""AWS Key Management Service."""

SERVICE = "kms"
