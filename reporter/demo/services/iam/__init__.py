"""The demo's IAM, and what AWS answers about it where moto does not."""

from reporter.demo.services.iam.answers import ANSWERS, CORRECTIONS

__all__ = ["ANSWERS", "CORRECTIONS"]
