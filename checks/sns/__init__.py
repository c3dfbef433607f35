"""The checks of SNS."""
