"""AWS Organizations."""

SERVICE = "organizations"
