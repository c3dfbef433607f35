"""The demo's networks and instances, and what AWS answers about them where moto does not."""

from reporter.demo.services.ec2.answers import CORRECTIONS

__all__ = ["CORRECTIONS"]
