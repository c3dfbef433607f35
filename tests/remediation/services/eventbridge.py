"""The commands for eventbridge: which are run against moto, and why not the others."""

from __future__ import annotations

NOT_RUN = {"eventbridge-bus-not-public": "moto adds the statements of a policy to those that are there"}
