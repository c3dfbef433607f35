import json
import os
import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pytest
from msgspec import Meta

from reporter.config.file.load import load_settings
from reporter.config.file.mistakes import ConfigError, nearest
from reporter.config.file.reference import EXAMPLE, json_schema, keys, reference
from reporter.config.formats import ALL_FORMATS
from reporter.config.settings import (
    AccountSources,
    AssumedRole,
    BaseCredentials,
    CheckChoice,
    FrameworkChoice,
    Limits,
    ListedAccount,
    OrganizationSource,
    RegionChoice,
    Selection,
    Settings,
)
from reporter.engine.check import AnyCheck, check
from reporter.engine.judge import Rule
from reporter.model.given import Attestation
from reporter.model.subjects import Account
from reporter.model.verdicts import Severity, Verdict, passed
from reporter.rules.records import rule_of, rule_record
from reporter.rules.selection import convert_settings

SCHEMA = json_schema()
FORMATS_IN_WORDS = " or ".join((", ".join(f"'{one}'" for one in ALL_FORMATS[:-1]), f"'{ALL_FORMATS[-1]}'"))


class Colour(StrEnum):
    RED = "red"


FLAT = Meta(pattern="^[a-z]+$", description="the name of a key", examples=["brass"])


@check("door-is-closed", title="Doors are closed", severity=Severity.LOW, remediation="Close it.")
def door_is_closed(
    account: Account,
    *,
    max_age_days: int = 90,
    ports: frozenset[int] = frozenset(),
    colour: Colour = Colour.RED,
    steps: int | None = None,
    attestations: tuple[Attestation, ...] = (),
) -> Verdict:
    """Open doors let the cold in."""
    return passed()


@check("door-opens-gently", title="Doors open gently", severity=Severity.LOW, remediation="Oil it.")
def door_opens_gently(account: Account, *, keys: frozenset[Annotated[str, FLAT]] = frozenset()) -> Verdict:
    """Force breaks keys."""
    return passed()


@check("door-is-painted", title="Doors are painted", severity=Severity.LOW, remediation="Paint it.")
def door_is_painted(account: Account) -> Verdict:
    """Bare wood rots."""
    return passed()


class Framework:
    id = "cis-7.0"


def all_checks(_: Iterable[Path]) -> tuple[AnyCheck, ...]:
    return (door_is_closed, door_is_painted, door_opens_gently)


def all_frameworks(_: Iterable[Path]) -> tuple[Framework, ...]:
    return (Framework(),)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "reporter.yml"


def load(file: Path, text: str) -> Settings:
    file.write_text(text)
    return load_settings(file, checks=all_checks, frameworks=all_frameworks)


def mistakes(file: Path, text: str) -> list[str]:
    with pytest.raises(ConfigError) as error:
        load(file, text)
    return str(error.value).replace(f"{file}:", "").splitlines()


def test_an_empty_section_of_every_kind_means_the_defaults(file: Path) -> None:
    text = "role: {}\ncredentials: {}\nregions: {}\nchecks: {}\nframeworks: {}\noutput: {}\nlimits: {}\n"
    assert load(file, text) == Settings(runs=file.parent / "runs")


def test_an_attestation_is_read_with_its_day(file: Path) -> None:
    text = "checks: {settings: {door-is-closed: {attestations: [{by: jo, on: 2026-11-01, accounts: ['1*']}]}}}"
    given = load(file, text).checks.settings[door_is_closed.id]
    made = {"attestations": (Attestation(by="jo", on=date(2026, 11, 1), accounts=("1*",)),)}
    assert convert_settings(door_is_closed, given) == made
    kept = rule_record(Rule(door_is_closed, Severity.LOW, made))
    assert rule_of(kept, door_is_closed).settings["attestations"] == made["attestations"]


def test_accounts_are_read(file: Path) -> None:
    settings = load(
        file,
        """
accounts:
  list:
    - {id: "011122223333", name: shop, owner: me, ou: Workloads, tags: {stage: dev}}
    - {id: "444455556666", role: {name: Own, external_id: ours}}
  organization:
    include: {ous: [Workloads/*], tags: {stage: prod}, names: [a-*], ids: ["777788889999"]}
    exclude: {names: [b-*]}
    owner_tag: team
  profiles: [one]
role: {name: Audit, path: /security/}
""",
    )
    common = AssumedRole(name="Audit", path="/security/")
    assert settings.role == common
    assert settings.accounts == AccountSources(
        listed=(
            ListedAccount(id="011122223333", name="shop", owner="me", ou="Workloads", tags={"stage": "dev"}),
            ListedAccount(id="444455556666", role=AssumedRole(name="Own", path="/security/", external_id="ours")),
        ),
        organization=OrganizationSource(
            include=Selection(ous=("Workloads/*",), tags={"stage": "prod"}, names=("a-*",), ids=("777788889999",)),
            exclude=Selection(names=("b-*",)),
            owner_tag="team",
        ),
        profiles=("one",),
    )


