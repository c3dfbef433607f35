"""What the server that processes are forked from loads: each of them would have to load it anew."""

import gc

from reporter.library import load_library
from reporter.processes.worker import serve
from reporter.sessions.core import service_models

__all__ = ["serve"]

LARGEST = ("ec2", "iam", "s3", "sts")
"""The services whose descriptions take longest to read."""

load_library()
for service in LARGEST:
    service_models().load_service_model(service, "service-2")
gc.freeze()  # none of this will ever be garbage: nobody need look at it again, nor write into its pages
