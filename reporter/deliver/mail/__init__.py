"""Mails: what they say, how they are put together, and how they go out."""
