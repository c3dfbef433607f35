"""The answers of KMS."""

from __future__ import annotations

from benchmarks.server.answer import Fixed, Listing, always

ANSWERS: dict[str, Fixed | Listing] = {
    "kms:DescribeKey": always({"KeyMetadata": {"KeyId": "key", "KeyManager": "CUSTOMER"}}),
}
