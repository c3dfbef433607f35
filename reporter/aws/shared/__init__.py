"""Functions that the collectors of all services share."""
