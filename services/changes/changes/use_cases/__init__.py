"""What changes does on someone's behalf, one function an intention."""
