"""Amazon EKS."""

SERVICE = "eks"
