"""The regions that botocore knows, in all partitions."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

import botocore.session

from reporter.sessions.core import service_models


@cache
def known_regions() -> Collection[str]:
    """The names of all regions, taken from EC2, which is in every region."""
    session = botocore.session.Session(include_builtin_handlers=False)
    session.register_component("data_loader", service_models())
    partitions = session.get_available_partitions()
    return frozenset(region for partition in partitions for region in session.get_available_regions("ec2", partition))
