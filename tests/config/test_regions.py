"""Misspelt regions are reported with the one that is meant; new ones are asked for."""

import logging
from pathlib import Path
from typing import Any

import pytest

from reporter.config.file.load import load_settings
from reporter.config.file.mistakes import ConfigError
from reporter.config.file.regions import doubt_about
from reporter.rules.configuration import all_regions
from reporter.sessions.regions import known_regions


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("eu-centrl-1", "eu-central-1"),
        ("us-esat-1", "us-east-1"),
        ("ap-souteast-2", "ap-southeast-2"),
        ("us-gov-wset-1", "us-gov-west-1"),
        ("cn-nort-1", "cn-north-1"),
    ],
)
def test_a_misspelt_region_is_reported_with_the_one_that_is_meant(name: str, meant: str) -> None:
    doubt = doubt_about(name, known_regions())
    assert doubt is not None
    assert doubt.misspelt
    assert f"did you mean '{meant}'?" in doubt.remedy


@pytest.mark.parametrize(
    "name", ["us-east-9", "nz-south-1", "ap-central-1", "us-north-1", "xx-nowhere-1", "mars-north-1"]
)
def test_a_region_that_may_be_new_is_doubted_and_no_more(name: str) -> None:
    doubt = doubt_about(name, known_regions())
    assert doubt is not None
    assert not doubt.misspelt
    assert doubt.what == f"no region '{name}' is known here"


def test_what_looks_like_nothing_known_has_no_suggestion() -> None:
    doubt = doubt_about("qqqq-zzzz-7", {"eu-west-1"})
    assert doubt is not None
    assert doubt.remedy.startswith("look it up.")


def test_regions_of_all_partitions_are_known() -> None:
    assert {"eu-central-1", "us-gov-west-1", "cn-north-1", "ap-southeast-5"} <= set(known_regions())
    assert doubt_about("cn-north-1", known_regions()) is None


CONFIG = """\
accounts: {current: true}
credentials: {region: eu-cental-1}
regions:
  include: [eu-west-1, us-esat-1]
  exclude: [ap-souteast-1]
output: {runs: s3://acme-runs, runs_kms_key: "arn:aws:kms:eu-wset-1:111122223333:key/1"}
deliver:
  s3: {url: s3://acme-reports, region: eu-nort-1}
  mail: {from: a@example.com, to: [b@example.com], ses: {region: us-wset-2}}
  sns: [{topic: "arn:aws:sns:eu-centrl-1:111122223333:reports"}]
"""


def test_every_region_in_a_configuration_is_looked_at(tmp_path: Path) -> None:
    file = tmp_path / "reporter.yml"
    file.write_text(CONFIG)
    with pytest.raises(ConfigError) as refused:
        load_settings(file, regions=all_regions)
    shown = {mistake.path: mistake.line for mistake in refused.value.mistakes if "region" in mistake.what}
    assert shown == {
        "credentials.region": 2,
        "regions.include[1]": 4,
        "regions.exclude[0]": 5,
        "output.runs_kms_key": 6,
        "deliver.s3.region": 8,
        "deliver.mail.ses.region": 9,
        "deliver.sns[0].topic": 10,
    }


def test_a_region_that_may_be_new_is_a_warning_with_file_and_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "reporter.yml"
    file.write_text("regions:\n  exclude: [us-east-9]\noutput: {signing_key: ours.pem}\n")
    with caplog.at_level(logging.WARNING, "reporter"):
        assert load_settings(file, regions=all_regions).regions.exclude == ("us-east-9",)
    assert f"{file}:2: regions.exclude[0]: no region 'us-east-9' is known here; did you mean 'us-east-" in caplog.text


def test_a_configuration_without_regions_has_none_loaded(tmp_path: Path) -> None:
    def load() -> Any:
        raise AssertionError("no region was named")

    file = tmp_path / "reporter.yml"
    file.write_text("accounts: {current: true}\nregions: {}\noutput: {signing_key: ours.pem}\n")
    assert load_settings(file, regions=load).regions.include == ()
