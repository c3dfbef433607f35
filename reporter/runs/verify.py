"""Proves that a run folder is what the run wrote, or names what is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from reporter.model.extras import extra
from reporter.runs import MANIFEST, REPORTS, SIGNATURE, Manifest, RunBroken, RunFolder, State, is_evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What became of the files of a run since it was closed."""

    manifest: Manifest | None
    """None where it cannot even be read."""
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    odd: Mapping[str, str] = field(default_factory=dict)
    """By name: what those of the changed and the added are that are no plain files, `a link` for example."""
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
        expected |= account.files  # what was written must also be what was there when the run was closed
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
    """Whose signature holds, and what is wrong with it."""
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
