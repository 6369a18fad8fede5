"""R6.6 over HTTP: the platform's administrator changes a text, and puts it back."""

from collections.abc import AsyncIterator

import pytest
from demo.client import AusmClient
from demo.scenario import refusal
from support.scenarios import Scenarios

pytestmark = pytest.mark.anyio

PATH = "/admin/templates/case_withdrawn"
TEXTS = ("title", "body", "sms_text")


@pytest.fixture
async def admin(scenarios: Scenarios) -> AsyncIterator[AusmClient]:
    client = await scenarios.staff("platform_admin")
    yield client
    await client.close()


async def test_R6_6_a_text_is_tried_changed_and_put_back(admin: AusmClient) -> None:
    listed = (await admin.call("GET", "/admin/templates")).rows
    assert "case_withdrawn" in [each["template_id"] for each in listed]
    found = await admin.call("GET", PATH)
    texts = {name: found.data[name] for name in TEXTS}
    tried = {**texts, "body": "您已撤回{case_name}。"}
    shown = (await admin.call("POST", f"{PATH}/preview", json=tried)).data
    assert shown["body"] == "您已撤回信息采集。"
    codes = {"provider_codes": found.data["provider_codes"]}
    saved = await admin.call("PUT", PATH, json=tried | codes, version=found.headers["ETag"])
    assert (saved.data["body"], saved.data["edited"]) == (tried["body"], True)
    stale = admin.call("PUT", PATH, json=texts | codes, version=found.headers["ETag"])
    assert (await refusal(stale, "a stale edit")).status == 412
    back = await admin.call("PUT", PATH, json=texts | codes, version=saved.headers["ETag"])
    assert back.data["body"] == texts["body"]


async def test_R6_6_a_text_with_an_unknown_variable_is_refused(admin: AusmClient) -> None:
    found = (await admin.call("GET", PATH)).data
    texts = {name: found[name] for name in TEXTS} | {"body": "{secret}"}
    asked = admin.call("PUT", PATH, json=texts | {"provider_codes": found["provider_codes"]})
    problem = await refusal(asked, "took an unknown variable")
    assert problem.status == 422
    [error] = problem.body["errors"]
    assert (error["field"], error["code"]) == ("body", "notify.template_variable_unknown")
    assert "{secret}" in error["message"]


async def test_R6_1_reviewers_do_not_change_texts(scenarios: Scenarios) -> None:
    client = await scenarios.staff("hebei_reviewer")
    problem = await refusal(client.call("GET", PATH), "a reviewer read templates")
    assert (problem.status, problem.code) == (403, "notify.template_admin_only")
    await client.close()


async def test_R7_1_a_report_without_the_token_is_not_taken(admin: AusmClient) -> None:
    path = "/sms-reports/sandbox?token=0123456789abcdef"
    problem = await refusal(admin.call("POST", path, json=[]), "took a report")
    assert (problem.status, problem.code) == (404, "notify.report_unknown")
