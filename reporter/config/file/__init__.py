"""The configuration file in YAML: its schema, and all mistakes in a file at once."""
