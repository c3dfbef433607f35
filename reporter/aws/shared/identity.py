"""Reads the identity of resources from the items that AWS lists: owner, ARN, name and tags."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from reporter.engine.listing import Identity
from reporter.model.subjects import Region, Resource


def by(region: Region, kind: str, member: str) -> Callable[[Mapping[str, Any]], Identity]:
    """A function from an item to its identity, by the member that holds its id: `by(region, "volume", "VolumeId")`."""
    return lambda answer: identity(region, f"{kind}/{answer[member]}", answer)


def identity(region: Region, resource: str, answer: Mapping[str, Any]) -> Identity:
    """The identity of a resource, from the end of its ARN (`volume/vol-1`) and its tags.

    Without a Name tag its id is its name.
    """
    tags = tags_of(answer)
    return Identity(
        account_id=region.account_id,
        region=region.region,
        arn=f"arn:{partition_of(region)}:ec2:{region.region}:{region.account_id}:{resource}",
        name=tags.get("Name") or resource.rpartition("/")[2],
        tags=tags,
    )


def named(region: Region, service: str, kind: str, member: str) -> Callable[[Mapping[str, Any]], Identity]:
    """A function from an item to its identity, by its Name and the ARN in `member`.

    Where AWS leaves the ARN out, it is built from the name.
    """
    prefix = f"arn:{partition_of(region)}:{service}:{region.region}:{region.account_id}:{kind}"
    return lambda answer: Identity(
        account_id=region.account_id,
        region=region.region,
        arn=answer.get(member, f"{prefix}/{answer['Name']}"),
        name=answer["Name"],
        tags={},
    )


def by_arn(within: Resource, arn: str, name: str = "") -> Callable[[Mapping[str, Any]], Identity]:
    """A function from an item to its identity, by the members that hold its ARN and its name.

    `within` is the region that lists it, or the account where that is in no region. Without a member for the name, it
    is the end of the ARN.
    """
    return lambda answer: Identity(
        account_id=within.account_id,
        region=within.region,
        arn=answer[arn],
        name=answer[name] if name else answer[arn].rpartition(":")[2],
        tags={},
    )


def tags_of(answer: Mapping[str, Any]) -> dict[str, str]:
    """The tags of an item. AWS leaves the list out where there are none; a tag without a key is ignored."""
    return {tag["Key"]: tag.get("Value", "") for tag in answer.get("Tags") or () if "Key" in tag}


def partition_of(resource: Resource) -> str:
    """The partition of a resource or region."""
    return resource.arn.split(":")[1]


def of_owner(region: Region) -> Sequence[Mapping[str, Any]]:
    """The items that the account owns; raises ValueError if all of them belong to others.

    In that case AWS has answered for another account.
    """
    return [{"Name": "owner-id", "Values": [region.account_id]}]


def owned(region: Region, listed: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """What belongs to the account; raises ValueError if nothing does: then it is the answer to another account."""
    others: set[str] = set()
    is_ours = False
    for one in listed:
        owner = one.get("OwnerId", region.account_id)
        if owner == region.account_id:
            is_ours = True
            yield one
        else:
            others.add(owner)
    if others and not is_ours:
        raise ValueError(f"the answer is about account {', '.join(sorted(others))}")
