"""Proves that a run folder is what the run wrote, or names what is not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from reporter.extras import extra
from reporter.runs import MANIFEST, SIGNATURE, Manifest, RunBroken, RunFolder, State, digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What became of the files of a run since it was closed."""

    manifest: Manifest | None
    """None where it cannot even be read."""
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    """They can be made again from the rest, and so prove nothing."""
    signed_by: str = ""
    """The fingerprint of the key whose signature holds; empty: none."""
    signature_problem: str = ""

    @property
    def whole(self) -> bool:
        """Whether everything is there as it was, and signed as was demanded."""
        return not (self.changed or self.removed or self.added or self.signature_problem)


def verify_run(folder: RunFolder, public_key: Path | None = None) -> Proof:
    """Compare every file with the manifest, and the manifest with its seal and its signature.

    With a public key, the run must be signed with it. Raises `RunBroken` for what is not a run, or not closed yet.
    """
    signed_by, problem = _signature(folder, public_key)
    return replace(_proof(folder), signed_by=signed_by, signature_problem=problem)


def _proof(folder: RunFolder) -> Proof:
    reports = tuple(folder.report_files())
    if not folder.manifest_is_sealed():
        return Proof(manifest=None, changed=(MANIFEST,), reports=reports)
    manifest = folder.manifest()
    if manifest.state is State.RUNNING:
        raise RunBroken(f"{folder.path} is still being written, or was killed: there is nothing to prove yet")
    there, expected = set(folder.evidence()), dict(manifest.files)
    for account in manifest.accounts:
        expected |= account.files  # what was written must also be what was there when the run was closed
    both = expected.keys() & there
    return Proof(
        manifest=manifest,
        changed=tuple(sorted(name for name in both if digest(folder.path / name) != expected[name])),
        removed=tuple(sorted(expected.keys() - there)),
        added=tuple(sorted(there - expected.keys())),
        reports=reports,
    )


def _signature(folder: RunFolder, wanted: Path | None) -> tuple[str, str]:
    """Whose signature holds, and what is wrong with it."""
    content = folder.signature()
    if content is None:
        return "", f"there is no {SIGNATURE}: the run is not signed" if wanted else ""
    with extra("sign"):
        from reporter.signing import (  # noqa: PLC0415 - an extra
            SigningFailed,
            fingerprint,
            holds,
            read_public_key,
            read_signature,
        )
    try:
        signature = read_signature(content)
    except SigningFailed as error:
        return "", f"{SIGNATURE}: {error}"
    if not holds(signature, folder.manifest_content()):
        return "", f"{SIGNATURE} is no signature of this {MANIFEST}"
    if wanted and fingerprint(read_public_key(wanted)) != signature.key:
        return "", f"{SIGNATURE} is of another key, {signature.key}"
    return signature.key, ""
