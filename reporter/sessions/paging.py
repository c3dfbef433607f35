"""How AWS divides a list into pages, and detection of pages that do not end properly."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import botocore.session
import jmespath  # type: ignore[import-untyped] # a dependency of botocore
from botocore.exceptions import PaginationError, UnknownServiceError
from botocore.model import OperationModel

TOKEN = "NextToken"  # noqa: S105 - AWS's name for the position in a list
LIMITS = ("MaxResults", "Limit")
UNFINISHED = ("IsTruncated", "HasMore", "HasMoreItems", "HasMoreResults")
"""The fields of answers that say that there are more pages."""


def paging_of(model: OperationModel, session: botocore.session.Session) -> dict[str, Any]:
    """The paging of an operation from botocore, or from its parameters. Raises ValueError for one without pages."""
    service = model.service_model.service_name
    try:
        known: dict[str, Any] = session.get_paginator_model(service).get_paginator(model.name)
    except (UnknownServiceError, ValueError):
        known = _shown_by_parameters(model)
    return known


def each_once(ask: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, which raises PaginationError instead of requesting the same page again.

    Botocore only detects the same token twice in a row; tokens that repeat in a cycle would not end.
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
    """Raise PaginationError for a page that says that there are more, but has no token for the next."""
    if _says_more(page, paging) and not any(_tokens(page, paging)):
        raise PaginationError(message="the answer says that there is more, and not where")


def _says_more(page: Mapping[str, Any], paging: Mapping[str, Any]) -> bool:
    """Whether one of the usual flags says so, or that of botocore, which is a path: `DistributionList.IsTruncated`."""
    path = paging.get("more_results")
    return any(page.get(flag) is True for flag in UNFINISHED) or (path and jmespath.search(path, page)) is True


def _tokens(page: Mapping[str, Any], paging: Mapping[str, Any]) -> list[Any]:
    paths = paging["output_token"]
    return [jmespath.search(path, page) for path in ([paths] if isinstance(paths, str) else paths)]


def _shown_by_parameters(model: OperationModel) -> dict[str, Any]:
    """The paging of a list that botocore has no paginator for, though its parameters are those of pages."""
    given, returned = ((shape.members if shape else {}) for shape in (model.input_shape, model.output_shape))
    if TOKEN not in given or TOKEN not in returned:
        raise ValueError(f"{model.name} has no pages")
    lists = [name for name, shape in returned.items() if shape.type_name == "list"]
    paging: dict[str, Any] = {"input_token": TOKEN, "output_token": TOKEN, "result_key": lists}
    limit = next((name for name in LIMITS if name in given), "")
    return {**paging, "limit_key": limit} if limit else paging
