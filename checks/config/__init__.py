"""The checks of AWS Config."""
