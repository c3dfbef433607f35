"""The demo's S3, and what AWS answers about it where moto does not."""

from reporter.demo.services.s3.answers import ANSWERS, CORRECTIONS

__all__ = ["ANSWERS", "CORRECTIONS"]
