"""Tells places in S3 from folders of this machine."""

from __future__ import annotations

import re

from reporter.config.file.values import FORMS, S3_URL
from reporter.model.errors import UserError
from reporter.sessions.bucket import SCHEME


def verified(url: str) -> str:
    """The place as it is written, but for a slash at its end; raises `UserError` for what is none in S3."""
    if not re.search(S3_URL, url):
        what, remedy = FORMS[S3_URL]
        raise UserError(f"{url} is not {what}: {remedy}")
    return url.rstrip("/")


def parent_and_name(url: str) -> tuple[str, str]:
    """Where the last step of a place starts, and its name, which is empty for a whole bucket; raises `UserError`."""
    place = verified(url)
    bucket, _, key = place.removeprefix(SCHEME).partition("/")
    above, _, name = key.rpartition("/")
    return f"{SCHEME}{bucket}/{above}".rstrip("/"), name
