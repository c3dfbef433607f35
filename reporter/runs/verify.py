"""Verifies that a run folder is what the run wrote, and names every difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from reporter.model.extras import extra
from reporter.runs import MANIFEST, REPORTS, SIGNATURE, Manifest, RunBroken, RunFolder, State, is_evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The result of verifying the files of a closed run."""

    manifest: Manifest | None
    """None if it was changed."""
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    odd: Mapping[str, str] = field(default_factory=dict)
    """By name: the kind of each changed or added entry that is not a regular file, such as `a link`."""
    reports: tuple[str, ...] = ()
    """The files of the reports, which prove nothing: they can be rendered again."""
    signed_by: str = ""
    """The fingerprint of the key with a valid signature; empty if there is none."""
    signature_problem: str = ""

    @property
    def whole(self) -> bool:
        """Whether no file differs and the signature is as required."""
        return not (self.changed or self.removed or self.added or self.signature_problem)


def verify_run(folder: RunFolder, public_key: Path | None = None) -> Proof:
    """The comparison of every file with the manifest, and of the manifest with its seal and its signature.

    With a public key, the run must be signed with it. Raises `RunBroken` for what is not a run, or not closed yet.
    """
    signed_by, problem = _signature(folder, public_key)
    return replace(_proof(folder), signed_by=signed_by, signature_problem=problem)


def _proof(folder: RunFolder) -> Proof:
    sealed, there = folder.manifest_is_sealed(), folder.contents()
    odd = {name: kind for name, kind in there.items() if kind}
    reports = tuple(name for name in there if name.startswith(f"{REPORTS}/") and name not in odd)
    if not sealed:
        return Proof(manifest=None, changed=(MANIFEST,), added=tuple(odd), odd=odd, reports=reports)
    manifest = folder.manifest()
    if manifest.state is State.RUNNING:
        raise RunBroken(f"{folder.path} is still being written, or was killed: there is nothing to prove yet")
    found, expected = {name for name in there if is_evidence(name)} | odd.keys(), dict(manifest.files)
    for account in manifest.accounts:
        expected |= account.files  # a file must be what was written, and what was there when the run was closed
    both = expected.keys() & found
    return Proof(
        manifest=manifest,
        changed=tuple(sorted(name for name in both if not folder.is_as_written(name, expected))),
        removed=tuple(sorted(expected.keys() - found)),
        added=tuple(sorted(found - expected.keys())),
        odd=odd,
        reports=reports,
    )


def _signature(folder: RunFolder, wanted: Path | None) -> tuple[str, str]:
    """The fingerprint of the key with a valid signature, and the problem with the signature."""
    try:
        content = folder.signature()
    except RunBroken as error:
        return "", str(error)
    if content is None:
        return "", f"there is no {SIGNATURE}: the run is not signed" if wanted else ""
    with extra("sign"):
        from reporter.runs.signing import (  # noqa: PLC0415 - an extra
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
