"""The checks of Lambda."""
