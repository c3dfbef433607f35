"""The checks of AWS Security Hub CSPM."""
