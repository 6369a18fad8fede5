"""R6.6: what staff may make of a template, and how long an SMS is."""

from dataclasses import replace

import pytest
from notify.domain.segments import Length, length_of
from notify.domain.template_edits import SAMPLES, required_variables, violations_of
from notify.domain.templates import VARIABLES
from notify.queries.templates import file_templates

SHIPPED = file_templates()


def found(template_id, **changed):
    shipped = SHIPPED[template_id]
    return [
        (each.field, each.code)
        for each in violations_of(template_id, replace(shipped, **changed), shipped)
    ]


def test_R6_6_what_comes_with_the_platform_is_allowed():
    assert {key: found(key) for key in SHIPPED} == {key: [] for key in SHIPPED}


def test_R6_6_every_variable_can_be_tried():
    assert {name for names in VARIABLES.values() for name in names} <= set(SAMPLES)
    for template_id in SHIPPED:
        for names in required_variables(template_id).values():
            assert set(names) <= VARIABLES[template_id]


@pytest.mark.parametrize(
    ("template_id", "changed", "expected"),
    [
        ("case_approved", {"sms_text": "{nobody}通过"}, [("sms_text", "variable_unknown")]),
        ("case_approved", {"title": "{code}"}, [("title", "variable_unknown")]),
        ("case_approved", {"body": "{ case_name }"}, [("body", "braces")]),
        ("case_approved", {"body": "{case_name"}, [("body", "braces")]),
        ("case_approved", {"sms_text": "【别人】通过"}, [("sms_text", "sign")]),
        ("case_approved", {"sms_text": None}, [("sms_text", None)]),
        ("case_approved", {"title": None, "body": None}, [("title", None), ("body", None)]),
        ("code_register", {"sms_text": "您的验证码"}, [("sms_text", "variable_missing")]),
        ("code_register", {"title": "验证码"}, [("title", "text_unused")]),
        ("case_returned", {"body": "被退回"}, [("body", "variable_missing")]),
        ("case_withdrawn", {"sms_text": "已撤回"}, [("sms_text", "text_unused")]),
        ("case_approved", {"sms_text": "通过"}, []),
    ],
)
def test_R6_6_what_is_wrong_is_named_by_its_field(template_id, changed, expected):
    named = [
        (field, f"notify.template_{code}" if code else "common.required")
        for field, code in expected
    ]
    assert found(template_id, **changed) == named


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", Length("gsm7", 0, 1, 160)),
        ("a" * 160, Length("gsm7", 160, 1, 160)),
        ("a" * 161, Length("gsm7", 161, 2, 153)),
        ("a" * 306, Length("gsm7", 306, 2, 153)),
        ("a" * 307, Length("gsm7", 307, 3, 153)),
        ("[" * 80, Length("gsm7", 160, 1, 160)),
        # A pair is not divided: 76 of them in 153.
        ("[" * 153, Length("gsm7", 306, 3, 153)),
        ("字" * 70, Length("ucs2", 70, 1, 70)),
        ("字" * 71, Length("ucs2", 71, 2, 67)),
        ("字" * 134, Length("ucs2", 134, 2, 67)),
        ("字" * 135, Length("ucs2", 135, 3, 67)),
        ("a" * 69 + "字", Length("ucs2", 70, 1, 70)),
        ("𠮷" * 35, Length("ucs2", 70, 1, 70)),
        ("𠮷" * 67, Length("ucs2", 134, 3, 67)),
        ("\u0060" * 71, Length("ucs2", 71, 2, 67)),
    ],
)
def test_R6_6_length_in_pieces(text, length):
    assert length_of(text) == length
