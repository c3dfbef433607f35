"""Elastic Load Balancing."""

SERVICE = "elb"
