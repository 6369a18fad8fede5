"""What another version wrote is read: keys that this version does not know are ignored."""

from dataclasses import dataclass, field

import pytest
from contracts.context import CallContext
from contracts.tolerant_reader import from_known


@dataclass(frozen=True, slots=True)
class Written:
    name: str
    parts: tuple[str, ...] = ()
    size: int = field(default=0, init=False)


def test_a_key_of_a_newer_version_is_ignored() -> None:
    assert from_known(Written, {"name": "n", "colour": "red", "size": 3}) == Written("n")


def test_a_key_that_an_older_version_did_not_write_takes_its_default() -> None:
    assert from_known(Written, {"name": "n"}).parts == ()


def test_a_converted_field_goes_before_the_value_as_written() -> None:
    values = {"name": "n", "parts": ["a"]}
    assert from_known(Written, values, parts=("a",)) == Written("n", ("a",))


def test_a_field_without_default_must_be_there() -> None:
    with pytest.raises(TypeError, match="name"):
        from_known(Written, {"parts": []})


def test_the_context_of_a_newer_caller_is_read() -> None:
    text = '{"actor_id": "p1", "actor_kind": "person", "roles": ["r"], "mood": "good"}'
    assert CallContext.from_json(text) == CallContext("p1", "person", ("r",))
