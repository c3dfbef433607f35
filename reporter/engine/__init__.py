"""Turns the signatures of checks into findings: plan, collect, inventory, judge."""
