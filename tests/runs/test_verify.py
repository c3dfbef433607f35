"""A run is proven whole; one altered byte in any file of it is named."""

from __future__ import annotations

import base64
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from reporter.config.settings import Settings
from reporter.demo.emulator import answered
from reporter.model.errors import UserError
from reporter.runs import RunBroken, RunFolder, State
from reporter.runs.signing import LocalKey, SigningFailed, read_public_key
from reporter.runs.verify import verify_run
from reporter.sessions import KmsKey, WriteRefusedError
from reporter.sessions.kms import KeyUnusable
from reporter.workflow.reporting import report_run
from reporter.workflow.signing import sign_if_wanted
from tests.street import interrupted, scan
from tests.world import deny, together

KMS_ARN = "arn:aws:kms:eu-central-1:111122223333:key/0a1b"


@pytest.fixture
def run(tmp_path: Path) -> RunFolder:
    return scan(tmp_path / "runs").run().folder


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_key(tmp_path_factory.mktemp("keys") / "key.pem", Ed25519PrivateKey.generate())


def write_key(file: Path, key: Ed25519PrivateKey | ec.EllipticCurvePrivateKey) -> Path:
    """The private key in a file, the public one beside it."""
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    file.with_suffix(".pub").write_bytes(public)
    return file


def sign(run: RunFolder, key: Path | str) -> None:
    sign_if_wanted(run, Settings(signing_key=str(key)))


def test_a_run_is_whole_when_it_is_closed(run: RunFolder) -> None:
    proof = verify_run(run)
    assert proof.whole
    assert proof.manifest
    assert len(proof.manifest.files) == 3 * 5 + 2, "three files of each account, the findings, and what was asked"


def test_a_partial_run_is_whole_too(tmp_path: Path) -> None:
    proof = verify_run(interrupted(tmp_path, 2))
    assert proof.whole
    assert proof.manifest
    assert proof.manifest.state is State.PARTIAL


def files_of(folder: RunFolder) -> list[Path]:
    found = (file for file in folder.path.rglob("*") if file.is_file() and file.name != ".lock")
    return sorted(file for file in found if folder.reports not in file.parents)


def test_one_altered_byte_in_any_file_is_named(run: RunFolder) -> None:
    files = files_of(run)
    assert len(files) == 18
    for file in files:
        content = file.read_bytes()
        middle = len(content) // 2
        file.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
        assert verify_run(run).changed == (file.relative_to(run.path).as_posix(),)
        file.write_bytes(content)
    assert verify_run(run).whole


def test_no_byte_of_the_manifest_can_be_altered(run: RunFolder) -> None:
    file = run.path / "run.json"
    content = file.read_bytes()
    for place in range(0, len(content), 7):
        file.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        assert verify_run(run).changed == ("run.json",)


def test_what_was_removed_or_added_is_named(run: RunFolder) -> None:
    (run.path / "accounts" / "000000000002.inventory.json.gz").unlink()
    (run.path / "accounts" / "extra.txt").write_text("not ours")
    (run.path / ".hidden").symlink_to("nowhere")
    proof = verify_run(run)
    assert not proof.whole
    assert proof.removed == ("accounts/000000000002.inventory.json.gz",)
    assert proof.added == (".hidden", "accounts/extra.txt")


def test_reports_are_listed_but_prove_nothing(run: RunFolder) -> None:
    report_run(run, ["csv", "json"])
    proof = verify_run(run)
    assert proof.whole
    assert proof.reports == ("reports/report.csv", "reports/report.json")


def test_what_is_no_run_or_not_closed_is_not_verified(run: RunFolder, tmp_path: Path) -> None:
    with pytest.raises(RunBroken, match=r"is not a run: it has no run\.json"):
        verify_run(RunFolder(tmp_path))
    run.go_on(replace(run.manifest(), state=State.RUNNING))
    with pytest.raises(RunBroken, match="nothing to prove yet"):
        verify_run(run)


def test_a_signature_proves_the_run_and_names_its_key(run: RunFolder, key: Path) -> None:
    sign(run, key)
    proof = verify_run(run, key.with_suffix(".pub"))
    assert proof.whole
    assert len(proof.signed_by) == 64
    assert verify_run(run).signed_by == proof.signed_by


def test_a_demanded_signature_that_is_missing_is_reported(run: RunFolder, key: Path) -> None:
    proof = verify_run(run, key.with_suffix(".pub"))
    assert not proof.whole
    assert proof.signature_problem == "there is no run.json.sig: the run is not signed"


def test_a_signature_of_another_key_is_reported(run: RunFolder, key: Path, tmp_path: Path) -> None:
    sign(run, write_key(tmp_path / "other.pem", Ed25519PrivateKey.generate()))
    assert "run.json.sig is of another key" in verify_run(run, key.with_suffix(".pub")).signature_problem


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"title": "Towns"', b'"title": "Cities"'),
        (b'"caller_arn"', b'"caller_arm"'),
    ],
)
def test_a_signature_holds_for_no_other_manifest(old: bytes, new: bytes, run: RunFolder, key: Path) -> None:
    sign(run, key)
    file = run.path / "run.json"
    file.write_bytes(file.read_bytes().replace(old, new))
    proof = verify_run(run)
    assert proof.signature_problem == "run.json.sig is no signature of this run.json"
    assert proof.changed == ("run.json",)


