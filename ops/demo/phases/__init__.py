"""The phases of the story; each function is one step of one person or reviewer."""
