"""Read what another version wrote: two versions of a service run side by side while one replaces
the other, and stored JSON outlives the version that wrote it."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar

T = TypeVar("T")


def from_known(cls: type[T], values: Mapping[str, Any], **converted: Any) -> T:
    """Return the dataclass with the values that it knows; keys of another version are ignored.

    `converted` holds fields that JSON keeps in another form, and goes before `values`. Raises
    TypeError where a field without default is missing: add fields with a default.
    """
    known = _field_names(cls)
    return cls(**{name: value for name, value in values.items() if name in known} | converted)


def _field_names(cls: type) -> set[str]:
    return {field.name for field in fields(cls) if field.init}
