"""The built-in checks: pure functions, one module per topic."""
