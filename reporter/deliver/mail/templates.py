"""The templates of mails, built-in or of the user; all are tested before a mail is sent."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from reporter.deliver.mail.example import EXAMPLES
from reporter.deliver.mail.letter import Letter
from reporter.model.errors import UserError
from reporter.model.text import and_more, first_of
from reporter.report.words import counted
from reporter.system.package_data import resource_folder

TEXT, HTML = "mail.txt.j2", "mail.html.j2"
BROKEN = (jinja2.TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, OSError)
"""Exceptions of a broken template: it is the user's code."""


class TemplateBroken(UserError):  # noqa: N818 - named for what the user has to hear
    """A template cannot be rendered; the text says where and why."""


@dataclass(frozen=True, slots=True)
class Templates:
    """Renders the bodies of a mail."""

    environment: jinja2.Environment

    @classmethod
    def of(cls, folder: Path | None) -> Templates:
        """The templates in a folder, and the built-in ones for what it lacks."""
        return cls(_environment(*([folder] if folder else []), resource_folder("templates")))

    def text(self, letter: Letter) -> str:
        """The plain text body; raises `TemplateBroken`."""
        return self._filled(TEXT, letter)

    def html(self, letter: Letter) -> str:
        """The HTML body; raises `TemplateBroken`."""
        return self._filled(HTML, letter)

    def mistakes(self) -> Iterator[str]:
        """The errors in the templates, found by rendering examples."""
        for name in (TEXT, HTML):
            try:
                for letter in EXAMPLES:
                    self._filled(name, letter)
            except TemplateBroken as error:
                yield str(error)

    def _filled(self, name: str, letter: Letter) -> str:
        try:
            return self.environment.get_template(name).render(letter=letter).lstrip()
        except BROKEN as error:
            raise TemplateBroken(f"{_where(error, name)}: the template is broken: {_why(error)}") from error


class _Loader(jinja2.FileSystemLoader):
    """Loads templates from folders, and refuses links that lead out of them."""

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """The source of a template; raises TemplateError for a link that leads out of its folder."""
        found = super().get_source(environment, template)
        file = Path(found[1]).resolve()
        if not any(file.is_relative_to(Path(folder).resolve()) for folder in self.searchpath):
            raise jinja2.TemplateError(f"{found[1]} is a link that leads out of its folder: put the template there")
        return found


@cache
def _environment(*folders: Path) -> jinja2.Environment:
    """A sandboxed environment: a template renders text and cannot reach the program."""
    environment = ImmutableSandboxedEnvironment(
        loader=_Loader(folders),
        autoescape=jinja2.select_autoescape(("html.j2",)),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["counted"] = counted
    environment.globals["first_of"] = first_of
    environment.globals["and_more"] = and_more
    return environment


def _where(error: Exception, name: str) -> str:
    """File and line of an error: as it says itself, else the last template in its traceback."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return f"{error.filename or error.name or name}:{error.lineno}"
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".j2")]
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else name


def _why(error: Exception) -> str:
    return str(getattr(error, "message", None) or error)
