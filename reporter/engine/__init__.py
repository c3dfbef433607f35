"""From the signatures of checks to findings: plan, collect, inventory, judge."""
