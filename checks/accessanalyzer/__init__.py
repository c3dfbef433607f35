"""Checks of IAM Access Analyzer."""
