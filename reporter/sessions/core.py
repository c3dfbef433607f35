"""Creates botocore sessions that share what is costly to load, each with a guard."""

from __future__ import annotations

import copy
import os
from collections.abc import Callable
from functools import cache
from threading import Lock
from typing import Any

import botocore.session
from botocore.exceptions import BotoCoreError
from botocore.handlers import parse_get_bucket_location
from botocore.hooks import HierarchicalEmitter
from botocore.loaders import Loader, create_loader

from reporter import __version__
from reporter.sessions.answers import FIRST_ERROR, refuse_what_is_no_answer
from reporter.sessions.parsing import FastParserFactory
from reporter.sessions.providers import Session
from reporter.sessions.readonly import Guard

Prepare = Callable[[botocore.session.Session], None]
LOCATION_READ = "after-call.s3.GetBucketLocation"


@cache
def service_models() -> Loader:
    """Botocore's models of the services, loaded once for all sessions of the process."""
    try:
        loader: Loader = botocore.session.Session(include_builtin_handlers=False).get_component("data_loader")
    except BotoCoreError:  # no such profile: reported where its credentials are needed
        return create_loader(os.environ.get("AWS_DATA_PATH"))
    return loader


@cache
def _event_handlers() -> HierarchicalEmitter:
    """Botocore's own event handlers, registered once for all sessions of the process; each session gets a copy."""
    handlers = HierarchicalEmitter()
    botocore.session.Session(event_hooks=handlers)
    handlers.unregister(LOCATION_READ, parse_get_bucket_location)
    handlers.register(LOCATION_READ, _read_location)
    return handlers


def _read_location(parsed: dict[str, Any], http_response: Any, **_: Any) -> None:
    """Read the region of a bucket; botocore's own handler also reads errors, and fails on those that are no XML."""
    if http_response.status_code < FIRST_ERROR:
        parse_get_bucket_location(parsed, http_response)


class SessionFactory:
    """Creates sessions that share what is costly, and counts their requests."""

    def __init__(self, prepare: Prepare | None = None) -> None:
        """`prepare` is called with each session before its first client."""
        self._prepare = prepare
        self._parsers = FastParserFactory()
        self._lock = Lock()
        self.calls_made = 0

    def new(self, profile: str, guard: Guard) -> Session:
        """A session of a profile; an empty name leaves the choice to the environment.

        `guard` refuses forbidden operations.
        """
        session = Session(
            event_hooks=copy.copy(_event_handlers()), include_builtin_handlers=False, profile=profile or None
        )
        session.user_agent_name, session.user_agent_version = "aws-compliance-reporter", __version__
        session.set_config_variable("sts_regional_endpoints", "regional")
        session.register_component("data_loader", service_models())
        session.register_component("response_parser_factory", self._parsers)
        session.register("before-parameter-build", guard)
        session.register("before-call", self._count_call)
        refuse_what_is_no_answer(session)
        if self._prepare:
            self._prepare(session)
        return session

    def _count_call(self, **_: Any) -> None:
        with self._lock:
            self.calls_made += 1
