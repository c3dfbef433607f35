"""Amazon EC2 and Amazon VPC."""
