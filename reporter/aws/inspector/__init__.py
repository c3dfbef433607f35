"""Amazon Inspector."""

SERVICE = "inspector"
