"""Turns YAML into frozen settings; all mistakes are reported at once, with line and remedy."""
