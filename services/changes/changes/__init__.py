"""Changes of approved records."""
