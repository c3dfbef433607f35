"""One Report, computed once from a run folder, and every format rendered from it."""
