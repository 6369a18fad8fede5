"""The file of texts: every text that is asked for, with the variables that the code passes."""

import pytest
from contracts.schemas.identity.fields import SMS_PURPOSES
from contracts.schemas.notify import MESSAGE_KINDS
from notify.domain import wording
from notify.domain.templates import (
    CASE,
    CREDITS,
    TRANSFER,
    VARIABLES,
    TemplateInvalid,
    parse_templates,
)
from notify.queries.templates import file_templates

DATA = {
    "kind": "transfer",
    "authority_name": "北京市海淀区财政局",
    "from_authority_name": "北京市海淀区财政局",
    "to_authority_name": "上海市浦东新区财政局",
    "year": 2026,
    "granted_credits": 60,
}


def written(**changed):
    """Return a file in which the texts named are as given and all others are plain."""
    tables = dict.fromkeys(VARIABLES, 'sms = "您好"') | changed
    return "\n".join(f"[{name}]\n{text}" for name, text in tables.items() if text is not None)


def refusal(source):
    with pytest.raises(TemplateInvalid) as caught:
        parse_templates(source)
    return str(caught.value)


@pytest.mark.parametrize(
    ("passed", "known"),
    [
        pytest.param(wording.case_variables(DATA), CASE, id="R7.1-case"),
        pytest.param(wording.credit_variables(DATA), CREDITS, id="R7.1-credits"),
        pytest.param(wording.transfer_variables(DATA), TRANSFER, id="R7.1-transfer"),
    ],
)
def test_texts_may_use_what_the_code_passes(passed, known):
    assert set(passed) == known


def test_R7_1_the_file_has_every_text_that_is_asked_for():
    codes = {f"code_{purpose}" for purpose in SMS_PURPOSES}
    sent_only = {
        *("code_password_reset_unregistered", "identity_claim_lost_sms", "phone_changed_sms"),
        "code_change_phone",
        *(f"phone_recovery_{one}_sms" for one in ("notice", "approved", "returned")),
        *(f"phone_recovery_{one}_sms" for one in ("objected", "done", "void")),
    }
    asked_for = {*MESSAGE_KINDS, *codes, *sent_only}
    assert set(file_templates()) == set(VARIABLES) == asked_for


def test_R7_1_a_file_is_read():
    found = parse_templates(written(code_register='sms = "码{code}"\nsms_expires_after = 180'))
    assert found["code_register"].sms_text == "码{code}"
    assert (found["code_register"].sms_expires_after, found["code_register"].title) == (180, None)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        pytest.param(
            {"case_returned": 'sms = "{item}{reasons}"'},
            "case_returned: unknown variables item",
            id="R7.1-variable",
        ),
        pytest.param(
            {"case_returned": None},
            "missing or unknown templates: case_returned",
            id="R7.1-missing",
        ),
        pytest.param(
            {"case_lost": 'sms = "您好"'}, "missing or unknown templates: case_lost", id="R7.1-more"
        ),
        pytest.param(
            {"case_returned": 'text = "您好"'}, "case_returned: unknown keys text", id="R7.1-key"
        ),
        pytest.param(
            {"case_returned": 'title = "退回"'},
            "case_returned: a message needs both title and body",
            id="R7.1-half",
        ),
        pytest.param(
            {"case_returned": ""}, "case_returned: neither a message nor an SMS", id="R7.1-empty"
        ),
    ],
)
def test_a_text_that_cannot_be_used_is_named(changed, said):
    assert refusal(written(**changed)) == said


def test_R7_1_a_digest_tells_every_text_from_any_other():
    texts = parse_templates(written(code_register='sms = "您好"\nsms_expires_after = 180'))
    digests = {one.digest() for one in texts.values()}
    assert len(digests) == 2
