"""R6.6: the platform's administrator reads, tries and changes the texts of messages and SMS."""

import pytest
from chassis.db import Db
from chassis.db.tables import outbox
from contracts.context import CallContext
from contracts.errors import Forbidden, NotFound, PreconditionFailed, ValidationFailed
from contracts.schemas.templates import TemplateDetail, TemplateList, TemplatePreview
from notify.entrypoints.templates import TemplateEntrypoints
from notify.providers.registry import Carriers
from notify.queries.templates import file_templates
from notify.use_cases.load_templates import load_templates
from sqlalchemy import select

ADMIN = CallContext(actor_id="admin-1", actor_kind="staff", roles=("platform_admin",))
NAMES = ("title", "body", "sms_text", "provider_codes")


@pytest.fixture
def call(office):
    def call(method, *args, context=ADMIN):
        entrypoints = TemplateEntrypoints()
        entrypoints.db = Db(office.db.engine, "notify", context)
        entrypoints.sms = Carriers(office.fleet(), sandbox=False)
        return getattr(entrypoints, method)(*args)

    return call


def body(template, **changed):
    return {**{name: template[name] for name in NAMES}, **changed}


def codes(refusal):
    return [(each["field"], each["code"]) for each in refusal.value.details["errors"]]


def test_R6_6_all_templates_are_listed(call):
    answer = call("list_templates")
    assert TemplateList().validate(answer) == {}
    assert [each["template_id"] for each in answer["items"]] == list(file_templates())
    assert not any(each["edited"] for each in answer["items"])


def test_R6_6_a_change_is_sent_kept_and_on_record(call, office):
    before = call("get_template", "case_approved")
    assert TemplateDetail().validate(before) == {}
    assert before["versions"] == []
    office.handle(office.case_event("collection_approved"), "case_approved")
    changed = body(before, sms_text="{remark}{case_name}通过了", title="好消息")
    saved = call("update_template", "case_approved", changed, before["version"])
    assert TemplateDetail().validate(saved) == {}
    assert (saved["version"], saved["edited"]) == (before["version"] + 1, True)
    assert saved["shipped"]["title"] == before["title"]
    assert [each["saved_by"] for each in saved["versions"]] == ["admin-1", None]
    assert saved["versions"][1]["sms_text"] == before["sms_text"]
    # What waited since before the change has the values that the new text needs.
    office.sender().send_due()
    assert office.providers[0].calls[0].text == "【会计人员服务平台】信息采集通过了"
    office.db.run(load_templates, file_templates())
    assert call("get_template", "case_approved")["title"] == "好消息"
    rows = office.db.read(lambda session: session.execute(select(outbox.c.body)).scalars().all())
    assert any("template_updated" in str(row) for row in rows)


def test_R6_6_saving_the_same_again_changes_nothing(call):
    before = call("get_template", "case_approved")
    assert call("update_template", "case_approved", body(before), 1)["version"] == 1


def test_R6_6_a_stale_version_is_refused(call):
    before = call("get_template", "case_approved")
    call("update_template", "case_approved", body(before, title="甲"), 1)
    with pytest.raises(PreconditionFailed) as refusal:
        call("update_template", "case_approved", body(before, title="乙"), 1)
    assert refusal.value.details == {"current_version": 2}


def test_R6_6_wrong_texts_are_refused_with_the_field(call):
    before = call("get_template", "code_register")
    changed = body(before, title="x", sms_text="{name}", provider_codes={"nobody": "1"})
    with pytest.raises(ValidationFailed) as refusal:
        call("update_template", "code_register", changed)
    assert codes(refusal) == [
        ("title", "notify.template_text_unused"),
        ("sms_text", "notify.template_variable_unknown"),
        ("sms_text", "notify.template_variable_missing"),
        ("provider_codes.nobody", "notify.template_provider_unknown"),
    ]
    assert call("get_template", "code_register")["version"] == before["version"]


def test_R6_6_other_variables_need_another_number_at_the_provider(call, office):
    office.providers[0].needs_registration = True
    before = call("get_template", "code_register")
    first = body(before, provider_codes={"only": "SMS_1"})
    call("update_template", "code_register", first)
    again = {**first, "sms_text": "验证码{code}"}
    with pytest.raises(ValidationFailed) as refusal:
        call("update_template", "code_register", again)
    assert codes(refusal) == [("provider_codes.only", "notify.template_code_needed")]
    again["provider_codes"] = {"only": "SMS_2"}
    assert call("update_template", "code_register", again)["provider_codes"] == {"only": "SMS_2"}


def test_R6_6_a_preview_is_filled_in_and_counted(call):
    before = call("get_template", "case_approved")
    tried = {name: before[name] for name in NAMES[:3]} | {"samples": {"case_name": "业" * 70}}
    answer = call("preview_template", "case_approved", tried)
    assert TemplatePreview().validate(answer) == {}
    [sms] = answer["sms"]
    assert sms["text"].startswith("【会计人员服务平台】您的业业")
    assert (sms["encoding"], sms["segments"], sms["room"]) == ("ucs2", 2, 67)
    assert sms["units"] == len(sms["text"])
    assert answer["title"] == "业" * 70 + "审核通过"
    with pytest.raises(ValidationFailed) as refusal:
        call("preview_template", "case_approved", tried | {"samples": {"code": "1"}})
    assert codes(refusal) == [("samples.code", "notify.template_variable_unknown")]


@pytest.mark.parametrize("role", ["reviewer", "authority_admin", "auditor"])
def test_R6_1_only_the_platforms_administrator(call, role):
    context = CallContext(actor_id="x", actor_kind="staff", roles=(role,))
    for method, *args in (
        ("list_templates",),
        ("get_template", "case_approved"),
        ("update_template", "case_approved", {}),
        ("preview_template", "case_approved", {}),
    ):
        with pytest.raises(Forbidden):
            call(method, *args, context=context)


@pytest.mark.parametrize("method", ["get_template", "update_template", "preview_template"])
def test_R6_6_an_unknown_template_is_not_found(call, method):
    tried = {"title": None, "body": None, "sms_text": "x"}
    values = tried | ({"provider_codes": {}} if method == "update_template" else {})
    with pytest.raises(NotFound):
        call(method, "nothing", *(() if method == "get_template" else (values,)))
