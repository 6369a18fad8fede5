"""Texts come from the file into the table, again and again, and staff's own wording stays."""

import os
import subprocess
import sys
from dataclasses import replace

import pytest
from notify.domain.templates import TemplateInvalid
from notify.models import Template
from notify.queries.help_files import file_articles
from notify.queries.templates import file_templates, registered_params, sms_templates
from notify.seed import __main__ as seed
from notify.use_cases.load_templates import Loaded, load_templates
from sqlalchemy import delete, update

TEXT = "您的{case_name}已由{authority_name}审核通过！"
EDITED = "{case_name}已通过，本部门祝贺您。"


def load(office, **changed):
    texts = {**file_templates(), **changed}
    return office.db.run(load_templates, texts)


def stored(office, template_id="case_approved"):
    return office.db.read(lambda session: session.get(Template, template_id))


def edit(office, **values):
    statement = update(Template).where(Template.template_id == "case_approved").values(**values)
    with office.db.unit_of_work() as uow:
        uow.session.execute(statement)


def forget(office, *template_ids):
    statement = delete(Template).where(Template.template_id.in_(template_ids))
    with office.db.unit_of_work() as uow:
        uow.session.execute(statement)


@pytest.fixture
def newer():
    return replace(file_templates()["case_approved"], sms_text=TEXT)


def test_R7_1_what_the_migrations_wrote_is_the_file(office):
    assert {key: stored(office, key).text() for key in file_templates()} == file_templates()
    assert not any(stored(office, key).is_edited() for key in file_templates())


def test_R7_1_loading_again_changes_nothing(office):
    before = stored(office).updated_at
    assert [load(office), load(office)] == [Loaded(), Loaded()]
    assert stored(office).updated_at == before


def test_R7_1_a_newer_text_replaces_one_that_nobody_edited(office, newer):
    edit(office, provider_codes={"aliyun": "SMS_1"})
    assert load(office, case_approved=newer) == Loaded(replaced=1)
    assert stored(office).sms_text == TEXT
    assert stored(office).provider_codes == {"aliyun": "SMS_1"}
    assert load(office, case_approved=newer) == Loaded()


def test_R7_1_what_staff_have_edited_stays(office, newer):
    edit(office, sms_text=EDITED)
    assert stored(office).is_edited()
    assert load(office, case_approved=newer) == Loaded(kept=1)
    assert stored(office).sms_text == EDITED


def test_R7_1_an_edit_taken_back_lets_newer_texts_in(office, newer):
    edit(office, sms_text=EDITED)
    assert load(office) == Loaded(kept=1)
    edit(office, sms_text=file_templates()["case_approved"].sms_text)
    assert load(office, case_approved=newer) == Loaded(replaced=1)


def test_R7_1_a_text_without_a_row_is_added(office):
    forget(office, "case_approved", "code_register")
    assert load(office) == Loaded(added=2)
    assert stored(office, "code_register").sms_expires_after == 180


def test_R7_1_without_a_row_the_text_of_the_file_is_used(office, person_id):
    forget(office, "case_approved")
    office.handle(office.case_event("collection_approved"), "case_approved")
    office.sender().send_due()
    [message] = office.providers[0].calls
    assert message.text == "【会计人员服务平台】您的信息采集已由北京市海淀区财政局审核通过。"
    needed = office.db.read(registered_params, "case_approved")
    assert needed == ["case_name", "authority_name"]
    assert "case_approved" in office.db.read(sms_templates)


def test_R7_1_an_edited_row_without_an_sms_sends_none(office):
    edit(office, sms_text=None)
    assert "case_approved" not in office.db.read(sms_templates)


def test_R7_1_the_job_names_a_text_that_cannot_be_used(monkeypatch, capsys):
    def broken():
        raise TemplateInvalid("case_approved: unknown variables item")

    monkeypatch.setattr(seed, "file_templates", broken)
    assert seed.main([]) == 1
    assert capsys.readouterr().err == "templates.toml: case_approved: unknown variables item\n"


def test_R7_1_the_job_needs_nothing_but_the_database(service_database):
    settings = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "notify.seed"],
        env={**settings, "AUSM_DATABASE_URL": service_database("notify")},
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stderr == ""
    articles = len(file_articles())
    assert done.stdout.splitlines() == [
        "templates: 0 added, 0 replaced, 0 kept as edited",
        f"help articles: {articles} added, 0 replaced, 0 kept as edited",
    ]
