"""R8.1, R8.2: calls to services when all goes well, and when it does not."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from itertools import islice

import pytest
from contracts.errors import Forbidden, TooManyRequests, Unavailable
from gateway_fakes import Running, Signer, running_gateway, wait_for


def test_R8_2_deadline_and_expiry_agree(person, services) -> None:
    before = time.monotonic()
    person.get("/me/real-name")
    call = services.calls[0]
    assert before + 7.5 < call.context.deadline < time.monotonic() + 8.5
    assert 7_500 <= int(call.expiration or 0) <= 8_000


def test_R8_1_clock_that_is_off_changes_no_deadline(person, services, monkeypatch) -> None:
    now = time.time()
    for shift in (15.0, -15.0):
        with monkeypatch.context() as clock:
            clock.setattr(time, "time", lambda shift=shift: now + shift)
            person.get("/me/real-name")
    left = [call.context.deadline - time.monotonic() for call in services.calls]
    assert all(7 < seconds <= 8 for seconds in left)


def test_R8_2_services_see_who_asks_from_where(person, services) -> None:
    person.get("/me/real-name")
    assert services.calls[0].context.client_ip == "127.0.0.1"


def test_R8_2_limit_of_a_service_says_how_long_to_wait(client, services) -> None:
    # Numbers may have become text on the way.
    services.default = TooManyRequests(details={"retry_after": "177"})
    answer = client.post("/sms-codes", json={})
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "177")


def test_R8_2_absent_service_is_unavailable_at_once(
    absent_services_gateway: Running, signer
) -> None:
    with absent_services_gateway.client(headers=signer.bearer()) as client:
        began = time.monotonic()
        answer = client.get("/me/real-name")
    assert (answer.status_code, answer.json()["code"]) == (503, "gateway.service_absent")
    assert time.monotonic() - began < 5  # to wait for an answer would take eight


def test_R8_2_late_answer_is_dropped(silent_services_gateway: Running, signer) -> None:
    with silent_services_gateway.client(headers=signer.bearer()) as client:
        answer = client.get("/me/real-name")
        assert (answer.status_code, answer.json()["code"]) == (504, "common.timeout")


def test_R8_2_full_window_is_refused_and_empties(settings, services, signer: Signer) -> None:
    all_asked = threading.Event()
    services.default = lambda **_: {} if all_asked.wait(7) else Unavailable()
    with (
        running_gateway(replace(settings, rpc_window=2)) as running,
        running.client(headers=signer.bearer()) as client,
        ThreadPoolExecutor(8) as pool,
    ):
        asked = [pool.submit(client.get, "/me/real-name") for _ in range(8)]
        refused = [one.result() for one in islice(as_completed(asked), 6)]
        all_asked.set()
        assert {answer.status_code for answer in refused} == {503}
        assert [one.result().status_code for one in asked].count(200) == 2
        assert refused[0].json()["code"] == "gateway.overloaded"
        assert int(refused[0].headers["retry-after"]) >= 1
        assert client.get("/me/real-name").status_code == 200


def test_R2_1_3_new_replica_knows_sessions_that_ended_before(
    gateway, settings, signer, services
) -> None:
    data = {"session_id": "ended-before", "expires_at": "2199-01-01T00:00:00+00:00"}
    services.publish("identity", "session_ended", data)
    headers = signer.bearer(sid="ended-before")
    with gateway.client(headers=headers) as client:
        wait_for(lambda: client.get("/sessions").status_code == 401, "the event did not arrive")
    with running_gateway(settings) as later, later.client(headers=headers) as client:
        assert client.get("/sessions").json()["code"] == "gateway.session_ended"


def test_R8_2_home_page_names_unavailable_services(person, services) -> None:
    services.answers["identity.get_me"] = {"person_id": "p", "version": 1}
    services.answers["collection.get_status"] = Unavailable()
    services.answers["notify.count_unread"] = {"unread": 4}
    answer = person.get("/me").json()
    assert answer["unavailable"] == ["collection"]
    assert (answer["collection_status"], answer["unread"]) == (None, 4)


@pytest.fixture
def hasty(settings, services) -> Iterator[Running]:
    """A gateway that waits longer for what it needs than any client here, and next to not for the rest."""
    hurried = replace(settings, rpc_timeout=60.0, optional_seconds=0.3)
    with running_gateway(hurried) as running:
        yield running


def test_R8_1_home_page_does_not_wait_for_what_it_can_do_without(hasty, services, signer) -> None:
    services.answers["identity.get_me"] = {"person_id": "p", "version": 1}
    services.silent.add("collection.get_status")
    with hasty.client(headers=signer.bearer()) as client:
        answer = client.get("/me").json()
    assert (answer["unavailable"], answer["collection_status"]) == (["collection"], None)
    patience = {call.target: int(call.expiration or 0) for call in services.calls}
    assert patience["collection.get_status"] <= 300 < patience["identity.get_me"]


@pytest.mark.parametrize("path", ["/reviews/summary", "/admin/policies/review"])
def test_R8_1_list_of_all_owners_does_not_wait_for_one(hasty, services, signer, path) -> None:
    services.default = {"items": [{"kind": "x"}]}
    services.silent |= {"transfer.summarise_reviews", "transfer.list_case_policies"}
    with hasty.client(headers=signer.bearer("staff")) as client:
        answer = client.get(path).json()
    assert (answer["unavailable"], len(answer["items"])) == (["transfer"], 3)


def test_R6_2_reviews_go_to_the_owner_of_the_kind(staff, services) -> None:
    services.default = {"items": [{"kind": "x"}], "version": 1}
    staff.get("/reviews?kind=real_name&overdue=true&limit=5")
    staff.post("/reviews/collection/case-1/approve", headers={"If-Match": '"4"'})
    staff.post("/reviews/collection/case-1/release", json={})
    listed, approved, released = services.calls
    assert listed.target == "identity.list_reviews"
    assert (listed.arguments["overdue"], listed.arguments["limit"]) == (True, 5)
    assert approved.target == "collection.approve_review"
    one = {"kind": "collection", "case_id": "case-1"}
    assert approved.arguments == one | {"body": {}, "expected_version": 4}
    assert released.arguments == one
    assert staff.get("/reviews/holiday/case-1").json()["code"] == "gateway.kind_not_available"


def test_R6_2_a_mobile_number_finds_the_cases_of_whoever_has_it_now(staff, services) -> None:
    services.default = {"items": []}
    services.answers["identity.find_person_by_phone"] = {"person_id": "person-1"}
    staff.get("/reviews", params={"kind": "change", "q": "+86 138-1234-5678"})
    asked, listed = services.calls
    assert asked.arguments == {"phone": "13812345678"}
    assert listed.target == "changes.list_reviews"
    assert (listed.arguments["q"], listed.arguments["person_id"]) == (None, "person-1")


def test_R6_2_a_number_that_nobody_has_is_searched_as_it_is(staff, services) -> None:
    services.default = {"items": []}
    services.answers["identity.find_person_by_phone"] = {"person_id": None}
    staff.get("/reviews", params={"kind": "change", "q": "13812345678"})
    listed = services.calls[-1].arguments
    assert (listed["q"], "person_id" in listed) == ("13812345678", False)


def test_R6_2_summary_adds_up_all_owners(staff, services) -> None:
    services.default = {"items": []}
    services.answers["collection.summarise_reviews"] = {"items": [{"kind": "collection"}]}
    services.answers["identity.summarise_reviews"] = {"items": [{"kind": "real_name"}]}
    kinds = [item["kind"] for item in staff.get("/reviews/summary").json()["items"]]
    assert kinds == ["collection", "real_name"]


def test_R6_2_summary_names_the_owner_it_could_not_reach(staff, services) -> None:
    services.default = {"items": [{"kind": "x"}]}
    services.answers["transfer.summarise_reviews"] = Unavailable()
    answer = staff.get("/reviews/summary").json()
    assert answer["unavailable"] == ["transfer"]
    assert len(answer["items"]) == 3


def test_R6_2_summary_is_refused_to_those_who_may_not_see_it(staff, services) -> None:
    services.default = {"items": []}
    services.answers["identity.summarise_reviews"] = Forbidden()
    assert staff.get("/reviews/summary").status_code == 403
