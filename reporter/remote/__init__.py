"""Runs and workbooks in S3: fetched into a temporary folder, worked on there as any other, and put back."""

from reporter.remote.fetching import fetching
from reporter.remote.urls import parent_and_name, verified
from reporter.remote.watching import UploadingWatcher
from reporter.remote.working_copy import WorkingCopy, working_copy

__all__ = ["UploadingWatcher", "WorkingCopy", "fetching", "parent_and_name", "verified", "working_copy"]
