"""The filter patterns of CloudWatch Logs: parsed, and evaluated over events.

Two patterns are compared by what they select, not by their text. No part of a pattern becomes a regular expression of
Python: the time to evaluate one grows with the length of the pattern and of the event, whatever the pattern says.
"""

from __future__ import annotations

from reporter.aws.cloudwatch.patterns.errors import PatternError
from reporter.aws.cloudwatch.patterns.parsing import parse_pattern
from reporter.aws.cloudwatch.patterns.tree import Event, Pattern

__all__ = ["Event", "Pattern", "PatternError", "parse_pattern"]
