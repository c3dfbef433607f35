"""The checks that a configuration selects, each as a rule with its severity and the values of its settings."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Any

import msgspec

from reporter.config.settings import CheckChoice
from reporter.engine.check import AnyCheck
from reporter.engine.judge import Rule
from reporter.rules.frameworks import Answer, Framework


def select_checks(checks: Iterable[AnyCheck], choice: CheckChoice) -> tuple[AnyCheck, ...]:
    """The checks that the configuration's patterns include and do not exclude; a costly one only by its full id."""
    return tuple(
        check
        for check in checks
        if (check.id in choice.include if check.costly else _is_meant(check, choice.include))
        and not _is_meant(check, choice.exclude)
    )


def _is_meant(check: AnyCheck, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(check.id, pattern) for pattern in patterns)


def make_rules(
    checks: Iterable[AnyCheck], choice: CheckChoice, frameworks: Iterable[Framework] = ()
) -> tuple[Rule, ...]:
    """Each check as configured, and once more for every other set of values that a framework asks for."""
    main = {check.id: _configured(check, choice) for check in checks}
    answers = {answer for framework in frameworks for answer in framework.answers if answer.check_id in main}
    extra = {
        (answer.check_id, answer.parameters): _as_asked(main[answer.check_id], answer)
        for answer in answers
        if not _is_in_force(main[answer.check_id], answer)
    }
    return (*main.values(), *(extra[key] for key in sorted(extra)))


def _configured(check: AnyCheck, choice: CheckChoice) -> Rule:
    severity = choice.severities.get(check.id, check.severity)
    return Rule(check, severity, convert_settings(check, choice.settings.get(check.id, {})))


def _as_asked(main: Rule, answer: Answer) -> Rule:
    asked = convert_settings(main.check, json.loads(answer.parameters))
    return replace(main, settings={**main.settings, **asked}, parameters=answer.parameters)


def _is_in_force(main: Rule, answer: Answer) -> bool:
    """Whether the values that an answer asks for are those the main rule has anyway."""
    asked = convert_settings(main.check, json.loads(answer.parameters or "{}"))
    in_force = settings_in_force(main)
    return all(in_force[name] == value for name, value in asked.items())


def convert_settings(check: AnyCheck, values: Mapping[str, Any]) -> dict[str, Any]:
    """Plain values of YAML or JSON as the types of the check's signature; KeyError or msgspec.ValidationError."""
    known = check.signature.settings
    return {name: msgspec.convert(value, known[name].type) for name, value in values.items()}


def settings_in_force(rule: Rule) -> dict[str, Any]:
    """Every setting of a rule's check with its value."""
    defaults = {setting.name: setting.default for setting in rule.check.signature.settings.values()}
    return {**defaults, **rule.settings}
