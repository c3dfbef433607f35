"""One run from start to end, as functions that return values."""
