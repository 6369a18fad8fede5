"""E-mail addresses as people write them."""

import pytest
from contracts.error_codes import text_of
from contracts.values import ValueProblem
from contracts.values.emails import clean_email


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        (" Zhang.San@Example.COM ", "Zhang.San@example.com"),
        ("a@公司.cn", "a@公司.cn"),
        ("a@XN--55QX5D.cn", "a@公司.cn"),
        ("li@例子.中国", "li@例子.中国"),
        ("li@xn--fsqu00a.xn--fiqs8s", "li@例子.中国"),
        ("li＠例子．中国", "li@例子.中国"),
        ("a@公司。cn", "a@公司.cn"),
        ("张三@邮箱.中国", "张三@邮箱.中国"),
        ("李明 <li.ming@example.com>", "li.ming@example.com"),
        ("mailto:a@b.cn", "a@b.cn"),
        ("a @ b . cn", "a@b.cn"),
        pytest.param("a\u200b@b.cn", "a@b.cn", id="unseen"),
        ("a+tag@b.cn", "a+tag@b.cn"),
    ],
)
def test_R3_2_3_email_is_kept_in_one_form(raw: str, kept: str) -> None:
    assert clean_email(raw) == clean_email(kept) == kept


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "common.required"),
        ("a", "value.email_at"),
        ("a@@b.cn", "value.email_at"),
        ("a b@c.cn", "value.email_local"),
        ("a..b@c.cn", "value.email_local"),
        ("@c.cn", "value.email_local"),
        ("a@b", "value.email_domain"),
        ("a@-b.cn", "value.email_domain"),
        ("a@[192.0.2.1]", "value.email_domain"),
        pytest.param("a@" + "b." * 130 + "cn", "value.email_length", id="long"),
    ],
)
def test_R3_2_3_a_refused_email_says_what_is_wrong(raw: str, code: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        clean_email(raw)
    assert caught.value.code == code
    assert text_of(code)
