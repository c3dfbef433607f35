"""The checks of Amazon Macie."""
