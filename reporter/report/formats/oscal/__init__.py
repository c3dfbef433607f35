"""Writes the two OSCAL documents of NIST: assessment results, and the plan of action and milestones."""
