"""The commands that reports show: they are AWS's, and they fix what they say."""
