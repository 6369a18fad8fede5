"""R8.4: a person's own data, from the request to the archive and its removal."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any, ClassVar

import pytest
from chassis.clock import utc_now
from chassis.service import rpc
from chassis.storage.bucket import BucketStorage
from chassis.storage.sealed_pieces import open_piece
from chassis.testing.waiting import wait_until
from contracts.context import CallContext
from contracts.errors import Conflict, Forbidden, NotFound, TooManyRequests, Unavailable
from contracts.personal_data import PARTS
from contracts.schemas.identity import DataExport, DataExportList
from identity.domain.exports import MOST_ATTEMPTS
from identity.use_cases import exports
from identity.use_cases.export_worker import remove_expired
from identity_factories import PASSWORD, Scenario, code_of, person, service
from nameko.extensions import DependencyProvider
from real_name_factories import submit

BODY = {"password": PASSWORD}


class Caller(DependencyProvider):
    def get_dependency(self, worker_ctx: Any) -> Any:
        return worker_ctx.data["call_context"]


class _Owner:
    """Tells what it was asked; one that is `away` does not answer."""

    caller = Caller()
    away: ClassVar[set[str]] = set()

    @rpc
    def list_personal_data(
        self, person_id: str, part: str, cursor: str | None = None
    ) -> dict[str, Any]:
        assert self.caller.actor_kind == "service"
        if self.name in self.away:  # type: ignore[attr-defined]
            raise Unavailable
        said = f"{part} of {person_id}"
        return {"items": [{"title": said}], "next_cursor": None if cursor else "more"}

    @rpc
    def list_personal_files(self, person_id: str, cursor: str | None = None) -> dict[str, Any]:
        return {"items": [], "next_cursor": None}


FAKES = [
    type(f"Fake{name.capitalize()}", (_Owner,), {"name": name})
    for name in ("collection", "changes", "transfer", "notify")
]


@pytest.fixture
def identity(start: Callable[..., Scenario], run_service: Callable[..., Any]) -> Scenario:
    _Owner.away = set()
    for fake in FAKES:
        run_service(fake, AUSM_DATABASE_URL="postgresql://unused")
    return start(hurried=frozenset({"make_exports"}))


@pytest.fixture
def owner(identity: Scenario) -> CallContext:
    _, body = identity.register(name="古丽·买买提")
    return identity.session_of(identity.log_in(body["phone"]))


def ready(identity: Scenario, owner: CallContext, export_id: str) -> dict[str, Any]:
    def found() -> dict[str, Any] | None:
        shown = identity.call("get_export", owner, export_id=export_id)
        return shown if shown["status"] == "ready" else None

    return wait_until(found, seconds=30)


def unpacked(identity: Scenario, opened: dict[str, Any]) -> zipfile.ZipFile:
    where = (opened["bucket"], opened["prefix"], opened["data_key"])
    pieces = [open_piece(identity.store, *where, number) for number in range(opened["pieces"])]
    content = b"".join(pieces)
    assert len(content) == opened["size"]
    return zipfile.ZipFile(io.BytesIO(content))


def pieces_of(identity: Scenario, export_id: str) -> list[str]:
    return [found.key for found in identity.store.list("identity", f"exports/{export_id}/")]


def test_R8_4_asked_for_made_downloaded(identity: Scenario, owner: CallContext) -> None:
    submit(identity, owner)
    asked = identity.call("request_export", owner, body=BODY)
    assert not DataExport().validate(asked)
    shown = ready(identity, owner, asked["export_id"])
    assert shown["progress"]["done"] == shown["progress"]["total"]
    assert shown["available_actions"] == ["download"]
    opened = identity.call("open_export", owner, export_id=asked["export_id"])
    archive = unpacked(identity, opened)
    assert archive.testzip() is None
    data = {p.code: json.loads(archive.read(f"data/{p.code}.json"))["items"] for p in PARTS}
    [account] = data["account"]
    assert account["name"] == "古丽·买买提"
    assert "password_hash" not in account
    assert {one["kind"] for one in data["consents"]} >= {"account_terms", "privacy"}
    assert data["sessions"]
    assert [one["action"] for one in data["real_name_steps"]] == ["submit"]
    assert data["changes"] == [{"title": f"changes of {owner.actor_id}"}] * 2
    photos = [name for name in archive.namelist() if name.startswith("files/identity/")]
    assert len(photos) == 3
    page = archive.read("pages/account.html").decode()
    assert "<th>姓名或名称</th><td>古丽·买买提</td>" in page
    listed = identity.call("list_exports", owner)
    assert not DataExportList().validate(listed)
    assert [one["export_id"] for one in listed["items"]] == [asked["export_id"]]


def test_R8_4_the_person_is_told_and_it_is_on_record(
    identity: Scenario, owner: CallContext
) -> None:
    asked = identity.call("request_export", owner, body=BODY)
    ready(identity, owner, asked["export_id"])
    event = identity.events.wait_for("data_export_ready")[0]["data"]
    assert event == {"person_id": owner.actor_id, "export_id": asked["export_id"]}
    live = [one["data"]["status"] for one in identity.events.wait_for("export_changed", 2)]
    assert live == ["running", "ready"]
    identity.call("open_export", owner, export_id=asked["export_id"])

    def actions() -> bool:
        log = identity.call("list_access_log", owner, include_own=True)["items"]
        return {"data_export_requested", "data_export_downloaded"} <= {i["action"] for i in log}

    wait_until(actions)


def test_R8_4_nothing_without_the_password_and_attempts_are_counted(
    identity: Scenario, owner: CallContext
) -> None:
    for _ in range(5):
        wrong = {"password": "Wrong#2026"}
        code = code_of(identity.call, "request_export", owner, body=wrong)
        assert code == "identity.password_wrong"
    with pytest.raises(TooManyRequests):
        identity.call("request_export", owner, body=BODY)
    assert identity.call("list_exports", owner)["items"] == []


def test_R8_4_one_at_a_time_and_three_a_day(
    identity: Scenario, owner: CallContext, moment: Any
) -> None:
    _Owner.away = {"changes"}
    identity.call("request_export", owner, body=BODY)
    with pytest.raises(Conflict) as refusal:
        identity.call("request_export", owner, body=BODY)
    assert refusal.value.code == "identity.export_open"
    for _ in range(2):
        identity.execute("UPDATE data_exports SET state = 'failed'")
        identity.call("request_export", owner, body=BODY)
    identity.execute("UPDATE data_exports SET state = 'failed'")
    with pytest.raises(TooManyRequests) as limit:
        identity.call("request_export", owner, body=BODY)
    assert limit.value.code == "identity.export_limit"


def test_R8_4_others_and_older_sessions_do_not_get_it(
    identity: Scenario, owner: CallContext
) -> None:
    phone = identity.register()[1]["phone"]
    stranger = identity.session_of(identity.log_in(phone))
    older = identity.session_of(identity.log_in(phone))
    mine = identity.call("request_export", stranger, body=BODY)
    ready(identity, stranger, mine["export_id"])
    for method in ("get_export", "open_export"):
        with pytest.raises(NotFound):
            identity.call(method, owner, export_id=mine["export_id"])
    with pytest.raises(Forbidden) as refusal:
        identity.call("open_export", older, export_id=mine["export_id"])
    assert refusal.value.code == "identity.log_in_again"
    later = identity.session_of(identity.log_in(phone))
    assert identity.call("open_export", later, export_id=mine["export_id"])["pieces"] >= 1


def test_R8_4_an_owner_that_is_away_is_asked_again_later(
    identity: Scenario, owner: CallContext
) -> None:
    _Owner.away = {"changes"}
    asked = identity.call("request_export", owner, body=BODY)
    attempts = "SELECT attempts FROM data_exports WHERE state = 'pending' AND attempts > 0"
    wait_until(lambda: identity.scalar(attempts), seconds=20)
    with pytest.raises(Conflict) as refusal:
        identity.call("open_export", owner, export_id=asked["export_id"])
    assert refusal.value.code == "identity.export_not_ready"
    _Owner.away = set()
    identity.execute("UPDATE data_exports SET due_at = now()")
    ready(identity, owner, asked["export_id"])


def test_R8_4_who_died_is_followed_by_another_and_cannot_come_back(
    identity: Scenario, owner: CallContext
) -> None:
    _Owner.away = {"changes"}
    asked = identity.call("request_export", owner, body=BODY)
    failed = "SELECT state = 'pending' AND attempts = 1 FROM data_exports"
    wait_until(lambda: identity.scalar(failed), seconds=20)
    dead = exports.Worker(asked["export_id"], owner.actor_id or "", 1, "00")
    identity.store.put("identity", f"{dead.prefix}000000", b"half", "x/y")
    _Owner.away = set()
    # As a worker leaves it that was killed.
    identity.execute("UPDATE data_exports SET state = 'running', due_at = now()")
    ready(identity, owner, asked["export_id"])
    assert identity.db.run(exports.keep_turn, dead, 3) is False
    identity.db.run(exports.put_off, dead)
    assert identity.call("get_export", owner, export_id=asked["export_id"])["status"] == "ready"
    wait_until(lambda: all("/2/" in key for key in pieces_of(identity, asked["export_id"])))
    unpacked(identity, identity.call("open_export", owner, export_id=asked["export_id"]))


def test_R8_4_what_never_succeeds_is_given_up_and_told(
    identity: Scenario, owner: CallContext
) -> None:
    _Owner.away = {"notify"}
    asked = identity.call("request_export", owner, body=BODY)
    for number in range(1, MOST_ATTEMPTS + 1):
        identity.execute("UPDATE data_exports SET due_at = now() WHERE state = 'pending'")
        ended = f"SELECT attempts = {number} AND state <> 'running' FROM data_exports"
        wait_until(partial(identity.scalar, ended), seconds=20)
    assert identity.call("get_export", owner, export_id=asked["export_id"])["status"] == "failed"
    assert identity.events.wait_for("data_export_failed")[0]["data"]["person_id"] == owner.actor_id


def test_R8_4_after_seven_days_it_is_gone(identity: Scenario, owner: CallContext) -> None:
    asked = identity.call("request_export", owner, body=BODY)
    shown = ready(identity, owner, asked["export_id"])
    kept = utc_now() + timedelta(days=7)
    assert shown["expires_at"][:16] <= kept.isoformat()[:16]
    assert pieces_of(identity, asked["export_id"])
    remove_expired(identity.db, _bucket(identity))
    assert pieces_of(identity, asked["export_id"]), "not before its time"
    identity.execute("UPDATE data_exports SET expires_at = now()")
    with pytest.raises(Conflict) as refusal:
        identity.call("open_export", owner, export_id=asked["export_id"])
    assert refusal.value.code == "identity.export_over"
    for _ in range(2):
        remove_expired(identity.db, _bucket(identity))
    assert pieces_of(identity, asked["export_id"]) == []
    assert identity.call("get_export", owner, export_id=asked["export_id"])["status"] == "expired"
    assert identity.scalar("SELECT data_key FROM data_exports") is None
    identity.execute("UPDATE data_exports SET requested_at = now() - interval '91 days'")
    remove_expired(identity.db, _bucket(identity))
    assert identity.scalar("SELECT count(*) FROM data_exports") == 0


def test_R8_4_parts_are_for_services_only(identity: Scenario, owner: CallContext) -> None:
    with pytest.raises(Forbidden):
        identity.call("list_personal_data", owner, person_id=owner.actor_id, part="account")
    with pytest.raises(Forbidden):
        identity.call("list_personal_files", person(owner.actor_id or ""), person_id="x")
    with pytest.raises(NotFound):
        identity.call("list_personal_data", service(), person_id=owner.actor_id, part="nothing")


def _bucket(identity: Scenario) -> BucketStorage:
    return BucketStorage(identity.store, "identity")
