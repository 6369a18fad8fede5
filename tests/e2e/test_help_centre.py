"""R1.2.1, R6.6 over HTTP: people find articles, the platform's administrator writes them."""

import uuid
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from contracts.platform import API_PREFIX
from demo.client import AusmClient
from demo.scenario import eventually, refusal
from demo.story import ScenarioClients
from demo.transport import new_key
from support.scenarios import Scenarios

pytestmark = pytest.mark.anyio

ARTICLES, ADMIN = "/help/articles", "/admin/help-articles"


@pytest.fixture
async def admin(scenarios: Scenarios) -> AsyncIterator[AusmClient]:
    client = await scenarios.staff("platform_admin")
    yield client
    await client.close()


@pytest.fixture
async def reader(scenarios: Scenarios) -> AsyncIterator[AusmClient]:
    client = scenarios.clients.new_client()
    yield client
    await client.close()


@pytest.fixture
async def plain(clients: ScenarioClients) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=clients.base_url + API_PREFIX) as client:
        yield client


async def found(reader: AusmClient, **query: Any) -> list[str]:
    answer = await reader.call("GET", ARTICLES, params=query)
    return [item["slug"] for item in answer.rows]


def draft(**changed: Any) -> dict[str, Any]:
    return {
        "slug": f"test-{uuid.uuid4().hex[:12]}",
        "title": "窗口暂停办理的通知",
        "category": "register",
        "summary": "系统维护期间暂停办理。",
        "body_markdown": "## 时间\n\n请见[注册](/help/register)。",
        **changed,
    }


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        pytest.param("收不到短信", "sms-code", id="R1.2.1-words"),
        pytest.param("zhuce", "register", id="R1.2.1-pinyin"),
        pytest.param("zczh", "register", id="R1.2.1-initials"),
        pytest.param("生僻字", "rare-characters", id="R1.2.1-rare-characters"),
    ],
)
async def test_search(reader: AusmClient, query: str, slug: str) -> None:
    assert (await found(reader, q=query))[0] == slug


async def test_R1_2_1_categories_and_featured(reader: AusmClient) -> None:
    listed = await found(reader, category="transfers", limit=100)
    assert {"transfer", "transfer-blockers"} <= set(listed)
    featured = await found(reader, featured="true", limit=100)
    assert "register" in featured
    assert "id-types" not in featured
    article = (await reader.call("GET", f"{ARTICLES}/{featured[0]}")).data
    assert article["featured"] is True


async def test_R1_2_1_every_article_can_be_read_page_by_page(reader: AusmClient) -> None:
    slugs: list[str] = []
    cursor: str | None = None
    while True:
        query = {"limit": 10} | ({"cursor": cursor} if cursor else {})
        page = (await reader.call("GET", ARTICLES, params=query)).data
        slugs += [item["slug"] for item in page["items"]]
        cursor = page["next_cursor"]
        if not cursor:
            break
    assert len(slugs) == len(set(slugs)) >= 20
    for slug in slugs[:20]:
        assert (await reader.call("GET", f"{ARTICLES}/{slug}")).data["body_markdown"]


async def test_R8_2_an_unchanged_article_is_304(plain: httpx.AsyncClient) -> None:
    answer = await plain.get(f"{ARTICLES}/register")
    again = await plain.get(
        f"{ARTICLES}/register", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304


async def test_R6_6_a_draft_shows_when_it_is_published_and_goes_when_it_is_not(
    admin: AusmClient, reader: AusmClient
) -> None:
    body, key = draft(), new_key()
    made = await admin.call("POST", ADMIN, json=body, key=key)
    assert (await admin.call("POST", ADMIN, json=body, key=key)).data == made.data
    path, public = f"{ADMIN}/{made.data['article_id']}", f"{ARTICLES}/{body['slug']}"
    hidden = await refusal(reader.call("GET", public), "a draft was shown")
    assert (hidden.status, hidden.code) == (404, "notify.help_article_not_found")
    await admin.call("POST", f"{path}/publish", version=made.headers["ETag"])
    assert (await reader.call("GET", public)).data["title"] == body["title"]
    assert body["slug"] in await found(reader, q="chuangkou")
    changed = {name: body[name] for name in body if name != "slug"} | {"title": "窗口恢复办理"}
    saved = await admin.call("PUT", path, json=changed, version=made.headers["ETag"])
    assert (await reader.call("GET", public)).data["title"] == body["title"]
    stale = admin.call("PUT", path, json=changed, version=made.headers["ETag"])
    assert (await refusal(stale, "a stale edit")).status == 412
    await admin.call("POST", f"{path}/publish", version=saved.headers["ETag"])
    assert (await reader.call("GET", public)).data["title"] == "窗口恢复办理"
    await admin.call("POST", f"{path}/unpublish")
    assert (await refusal(reader.call("GET", public), "still shown")).status == 404


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("<b>粗</b>", "notify.help_html", id="R1.2.1-html"),
        pytest.param("[x](javascript:alert)", "notify.help_link", id="R1.2.1-link"),
        pytest.param("[x](/help/nothing)", "notify.help_link_unknown", id="R1.2.1-dead-link"),
    ],
)
async def test_text_that_may_not_be(admin: AusmClient, text: str, code: str) -> None:
    asked = admin.call("POST", ADMIN, json=draft(body_markdown=text))
    problem = await refusal(asked, f"took {text}")
    assert problem.status == 422
    assert [error["code"] for error in problem.body["errors"]] == [code]


async def test_R6_1_reviewers_do_not_write_help(scenarios: Scenarios) -> None:
    client = await scenarios.staff("hebei_reviewer")
    problem = await refusal(client.call("POST", ADMIN, json=draft()), "a reviewer wrote help")
    assert (problem.status, problem.code) == (403, "notify.help_admin_only")
    await client.close()


async def test_R6_4_what_administrators_write_is_on_record(
    admin: AusmClient, scenarios: Scenarios
) -> None:
    body = draft()
    await admin.call("POST", ADMIN, json=body)
    auditor = await scenarios.staff("auditor")

    async def recorded() -> dict[str, Any] | None:
        query = {"action": "help_article_created", "limit": 20}
        rows = (await auditor.call("GET", "/staff/audit", params=query)).rows
        mine = [row for row in rows if row["details"].get("slug") == body["slug"]]
        return mine[0] if mine else None

    entry = await eventually(recorded, "not recorded", 30)
    assert entry["action_text"] == "新建帮助文章"
    await auditor.close()
