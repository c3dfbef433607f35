"""YAML in, frozen settings out; every mistake is reported at once, with its line and how to mend it."""
