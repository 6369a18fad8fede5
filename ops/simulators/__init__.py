"""What stands in for others' services where there are no credentials: never in production."""
