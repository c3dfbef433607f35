"""What doctor found, on the terminal: a line for each account, then each cause once, with its fix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from reporter.cli.tables import print_line, print_paragraph, print_table
from reporter.doctor import Diagnosis, DiagnosisState
from reporter.model.text import first_of
from reporter.report.words import counted

Causes: TypeAlias = Mapping[tuple[str, str], Sequence[Diagnosis]]
"""The diagnoses of each cause, by what is wrong and the remedy, in the order of their numbers."""
SHOWN = 5
"""The number of accounts that a cause names before it only counts the rest."""
INDENT = "      "


def causes_of(found: Iterable[Diagnosis]) -> Causes:
    """The causes; what several accounts have in common is one of them."""
    causes: dict[tuple[str, str], list[Diagnosis]] = {}
    for one in found:
        if one.problem:
            causes.setdefault((one.problem, one.remedy), []).append(one)
    return causes


def print_subjects(found: Sequence[Diagnosis], causes: Causes) -> None:
    """Print a line for each subject: its worst state, and what is wrong."""
    by_subject: dict[str, list[Diagnosis]] = {}
    for one in found:
        by_subject.setdefault(one.subject, []).append(one)
    numbers = {cause: number for number, cause in enumerate(causes, 1)}
    rows = [(subject, _worst(answers), _in_short(answers, numbers)) for subject, answers in by_subject.items()]
    print_table(("what", "state", "problem"), rows, total=_count(found, by_subject))


def print_every_answer(found: Sequence[Diagnosis]) -> None:
    """Print a line for each question."""
    rows = [(one.subject, one.state, one.question, one.answer) for one in found]
    print_table(("what", "state", "question", "answer"), rows, total=_states(one.state for one in found))


def print_causes(causes: Causes) -> None:
    """Print each cause with its number, an example of what AWS said, the subjects and the fix."""
    for number, ((problem, remedy), where) in enumerate(causes.items(), 1):
        first = where[0]
        detail = first.answer if first.answer != problem else ""
        named = {"Where": _subjects(where), f"Detail ({first.subject})": detail, "Fix": remedy}
        print_line("")
        print_paragraph(problem, INDENT, f"{f'[{number}]':<{len(INDENT)}}")
        for name, text in named.items():
            if text:
                print_paragraph(f"{name}: {text}", INDENT)


def _worst(answers: Iterable[Diagnosis]) -> str:
    return max((one.state for one in answers), key=list(DiagnosisState).index)


def _in_short(answers: Iterable[Diagnosis], numbers: Mapping[tuple[str, str], int]) -> str:
    wrong = [one for one in answers if one.problem]
    return "; ".join(dict.fromkeys(f"[{numbers[one.problem, one.remedy]}] {one.problem}" for one in wrong))


def _count(found: Iterable[Diagnosis], by_subject: Mapping[str, Sequence[Diagnosis]]) -> str:
    """How many accounts a scan would read, and how many of these not as a whole."""
    accounts = [by_subject[subject] for subject in {one.subject for one in found if one.account}]
    readable = [answers for answers in accounts if all(one.scannable for one in answers)]
    partly = sum(not all(one.harmless for one in answers) for answers in readable)
    shown = f"{len(readable)} of {counted(len(accounts), 'account')} can be scanned"
    if not partly:
        return shown
    return f"{shown}, {'all' if partly == len(readable) > 1 else partly} of them incomplete"


def _states(states: Iterable[DiagnosisState]) -> str:
    return ", ".join(f"{count} {state}" for state, count in Counter(states).items())


def _subjects(where: Iterable[Diagnosis]) -> str:
    subjects = list(dict.fromkeys(one.subject for one in where))
    return first_of(subjects, SHOWN)
