"""Words of notices: placeholders, case names, reasons."""

import pytest
from notify.domain.rendering import ParamsMissing, placeholders, render, signed
from notify.domain.wording import (
    items_text,
    reasons_text,
)
from notify.queries.templates import file_templates


@pytest.mark.parametrize(
    ("text", "params", "expected"),
    [
        pytest.param(
            "您的{case_name}已提交", {"case_name": "信息采集"}, "您的信息采集已提交", id="R7.1-one"
        ),
        pytest.param("{a}{b}{a}", {"a": "甲", "b": "乙"}, "甲乙甲", id="R7.1-repeated"),
        pytest.param("{a}", {"a": "{b}", "b": "不可见"}, "{b}", id="R7.1-value-is-no-template"),
        pytest.param("{a}", {"a": r"\1 %s {0.__class__}"}, r"\1 %s {0.__class__}", id="R7.1-safe"),
        pytest.param("{a.__class__}{}", {"a": "甲"}, "{a.__class__}{}", id="R7.1-no-attributes"),
        pytest.param("{minutes}分钟", {"minutes": 3}, "3分钟", id="R7.1-number"),
        pytest.param("您好{a}", {"a": ""}, "您好", id="R7.1-empty-value"),
    ],
)
def test_render(text, params, expected):
    assert render(text, params) == expected


def test_R7_1_missing_values_are_named():
    with pytest.raises(ParamsMissing, match="authority_name, reasons"):
        render("{case_name}{authority_name}{reasons}", {"case_name": "信息采集", "reasons": None})


def test_R7_2_sign_stands_before_the_text():
    assert signed("您好") == "【会计人员服务平台】您好"


def test_R3_6_1_reasons_in_plain_words():
    reasons = [
        {"item": "basic.photo", "item_label": "标准证件照片", "text": "不清晰", "note": "请重拍"},
        {"item": "authority", "item_label": "会计管理部门", "text": "选择有误", "note": ""},
        {"item": "educations[1]"},
    ]
    assert reasons_text(reasons, "共三处") == (
        "1. 标准证件照片：不清晰；请重拍\n2. 会计管理部门：选择有误\n3. educations[1]\n审核意见：共三处"
    )


@pytest.mark.parametrize(
    "template", file_templates().values(), ids=[f"R7.1-{key}" for key in file_templates()]
)
def test_templates_of_the_file_fit_into_two_sms(template):
    assert bool(template.title) == bool(template.body)
    assert (template.sms_expires_after is not None) == (template.title is None)
    if template.sms_text is None:
        return
    longest = render(template.sms_text, dict.fromkeys(placeholders(template.sms_text), "字" * 12))
    assert len(signed(longest)) <= 134


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        pytest.param(["标准证件照片"], "标准证件照片", id="R7.1-sms-names-the-item"),
        pytest.param(["照片", "学历证书"], "照片、学历证书", id="R7.1-sms-names-both"),
        pytest.param(["照片", "学历", "单位"], "照片、学历等3项", id="R7.1-sms-counts-the-rest"),
        pytest.param(["照片", "照片"], "照片", id="R7.1-sms-names-an-item-once"),
        pytest.param([], "见审核意见", id="R7.1-sms-without-items"),
        pytest.param([""], "申请内容", id="R7.1-sms-nameless"),
    ],
)
def test_what_is_to_be_mended_fits_an_sms(labels, expected):
    assert items_text([{"item_label": label} for label in labels]) == expected
