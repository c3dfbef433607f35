"""The year of the company, week by week: what happens before each run, in words and in code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from tests.year.company import Company
from tests.year.facts import AWAY, HOME, PUBLIC, ROOT, VERSIONS, Thing, day

Do = Callable[[Company], object]
EVE = timedelta(days=1)
ORDERS = Thing(PUBLIC, "shop", "orders")
SITE = Thing(PUBLIC, "shop", "site")
BACKUPS = Thing(VERSIONS, "shop", "backups")
LAB_ROOT = Thing(ROOT, "lab")


@dataclass(frozen=True)
class Happening:
    """What happens before a run."""

    words: str
    deeds: tuple[Do, ...]


def so(words: str, *deeds: Do) -> Happening:
    return Happening(words, deeds)


FOUNDED = so(
    "three accounts, with this and that in disorder",
    lambda it: it.joins("shop", "Shop team", regions=(HOME, AWAY)),
    lambda it: it.joins("bank", "Bank team"),
    lambda it: it.joins("lab", "Lab team"),
    lambda it: it.makes("shop", "orders", closed=False),
    lambda it: it.makes("shop", "site", closed=False),
    lambda it: it.makes("shop", "flyers", closed=False),
    lambda it: it.makes("bank", "statements"),
    lambda it: it.names_a_contact("bank", named=False),
    lambda it: it.protects_root("lab", mfa=False),
    lambda it: it.encrypts("lab", HOME, on=False),
)
STORY: Mapping[int, Happening] = {
    0: FOUNDED,
    1: so("the shop closes a bucket", lambda it: it.closes("shop", "orders")),
    2: so("the bank names a contact", lambda it: it.names_a_contact("bank")),
    3: so("the bucket is open again", lambda it: it.opens("shop", "orders")),
    4: so("an open bucket is deleted", lambda it: it.deletes("shop", "flyers")),
    5: so("the bank keeps no old versions", lambda it: it.versions("bank", "statements", on=False)),
    6: so("the open site is accepted", lambda it: it.waives("W-1", SITE, first=6, last=day(21) - EVE)),
    7: so("the bank refuses to list its buckets", lambda it: it.hides_its_buckets("bank")),
    8: so("it lists them again; the shop has typed", lambda it: it.hides_its_buckets("bank", hidden=False)),
    9: so("the bank cannot be entered", lambda it: it.locks("bank")),
    10: so(
        "it can be entered again, corrected; the lab's waiver names the wrong account",
        lambda it: it.unlocks("bank"),
        lambda it: it.versions("bank", "statements"),
        lambda it: it.waives("W-2", Thing(ROOT, "shop"), first=10, last=day(50)),
    ),
    11: so("the lab protects root", lambda it: it.protects_root("lab")),
    12: so("it does not any more", lambda it: it.protects_root("lab", mfa=False)),
    13: so("the lab's waiver is put right", lambda it: it.waives("W-2", LAB_ROOT, first=10, last=day(50))),
    14: so(
        "a cafe is opened, in disorder",
        lambda it: it.joins("cafe", "Cafe team"),
        lambda it: it.makes("cafe", "beans", closed=False),
        lambda it: it.asks_for_passwords_of("cafe", 8),
    ),
    15: so("the cafe closes its bucket", lambda it: it.closes("cafe", "beans")),
    16: so("the cafe keeps no old versions", lambda it: it.versions("cafe", "beans", on=False)),
    17: so("the shop refuses to say what its buckets block", lambda it: it.hides_who_may_enter("shop")),
    18: so("it still does; passwords must be longer", lambda it: it.demands(16)),
    19: so(
        "it answers again; the bank follows the rule",
        lambda it: it.hides_who_may_enter("shop", hidden=False),
        lambda it: it.asks_for_passwords_of("bank", 16),
    ),
    20: so("the shop's second region goes plain", lambda it: it.encrypts("shop", AWAY, on=False)),
    21: so("the waiver of the site has expired; the shop types", lambda it: it.encrypts("shop", AWAY)),
    22: so("two copies of the workbook do not agree", lambda it: it.makes("lab", "trials", versioned=False)),
    23: so("the conflict is settled", lambda it: it.versions("lab", "trials")),
    24: so(
        "the site is accepted again; the bank gets worse",
        lambda it: it.waives("W-1", SITE, first=24, last=day(36) - EVE),
        lambda it: it.versions("bank", "statements", on=False),
    ),
    25: so("the bank moves to a unit that is not audited", lambda it: it.moves("bank", away=True)),
    26: so("the lab encrypts its disks", lambda it: it.encrypts("lab", HOME)),
    27: so("the bank comes back as it was", lambda it: it.moves("bank", away=False)),
    28: so("the shop closes its bucket", lambda it: it.closes("shop", "orders")),
    29: so("passwords may be short again", lambda it: it.demands(14)),
    30: so(
        "a new open bucket",
        lambda it: it.makes("lab", "recipes", closed=False),
    ),
    31: so("the bucket of the first week is open once more", lambda it: it.opens("shop", "orders")),
    32: so("the lab closes its bucket", lambda it: it.closes("lab", "recipes")),
    33: so("the shop has no contact any more", lambda it: it.names_a_contact("shop", named=False)),
    34: so("the lab is closed", lambda it: it.ends("lab")),
    35: so("the shop makes backups without versions", lambda it: it.makes("shop", "backups", versioned=False)),
    36: so("the waiver of the site has expired again", lambda it: it.names_a_contact("shop")),
    37: so("the rule allows the site", lambda it: it.allows("site")),
    38: so("it does not any more, and the waiver is taken out", lambda it: it.allows(), lambda it: it.drops("W-1")),
    39: so("the site is closed", lambda it: it.closes("shop", "site")),
    40: so(
        "the organisation forgets the lab; the cafe asks for long passwords",
        lambda it: it.forgets("lab"),
        lambda it: it.asks_for_passwords_of("cafe", 14),
    ),
    41: so("the cafe cannot be entered", lambda it: it.locks("cafe")),
    42: so(
        "it does again, without a contact",
        lambda it: it.unlocks("cafe"),
        lambda it: it.names_a_contact("cafe", named=False),
    ),
    43: so("the backups will be accepted", lambda it: it.waives("W-3", BACKUPS, first=45, last=day(60))),
    44: so("the flyers are back, and open", lambda it: it.makes("shop", "flyers", closed=False)),
    45: so("the waiver of the backups begins; an open bucket is deleted", lambda it: it.deletes("shop", "orders")),
    46: so("the backups have versions, so that the waiver covers nothing", lambda it: it.versions("shop", "backups")),
    47: so("they have none", lambda it: it.versions("shop", "backups", on=False)),
    48: so("the waiver of the backups is taken out", lambda it: it.drops("W-3")),
    49: so("the bank asks for short passwords", lambda it: it.asks_for_passwords_of("bank", 8)),
    50: so("the bank refuses to say how short", lambda it: it.hides_its_passwords("bank")),
    51: so(
        "it answers again, and has corrected it",
        lambda it: it.hides_its_passwords("bank", hidden=False),
        lambda it: it.asks_for_passwords_of("bank", 14),
    ),
}
