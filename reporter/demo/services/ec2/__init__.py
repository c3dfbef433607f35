"""The demo's networks and instances, and the answers of AWS that moto lacks."""

from reporter.demo.services.ec2.answers import CORRECTIONS

__all__ = ["CORRECTIONS"]
