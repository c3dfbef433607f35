"""The checks of AWS Organizations."""
