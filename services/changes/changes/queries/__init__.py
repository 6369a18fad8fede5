"""Read side of changes."""
