"""The machine below: files, the data of the package, logs."""
