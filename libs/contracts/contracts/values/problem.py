"""How a value rule refuses."""

from contracts.error_codes import text_of
from contracts.errors import Violation


class ValueProblem(ValueError):
    """A value breaks the rule named by `code`; `message` says what the person should do."""

    def __init__(self, code: str, message: str | None = None) -> None:
        self.code = code
        self.message = message or text_of(code)
        super().__init__(self.code, self.message)

    def violation(self, field: str) -> Violation:
        """Return the problem as a violation of the field at this path."""
        return Violation(field, self.code, self.message)
