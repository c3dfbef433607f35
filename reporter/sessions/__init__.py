"""One read-only session per account, which renews its credentials; no other package of the product imports boto3."""

from reporter.sessions.base import Caller, CredentialsMissing, Sessions
from reporter.sessions.bucket import Bucket, leads_into
from reporter.sessions.core import Prepare
from reporter.sessions.kms import KmsKey
from reporter.sessions.own import OwnAccount, RequestFailed
from reporter.sessions.reader import Reader
from reporter.sessions.readonly import WriteRefusedError

__all__ = [
    "Bucket",
    "Caller",
    "CredentialsMissing",
    "KmsKey",
    "OwnAccount",
    "Prepare",
    "Reader",
    "RequestFailed",
    "Sessions",
    "WriteRefusedError",
    "leads_into",
]
