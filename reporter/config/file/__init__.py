"""The configuration file in YAML: its schema, and every mistake in it at once."""
