"""Reports, for every AWS account of an organisation, what is compliant, what changed and who has to act."""

__version__ = "0.1.0"