def test_everything_else_is_read(file: Path) -> None:
    (file.parent / "mine").mkdir()
    settings = load(
        file,
        """
credentials: {profile: audit, region: eu-central-1}
partition: aws-cn
regions: {include: [cn-north-1], exclude: [cn-northwest-1]}
checks:
  include: [door-*]
  exclude: [door-is-painted]
  folders: [mine]
  settings: {door-is-closed: {max_age_days: 30, ports: [22, 3389]}}
  severities: {door-is-closed: critical}
frameworks: {include: [cis-*], folders: [mine]}
output: {runs: /var/runs, formats: [csv], title: Ours, classification: Secret}
fail_on: high
limits: {processes: 2, accounts_in_flight: 3, calls_in_flight: 5, account_seconds: 60}
""",
    )
    mine = file.parent / "mine"
    assert settings == Settings(
        credentials=BaseCredentials(profile="audit", region="eu-central-1"),
        partition="aws-cn",
        regions=RegionChoice(include=("cn-north-1",), exclude=("cn-northwest-1",)),
        checks=CheckChoice(
            include=("door-*",),
            exclude=("door-is-painted",),
            folders=(mine,),
            settings={"door-is-closed": {"max_age_days": 30, "ports": [22, 3389]}},
            severities={"door-is-closed": Severity.CRITICAL},
        ),
        frameworks=FrameworkChoice(include=("cis-*",), folders=(mine,)),
        runs=Path("/var/runs"),
        formats=("csv",),
        title="Ours",
        classification="Secret",
        fail_on=Severity.HIGH,
        limits=Limits(processes=2, accounts_in_flight=3, calls_in_flight=5, account_seconds=60),
    )


def test_a_name_of_its_own_replaces_an_arn_for_all(file: Path) -> None:
    settings = load(
        file,
        """
accounts: {list: [{id: "444455556666", role: {name: Own}}]}
role: {arn: "arn:aws:iam::{account}:role/fixed"}
""",
    )
    [listed] = settings.accounts.listed
    assert listed.role is not None
    assert listed.role.arn_in("444455556666", "aws") == "arn:aws:iam::444455556666:role/Own"


def test_names_are_not_verified_where_none_are_known(file: Path) -> None:
    file.write_text("checks: {include: [whatever]}\nframeworks: {include: [whatever]}")
    assert load_settings(file).checks.include == ("whatever",)


