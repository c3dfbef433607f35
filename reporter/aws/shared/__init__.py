"""What the collectors of all services share."""
