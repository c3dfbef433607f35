"""Checks of the account itself."""
