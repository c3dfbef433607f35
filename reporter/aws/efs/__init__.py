"""Amazon EFS."""

SERVICE = "efs"
