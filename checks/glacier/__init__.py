"""The checks of Glacier."""
