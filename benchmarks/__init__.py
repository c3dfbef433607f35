"""What is measured, against what, and how to measure it again: `make bench`; docs/performance.md has the figures."""
