"""The contents of an account of the demo, and the order of their creation."""

from __future__ import annotations

from dataclasses import dataclass, field

from reporter.demo.baseline import Baseline, seed_baseline
from reporter.demo.organization import Member
from reporter.demo.place import Place
from reporter.demo.services import services
from reporter.demo.services.cloudtrail import Trail, seed_trails
from reporter.demo.services.ec2.compute import Compute, seed_compute
from reporter.demo.services.ec2.network import Network, seed_network
from reporter.demo.services.iam.identities import Identities, seed_identities
from reporter.demo.services.iam.state import IamState
from reporter.demo.services.s3.buckets import Bucket, seed_buckets
from reporter.demo.services.s3.doors import Doors, seed_doors


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """All resources of an account; the defaults are those of a new account."""

    baseline: Baseline = field(default_factory=Baseline)
    identities: Identities = field(default_factory=Identities)
    buckets: tuple[Bucket, ...] = ()
    doors: Doors = field(default_factory=Doors)
    trails: tuple[Trail, ...] = ()
    networks: tuple[Network, ...] = ()
    compute: Compute = field(default_factory=Compute)


@dataclass(frozen=True, slots=True)
class AccountPlan:
    """A member account with its contents."""

    member: Member
    contents: Contents


def seed_account(place: Place, contents: Contents) -> None:
    """Create all resources, in the order of their dependencies."""
    place.state.of(IamState).reported = place.now
    seed_baseline(place, contents.baseline)
    seed_identities(place, contents.identities)
    seed_buckets(place, contents.buckets)
    seed_doors(place, contents.doors)
    seed_trails(place, contents.trails)
    for network in contents.networks:
        seed_network(place, network)
    seed_compute(place, contents.compute)


def seed_services(place: Place, account: str) -> None:
    """Create the resources that each service has for the account with this name."""
    for service in services():
        if hasattr(service, "seed"):
            service.seed(place, account)
