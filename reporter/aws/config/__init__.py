"""AWS Config."""

SERVICE = "config"
