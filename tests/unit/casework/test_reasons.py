"""Reasons for a return: all faults at once, and words for the person."""

import pytest
from casework.domain.reasons import find_violations, in_words

ITEMS = {"basic.photo": "基本信息：标准证件照片", "authority": "会计管理部门"}
CODES = {"unclear": "照片不清晰", "other": "其他"}


@pytest.mark.parametrize(
    ("reasons", "expected"),
    [
        pytest.param([{"item": "basic.photo", "code": "unclear"}], [], id="R6.3-good"),
        pytest.param(
            [{"item": "basic.shoe", "code": "unclear"}],
            [("reasons[0].item", "casework.unknown_item")],
            id="R6.3-unknown-item",
        ),
        pytest.param(
            [{"item": "authority", "code": "ugly"}],
            [("reasons[0].code", "casework.unknown_reason")],
            id="R6.3-unknown-code",
        ),
        pytest.param(
            [{"item": "authority", "code": "other", "note": "  "}],
            [("reasons[0].note", "casework.note_required")],
            id="R6.3-other-needs-note",
        ),
        pytest.param(
            [{"item": "authority", "code": "unclear"}] * 2,
            [("reasons[1]", "casework.reason_repeated")],
            id="R6.3-same-reason-twice",
        ),
        pytest.param(
            [{"item": "x", "code": "y"}, {"item": "authority", "code": "other", "note": None}],
            [
                ("reasons[0].item", "casework.unknown_item"),
                ("reasons[0].code", "casework.unknown_reason"),
                ("reasons[1].note", "casework.note_required"),
            ],
            id="R6.3-everything-at-once",
        ),
    ],
)
def test_find_violations(reasons, expected):
    found = find_violations(reasons, ITEMS, CODES)
    assert [(violation.field, violation.code) for violation in found] == expected


def test_R3_6_1_reasons_in_words():
    reasons = [{"item": "basic.photo", "code": "unclear", "note": " 请重拍 "}]
    assert in_words(reasons, ITEMS, CODES) == [
        {
            "item": "basic.photo",
            "item_label": "基本信息：标准证件照片",
            "code": "unclear",
            "text": "照片不清晰",
            "note": "请重拍",
        }
    ]
