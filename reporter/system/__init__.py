"""The machine: files, package data and logs."""
