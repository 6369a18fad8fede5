"""What a new installation needs in its tables: `python -m identity.seed [--demo]`."""
