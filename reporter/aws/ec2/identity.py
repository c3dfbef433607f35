"""What resources of EC2, and some of S3, say of themselves alike: whose they are, their ARN, name and tags."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from reporter.engine.listing import Identity
from reporter.model.subjects import Region


def by(region: Region, kind: str, member: str) -> Callable[[Mapping[str, Any]], Identity]:
    """Who each element of an answer is, by the member that holds its id: `by(region, "volume", "VolumeId")`."""
    return lambda answer: identity(region, f"{kind}/{answer[member]}", answer)


def identity(region: Region, resource: str, answer: Mapping[str, Any]) -> Identity:
    """Who a resource is, by the end of its ARN (`volume/vol-1`) and its tags; without a Name tag its id is its name."""
    tags = tags_of(answer)
    return Identity(
        account_id=region.account_id,
        region=region.region,
        arn=f"arn:{partition_of(region)}:ec2:{region.region}:{region.account_id}:{resource}",
        name=tags.get("Name") or resource.rpartition("/")[2],
        tags=tags,
    )


def named(region: Region, service: str, kind: str, member: str) -> Callable[[Mapping[str, Any]], Identity]:
    """Who each element of an answer is, by its Name; where AWS leaves out the ARN in the member, it is made of it."""
    prefix = f"arn:{partition_of(region)}:{service}:{region.region}:{region.account_id}:{kind}"
    return lambda answer: Identity(
        account_id=region.account_id,
        region=region.region,
        arn=answer.get(member, f"{prefix}/{answer['Name']}"),
        name=answer["Name"],
        tags={},
    )


def tags_of(answer: Mapping[str, Any]) -> dict[str, str]:
    """AWS leaves the list out where there are no tags; a tag without a key marks nothing."""
    return {tag["Key"]: tag.get("Value", "") for tag in answer.get("Tags") or () if "Key" in tag}


def partition_of(region: Region) -> str:
    """The partition that a region is in."""
    return region.arn.split(":")[1]


def of_owner(region: Region) -> Sequence[Mapping[str, Any]]:
    """Filters that have EC2 list what the account owns, and not what others share with it."""
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
