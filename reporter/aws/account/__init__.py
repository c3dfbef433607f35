"""The AWS account itself."""

SERVICE = "account"
