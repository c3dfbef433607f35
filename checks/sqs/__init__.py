"""The checks of SQS."""
