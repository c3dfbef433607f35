"""The exit codes, which are an interface: schedulers and pipelines act on them; and the words before the bad ones."""

from __future__ import annotations

import os
import sys
from collections import deque
from functools import partial
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from reporter.engine.shield import Crash, shielded
from reporter.model.errors import Unfinished, UserError

if TYPE_CHECKING:
    from reporter.model.verdicts import Severity
    from reporter.scan import Outcome

COMPLETE = 0
FINDINGS = 1
USAGE = 2
INCOMPLETE = 3
DEFECT = 70
"""As `sysexits.h` has it for a fault inside of a program: 1 would be taken for findings."""
INTERRUPTED = 130
READER_GONE = 141
"""These two as shells count them: 128 and the number of the signal."""
HANDLED = (typer.Exit, typer.Abort, TyperException, UserError, Unfinished, OSError)
"""What `Program` and typer have words for."""


def exit_code(outcome: Outcome, fail_on: Severity | None) -> int:
    """1 for a failure at or above `fail_on`, which stands whatever else is unknown; else 3 if anything is unknown."""
    if fail_on and any(count and severity.at_least(fail_on) for severity, count in outcome.tally.failures.items()):
        return FINDINGS
    return COMPLETE if outcome.complete else INCOMPLETE


class Program(TyperGroup):
    """The commands; whatever a user can cause ends in plain words and an exit code, never in a traceback."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the options that all commands share, which may also stand after the command."""
        rest: list[str] = super().parse_args(ctx, self._shared_first(args))
        return rest

    def _shared_first(self, args: list[str]) -> list[str]:
        """The arguments with the shared options in front; what follows `--` is never an option."""
        flags = {name: getattr(param, "is_flag", False) for param in self.params for name in param.opts}
        first, rest, words = list[str](), list[str](), deque(args)
        while words and words[0] != "--":
            word = words.popleft()
            name, equals, _ = word.partition("=")
            (first if name in flags else rest).append(word)
            if not (equals or flags.get(name, True)):
                first.append(words.popleft() if words else "")
        return [*first, *rest, *words]

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            try:
                ended = shielded(partial(super().invoke, ctx), "the command", HANDLED)
            finally:
                sys.stdout.flush()
        except KeyboardInterrupt:
            raise _end("interrupted", INTERRUPTED) from None
        except typer.Abort:
            raise _end("no answer was given, so nothing was done", USAGE) from None
        except BrokenPipeError:
            # What is still to be written goes nowhere, or Python would complain on its way out.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(READER_GONE) from None
        except Unfinished as error:
            raise _end(str(error), INCOMPLETE) from error
        except UserError as error:
            raise _end(str(error), USAGE) from error
        except OSError as error:
            raise _end(": ".join(filter(None, (error.filename, error.strerror or str(error)))), USAGE) from error
        if isinstance(ended, Crash):
            raise defect(ended.error)
        return ended


def defect(error: Exception) -> typer.Exit:
    """Print the sentence of a defect, and return what ends the program."""
    from reporter.cli.defects import defect_sentence

    return _end(defect_sentence(error), DEFECT)


def _end(words: str, code: int) -> typer.Exit:
    """Print the reason on standard error, and return what ends the program."""
    from reporter.model.text import visible

    for line in words.splitlines():
        typer.echo(visible(line), err=True)
    return typer.Exit(code)
