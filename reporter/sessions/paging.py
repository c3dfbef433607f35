"""How AWS cuts a list into pages, and when the pages do not come to an end as they should."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import botocore.session
import jmespath  # type: ignore[import-untyped] # comes with botocore, which writes its paths so
from botocore.exceptions import PaginationError, UnknownServiceError
from botocore.model import OperationModel

TOKEN = "NextToken"  # noqa: S105 - a name that AWS gives the place in a list
LIMIT = "MaxResults"
UNFINISHED = ("IsTruncated", "HasMore", "HasMoreItems", "HasMoreResults")
"""How answers say that there are more pages."""


def paging_of(model: OperationModel, session: botocore.session.Session) -> dict[str, Any]:
    """What botocore knows of the pages of an operation, or what its parameters show. Raises ValueError without any."""
    service = model.service_model.service_name
    try:
        known: dict[str, Any] = session.get_paginator_model(service).get_paginator(model.name)
    except (UnknownServiceError, ValueError):
        known = _shown_by_parameters(model)
    return known


def each_once(ask: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, which raises PaginationError instead of asking for the same page again.

    Botocore notices a token that it is given twice running; tokens that go round in a circle have no end.
    """
    asked: set[str] = set()

    def ask_once(**parameters: Any) -> Any:
        page = json.dumps(parameters, sort_keys=True, default=str)
        if page in asked:
            raise PaginationError(message="the pages go round in a circle")
        asked.add(page)
        return ask(**parameters)

    return ask_once


def refuse_loose_end(page: Mapping[str, Any], paging: Mapping[str, Any]) -> None:
    """Raise PaginationError for a page that says there are more, and not how to ask for them."""
    flags = {*UNFINISHED, paging.get("more_results", "")}
    if any(page.get(flag) is True for flag in flags) and not any(_tokens(page, paging)):
        raise PaginationError(message="the answer says that there is more, and not where")


def _tokens(page: Mapping[str, Any], paging: Mapping[str, Any]) -> list[Any]:
    paths = paging["output_token"]
    return [jmespath.search(path, page) for path in ([paths] if isinstance(paths, str) else paths)]


def _shown_by_parameters(model: OperationModel) -> dict[str, Any]:
    """For lists that botocore has no paginator for, though they have pages like most others."""
    given, told = ((shape.members if shape else {}) for shape in (model.input_shape, model.output_shape))
    if TOKEN not in given or TOKEN not in told:
        raise ValueError(f"{model.name} has no pages")
    lists = [name for name, shape in told.items() if shape.type_name == "list"]
    paging: dict[str, Any] = {"input_token": TOKEN, "output_token": TOKEN, "result_key": lists}
    return {**paging, "limit_key": LIMIT} if LIMIT in given else paging
