"""Cursors that are not ours."""

import base64
import json

import pytest
from chassis.db import IdType, Instant
from chassis.db.paging import page
from contracts.errors import ValidationFailed
from sqlalchemy import BigInteger, Text, column, select


def cursor(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "!!!!",
        "汉",
        cursor({}),
        cursor([["v", 1]]),
        cursor([["v", 1], ["v", {"a": 1}]]),
        cursor([["v", 1], ["t", "not a moment"]]),
        cursor([1, 2]),
        cursor([["v", 1], ["v", None]]),
    ],
)
def test_R8_2_a_foreign_cursor_is_refused(text):
    columns = [column("a"), column("b")]
    with pytest.raises(ValidationFailed) as raised:
        page(None, select(*columns), columns, text, 10, dict)
    assert raised.value.details["errors"][0]["code"] == "common.bad_cursor"


MOMENT = "2026-11-28T03:00:00+00:00"
ID = "0f5e9c1e-6f0b-4d1e-9f6c-0f1a2b3c4d5e"


@pytest.mark.parametrize(
    "values",
    [
        [["v", MOMENT], ["v", ID], ["v", 1], ["v", "x"]],
        [["t", "2026-11-28T03:00:00"], ["v", ID], ["v", 1], ["v", "x"]],
        [["t", MOMENT], ["v", "1"], ["v", 1], ["v", "x"]],
        [["t", MOMENT], ["v", 7], ["v", 1], ["v", "x"]],
        [["t", MOMENT], ["v", ID], ["v", "1"], ["v", "x"]],
        [["t", MOMENT], ["v", ID], ["v", True], ["v", "x"]],
        [["t", MOMENT], ["v", ID], ["v", 2**63], ["v", "x"]],
        [["t", MOMENT], ["v", ID], ["v", 1], ["v", 1]],
        [["t", MOMENT], ["v", ID], ["v", 1], ["v", "a\x00"]],
        [["t", MOMENT], ["v", ID], ["v", 1], ["v", "\ud800"]],
        [["t", MOMENT], ["v", ID], ["v", 1], ["t", MOMENT]],
        [["t", MOMENT], ["v", ID], ["v", 1]],
    ],
    ids=range(12),
)
def test_R8_2_a_cursor_whose_values_fit_no_column_is_refused(values):
    columns = [
        column("at", Instant),
        column("id", IdType),
        column("number", BigInteger),
        column("text", Text),
    ]
    with pytest.raises(ValidationFailed) as raised:
        page(None, select(*columns), columns, cursor(values), 10, dict)
    assert raised.value.details["errors"][0]["code"] == "common.bad_cursor"


def test_R8_2_a_cursor_too_deep_to_be_read_is_refused():
    text = base64.urlsafe_b64encode(b"[" * 100_000).decode()
    with pytest.raises(ValidationFailed):
        page(None, select(column("a")), [column("a")], text, 10, dict)
