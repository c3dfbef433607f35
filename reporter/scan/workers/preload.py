"""What the server that processes are forked from loads: each of them would have to load it anew."""

import gc

import reporter.scan.workers.worker  # noqa: F401 - it is what they run
from reporter.engine.loader import load_checks
from reporter.engine.shield import shielded
from reporter.sessions.core import service_models
from reporter.system.logs import Logs, set_up_logs

LARGEST = ("ec2", "iam", "s3", "sts")
"""The services whose descriptions take longest to read."""

set_up_logs(Logs())
shielded(load_checks, "loading the checks ahead", ())  # each process does it again, and says what is wrong
for service in LARGEST:
    shielded(lambda: service_models().load_service_model(service, "service-2"), "loading services ahead", ())  # noqa: B023 - at once
gc.freeze()  # none of this will ever be garbage: nobody need look at it again, nor write into its pages
