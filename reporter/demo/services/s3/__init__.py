"""The demo's S3, and the answers of AWS that moto lacks."""

from reporter.demo.services.s3.answers import ANSWERS, CORRECTIONS

__all__ = ["ANSWERS", "CORRECTIONS"]