def test_the_environment_is_not_read(file: Path) -> None:
    assert load(file, "output: {title: $HOME}").title == "$HOME"


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("acounts: {current: true}", "1: acounts: is unknown; did you mean 'accounts'?"),
        (
            "accounts:\n  organization:\n    include:\n      oos: [a]",
            "4: accounts.organization.include.oos: is unknown; did you mean 'ous'?",
        ),
        ("accounts: {list: [{idd: '1'}]}", "1: accounts.list[0].idd: is unknown; did you mean 'id'?"),
        (
            "limits: {x: 1}",
            "1: limits.x: is unknown; known are: account_seconds, accounts_in_flight, calls_in_flight, processes",
        ),
        ("accounts: {list: [{name: shop}]}", "1: accounts.list[0].id: is missing; add it"),
        ("accounts: {list: {}}", "1: accounts.list: must be a list, not keys of its own; write it in"),
        ("accounts: no", "1: accounts: must hold keys of its own, not no; write them below it, indented"),
        (
            "regions: {include: eu-central-1}",
            "1: regions.include: must be a list, not eu-central-1; write it in brackets",
        ),
        (
            "regions: {include: [Frankfurt]}",
            "1: regions.include[0]: 'Frankfurt' is not a region; write a name such as ",
        ),
        ("output: {title: ''}", "1: output.title: is empty; write a value, or take the line out"),
        ("output:\n", "1: output: is empty; write a value, or take the line out"),
        ("regions: {include: [~]}", "1: regions.include[0]: is empty; write a value"),
        ("output: {title: [a]}", "1: output.title: must be text, not a list; write a single value"),
        ("output: {title: no}", "1: output.title: YAML reads no as true or false, not as text; put it in quotes: 'no'"),
        (
            "output: {title: 2026}",
            "1: output.title: YAML reads 2026 as a number, not as text; put it in quotes: '2026'",
        ),
        ("output: {title: 2026-01-31}", "1: output.title: YAML reads 2026-01-31 as a date, not as text; put it"),
        ("output: {title: 2026-13-31}", "1: output.title: YAML cannot read '2026-13-31': month must be"),
        ("output: {title: !secret x}", "1: output.title: YAML cannot read 'x': could not determine a constructor"),
        ("output: {runs: 3}", "1: output.runs: YAML reads 3 as a number, not as text; put it in quotes: '3'"),
        ("output: {runs: gs://x}", "1: output.runs: 'gs://x' is not a place in S3; write s3://bucket/prefix"),
        ("follow_up: [s3://x]", "1: follow_up[0]: 's3://x' is not a place in S3; write s3://bucket/prefix"),
        (
            "output: {runs_kms_key: 'arn:aws:kms:eu-central-1:111122223333:key/1'}",
            "1: output.runs_kms_key: is not used: the runs are on this machine; drop it, or give runs an s3:// URL",
        ),
        ("output: {formats: [pdf]}", f"1: output.formats[0]: is unknown: pdf; write {FORMATS_IN_WORDS}"),
        ("fail_on: bad", "1: fail_on: is unknown: bad; write 'critical', 'high', 'medium', 'low' or 'info'"),
        ("limits: {calls_in_flight: 0}", "1: limits.calls_in_flight: is too small: 0; 1 is the least"),
        ("role: {duration_minutes: 721}", "1: role.duration_minutes: is too large: 721; 720 is the most"),
        ("role: {duration_minutes: long}", "1: role.duration_minutes: must be a whole number, not long; write digits"),
        ("role: {duration_minutes: [1]}", "1: role.duration_minutes: must be a whole number, not a list; write digits"),
        ("role: {duration_minutes: 60.5}", "1: role.duration_minutes: must be a whole number, not 60.5; leave the"),
        (
            "accounts: {current: perhaps}",
            "1: accounts.current: must be true or false, not perhaps; write one of the two",
        ),
        ("accounts: {current: []}", "1: accounts.current: must be true or false, not a list; write one of the two"),
        ("role: {name: a/b}", "1: role.name: 'a/b' is not the name of a role; write up to 64"),
        (
            "role: {arn: 'arn:aws:iam::{acount}:role/x'}",
            "1: role.arn: 'arn:aws:iam::{acount}:role/x' is not a template",
        ),
        ("role: {external_id: a b}", "1: role.external_id: 'a b' is not an external id"),
        ("checks: {settings: [a]}", "1: checks.settings: must hold keys of its own, not a list"),
        ("role: {arn: 'arn:aws:iam::111122223333:role/x'}", "1: role.arn: leads into another account; write {account}"),
        ("role: {arn: 'arn:aws:iam::{account}:role/x', name: y}", "1: role.name: is not used: 'arn' stands for the"),
        (
            "role: {duration_minutes: 90, first_hop: 'arn:aws:iam::111122223333:role/x'}",
            "1: role.duration_minutes: is 90, but a role that is reached over first_hop lasts 60 minutes",
        ),
        ("accounts: {}", "1: accounts: names no account; give list, organization or profiles, or set current: true"),
        (
            "accounts: {list: [{id: '111122223333'}, {id: '111122223333'}]}",
            "1: accounts.list: names 111122223333 2 times; keep one entry for each account",
        ),
        (
            "accounts: {list: [{id: '111122223333', role: {arn: 'arn:aws:iam::444455556666:role/x'}}]}",
            "1: accounts.list[0].role.arn: leads into another account; write {account}",
        ),
        ("checks: {folders: [nowhere]}", "1: checks.folders[0]: there is no folder "),
        ("follow_up: ['s3://bucket/back', nowhere]", "1: follow_up[1]: there is no "),
        (
            "checks: {include: [door-is-close]}",
            "1: checks.include[0]: 'door-is-close' matches nothing; did you mean 'd",
        ),
        (
            "checks: {exclude: [window-*]}",
            "1: checks.exclude[0]: 'window-*' matches nothing; known are: door-is-closed",
        ),
        ("checks: {settings: {x: {}}}", "1: checks.settings.x: no check has this id; known are: door-is-closed, door"),
        ("checks: {severities: {x: low}}", "1: checks.severities.x: no check has this id"),
        (
            "checks: {settings: {door-is-closed: {max_age: 3}}}",
            "1: checks.settings.door-is-closed.max_age: this check has no such parameter; did you mean 'max_age_days'?",
        ),
        (
            "checks: {settings: {door-is-painted: {colour: red}}}",
            "1: checks.settings.door-is-painted.colour: this check has no parameters; take the line out",
        ),
        (
            "checks: {settings: {door-is-closed: {max_age_days: old}}}",
            "1: checks.settings.door-is-closed.max_age_days: has the wrong type: expected `int`, got `str`; write a",
        ),
        (
            "checks: {settings: {door-is-closed: {ports: [ssh]}}}",
            "1: checks.settings.door-is-closed.ports: has the wrong type: expected `int`, got `str`; write a list",
        ),
        (
            "checks:\n  settings:\n    door-opens-gently:\n      keys:\n        - brass\n        - Iron!",
            "6: checks.settings.door-opens-gently.keys[1]: 'Iron!' is not the name of a key; for example brass",
        ),
        (
            "checks: {settings: {door-opens-gently: {keys: [3]}}}",
            "1: checks.settings.door-opens-gently.keys[0]: '3' is not the name of a key; for example brass",
        ),
        (
            "checks: {settings: {door-opens-gently: {keys: brass}}}",
            "1: checks.settings.door-opens-gently.keys: has the wrong type: expected `array`, got `str`; write a list",
        ),
        (
            "frameworks: {include: [cis-5.0]}",
            "1: frameworks.include[0]: 'cis-5.0' matches nothing; did you mean 'cis-7.0'",
        ),
        (
            "checks: {settings: {door-is-closed: {colour: blue}}}",
            "1: checks.settings.door-is-closed.colour: has the wrong type: Invalid enum value 'blue'; write one of",
        ),
        (
            "checks: {settings: {door-is-closed: {steps: high}}}",
            "1: checks.settings.door-is-closed.steps: has the wrong type: expected `int | null`, got `str`; write",
        ),
        (
            "checks: {settings: {door-is-closed: {attestations: [{by: me}]}}}",
            "1: checks.settings.door-is-closed.attestations: has the wrong type: Object missing required field `on`",
        ),
        ("a: &x 1\nb: *x", "2: b: aliases (`*name`) are not understood here; write the value out"),
        ("output: &x {title: *x}", "1: output.title: aliases (`*name`) are not understood here"),
        ("output:\n  ? [a]\n  : b", "2: output: holds a key that is not plain text; write `key: value`"),
        ("output: {title: a}\nlimits: {}\noutput: {}", "3: output: stands here again, first on line 1; keep one"),
    ],
)
def test_a_mistake_says_where_what_and_how_to_correct_it(file: Path, text: str, reported: str) -> None:
    assert any(line.startswith(reported) for line in mistakes(file, text)), mistakes(file, text)


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ("012345670123", "YAML reads 012345670123 as a number, not as text"),
        ("123456789012", "YAML reads 123456789012 as a number, not as text"),
        ("'12'", "'12' is not an account id"),
        ("1234-5678-9012", "'1234-5678-9012' is not an account id"),
    ],
)
def test_an_account_id_is_twelve_digits_in_quotes(file: Path, written: str, what: str) -> None:
    remedy = "write its 12 digits in quotes, because YAML reads 012345678901 as a number"
    text = f"accounts: {{organization: {{include: {{ids: [{written}]}}}}, list: [{{id: {written}}}]}}"
    assert mistakes(file, text) == [
        f"1: accounts.list[0].id: {what}; {remedy}",
        f"1: accounts.organization.include.ids[0]: {what}; {remedy}",
    ]


