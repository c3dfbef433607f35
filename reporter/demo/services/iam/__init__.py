"""The demo's IAM, and the answers of AWS that moto lacks."""

from reporter.demo.services.iam.answers import ANSWERS, CORRECTIONS

__all__ = ["ANSWERS", "CORRECTIONS"]
