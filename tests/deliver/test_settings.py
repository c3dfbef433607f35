"""The section `deliver` of the configuration: what it means, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from reporter.accounts import Accounts
from reporter.config.delivery import S3, Deliver, Mail, Ses, Smtp, Sns, Webhook
from reporter.config.file.load import load_settings
from reporter.config.file.mistakes import ConfigError
from reporter.config.settings import Settings
from reporter.model.given import Organization
from reporter.scan.asked import Asked
from reporter.sessions import CallerIdentity

KEY = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd"
TOPIC = "arn:aws:sns:eu-central-1:111122223333:compliance"
MAIL = "mail: {sender: a@example.com, "


def load(folder: Path, deliver: str) -> Settings:
    file = folder / "reporter.yml"
    file.write_text(f"deliver:\n  {deliver}\n")
    return load_settings(file)


def test_everything_that_can_be_said_is_understood(tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir()
    text = f"""mail:
    sender: Audit <audit@example.com>
    to: [boss@example.com]
    owners: false
    reply_to: help@example.com
    smtp: {{host: mx, security: tls, port: 4650, user: me, password_env: PW, timeout_seconds: 9, limit_mb: 5}}
  s3: {{url: s3://bucket/prefix, region: eu-central-1, kms_key: '{KEY}'}}
  sns: [{{topic: '{TOPIC}'}}]
  webhooks: [{{kind: slack, url_env: HOOK}}]
  templates: ours"""
    smtp = Smtp(host="mx", security="tls", port=4650, user="me", password_env="PW", timeout_seconds=9, limit_mb=5)
    mail = Mail(
        sender="Audit <audit@example.com>",
        to=("boss@example.com",),
        owners=False,
        reply_to="help@example.com",
        smtp=smtp,
    )
    assert load(tmp_path, text).deliver == Deliver(
        mail=mail,
        s3=S3(url="s3://bucket/prefix", region="eu-central-1", kms_key=KEY),
        sns=(Sns(topic=TOPIC),),
        webhooks=(Webhook(kind="slack", url_env="HOOK"),),
        templates=tmp_path / "ours",
    )


def test_a_run_does_not_keep_where_it_was_to_be_sent_but_that_it_was(tmp_path: Path) -> None:
    settings = load(tmp_path, f"{MAIL} ses: {{region: eu-central-1}}}}\n  templates: .")
    assert settings.deliver.mail == Mail(sender="a@example.com", ses=Ses(region="eu-central-1"))
    no_accounts = Accounts(
        (), (), Organization(), CallerIdentity("arn:aws:iam::111122223333:role/audit", "111122223333")
    )
    saved = Asked(settings, no_accounts).saved()
    assert b"example.com" not in saved
    assert str(tmp_path).encode() not in saved
    assert not Asked.load(saved).settings.deliver
    assert Asked.load(saved).needs == ("deliver",)


def test_nothing_is_sent_by_default(tmp_path: Path) -> None:
    assert not Settings().deliver
    assert not load(tmp_path, "templates: .").deliver
    assert load(tmp_path, f"sns: [{{topic: '{TOPIC}'}}]").deliver


@pytest.mark.parametrize(
    ("deliver", "mistake"),
    [
        (f"{MAIL} smtp: {{host: mx}}, ses: {{}}}}", "mail: names both smtp and ses; give one of smtp and ses"),
        (f"{MAIL}}}", "mail: names no way to send; give one of smtp and ses"),
        (
            f"{MAIL} owners: false, ses: {{}}}}",
            "mail: has no recipient; name recipients under to, or set owners: true",
        ),
        (
            f"{MAIL} smtp: {{host: mx, security: none}}}}",
            (
                "mail.smtp.security: would send the reports unencrypted over the network; "
                "write starttls or tls; none is for a relay on this machine"
            ),
        ),
        (
            f"{MAIL} smtp: {{host: localhost, security: none, user: me, password_env: PW}}}}",
            "mail.smtp.user: would send its password unencrypted; write security: starttls or tls",
        ),
        (
            f"{MAIL} smtp: {{host: mx, user: me}}}}",
            "mail.smtp.user: has no password; name its environment variable under password_env, or a keyring",
        ),
        (
            f"{MAIL} smtp: {{host: mx, user: me, password_env: PW, keyring: mail}}}}",
            "mail.smtp.keyring: is a second place for the password; keep it or password_env",
        ),
        (
            f"{MAIL} smtp: {{host: mx, keyring: mail}}}}",
            "mail.smtp.user: is missing: a password is named; add it, or drop the password",
        ),
        (
            "mail: {sender: me, ses: {}}",
            "mail.sender: 'me' is not a mail address; write audit@example.com, or Audit <audit@example.com>",
        ),
        (
            "mail: {sender: a@example.com, to: ['a@b\\r\\nBcc: c@d'], ses: {}}",
            (
                "mail.to[0]: 'a@b\\r\\nBcc: c@d' is not a mail address; "
                "write audit@example.com, or Audit <audit@example.com>"
            ),
        ),
        (
            f"{MAIL} smtp: {{host: mx, user: me, password_env: 'p@ss'}}}}",
            (
                "mail.smtp.password_env: 'p@ss' is not the name of an environment variable; "
                "write the name only, for example SMTP_PASSWORD"
            ),
        ),
        (
            f"{MAIL} smtp: {{host: mx, user: me, password_env: AWS_SECRET_ACCESS_KEY}}}}",
            (
                "mail.smtp.password_env: names AWS_SECRET_ACCESS_KEY, a variable of AWS's own; "
                "put the secret into a variable of another name"
            ),
        ),
        (
            "webhooks: [{kind: slack, url_env: aws_session_token}]",
            (
                "webhooks[0].url_env: names aws_session_token, a variable of AWS's own; "
                "put the secret into a variable of another name"
            ),
        ),
        ("s3: {url: bucket}", "s3.url: 'bucket' is not a place in S3; write s3://bucket/prefix"),
        ("templates: nowhere", "templates: there is no folder {folder}/nowhere; make it, or correct the path"),
    ],
)
def test_a_mistake_says_where_what_and_how_to_correct_it(tmp_path: Path, deliver: str, mistake: str) -> None:
    with pytest.raises(ConfigError) as error:
        load(tmp_path, deliver)
    [shown] = error.value.mistakes
    assert str(shown) == f"deliver.{mistake.format(folder=tmp_path)}"
    assert shown.line == 2
