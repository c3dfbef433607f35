"""One read-only session per account, which renews its credentials; no other package of the product imports boto3."""

from reporter.sessions.base import CallerIdentity, CredentialsMissing, Sessions
from reporter.sessions.bucket import OwnBucket, leads_into
from reporter.sessions.core import Prepare
from reporter.sessions.kms import KmsKey
from reporter.sessions.own import OwnAccount, RequestFailed
from reporter.sessions.reader import Reader
from reporter.sessions.readonly import WriteRefusedError

__all__ = [
    "CallerIdentity",
    "CredentialsMissing",
    "KmsKey",
    "OwnAccount",
    "OwnBucket",
    "Prepare",
    "Reader",
    "RequestFailed",
    "Sessions",
    "WriteRefusedError",
    "leads_into",
]
