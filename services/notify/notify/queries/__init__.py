"""The read side: rows as they are answered."""
