"""The decorator that makes a check of a pure function."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, ParamSpec

from reporter.engine.signature import Signature, SignatureError, location, read_signature
from reporter.model.verdicts import Severity, Verdict

P = ParamSpec("P")
ID_SHAPE = re.compile(r"[a-z0-9]+(-[a-z0-9]+){2,}")


@dataclass(frozen=True, slots=True)
class Check(Generic[P]):
    """A requirement that is judged for every subject of one kind; it can be called like the plain function."""

    id: str
    title: str
    severity: Severity
    remediation: str
    cli: str
    function: Callable[P, Verdict]
    signature: Signature
    source: str
    """File and line of the function."""
    costly: bool = False
    """Whether it runs only if the configuration lists its full id: it costs many requests for each subject."""
    finding: str = ""
    """The failure in one present-tense sentence; if empty, lists of failures show the title."""

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Verdict:
        """The verdict about one subject."""
        return self.function(*args, **kwargs)

    @property
    def service(self) -> str:
        """The first word of the id."""
        return self.id.partition("-")[0]

    @property
    def rationale(self) -> str:
        """The reason why the requirement matters: the function's docstring, on one line."""
        return " ".join((self.function.__doc__ or "").split())


def check(  # noqa: PLR0913 - one for each field of a check
    id: str,  # noqa: A002 - the expected name
    *,
    title: str,
    severity: Severity,
    remediation: str,
    cli: str = "",
    costly: bool = False,
    finding: str = "",
) -> Callable[[Callable[P, Verdict]], Check[P]]:
    """A decorator that makes a check of a function; the signature declares its needs (see `reporter.engine.signature`).

    `title` is a requirement with *should*; `finding` says in the present tense what is wrong if the check fails, for
    lists that show only failures. `remediation` and `cli` say how to correct a failure. Patterns do not select a
    `costly` check: it must be chosen by its full id.
    """

    def decorate(function: Callable[P, Verdict]) -> Check[P]:
        source = location(function)
        if not ID_SHAPE.fullmatch(id):
            raise SignatureError(f"{source}: the check id '{id}' must look like service-thing-property")
        signature = read_signature(function)
        if signature.returns is not Verdict:
            raise SignatureError(f"{source}: {function.__name__} must be annotated to return Verdict")
        if any(wanted.if_read for wanted in signature.inputs):
            raise SignatureError(f"{source}: IfRead is for collectors; a check says what it needs")
        return Check(id, title, severity, remediation, cli, function, signature, source, costly, finding)

    return decorate


AnyCheck = Check[...]
