"""Builds the rows of a report from a run folder."""
