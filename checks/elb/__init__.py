"""The checks of Elastic Load Balancing."""
