"""What is published about checks: their pages, the permissions they need, the role that grants them."""
