"""The checks of Secrets Manager."""
