"""Amazon RDS."""

SERVICE = "rds"
