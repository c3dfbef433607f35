"""Typed resources and facts with their collectors, a module per service."""
