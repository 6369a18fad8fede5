"""Rules on changes; pure."""
