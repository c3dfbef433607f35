"""The checks of RDS."""
