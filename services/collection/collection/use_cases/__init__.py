"""What collection does on someone's behalf, one function an intention."""
