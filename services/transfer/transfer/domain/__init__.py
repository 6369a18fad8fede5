"""Rules on transfers; pure."""
