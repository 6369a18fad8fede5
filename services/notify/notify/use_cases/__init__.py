"""What notify does, one function for each intention."""
