"""Examines the delivery: buckets for runs and reports, mail server, topics and webhooks; nothing is sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from reporter.config.delivery import Mail, Ses, Smtp, Webhook
from reporter.config.settings import Settings
from reporter.deliver import NotDelivered
from reporter.deliver.mail.smtp import SmtpTransport
from reporter.deliver.webhooks import WebhookChannel
from reporter.doctor.diagnosis import Diagnosis, DiagnosisState
from reporter.model.subjects import region_in
from reporter.sessions import OwnAccount, OwnBucket, Prepare, RequestFailed

BUCKET_REMEDY = (
    "correct its name, or allow the base credentials s3:ListBucket on it and s3:PutObject, s3:GetObject, "
    "s3:DeleteObject and s3:AbortMultipartUpload on its objects, and with a KMS key kms:GenerateDataKey and kms:Decrypt"
)
SERVER_REMEDY = "correct it under deliver.mail.smtp, or ask the operator of the server to accept this machine"
SES_REMEDY = "allow the base credentials ses:SendRawEmail and ses:GetAccount, or correct deliver.mail.ses.region"
SENDING_REMEDY = "ask AWS to lift the pause: the SES console says why it sends nothing"
SANDBOX_REMEDY = "verify each recipient in SES, or ask AWS for production access"
TOPIC_REMEDY = "correct its ARN, or allow the base credentials sns:Publish (and for this look sns:GetTopicAttributes)"
DENIED = ("AuthorizationError", "AuthorizationErrorException", "AccessDenied", "AccessDeniedException")


def examine_delivery(settings: Settings, prepare: Prepare | None = None) -> list[Diagnosis]:
    """The diagnoses of everything configured, in the order of a delivery."""
    return list(_Delivery(settings, prepare).examined())


@dataclass(frozen=True)
class _Delivery:
    """Examines the delivery of one configuration."""

    settings: Settings
    prepare: Prepare | None

    def examined(self) -> Iterator[Diagnosis]:
        settings, deliver = self.settings, self.settings.deliver
        if settings.runs_in_s3:
            yield self._bucket(settings.runs_in_s3, "runs can be stored", kms_key=settings.runs_kms_key)
        if deliver.s3:
            s3 = deliver.s3
            yield self._bucket(s3.url, "reports can be stored", region=s3.region, kms_key=s3.kms_key)
        if deliver.mail:
            yield self._mail(deliver.mail)
        for sns in deliver.sns:
            yield self._topic(sns.topic)
        for webhook in deliver.webhooks:
            yield _webhook(webhook)

    def _bucket(self, url: str, question: str, **where: str) -> Diagnosis:
        try:
            bucket = OwnBucket.open(self._own, url, **where)
            region = bucket.look()
            bucket.try_to_put("reporter-doctor")
        except RequestFailed as error:
            return Diagnosis(url, question, DiagnosisState.BROKEN, str(error), BUCKET_REMEDY)
        return Diagnosis(url, question, DiagnosisState.OK, f"an upload was started in {region} and aborted")

    def _mail(self, mail: Mail) -> Diagnosis:
        return _server(mail.smtp) if mail.smtp else self._ses(mail.ses or Ses())

    def _ses(self, ses: Ses) -> Diagnosis:
        subject, question = "Amazon SES", "mail is accepted"
        try:
            account = self._own.call(subject, "sesv2", "get_account", region=ses.region)
        except RequestFailed as error:
            return Diagnosis(subject, question, DiagnosisState.BROKEN, str(error), SES_REMEDY)
        if not account.get("SendingEnabled"):
            return Diagnosis(subject, question, DiagnosisState.BROKEN, "sending is paused", SENDING_REMEDY)
        if not account.get("ProductionAccessEnabled"):
            answer = "it is in the sandbox: it sends to verified addresses only"
            return Diagnosis(subject, question, DiagnosisState.WARNING, answer, SANDBOX_REMEDY)
        return Diagnosis(subject, question, DiagnosisState.OK, "sending is enabled")

    def _topic(self, arn: str) -> Diagnosis:
        question = "topic can be reached"
        try:
            self._own.call(arn, "sns", "get_topic_attributes", region=region_in(arn), TopicArn=arn)
        except RequestFailed as error:
            state = DiagnosisState.UNKNOWN if error.code in DENIED else DiagnosisState.BROKEN
            return Diagnosis(arn, question, state, str(error), TOPIC_REMEDY)
        return Diagnosis(arn, question, DiagnosisState.OK, "the topic is there; nothing was published")

    @cached_property
    def _own(self) -> OwnAccount:
        return OwnAccount(self.settings, self.prepare)


def _server(smtp: Smtp) -> Diagnosis:
    subject, question = f"the mail server {smtp.host}", "mail is accepted"
    transport = SmtpTransport(smtp)
    for mistake in transport.examine():
        return Diagnosis(subject, question, DiagnosisState.BROKEN, mistake, SERVER_REMEDY)
    try:
        transport.try_out()
    except NotDelivered as error:
        return Diagnosis(subject, question, DiagnosisState.BROKEN, str(error), SERVER_REMEDY)
    login = f", and lets {smtp.user} in" if smtp.user else ""
    return Diagnosis(subject, question, DiagnosisState.OK, f"it answers{login}; nothing was sent")


def _webhook(webhook: Webhook) -> Diagnosis:
    """The diagnosis of a webhook; it checks the variable only and posts nothing."""
    subject, question = f"{webhook.kind} by {webhook.url_env}", "address is set"
    for mistake in WebhookChannel((webhook,)).examine():
        what, _, remedy = mistake.partition(": ")
        return Diagnosis(subject, question, DiagnosisState.BROKEN, what, remedy)
    return Diagnosis(subject, question, DiagnosisState.OK, "it is set; nothing was posted")
