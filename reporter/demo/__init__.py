"""The embedded organisation: a company in memory that the demo scans, and the emulator under it and the tests."""
