"""The checks of KMS."""
