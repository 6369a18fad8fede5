"""R3.6.1, R4.3.1, R5.2.1: a person's cases of all kinds in one list, out of four services."""

import time
from dataclasses import replace

import pytest
from contracts.case_kinds import CASE_OWNERS
from contracts.errors import NotFound, Unavailable, ValidationFailed, Violation
from contracts.schemas.cases import PersonCaseList
from gateway_fakes import running_gateway

METHOD = "list_own_cases"
NONE = {"items": [], "more": False}


def item(kind: str, day: int, number: int = 1) -> dict:
    case_id = f"5f0c6c1e-3a55-4c7e-9a57-1d1f7b1f2a{number:02}"
    return {
        "kind": kind,
        "kind_name": "信息变更",
        "case_id": case_id,
        "title": "教育经历：变更",
        "status": "submitted",
        "status_name": "待审核",
        "status_text": "已提交，正在排队等待审核",
        "open": True,
        "authority": {"authority_id": "au-110108", "name": "北京市海淀区财政局"},
        "round": 1,
        "submitted_at": f"2026-11-{day:02}T08:00:00+00:00",
        "decided_at": None,
        "next_step": None,
        "available_actions": ["withdraw"],
        "link": "/changes",
        "cursor": f"after-{day}-{number}",
    }


@pytest.fixture
def owners(services):
    """`owners(changes=[…])`: what each service lists; those that are not named have nothing."""

    def answer(more: bool = False, **items: list) -> None:
        for owner in CASE_OWNERS:
            found = {"items": items.get(owner, []), "more": more and owner in items}
            services.answers[f"{owner}.{METHOD}"] = found

    return answer


def days(answer) -> list[str]:
    assert answer.status_code == 200
    assert PersonCaseList().validate(answer.json()) == {}
    return [one["submitted_at"][8:10] for one in answer.json()["items"]]


def test_R3_6_1_the_newest_of_all_services_come_first(person, owners) -> None:
    owners(
        changes=[item("credit", 20, 1), item("change", 5, 2)],
        transfer=[item("transfer", 11, 3)],
        collection=[item("collection", 2, 4)],
    )
    answer = person.get("/me/cases")
    assert days(answer) == ["20", "11", "05", "02"]
    body = answer.json()
    assert (body["next_cursor"], body["unavailable"], body["unavailable_kinds"]) == (None, [], [])
    assert "cursor" not in body["items"][0]


def test_R8_2_all_services_are_read_on_from_one_place(person, owners, services) -> None:
    owners(
        changes=[item("credit", 20, 1), item("change", 5, 2)], transfer=[item("transfer", 11, 3)]
    )
    first = person.get("/me/cases", params={"limit": 2, "open": "true"})
    assert days(first) == ["20", "11"]
    assert first.json()["next_cursor"] == "after-11-3"
    services.calls.clear()
    person.get("/me/cases", params={"limit": 2, "open": "false", "cursor": "after-11-3"})
    assert {call.target for call in services.calls} == {f"{one}.{METHOD}" for one in CASE_OWNERS}
    for call in services.calls:
        assert call.arguments == {"is_open": False, "cursor": "after-11-3", "limit": 2}
        assert call.context.actor_id == "person-1"


def test_R8_2_a_service_with_more_leads_to_a_further_page(person, owners) -> None:
    owners(more=True, changes=[item("change", 5, 2)])
    assert person.get("/me/cases", params={"limit": 1}).json()["next_cursor"] == "after-5-2"


@pytest.mark.parametrize("away", ["silent", "unavailable"])
def test_R8_1_a_service_that_stands_still_is_named(
    services, owners, signer, away: str, request
) -> None:
    hurried = request.getfixturevalue("hurried_gateway")
    owners(changes=[item("change", 5)], transfer=[item("transfer", 11)])
    if away == "silent":
        services.silent.add(f"transfer.{METHOD}")
    else:
        services.answers[f"transfer.{METHOD}"] = Unavailable()
    started = time.monotonic()
    with hurried.client(headers=signer.bearer()) as client:
        answer = client.get("/me/cases")
    assert days(answer) == ["05"]
    body = answer.json()
    assert (body["unavailable"], body["unavailable_kinds"]) == (["transfer"], ["transfer"])
    assert time.monotonic() - started < 5


@pytest.fixture(scope="module")
def hurried_gateway(settings):
    with running_gateway(replace(settings, optional_seconds=0.5)) as running:
        yield running


def test_R8_1_an_owner_of_several_kinds_names_them_all(person, services, owners) -> None:
    owners(transfer=[item("transfer", 11)])
    services.answers[f"changes.{METHOD}"] = Unavailable()
    body = person.get("/me/cases").json()
    assert body["unavailable"] == ["changes"]
    assert body["unavailable_kinds"] == ["change", "credit", "reward_penalty"]


def test_R8_1_without_any_service_the_list_is_an_error(person, services) -> None:
    services.default = Unavailable()
    assert person.get("/me/cases").status_code == 503


def test_R8_2_a_bad_cursor_is_refused(person, services) -> None:
    services.default = ValidationFailed.of([Violation("cursor", "common.bad_cursor")])
    answer = person.get("/me/cases", params={"cursor": "x"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "cursor")


def test_R3_6_1_one_case_is_its_owners(person, services) -> None:
    services.answers["transfer.get_own_case"] = {**item("transfer", 3), "history": []}
    case_id = item("transfer", 3)["case_id"]
    assert person.get(f"/me/cases/transfer/{case_id}").status_code == 200
    [call] = services.calls
    assert call.arguments == {"kind": "transfer", "case_id": case_id}
    assert person.get(f"/me/cases/unknown/{case_id}").status_code == 404
    services.answers["transfer.get_own_case"] = NotFound("casework.case_not_found")
    assert person.get(f"/me/cases/transfer/{case_id}").status_code == 404


def test_R8_2_cases_are_their_persons(client, staff, services) -> None:
    for path in ("/me/cases", "/me/cases/change/5f0c6c1e-3a55-4c7e-9a57-1d1f7b1f2a10"):
        assert client.get(path).status_code == 401
        assert staff.get(path).status_code == 403
    assert services.calls == []
