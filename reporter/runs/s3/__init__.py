"""Runs and workbooks in S3: downloads them to a temporary folder, and uploads what changed."""

from reporter.runs.s3.fetching import fetching
from reporter.runs.s3.urls import parent_and_name, verified
from reporter.runs.s3.working_copy import WorkingCopy, working_copy

__all__ = ["WorkingCopy", "fetching", "parent_and_name", "verified", "working_copy"]
