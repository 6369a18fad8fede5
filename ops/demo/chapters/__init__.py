"""The story in chapters; each function is one step of one person or reviewer."""
