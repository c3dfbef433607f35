"""Amazon EC2 and Amazon VPC."""

SERVICE = "ec2"
