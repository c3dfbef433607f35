"""Typed resources and facts with their collectors, one package per service."""
