"""The answers of Glacier."""

from __future__ import annotations

from benchmarks.server.answer import ACCOUNT, REGION, Error, Fixed, Listing, always, regional

SIZES = {"vaults": 0}


def vault(number: str) -> dict[str, str]:
    """A vault as it is listed."""
    name = f"vault-{number}"
    return {"VaultARN": f"arn:aws:glacier:{REGION}:{ACCOUNT}:vaults/{name}", "VaultName": name}


ANSWERS: dict[str, Fixed | Listing] = {
    "glacier:GetVaultAccessPolicy": always(Error("ResourceNotFoundException")),
    "glacier:ListVaults": regional("vaults", "VaultList", vault, most=50, next_page="Marker"),
}
