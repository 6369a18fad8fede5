"""What can go wrong for a person at the terminal."""


class StackError(Exception):
    """Something that a person must hear about, as a sentence that says what to do."""
