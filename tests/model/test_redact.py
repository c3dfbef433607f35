"""Credentials are recognised, replacement by a digest, and nothing else is touched."""

import json
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.aws.policy.conditions import Condition
from reporter.config.settings import ListedAccount
from reporter.model.redact import FORMS, TRACES, redacted, redacted_condition, redacted_line, redacted_tags, replacement
from reporter.model.subjects import Account, Resource

KEY_ID = "AKIA" + "Q4ZXN7TPLW2RS5VD"
SECRET = "wJalrXUtnFEMI" + "/K7MDENG/bPxRfiCYzEXAMPLEK9"
PRIVATE_KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow+/x9==\n-----END RSA PRIVATE KEY-----"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dBjftJeZ4CVP-mB92K27uhbUJU1p1r"


def of(prefix: str, letters: int, alphabet: str = "aB3dE5gH7jK9") -> str:
    """Something like a token: no real one may stand in a repository."""
    return prefix + (alphabet * (letters // len(alphabet) + 1))[:letters]


UNMISTAKABLE = [
    ("an AWS access key id", KEY_ID),
    ("an AWS session token", of("IQoJb3JpZ2lu", 300) + "=="),
    ("an AWS session token", of("FwoGZXIvYXdz", 300) + "%3D"),
    ("a private key", PRIVATE_KEY),
    ("a private key", PRIVATE_KEY.replace("RSA ", "OPENSSH ")),
    ("a private key", PRIVATE_KEY.replace("RSA PRIVATE KEY", "PGP PRIVATE KEY BLOCK")),
    *(("a GitHub token", of(f"gh{kind}_", 36)) for kind in "pousr"),
    ("a GitHub token", of("github_pat_", 82)),
    ("a GitLab token", of("glpat-", 20)),
    ("a Slack token", "xoxb-" + "123456789012-abcdef"),
    ("a Slack token", of("xoxp-", 40)),
    ("a Slack token", of("xapp-1-", 40)),
    *(("a Stripe key", of(f"{kind}_{mode}_", 24)) for kind in ("sk", "rk") for mode in ("live", "test")),
    ("a Stripe key", of("whsec_", 32)),
    ("a Google key", of("AIza", 35)),
    ("a Google key", of("GOCSPX-", 28)),
    ("a Google key", of("ya29.", 60)),
    ("a key of an AI service", of("sk-ant-api03-", 90)),
    ("a key of an AI service", of("sk-proj-", 90)),
    ("a key of an AI service", of("sk-", 20) + of("T3BlbkFJ", 20)),
    ("a key of an AI service", of("hf_", 34)),
    ("a token of a package index", of("npm_", 36)),
    ("a token of a package index", of("pypi-AgEIcHlwaS5vcmc", 150)),
    ("a token of a package index", of("dckr_pat_", 27)),
    ("a key of a mail service", f"{of('SG.', 22)}.{of('', 43)}"),
    ("a key of a mail service", of("key-", 32, "0123456789abcdef")),
    ("a token of Atlassian", of("ATATT3", 180) + "=0A1B2C3D"),
    ("a token of Atlassian", of("ATBB", 32)),
    ("a token of HashiCorp", of("hvs.", 90)),
    ("a token of HashiCorp", f"{of('', 14)}.atlasv1.{of('', 67)}"),
    ("a token of a cloud service", of("dapi", 32, "0123456789abcdef")),
    ("a token of a cloud service", of("dop_v1_", 64, "0123456789abcdef")),
    ("a token of a cloud service", of("HRKU-AA", 58)),
    *(("a token of a cloud service", of(f"shp{kind}_", 32, "0123456789abcdef")) for kind in ("at", "ca", "pa", "ss")),
    ("a token of a cloud service", of("glsa_", 41)),
    ("an Azure secret", f"{of('', 3)}8Q~{of('', 34)}"),
    ("a bot's token", of("123456789:AA", 33)),
    ("a JSON web token", JWT),
]


@pytest.mark.parametrize(("what", "secret"), UNMISTAKABLE)
@pytest.mark.parametrize("text", ["before {} after", "x_{}", '{{"a": "{}"}}', "{}", "-{},"])
def test_what_is_unmistakable_goes_from_any_text(what: str, secret: str, text: str) -> None:
    before, after = text.split("{}", 1) if "{{" not in text else ('{"a": "', '"}')
    if before.endswith(("x_", "-")) and secret.startswith(("SG.", "key-", "eyJ", "aB3", "pypi-")):
        return  # with a word before it, it is part of a name
    assert redacted(f"{before}{secret}{after}") == f"{before}{replacement(what, secret)}{after}"


@pytest.mark.parametrize(
    ("what", "text", "secret"),
    [
        ("a bearer token", "Authorization: Bearer {}", of("", 24)),
        ("a bearer token", "bearer {}", of("", 24) + "=="),
        ("a bearer token", "bearer={} and more", of("", 24)),
        ("a password in a URL", "https://{}@example.com/x", "bob:hunter2"),
        ("a password in a URL", "redis://{}@cache:6379", ":hunter2"),
        ("a password in a URL", "postgres://{}@db/x", "app:hunter2"),
        ("the address of a webhook", "https://hooks.slack.com/{}", "services/T00000000/B00000000/aB3dE5gH7jK9"),
        ("the address of a webhook", "https://hooks.slack.com/{}", "workflows/T00000000/A00/123/aB3dE5gH7jK9"),
        ("the address of a webhook", "https://discord.com/api/webhooks/{}", f"123456789012345678/{of('', 68)}"),
        ("the address of a webhook", "https://acme.webhook.office.com/{}", f"webhookb2/{of('', 36)}@{of('', 36)}"),
        ("the address of a webhook", "see https://hooks.zapier.com/{} there", "hooks/catch/123456/aB3dE5"),
        ("a secret in a URL", "https://a.example/x?se=1&sig={}&b=1", of("", 44) + "%3D"),
        ("a secret in a URL", "jdbc:mysql://db/x?user=a&password={}", "hunter2"),
        ("a secret in a URL", "https://b.s3.amazonaws.com/k?X-Amz-Signature={}", "0123456789abcdef" * 4),
        ("a key of an Azure service", "AccountName=a;AccountKey={};x=1", of("", 86) + "=="),
        ("a key of an Azure service", "Endpoint=sb://a/;SharedAccessKey={}", of("", 43) + "="),
    ],
)
def test_what_stands_around_a_credential_stays(what: str, text: str, secret: str) -> None:
    assert redacted(text.format(secret)) == text.format(replacement(what, secret))
    inside = json.dumps({"a": json.dumps({"b": text.format(secret)})})
    assert json.loads(json.loads(redacted(inside))["a"])["b"] == text.format(replacement(what, secret))


def test_json_stays_json_when_secrets_go_from_it() -> None:
    inner = json.dumps({"key": PRIVATE_KEY, "id": KEY_ID, "url": "x://a:b@c"})
    clean = json.loads(redacted(json.dumps({"policy": inner, "plain": PRIVATE_KEY})))
    assert json.loads(clean["policy"])["id"] == replacement("an AWS access key id", KEY_ID)
    assert "MIIE" not in repr(clean)


PIECES = (
    KEY_ID,
    PRIVATE_KEY,
    PRIVATE_KEY[:40],
    *(secret for _, secret in UNMISTAKABLE),
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
    everywhere = text
    for form in FORMS:
        everywhere = form.replaced_in(everywhere)
    assert redacted(text) == everywhere


def test_a_line_may_hold_an_aws_secret_or_an_assignment() -> None:
    assert redacted_line(f"it is {SECRET}") == f"it is {replacement('an AWS secret key', SECRET)}"
    assert redacted_line("Password: hunter2!") == f"Password: {replacement('a password', 'hunter2!')}"


@pytest.mark.parametrize("text", ["", "web", "a" * 40, "0123456789abcdef" * 2 + "01234567", "arn:aws:iam::1:role/x"])
def test_ordinary_values_stay(text: str) -> None:
    assert redacted_tags({"Name": text}) == {"Name": text}


def test_a_key_may_name_a_credential() -> None:
    name = "the credential that its key names"
    assert redacted_tags({"db-password": "spring", "token": ""}) == {
        "db-password": replacement(name, "spring"),
        "token": "",
    }


def test_a_digest_tells_the_owner_which_secret_it_is() -> None:
    assert replacement("a password", "hunter2").endswith(", sha256 f52fbd32]")


PARTS = (*"aB1/+:=[]@ ", KEY_ID, SECRET, PRIVATE_KEY, "pwd=", "://", "[redacted:")
values = st.lists(st.sampled_from(PARTS)).map("".join)


@given(st.dictionaries(st.sampled_from(["Name", "password"]), values))
def test_what_was_redacted_is_not_redacted_again(tags: dict[str, str]) -> None:
    assert redacted_tags(redacted_tags(tags)) == redacted_tags(tags)


def test_no_resource_holds_a_credential_of_its_tags_in_any_field() -> None:
    tags = {"Name": SECRET, "team": "blue"}
    resource = Resource(account_id="1", region="r", arn="a", name=SECRET, tags=tags)
    assert resource.name == resource.tags["Name"] == replacement("an AWS secret key", SECRET)
    assert resource.tags["team"] == "blue"
    assert Account.of("1", "n", owner=KEY_ID, tags={"owner": KEY_ID}).owner == replacement(
        "an AWS access key id", KEY_ID
    )


LONG = 200_000
ENDLESS = (
    *("eyJ", "eyJaaaaaaaa.", "-eyJaaaaaaaa", "xoxb-", "://a:", "a://", "sk_live_", "-----BEGIN PRIVATE KEY-----"),
    *("SG.a", ":AA", "1:AA", "earer ", "earer x", "AIza", "key-", "pass", "password", "secret ", "token:", "Aa1/"),
    *("=", " ", "hvs.", "Q~", "a.Q~", "://a/b/", "://webhooks/", "?sig=", "AccountKey=", "pypi-", "github_pat_"),
    *("a", "Aa1", "MA", "M.", "IQoJb3JpZ2lu", "?", "*", "a.", "a?"),
)


@pytest.mark.parametrize("piece", ENDLESS)
def test_a_long_text_takes_no_longer_than_it_is_long(piece: str) -> None:
    text = piece * (LONG // len(piece))
    begun = time.process_time()
    redacted_tags({"Name": text})
    redacted_condition("aws:referer", text)
    redacted_condition("aws:useragent", text)
    assert time.process_time() - begun < 10, "twice as long would take four times as long"


ORDINARY = (
    "arn:aws:secretsmanager:eu-west-1:012345678901:secret:db/password-AbCdEf",
    "arn:aws:kms:eu-west-1:012345678901:key/mrk-0123456789abcdef0123456789abcdef",
    "arn:aws:iam::012345678901:role/aws-service-role/task-executor-0123456789abcdef",
    "arn:aws:elasticloadbalancing:eu-west-1:012345678901:loadbalancer/app/web/0123456789abcdef",
    "arn:aws:s3:::sk-test-bucket-of-production-0123456789",
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "d41d8cd98f00b204e9800998ecf8427e",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "log-key-d41d8cd98f00b204e9800998ecf8427e",
    "key-0123456789abcdef0",
    "i-0123456789abcdef0",
    "123e4567-e89b-12d3-a456-426614174000",
    "AIDAQ4ZXN7TPLW2RS5VDA",
    "AROAQ4ZXN7TPLW2RS5VDA:session",
    "d-0123456789ab",
    "https://www.example.com/a/b?c=d&e=f#g",
    "https://github.com/acme/hooks.slack.com",
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-bucket-user-policy-specifying-principal-intro.html",
    "s3://bucket/prefix",
    "risk_test_environmentofproduction1",
    "task-sk-learn-training-of-the-model-of-2026",
    "Bearer authentication is needed here",
    "the bearer of this letter",
    "secret: arn:aws:secretsmanager:eu-west-1:012345678901:secret:x",
    "bypass: on",
    "dapibus",
    "pypi-mirror-of-the-company-in-the-region-eu-central-with-cache",
    "console.amazonaws.com",
    "ghp_is_a_prefix",
    "10.0.0.0/16",
    "a" * 40,
    "0123456789abcdef" * 2 + "01234567",
)


@pytest.mark.parametrize("text", ORDINARY)
def test_what_only_looks_a_little_like_it_stays(text: str) -> None:
    assert redacted_line(text) == text
    assert redacted_tags({"Name": text}) == {"Name": text}


IDS = st.from_regex(r"\A(?:[0-9a-f]{8,64}|(?:i|vpc|sg|subnet|ami|snap|vol|eni|acl|rtb|igw|pl|fs|lt)-[0-9a-f]{17})\Z")
ARNS = st.from_regex(
    r"\Aarn:aws[a-z-]{0,7}:[a-z0-9-]{2,12}:(?:[a-z]{2}-[a-z]{4,9}-[1-4])?:[0-9]{12}:[a-z-]{2,12}[:/][A-Za-z_-]{1,20}\Z"
)


@settings(max_examples=40)
@given(IDS | ARNS | st.uuids().map(str) | st.ip_addresses().map(str) | st.datetimes().map(str))
def test_ids_arns_and_digests_stay(text: str) -> None:
    assert redacted(text) == text


@pytest.mark.parametrize(
    ("key", "value", "kept"),
    [
        ("aws:referer", "s3cr3t-of-the-cdn", "{s3cr3t-of-the-cdn}"),
        ("aws:referer", "hush", "{hush}"),
        ("aws:referer", "*hush?", "*{hush}?"),
        ("aws:referer", "https://www.example.com/*", ""),
        ("aws:referer", "*.example.com/*", ""),
        ("aws:referer", "*", ""),
        ("aws:referer", "", ""),
        ("aws:useragent", "aB3dE5gH7jK9mN1pQ", "{aB3dE5gH7jK9mN1pQ}"),
        ("aws:useragent", "*Mozilla/5.0*", ""),
        ("aws:useragent", "Amazon CloudFront", ""),
        ("sts:externalid", "acme-7731", "{acme-7731}"),
        ("sts:externalid", "acme-*", "{acme-}*"),
        ("sts:externalid", "${aws:PrincipalTag/x}y", "${aws:PrincipalTag/x}{y}"),
        ("sts:externalid", "*", ""),
        ("aws:sourceip", "10.0.0.0/8", ""),
        ("aws:principalorgid", "o-abcdefghij", ""),
    ],
)
def test_what_callers_prove_by_knowing_it_is_not_kept(key: str, value: str, kept: str) -> None:
    def marked(found: re.Match[str]) -> str:
        return replacement(f"the secret value of {key}", found[1])

    clean = redacted_condition(key, value)
    assert clean == (re.sub(r"(?<!\$)\{([^}]*)\}", marked, kept) if kept else value)
    assert redacted_condition(key, clean) == clean


def test_a_condition_lets_in_the_same_callers_as_without_its_secret() -> None:
    for operator, value in (("stringequals", "hush-hush-4711"), ("stringlike", "hush*"), ("null", "true")):
        condition = Condition(operator, "aws:referer", (value, "https://acme.example/*"))
        assert condition.is_fixed
        assert "hush" not in str(condition)
    assert Condition("null", "aws:referer", ("true",)).values == ("true",)
    assert not Condition("stringlike", "sts:externalid", ("*",)).is_fixed


def test_accounts_carry_no_credentials_in_their_names() -> None:
    account = Account.of("1", KEY_ID, owner=f"token={KEY_ID}", ou=f"Prod/{KEY_ID}")
    listed = ListedAccount(id="1", name=KEY_ID, owner=KEY_ID, ou=f"Prod/{KEY_ID}")
    assert KEY_ID not in f"{account} {listed}"
    assert Account.of("1", "shop", owner="anna", ou="Workloads/ProductionEnvironment1/Payments").ou.endswith("Payments")
