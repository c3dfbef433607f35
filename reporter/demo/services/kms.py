"""The demo's KMS keys."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from moto.kms.models import kms_backends

from reporter.demo.place import HOME, Place
from reporter.demo.state import Corrections, Question


@dataclass(slots=True)
class KmsState:
    """How often the keys of an account are rotated, which moto does not keep."""

    days: dict[str, int] = field(default_factory=dict)
    """By key id, where it is not once a year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key as AWS makes it, with what its owners changed."""

    purpose: str
    spec: str = "SYMMETRIC_DEFAULT"
    usage: str = "ENCRYPT_DECRYPT"
    rotated_every: int = 0
    """The days between two rotations; 0 for none."""
    is_public: bool = False
    deleted_in: int = 0
    """The days until it is deleted; 0 if it stays."""


KEYS = {
    "shop-prod": (
        Key(purpose="orders", rotated_every=365),
        Key(purpose="customers", rotated_every=730),
        Key(purpose="suppliers", is_public=True),
        Key(purpose="receipts", spec="RSA_2048", usage="SIGN_VERIFY"),
        Key(purpose="old shop", rotated_every=365, deleted_in=30),
    ),
}


def seed(place: Place, account: str) -> None:
    """Create the keys of the account of this name, and one that AWS manages, which no check is about."""
    kms = place.client("kms")
    for key in KEYS.get(account, ()):
        id_ = kms.create_key(Description=key.purpose, KeySpec=key.spec, KeyUsage=key.usage)["KeyMetadata"]["KeyId"]
        if key.is_public:
            _open_to_all(kms, id_)
        if key.rotated_every:
            kms.enable_key_rotation(KeyId=id_)
            place.state.of(KmsState).days[id_] = key.rotated_every
        if key.deleted_in:
            kms.schedule_key_deletion(KeyId=id_, PendingWindowInDays=key.deleted_in)
    if account in KEYS:
        id_ = kms.create_key(Description="Default key that protects my SNS data")["KeyMetadata"]["KeyId"]
        kms_backends[place.account_id][HOME].keys[id_].key_manager = "AWS"


def _open_to_all(kms: Any, id_: str) -> None:
    policy = json.loads(kms.get_key_policy(KeyId=id_, PolicyName="default")["Policy"])
    policy["Statement"].append({"Effect": "Allow", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*"})
    kms.put_key_policy(KeyId=id_, PolicyName="default", Policy=json.dumps(policy))


def name_period(question: Question, parsed: dict[str, Any]) -> None:
    """Add how often a key is rotated."""
    if parsed["KeyRotationEnabled"]:
        days = question.state.of(KmsState).days
        parsed["RotationPeriodInDays"] = days.get(question.parameters["KeyId"], 365)


def name_kind(_: Question, parsed: dict[str, Any]) -> None:
    """Say of a key of one region that it is one, which moto leaves out."""
    parsed["KeyMetadata"].setdefault("MultiRegion", False)


CORRECTIONS: Corrections = {"kms:DescribeKey": name_kind, "kms:GetKeyRotationStatus": name_period}
