"""IAM Access Analyzer."""

SERVICE = "accessanalyzer"
