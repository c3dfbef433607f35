"""Checks of Amazon S3."""
