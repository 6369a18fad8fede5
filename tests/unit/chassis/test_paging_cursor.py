"""Cursors that are not ours."""

import base64
import json

import pytest
from chassis.db.paging import page
from contracts.errors import ValidationFailed
from sqlalchemy import column, select


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
