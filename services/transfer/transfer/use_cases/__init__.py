"""What persons and the administrator do, one function each."""
