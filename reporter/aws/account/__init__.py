"""The AWS account itself."""
