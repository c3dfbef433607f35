"""Checks and splits S3 URLs."""

from __future__ import annotations

import re

from reporter.config.file.values import FORMS, S3_URL
from reporter.model.errors import UserError
from reporter.sessions.bucket import SCHEME


def verified(url: str) -> str:
    """The URL without a trailing slash; raises `UserError` for what is not an S3 URL."""
    if not re.search(S3_URL, url):
        what, remedy = FORMS[S3_URL]
        raise UserError(f"{url} is not {what}: {remedy}")
    return url.rstrip("/")


def parent_and_name(url: str) -> tuple[str, str]:
    """The URL of the parent and the last part of the key, which is empty for a whole bucket; raises `UserError`."""
    place = verified(url)
    bucket, _, key = place.removeprefix(SCHEME).partition("/")
    above, _, name = key.rpartition("/")
    return f"{SCHEME}{bucket}/{above}".rstrip("/"), name
