"""Reports, for every AWS account of an organisation, what is compliant, what changed and who is responsible."""

__version__ = "0.1.0"
