"""The benchmarks, run by `make bench`; docs/performance.md has the figures and what they are compared with."""
