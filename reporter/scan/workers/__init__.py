"""Several processes for a run with many accounts, since one Python process uses only one processor."""
