"""Owners and files of waivers in the configuration."""

from __future__ import annotations

from pathlib import Path

import pytest

from reporter.config.file.load import load_settings
from reporter.config.file.mistakes import ConfigError
from reporter.config.settings import OwnerRule, Settings
from reporter.model.scope import Scope
from reporter.rules.waivers.reading import load_waivers
from reporter.system.package_data import resource_folder
from tests.config.test_load import all_checks, all_frameworks


def load(folder: Path, text: str) -> Settings:
    file = folder / "reporter.yml"
    file.write_text(text)
    return load_settings(file, checks=all_checks, frameworks=all_frameworks)


def mistakes(folder: Path, text: str) -> list[str]:
    with pytest.raises(ConfigError) as error:
        load(folder, text)
    return str(error.value).replace(f"{folder / 'reporter.yml'}:", "").splitlines()


def test_owners_are_read_in_their_order(tmp_path: Path) -> None:
    settings = load(
        tmp_path,
        """
owners:
  - name: painters
    address: Painters <paint@example.com>
    checks: [door-is-paint*]
    ous: [Workloads]
    regions: [eu-*]
    resources: ["front*"]
    tags: {team: paint}
  - {name: platform, address: platform@example.com}
  - {name: painters, accounts: ["111122223333"]}
""",
    )
    painted = Scope(
        checks=("door-is-paint*",), ous=("Workloads",), regions=("eu-*",), resources=("front*",), tags={"team": "paint"}
    )
    assert settings.owners == (
        OwnerRule(name="painters", address="Painters <paint@example.com>", scope=painted),
        OwnerRule(name="platform", address="platform@example.com"),
        OwnerRule(name="painters", scope=Scope(accounts=("111122223333",))),
    )


def test_files_of_waivers_belong_to_the_folder_of_the_configuration(tmp_path: Path) -> None:
    assert load(tmp_path, "waivers: [a.yml, /etc/b.yml]").waivers == (tmp_path / "a.yml", Path("/etc/b.yml"))


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("owners: [{address: a@b.c}]", "1: owners[0].name: is missing; add it"),
        ("owners: [{name: a, address: anna}]", "1: owners[0].address: 'anna' is not a mail address; write"),
        ("owners: [{name: a}]", "1: owners[0]: says nothing of its owner; add an address, or what the owner has to"),
        (
            "owners: [{name: a, checks: [door-is-opn]}]",
            "1: owners[0].checks[0]: 'door-is-opn' matches nothing; did you mean",
        ),
        ("owners: [{name: a, accounts: [12]}]", "1: owners[0].accounts[0]: YAML reads 12 as a number, not as text"),
        ("owners: [{name: a, ous: [ou-ab12-abcd1234]}]", "1: owners[0].ous[0]: 'ou-ab12-abcd1234' is the id of an OU"),
        ("owners: [{name: a, ous: [r-ab12]}]", "1: owners[0].ous[0]: 'r-ab12' is the id of an OU; write its path"),
        (
            "owners:\n- {name: a, address: a@b.c}\n- {name: a, address: d@e.f}",
            "3: owners[1].address: 'a' has the address a@b.c already; give one address, or the owner another name",
        ),
        ("owners: {name: a}", "1: owners: must be a list, not keys of its own; write it in brackets"),
        ("waivers: waivers.yml", "1: waivers: must be a list, not waivers.yml; write it in brackets"),
    ],
)
def test_a_mistake_about_owners_is_reported_with_its_line(tmp_path: Path, text: str, mistake: str) -> None:
    assert any(line.startswith(mistake) for line in mistakes(tmp_path, text))


def test_the_example_of_waivers_is_good_and_shows_every_key() -> None:
    file = resource_folder("config") / "waivers.example.yml"
    checks = ("s3-bucket-website-hosting-disabled", "iam-user-access-key-rotated", "ec2-eip-associated")
    assert len(load_waivers([file], checks)) == 3
