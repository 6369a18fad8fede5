"""Keys of a snapshot that a newer version wrote and this one does not know.

While one version replaces another, or after a return to the one before, a snapshot may hold more
than is known here. Whoever makes a new snapshot of it keeps that; otherwise the newer version
would find its field emptied in the record although nobody has touched it.

A round submitted from a draft holds what this version's tables map, and no more: columns of a newer
version are not read. What a newer version put into a change stays in `record_versions.after`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

# Their keys are kinds of files: one that is not there any more has been removed.
_OPEN = frozenset({"attachments"})
_IDS = ("education_id", "employment_id", "attachment_id", "authority_id", "person_id")


def with_unknown_keys(values: Mapping[str, Any], stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values with those keys of the stored ones that they lack.

    Values name every key that is known here, so what they lack is unknown. Objects are the same by
    their id; those of a list without one if they are equal as far as is known here.
    """
    kept = {name: value for name, value in stored.items() if name not in values}
    known = {
        name: value if name in _OPEN else _merged(value, stored.get(name))
        for name, value in values.items()
    }
    return known | kept


def _merged(value: Any, stored: Any) -> Any:
    if isinstance(value, Mapping):
        is_same = isinstance(stored, Mapping) and _is_same(value, stored, _ids(value))
        return with_unknown_keys(value, stored if is_same else {})
    if isinstance(value, list | tuple):
        return [_merged(one, _find(one, stored or ())) for one in value]
    return value


def _ids(value: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(name for name in _IDS if name in value)


def _find(value: Any, stored: Sequence[Any]) -> Any:
    if not isinstance(value, Mapping):
        return None
    names = _ids(value) or tuple(value)
    return next((one for one in stored if _is_same(value, one, names)), None)


def _is_same(value: Mapping[str, Any], one: Any, names: Sequence[str]) -> bool:
    return isinstance(one, Mapping) and all(
        name in one and _plain(value[name]) == _plain(one[name]) for name in names
    )


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