@pytest.mark.parametrize("content", [b"", b"{}", b'{"algorithm": 1}'])
def test_a_signature_that_cannot_be_read_is_reported(content: bytes, run: RunFolder) -> None:
    run.write_signature(content)
    assert verify_run(run).signature_problem.startswith("run.json.sig: it cannot be read")


def test_a_signature_that_is_a_link_is_not_read(run: RunFolder, tmp_path: Path) -> None:
    (run.path / "run.json.sig").symlink_to(tmp_path / "elsewhere")
    proof = verify_run(run)
    assert not proof.whole
    assert proof.signature_problem.endswith("run.json.sig cannot be read: it is a link, and links are not followed")


def test_every_altered_character_of_a_signature_is_noticed(run: RunFolder, key: Path) -> None:
    sign(run, key)
    content = run.signature() or b""
    for place in range(2, len(content) - 2, 11):
        run.write_signature(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        proof = verify_run(run)
        assert not proof.whole, content[place - 5 : place + 5]


def test_a_key_that_is_none_is_reported(run: RunFolder, tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    with pytest.raises(SigningFailed, match=r"key\.pem cannot be read as a private key"):
        LocalKey.read(file)
    file.write_text("nonsense")
    with pytest.raises(SigningFailed, match="cannot be read as a private key"):
        LocalKey.read(file)
    with pytest.raises(SigningFailed, match="cannot be read as a public key in PEM"):
        read_public_key(file)
    write_key(file, ec.generate_private_key(ec.SECP256R1()))
    with pytest.raises(SigningFailed, match="is no Ed25519 key; this makes one: openssl"):
        sign(run, file)


def test_without_the_extra_the_error_says_how_to_get_it(
    run: RunFolder, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "reporter.runs.signing", None)
    with pytest.raises(UserError, match=r"pip install '\.\[sign\]'"):
        sign(run, key)


def test_a_run_without_a_key_is_not_signed(run: RunFolder) -> None:
    sign(run, "")
    assert run.signature() is None


class Kms:
    """AWS KMS as far as we use it; moto does not know messages that are digests already."""

    def __init__(self, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> None:
        self.key = key
        self.algorithms = ["ECDSA_SHA_256"] if isinstance(key, ec.EllipticCurvePrivateKey) else ["RSASSA_PSS_SHA_256"]

    def prepare(self, session: botocore.session.Session) -> None:
        session.register("before-call.kms.GetPublicKey", self.give_public_key)
        session.register("before-call.kms.Sign", self.sign)

    def give_public_key(self, **_: Any) -> Any:
        public = self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return answered({"PublicKey": public, "SigningAlgorithms": self.algorithms})

    def sign(self, **event: Any) -> Any:
        request = json.loads(event["params"]["body"])
        assert (request["MessageType"], [request["SigningAlgorithm"]]) == ("DIGEST", self.algorithms)
        digest, sha256 = base64.b64decode(request["Message"]), hashes.SHA256()
        if isinstance(self.key, ec.EllipticCurvePrivateKey):
            return answered({"Signature": self.key.sign(digest, ec.ECDSA(Prehashed(sha256)))})
        pss = padding.PSS(padding.MGF1(sha256), padding.PSS.DIGEST_LENGTH)
        return answered({"Signature": self.key.sign(digest, pss, Prehashed(sha256))})


@pytest.mark.parametrize("key", [ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 2048)])
def test_a_key_of_kms_signs_and_its_public_half_proves_it(
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, run: RunFolder, tmp_path: Path
) -> None:
    sign_if_wanted(run, Settings(signing_key=KMS_ARN), Kms(key).prepare)
    public = tmp_path / "key.pub"
    public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    proof = verify_run(run, public)
    assert proof.whole
    assert proof.signed_by


def test_nothing_but_signing_is_possible_with_the_session_that_signs() -> None:
    key = KmsKey.open(Settings(), KMS_ARN, Kms(ec.generate_private_key(ec.SECP256R1())).prepare)
    with pytest.raises(WriteRefusedError, match="kms:ScheduleKeyDeletion is nothing that signing a run takes"):
        key.client.schedule_key_deletion(KeyId=key.arn)


def test_a_key_that_cannot_sign_is_reported() -> None:
    kms = Kms(ec.generate_private_key(ec.SECP384R1()))

    def give_key_only(session: botocore.session.Session) -> None:
        session.register("before-call.kms.GetPublicKey", kms.give_public_key)

    key = KmsKey.open(Settings(), KMS_ARN, together(give_key_only, deny("kms:Sign")))
    with pytest.raises(KeyUnusable, match=rf"{KMS_ARN} does not sign: .* it takes kms:Sign"):
        key.sign(b"")
    kms.algorithms = ["ECDSA_SHA_384"]
    with pytest.raises(KeyUnusable, match="signs with none of ECDSA_SHA_256, RSASSA_PSS_SHA_256"):
        KmsKey.open(Settings(), KMS_ARN, kms.prepare)
    with pytest.raises(KeyUnusable, match=r"cannot be read: .* it takes kms:GetPublicKey"):
        KmsKey.open(Settings(), KMS_ARN, deny("kms:GetPublicKey"))