def test_every_mistake_is_reported_at_once_whatever_finds_it(file: Path) -> None:
    text = """\
output: {title: a}
output: {title: b}
acounts: {}
accounts:
  list:
    - id: 123
checks:
  include: [window]
frameworks: {include: [nist]}
"""
    assert [line.partition(": ")[0] for line in mistakes(file, text)] == ["2", "3", "6", "8", "9"]


def test_one_mistake_about_one_value_is_enough(file: Path) -> None:
    assert len(mistakes(file, "accounts:\n  list:\n    - id:\n")) == 1


def test_where_a_section_is_malformed_its_names_are_not_verified(file: Path) -> None:
    reported = mistakes(file, "checks: {include: [window], exclude: 3}\nframeworks: {include: [nist], folders: 3}")
    assert [line.split(": ")[1] for line in reported] == ["checks.exclude", "frameworks.folders"]


def test_where_a_folder_is_missing_its_checks_are_not_called_unknown(file: Path) -> None:
    reported = mistakes(file, "checks: {include: [mine], folders: [a]}\nframeworks: {include: [ours], folders: [b]}")
    assert [line.split(": ")[1] for line in reported] == ["checks.folders[0]", "frameworks.folders[0]"]


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("a: [1\nb: 2", "2: is not YAML at column 2: did not find expected ',' or ']'; look for wrong indentation"),
        ("a: b: c", "1: is not YAML at column 5: mapping values are not allowed in this context; look for"),
        ("a: 1\n---\nb: 2", "2: holds a second document (`---`); keep one of the two"),
        ("a: \x07", " is not YAML: unacceptable character"),
        ("", " is empty; start from `reporter config init`"),
        ("# nothing but a comment", " is empty; start from `reporter config init`"),
        ("- a", " holds no keys; write `key: value` lines"),
    ],
)
def test_what_is_not_a_mapping_in_yaml_is_refused(file: Path, text: str, reported: str) -> None:
    [line] = mistakes(file, text)
    assert line.startswith(reported)


