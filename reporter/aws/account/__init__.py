"""The account itself."""

SERVICE = "account"
