"""The checks of Amazon GuardDuty."""
