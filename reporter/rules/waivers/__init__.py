"""The files in which people accept failures for a time: read, with every mistake at once, and written to."""
