"""Amazon Macie."""

SERVICE = "macie"
