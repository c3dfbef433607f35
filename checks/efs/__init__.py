"""The checks of EFS."""
