"""What can go wrong for a person at the terminal."""


class StackError(Exception):
    """Something that a person must know of, as a sentence that says what to do."""
