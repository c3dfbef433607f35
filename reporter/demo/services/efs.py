"""The demo's file systems."""

from __future__ import annotations

from reporter.demo.place import HOME, Place, tag_list

FILE_SYSTEMS = {"shop-prod": {"shop-uploads": True, "shop-sessions": False}}
"""By account: for each file system, whether it is encrypted."""


def seed(place: Place, account: str) -> None:
    """Create the file systems of the account of this name."""
    key = f"arn:aws:kms:{HOME}:{place.account_id}:key/00000000-0000-0000-0000-000000000001"
    for name, encrypted in FILE_SYSTEMS.get(account, {}).items():
        place.client("efs").create_file_system(
            CreationToken=name,
            Encrypted=encrypted,
            Tags=tag_list({"Name": name}),
            **({"KmsKeyId": key} if encrypted else {}),
        )
