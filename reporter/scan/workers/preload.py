"""Modules and service models that the fork server loads once, for all processes."""

import gc

import reporter.scan.workers.worker  # noqa: F401 - it is what they run
from reporter.engine.loader import load_checks
from reporter.engine.shield import shielded
from reporter.sessions.core import service_models
from reporter.system.logs import Logs, set_up_logs

LARGEST = ("ec2", "iam", "s3", "sts")
"""The services whose models take longest to load."""

set_up_logs(Logs())
shielded(load_checks, "loading the checks ahead", ())  # each process loads them again, and reports errors
for service in LARGEST:
    shielded(lambda: service_models().load_service_model(service, "service-2"), "loading services ahead", ())  # noqa: B023 - at once
gc.freeze()  # none of this becomes garbage: the collector must not write into the shared pages
