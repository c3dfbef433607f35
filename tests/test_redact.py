"""Credentials are recognised, told by a digest, and nothing else is touched."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.model import Account, Resource
from reporter.redact import NAMES, TRACES, UNMISTAKABLE, redacted, redacted_line, redacted_tags, told

KEY_ID = "AKIA" + "Q4ZXN7TPLW2RS5VD"
SECRET = "wJalrXUtnFEMI" + "/K7MDENG/bPxRfiCYzEXAMPLEK9"
PRIVATE_KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow+/x9==\n-----END RSA PRIVATE KEY-----"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dBjftJeZ4CVP-mB92K27uhbUJU1p1r"


@pytest.mark.parametrize(
    ("what", "secret"),
    [
        ("an AWS access key id", KEY_ID),
        ("a private key", PRIVATE_KEY),
        ("a GitHub token", "ghp_" + "a1B2" * 9),
        ("a Slack token", "xoxb-" + "123456789012-abcdef"),
        ("a JSON web token", JWT),
    ],
)
def test_what_is_unmistakable_goes_from_any_text(what: str, secret: str) -> None:
    assert redacted(f"before {secret} after") == f"before {told(what, secret)} after"


def test_a_url_keeps_everything_but_its_password() -> None:
    clean = redacted("https://bob:hunter2@example.com/x")
    assert clean == f"https://{told('a password in a URL', 'bob:hunter2')}@example.com/x"


def test_json_stays_json_when_secrets_go_from_it() -> None:
    inner = json.dumps({"key": PRIVATE_KEY, "id": KEY_ID, "url": "x://a:b@c"})
    clean = json.loads(redacted(json.dumps({"policy": inner, "plain": PRIVATE_KEY})))
    assert json.loads(clean["policy"])["id"] == told("an AWS access key id", KEY_ID)
    assert "MIIE" not in repr(clean)


PIECES = (
    KEY_ID,
    PRIVATE_KEY,
    PRIVATE_KEY[:40],
    "ghp_" + "a1B2" * 9,
    JWT,
    "x://a:b@c",
    *TRACES,
    '"',
    "\\",
    "\n",
    " ",
    "w",
    "-",
)


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_looking_only_where_traces_are_finds_as_much(text: str) -> None:
    everywhere = UNMISTAKABLE.sub(lambda found: told(NAMES[(found.lastindex or 1) - 1], found[0]), text)
    assert redacted(text) == everywhere


def test_a_line_may_hold_an_aws_secret_or_an_assignment() -> None:
    assert redacted_line(f"it is {SECRET}") == f"it is {told('an AWS secret key', SECRET)}"
    assert redacted_line("Password: hunter2!") == f"Password: {told('a password', 'hunter2!')}"


@pytest.mark.parametrize("text", ["", "web", "a" * 40, "0123456789abcdef" * 2 + "01234567", "arn:aws:iam::1:role/x"])
def test_ordinary_values_stay(text: str) -> None:
    assert redacted_tags({"Name": text}) == {"Name": text}


def test_a_key_may_name_a_credential() -> None:
    name = "the credential that its key names"
    assert redacted_tags({"db-password": "spring", "token": ""}) == {"db-password": told(name, "spring"), "token": ""}


def test_a_digest_tells_the_owner_which_secret_it_is() -> None:
    assert told("a password", "hunter2").endswith(", sha256 f52fbd32]")


PARTS = (*"aB1/+:=[]@ ", KEY_ID, SECRET, PRIVATE_KEY, "pwd=", "://", "[redacted:")
values = st.lists(st.sampled_from(PARTS)).map("".join)


@given(st.dictionaries(st.sampled_from(["Name", "password"]), values))
def test_what_was_redacted_is_not_redacted_again(tags: dict[str, str]) -> None:
    assert redacted_tags(redacted_tags(tags)) == redacted_tags(tags)


def test_no_resource_holds_a_credential_of_its_tags_in_any_field() -> None:
    tags = {"Name": SECRET, "team": "blue"}
    resource = Resource(account_id="1", region="r", arn="a", name=SECRET, tags=tags)
    assert resource.name == resource.tags["Name"] == told("an AWS secret key", SECRET)
    assert resource.tags["team"] == "blue"
    assert Account.of("1", "n", owner=KEY_ID, tags={"owner": KEY_ID}).owner == told("an AWS access key id", KEY_ID)
