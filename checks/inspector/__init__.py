"""The checks of Amazon Inspector."""
