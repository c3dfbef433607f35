"""Measures the cost to read a page of 1,000 instances, and of 1,000 users and roles: plain botocore, and the product.

The garbage collector of Python is set for each as it sets it: the product collects less often.
"""

from __future__ import annotations

import argparse
import gc
import os
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import botocore.session

from benchmarks.measure import Figure, print_table
from benchmarks.server import Sizes
from benchmarks.server.handle import running
from reporter.config.settings import AssumedRole, Settings
from reporter.engine.operations import Asker
from reporter.model.subjects import Account
from reporter.scan.tuning import look_for_garbage_seldom
from reporter.sessions import Sessions

SIZES = Sizes(regions=("us-east-1",), instances=1000, users=500, roles=500, buckets=1000)
READ = {
    "DescribeInstances (1,000)": ("ec2", "describe_instances", {"MaxResults": 1000}, 130.0),
    "GetAccountAuthorizationDetails (1,000)": ("iam", "get_account_authorization_details", {"MaxItems": 1000}, None),
    "ListBuckets (1,000)": ("s3", "list_buckets", {"MaxBuckets": 1000}, None),
}

OPERATIONS = ("ec2:DescribeInstances", "iam:GetAccountAuthorizationDetails", "s3:ListBuckets")
ASKER = Asker("this benchmark", OPERATIONS, frozenset(OPERATIONS))


def least(ask: Callable[[], Any], times: int) -> float:
    """Milliseconds of CPU, the minimum of several runs; the first, which loads models, does not count."""
    ask()
    return min(_cpu(ask) for _ in range(times)) * 1000


def least_in_a_scan(ask: Callable[[], Any], times: int) -> float:
    """The same, with the garbage collector as it is during a scan."""
    before = gc.get_threshold()
    look_for_garbage_seldom()
    try:
        return least(ask, times)
    finally:
        gc.set_threshold(*before)


def _cpu(ask: Callable[[], Any]) -> float:
    began = time.process_time()
    ask()
    return time.process_time() - began


def figures(times: int) -> Iterator[Figure]:
    """Milliseconds of CPU for each page, with sending the request."""
    with running(SIZES) as server:
        os.environ.clear()
        os.environ.update(server.environment)
        plain = botocore.session.Session()
        reader = Sessions(Settings()).enter(Account.of("200000000001"), AssumedRole(), askers=[ASKER])
        for name, (service, operation, parameters, target) in READ.items():
            client: Any = plain.create_client(service, "us-east-1")
            call = getattr(client, operation)
            yield Figure(f"{name}, botocore", least(lambda: call(**parameters), times), "ms")  # noqa: B023 - at once
            ours = partial(reader.call, service, operation, region="us-east-1", **parameters)
            took = least_in_a_scan(ours, times)
            yield Figure(f"{name}, reporter", took, "ms", target)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=15)
    print_table("Reading a page", figures(parser.parse_args().times))
