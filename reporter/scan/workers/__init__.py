"""Several processes for one run with accounts enough: one Python process keeps only one processor busy."""