def test_a_file_that_is_missing_is_reported(file: Path) -> None:
    with pytest.raises(ConfigError, match=r"reporter.yml: cannot be read: No such file or directory; name a file"):
        load_settings(file)


def test_a_file_in_another_encoding_is_reported(file: Path) -> None:
    file.write_bytes(b"title: \xe9")
    with pytest.raises(ConfigError, match="is not UTF-8 text; save it in that encoding"):
        load_settings(file)


def test_where_there_are_too_many_names_to_list_none_is_listed() -> None:
    assert nearest("zzz", map(str, range(100))) == "take the line out, or look the name up"


def test_runs_may_lie_in_s3(file: Path) -> None:
    key = "arn:aws:kms:eu-central-1:111122223333:alias/runs"
    settings = load(file, f"output: {{runs: s3://acme-runs/weekly/, runs_kms_key: '{key}'}}")
    assert (settings.runs_in_s3, settings.runs_kms_key) == ("s3://acme-runs/weekly", key)
    assert settings.runs == Settings().runs


def test_the_example_is_valid(file: Path) -> None:
    assert load(file, EXAMPLE) == Settings(runs=file.parent / "runs")


def test_the_example_shows_every_key_and_is_valid_with_all_of_them(tmp_path: Path) -> None:
    everything = re.sub(r"(?m)^( *)#(?=\S)", r"\1", EXAMPLE)
    file = tmp_path / "reporter.yml"
    file.write_text(everything)
    for folder in ("my_checks", "my-frameworks", "my-templates", "sent-back"):
        (tmp_path / folder).mkdir()
    load_settings(file)
    shown = set(re.findall(r"([a-z0-9_]+):", everything))
    assert {path.split(".")[-1] for path, _ in keys(SCHEMA)} <= shown


def test_the_schema_is_json_and_explains_every_key() -> None:
    assert json.loads(json.dumps(SCHEMA))["title"] == "AWS Compliance Reporter"
    assert SCHEMA["additionalProperties"] is False
    assert {path for path, _ in keys(SCHEMA)} >= {"accounts.list[].role.first_hop", "checks.settings", "fail_on"}


def test_the_reference_tells_type_default_and_meaning_of_every_key() -> None:
    lines = reference().splitlines()
    assert len(lines) == 2 + len(keys(SCHEMA))
    assert "| `role.duration_minutes` | number, 15 to 720 | `60` | How long credentials live before" in reference()
    formats = ", ".join(f"`{one}`" for one in ALL_FORMATS)
    assert f"| `output.formats` | list of one of {formats} | `xlsx, csv, html, json` |" in reference()
    assert "| `accounts.current` | `true` or `false` | `false` |" in reference()


def test_the_reference_is_the_same_on_every_machine() -> None:
    assert f"| `{2 * (os.cpu_count() or 1)}` |" not in reference()


@pytest.mark.parametrize(
    ("reported", "meant"),
    [
        ("signing_key: keys/run.pem", "{folder}/keys/run.pem"),
        ("signing_key: arn:aws:kms:eu-north-1:1:key/0a1b", "arn:aws:kms:eu-north-1:1:key/0a1b"),
        ("title: Ours", ""),
    ],
)  # fmt: skip
def test_a_key_that_signs_is_a_file_beside_the_configuration_or_an_arn(reported: str, meant: str, file: Path) -> None:
    assert load(file, f"output: {{{reported}}}").signing_key == meant.format(folder=file.parent)
