"""R1.2.1 at the door: the help centre is public and cacheable, its administration is not."""

import pytest
from contracts.errors import NotFound, PreconditionFailed, ValidationFailed, Violation

ID = "5f0c6c1e-3a55-4c7e-9a57-1d1f7b1f2a10"
PAGE = {"items": [], "next_cursor": None}


def test_R1_2_1_search_reaches_the_service_without_a_log_in(client, services) -> None:
    services.answers["notify.list_help_articles"] = PAGE
    query = {"q": "注册", "category": "register", "featured": "true", "limit": "5"}
    answer = client.get("/help/articles", params=query)
    assert (answer.status_code, answer.json()) == (200, PAGE)
    [call] = services.calls
    assert call.target == "notify.list_help_articles"
    assert call.arguments == {
        "q": "注册",
        "category": "register",
        "featured": True,
        "cursor": None,
        "limit": 5,
    }
    assert call.context.actor_kind == "anonymous"


@pytest.mark.parametrize("path", ["/help/articles", "/help/articles/sms-code"])
def test_R8_2_help_is_cacheable_until_it_changes(client, services, path: str) -> None:
    services.default = {**PAGE, "title": "甲"}
    answer = client.get(path)
    assert answer.headers["cache-control"] == "public, max-age=60"
    assert answer.headers["ratelimit-limit"]
    tag = {"If-None-Match": answer.headers["etag"]}
    again = client.get(path, headers=tag)
    assert (again.status_code, again.content) == (304, b"")
    services.default = {**PAGE, "title": "乙"}
    assert client.get(path, headers=tag).status_code == 200


@pytest.mark.parametrize("featured", ["1", "yes", "TRUE"])
def test_R8_2_a_truth_is_true_or_false(client, featured: str) -> None:
    answer = client.get("/help/articles", params={"featured": featured})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "featured"


def test_R1_2_1_an_unknown_article_says_where_to_look(client, services) -> None:
    services.default = NotFound("notify.help_article_not_found")
    answer = client.get("/help/articles/nothing")
    assert (answer.status_code, answer.json()["code"]) == (404, "notify.help_article_not_found")
    assert "帮助中心" in answer.json()["detail"]


ADMINISTRATION = [
    ("GET", "/admin/help-articles"),
    ("POST", "/admin/help-articles"),
    ("GET", f"/admin/help-articles/{ID}"),
    ("PUT", f"/admin/help-articles/{ID}"),
    ("POST", f"/admin/help-articles/{ID}/publish"),
    ("POST", f"/admin/help-articles/{ID}/unpublish"),
]


@pytest.mark.parametrize(("method", "path"), ADMINISTRATION)
def test_R6_6_persons_and_strangers_do_not_administer(
    client, person, services, method: str, path: str
) -> None:
    assert client.request(method, path, json={}).status_code == 401
    assert person.request(method, path, json={}).status_code == 403
    assert services.calls == []


def test_R6_6_versions_and_keys_travel(staff, services) -> None:
    services.default = {"article_id": ID, "version": 3}
    headers = {"If-Match": '"2"', "Idempotency-Key": "key-1"}
    answer = staff.put(f"/admin/help-articles/{ID}", json={"title": "甲"}, headers=headers)
    assert answer.headers["etag"].startswith('"3-')
    [call] = services.calls
    assert call.arguments == {"article_id": ID, "body": {"title": "甲"}, "expected_version": 2}
    assert call.context.idempotency_key == "key-1"
    staff.post(f"/admin/help-articles/{ID}/publish", headers={"If-Match": answer.headers["etag"]})
    assert services.calls[-1].arguments == {"article_id": ID, "expected_version": 3}
    assert staff.post("/admin/help-articles", json={}).status_code == 201


def test_R6_6_refusals_name_field_and_reason(staff, services) -> None:
    services.default = ValidationFailed.of([Violation("body_markdown", "notify.help_html")])
    answer = staff.post("/admin/help-articles", json={})
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert (error["field"], error["code"]) == ("body_markdown", "notify.help_html")
    assert "HTML" in error["message"]
    services.default = PreconditionFailed(details={"current_version": 9})
    stale = staff.put(f"/admin/help-articles/{ID}", json={}, headers={"If-Match": '"2"'})
    assert (stale.status_code, stale.json()["current_version"]) == (412, 9)
