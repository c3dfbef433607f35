"""Adds imports to the text of a Python module, sorted as ruff sorts them."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable
from itertools import groupby

OURS = ("benchmarks", "checks", "reporter", "tests")
LINE_LENGTH = 120
Import = ast.Import | ast.ImportFrom


def with_imports(source: str, wanted: Iterable[tuple[str, str]]) -> str:
    """The module with `from module import name` for each of these pairs."""
    for module, pairs in groupby(sorted(set(wanted)), key=lambda pair: pair[0]):
        source = _with_import(source, module, {name for _, name in pairs})
    return source


def _with_import(source: str, module: str, names: set[str]) -> str:
    tree = ast.parse(source)
    there = [node for node in tree.body if isinstance(node, Import)]
    for node in there:
        if isinstance(node, ast.ImportFrom) and node.module == module:
            known = {name.name if name.asname is None else f"{name.name} as {name.asname}" for name in node.names}
            return _replaced(source, node.lineno - 1, node.end_lineno, _statement(module, names | known))
    return _inserted(source, tree, there, module, _statement(module, names))


def _inserted(source: str, tree: ast.Module, there: list[Import], module: str, statement: str) -> str:
    """The statement in its place among the imports: behind those that sort before it, or else before all others."""
    rank = _rank(module, is_from=True)
    earlier = [node for node in there if _rank_of(node) < rank]
    if earlier:
        gap = "" if _rank_of(earlier[-1])[0] == rank[0] else "\n"
        at = earlier[-1].end_lineno or 0
        return _replaced(source, at, at, gap + statement)
    if there:
        gap = "" if _rank_of(there[0])[0] == rank[0] else "\n"
        at = there[0].lineno - 1
        return _replaced(source, at, at, statement + gap)
    at = tree.body[0].end_lineno or 0
    return _replaced(source, at, at, f"\n{statement}")


def _replaced(source: str, start: int, end: int | None, text: str) -> str:
    lines = source.splitlines(keepends=True)
    return "".join((*lines[:start], text, *lines[end:]))


def _statement(module: str, names: Iterable[str]) -> str:
    ordered = sorted(names, key=_order)
    line = f"from {module} import {', '.join(ordered)}\n"
    if len(line) <= LINE_LENGTH + 1:
        return line
    return f"from {module} import (\n" + "".join(f"    {name},\n" for name in ordered) + ")\n"


def _order(name: str) -> tuple[int, str]:
    """Constants, then classes, then functions."""
    return (0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2), name


def _rank_of(node: Import) -> tuple[int, bool, str]:
    if isinstance(node, ast.ImportFrom):
        return _rank(node.module or "", is_from=True)
    return _rank(node.names[0].name, is_from=False)


def _rank(module: str, *, is_from: bool) -> tuple[int, bool, str]:
    root = module.partition(".")[0]
    if root == "__future__":
        return 0, is_from, module
    return (1 if root in sys.stdlib_module_names else 3 if root in OURS else 2), is_from, module
