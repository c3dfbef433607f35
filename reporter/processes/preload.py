"""What the server that processes are forked from loads: each of them would have to load it anew."""

import gc

import reporter.processes.worker  # noqa: F401 - it is what they run
from reporter.plugins import load_checks
from reporter.sessions.core import service_models

LARGEST = ("ec2", "iam", "s3", "sts")
"""The services whose descriptions take longest to read."""

load_checks()
for service in LARGEST:
    service_models().load_service_model(service, "service-2")
gc.freeze()  # none of this will ever be garbage: nobody need look at it again, nor write into its pages
