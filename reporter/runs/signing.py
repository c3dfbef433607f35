"""Signs the manifest of a run, which holds the digest of every file, and verifies the signature offline.

Import it inside `reporter.model.extras.extra("sign")`: cryptography is an extra.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import msgspec
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
    load_pem_private_key,
    load_pem_public_key,
)

from reporter.config.settings import Settings
from reporter.model.encoding import from_json
from reporter.model.errors import UserError
from reporter.runs import RunFolder
from reporter.sessions import KmsKey, Prepare
from reporter.system import disk

ED25519 = "Ed25519"
KEY_BYTES = 1 << 20
SHA256 = hashes.SHA256()
PSS = padding.PSS(padding.MGF1(SHA256), SHA256.digest_size)
VERIFY: dict[str, Callable[[Any, bytes, bytes], None]] = {
    ED25519: lambda key, signature, content: key.verify(signature, content),
    "ECDSA_SHA_256": lambda key, signature, content: key.verify(signature, content, ec.ECDSA(SHA256)),
    "RSASSA_PSS_SHA_256": lambda key, signature, content: key.verify(signature, content, PSS, SHA256),
}
"""The verification by algorithm, as AWS KMS names it; raises InvalidSignature if the signature does not match."""


class SigningFailed(UserError):  # noqa: N818 - named for what the user has to hear
    """A run could not be signed, or a key or a signature cannot be read."""


class SigningKey(Protocol):
    """A key that can sign."""

    @property
    def algorithm(self) -> str:
        """One of the names in `VERIFY`."""

    @property
    def public_key(self) -> bytes:
        """The public key in DER."""

    def sign(self, content: bytes) -> bytes:
        """The signature of a content."""


class RunSignature(msgspec.Struct, frozen=True):
    """The content of the signature file."""

    algorithm: str
    key: str
    """The SHA-256 of the public key, by which people recognise it."""
    public_key: str
    """The public key as DER in base64."""
    signature: str
    """The signature in base64."""


@dataclass(frozen=True, slots=True)
class LocalKey:
    """An Ed25519 key from a PEM file."""

    private_key: Ed25519PrivateKey
    algorithm: str = ED25519

    @classmethod
    def read(cls, file: Path) -> LocalKey:
        """The key in a file; raises `SigningFailed`."""
        try:
            key = load_pem_private_key(disk.read(file, KEY_BYTES, follow_links=True), password=None)
        except (OSError, ValueError, TypeError) as error:
            raise SigningFailed(f"{file} cannot be read as a private key: {error}") from error
        if not isinstance(key, Ed25519PrivateKey):
            made = f"openssl genpkey -algorithm ed25519 -out {file.name}"
            raise SigningFailed(f"{file} is no Ed25519 key; this makes one: {made}")
        return cls(key)

    @property
    def public_key(self) -> bytes:
        """The public key in DER."""
        return _der(self.private_key.public_key())

    def sign(self, content: bytes) -> bytes:
        """The signature of a content."""
        return self.private_key.sign(content)


def key_of(settings: Settings, prepare: Prepare | None = None) -> SigningKey:
    """The signing key that the settings name; raises `SigningFailed` or `KeyUnusable`."""
    if settings.signing_key.startswith("arn:"):
        return KmsKey.open(settings, settings.signing_key, prepare)
    return LocalKey.read(Path(settings.signing_key))


def sign_run(folder: RunFolder, key: SigningKey) -> RunSignature:
    """Sign the manifest of a closed run. Raises `RunBroken`, `RunUnwritable` or `SigningFailed`."""
    public_key = key.public_key
    signature = RunSignature(
        algorithm=key.algorithm,
        key=fingerprint(public_key),
        public_key=base64.b64encode(public_key).decode(),
        signature=base64.b64encode(key.sign(folder.manifest_content())).decode(),
    )
    folder.write_signature(msgspec.json.format(msgspec.json.encode(signature), indent=1))
    return signature


def read_signature(content: bytes) -> RunSignature:
    """The signature in the content of a signature file; raises `SigningFailed`."""
    try:
        return from_json(content, RunSignature)
    except msgspec.MsgspecError as error:
        raise SigningFailed(f"it cannot be read: {error}") from error


def read_public_key(file: Path) -> bytes:
    """The public key in a PEM file, as DER; raises `SigningFailed`."""
    try:
        return _der(load_pem_public_key(disk.read(file, KEY_BYTES, follow_links=True)))
    except (OSError, ValueError) as error:
        raise SigningFailed(f"{file} cannot be read as a public key in PEM: {error}") from error


def holds(signature: RunSignature, content: bytes) -> bool:
    """Whether the key in a signature has signed exactly this content and has the stated fingerprint."""
    try:
        public_key = base64.b64decode(signature.public_key, validate=True)
        signed = base64.b64decode(signature.signature, validate=True)
        VERIFY[signature.algorithm](load_der_public_key(public_key), signed, content)
    except (InvalidSignature, UnsupportedAlgorithm, LookupError, ValueError, TypeError, AttributeError):
        return False
    return signature.key == fingerprint(public_key)


def fingerprint(public_key: bytes) -> str:
    """The SHA-256 of a public key in DER, in hex."""
    return hashlib.sha256(public_key).hexdigest()


def _der(public_key: Any) -> bytes:
    der: bytes = public_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return der
