"""Signs with a key of AWS KMS, in the auditor's own account only: a call that is not a read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from reporter.config.settings import Settings
from reporter.model.errors import UserError
from reporter.model.subjects import region_in
from reporter.sessions.core import Prepare, SessionFactory
from reporter.sessions.failures import FAILURES
from reporter.sessions.providers import in_words
from reporter.sessions.readonly import only

GUARD = only({"kms:GetPublicKey", "kms:Sign"}, "is nothing that signing a run takes")
ALGORITHMS = ("ECDSA_SHA_256", "RSASSA_PSS_SHA_256")


class KeyUnusable(UserError):  # noqa: N818 - it is for the user to correct, not a defect
    """A key of AWS KMS cannot be used for signing."""


@dataclass(frozen=True, slots=True)
class KmsKey:
    """An asymmetric key in AWS KMS, whose private part never leaves it."""

    client: Any
    arn: str
    algorithm: str
    """One of `ALGORITHMS`."""
    public_key: bytes
    """The public key in DER."""

    @classmethod
    def open(cls, settings: Settings, arn: str, prepare: Prepare | None = None) -> KmsKey:
        """The key with an ARN, used with the base credentials; raises `KeyUnusable`."""
        session = SessionFactory(prepare).new(settings.credentials.profile, GUARD)
        try:
            with in_words("the configuration"):
                client: Any = session.create_client("kms", region_in(arn))
            answer = client.get_public_key(KeyId=arn)
        except FAILURES as error:
            raise KeyUnusable(f"the key {arn} cannot be read: {error}; it takes kms:GetPublicKey") from error
        usable = [name for name in ALGORITHMS if name in answer.get("SigningAlgorithms", ())]
        if not usable:
            raise KeyUnusable(f"the key {arn} signs with none of {', '.join(ALGORITHMS)}")
        return cls(client, arn, usable[0], answer["PublicKey"])

    def sign(self, content: bytes) -> bytes:
        """The signature of the SHA-256 of the content; raises `KeyUnusable`."""
        digest = hashlib.sha256(content).digest()
        try:
            answer = self.client.sign(
                KeyId=self.arn, Message=digest, MessageType="DIGEST", SigningAlgorithm=self.algorithm
            )
        except FAILURES as error:
            raise KeyUnusable(f"the key {self.arn} does not sign: {error}; it takes kms:Sign") from error
        signature: bytes = answer["Signature"]
        return signature
