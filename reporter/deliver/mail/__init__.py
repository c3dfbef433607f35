"""Mails: their text, their format, and their transport."""
