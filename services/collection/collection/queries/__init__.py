"""What is read from collection's tables, and how it is answered."""
