"""What may be done in which state."""

import pytest
from collection.domain import editing
from contracts.errors import Conflict


@pytest.mark.parametrize(
    ("has_record", "case_state", "expected"),
    [
        pytest.param(False, None, "not_started", id="R3.1.1-nothing-yet"),
        pytest.param(True, None, "draft", id="R3.6.2-a-first-draft"),
        pytest.param(True, "submitted", "submitted", id="R3.6.1-submitted"),
        pytest.param(True, "under_review", "under_review", id="R3.6.1-claimed"),
        pytest.param(True, "returned", "returned", id="R3.6.1-returned"),
        pytest.param(True, "withdrawn", "draft", id="R3.6.2-withdrawn"),
        pytest.param(True, "approved", "approved", id="R3.6.1-approved"),
    ],
)
def test_status(has_record, case_state, expected):
    assert editing.status_of(has_record=has_record, case_state=case_state) == expected


@pytest.mark.parametrize(
    ("status", "code"),
    [
        pytest.param("not_started", None, id="R3.6.2-begin"),
        pytest.param("draft", None, id="R3.6.2-draft"),
        pytest.param("returned", None, id="R3.6.2-returned"),
        pytest.param("submitted", "collection.not_editable", id="R3.6.2-submitted"),
        pytest.param("under_review", "collection.not_editable", id="R3.6.2-under-review"),
        pytest.param("approved", "collection.already_approved", id="R4.1.1-approved"),
    ],
)
def test_editable(status, code):
    if code is None:
        editing.ensure_editable(status)
        return
    with pytest.raises(Conflict) as refused:
        editing.ensure_editable(status)
    assert refused.value.code == code
