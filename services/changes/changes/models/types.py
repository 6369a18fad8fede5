"""Column types of changes."""

from typing import Any

from chassis.crypto import EncryptedText
from sqlalchemy import Dialect
from sqlalchemy.types import TypeDecorator

from changes.domain.requests import Version


class EncryptedVersion(TypeDecorator[Version]):
    """A version of an object, stored as encrypted text."""

    impl = EncryptedText
    cache_ok = True

    def __init__(self, purpose: str) -> None:
        super().__init__(purpose)
        self.purpose = purpose

    def process_bind_param(self, value: Version | None, _dialect: Dialect) -> str | None:
        """Return the text to encrypt."""
        return None if value is None else value.to_text()

    def process_result_value(self, value: Any, _dialect: Dialect) -> Version | None:
        """Return the version that was decrypted."""
        return None if value is None else Version.from_text(value)
