"""What is in force for a run: checks, frameworks, severities, settings, owners and waivers."""
