"""The checks of API Gateway."""
