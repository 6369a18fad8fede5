"""The people who use transfer, and the two services that it asks, played by the test."""

import hashlib
import io
import itertools
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any, ClassVar

import eventlet
from chassis.clock import to_wire, utc_now
from chassis.db import Database, service_metadata
from chassis.service import Service, rpc, subscribe
from chassis.storage.staging import StagedFile, stage
from chassis.testing.waiting import wait_until
from contracts.context import CallContext
from contracts.errors import Conflict, Forbidden, NotFound
from contracts.reference.authorities import find_authority
from sqlalchemy import text
from sqlalchemy.orm import DeclarativeBase

HAIDIAN, PUDONG, XICHENG = "au-110108", "au-310115", "au-110102"
_numbers = itertools.count(1)
WORK = {
    "employer_name": "上海市浦东新区晨光科技有限公司",
    "uscc": "91110000600037341L",
    "industry": "I",
    "employer_address": "上海市浦东新区世纪大道1号",
    "employer_phone": "021-62345678",
    "start_date": "2026-09-01",
}
SCHOOL = {
    "school_name": "上海财经大学",
    "level": "14",
    "major": "会计学",
    "start_month": "2026-09",
    "end_month": "2029-06",
}
RESIDENCE = {"kind": "residence", "address": "上海市浦东新区世纪大道2号", "moved_on": "2026-08-15"}


class Base(DeclarativeBase):
    metadata = service_metadata()


@dataclass
class Arbiter:
    """Collection's list of open cases, by the rules agreed for it."""

    homes: dict[str, str] = field(default_factory=dict)
    status: dict[str, str] = field(default_factory=dict)
    open: dict[str, dict[str, str]] = field(default_factory=dict)
    moved: list[tuple[str, str]] = field(default_factory=list)
    hold_lasts: timedelta = timedelta(minutes=2)
    answers_late: bool = False
    employers: list[str] = field(default_factory=list)

    def others(self, person_id: str, case_id: str) -> list[str]:
        """Return the kinds of a person's other open cases."""
        return [kind for one, kind in self.open.get(person_id, {}).items() if one != case_id]

    def hold(self, person_id: str, kind: str, case_id: str) -> dict[str, Any]:
        """Grant a case or refuse it; nothing yields in between, so it cannot be raced."""
        if blocking := self.others(person_id, case_id):
            told = [{"code": f"collection.open_{k}", "message": k, "link": "/"} for k in blocking]
            raise Conflict("collection.case_blocked", details={"blockers": told})
        self.open.setdefault(person_id, {})[case_id] = kind
        authority = find_authority(self.homes[person_id])
        assert authority is not None
        return {
            "case_id": case_id,
            "expires_at": to_wire(utc_now() + self.hold_lasts),
            "record_version": 1,
            "employers": self.employers,
            "authority": {
                name: getattr(authority, name) for name in ("authority_id", "name", "path")
            },
        }

    def release(self, data: dict[str, Any]) -> None:
        """Forget a case that is decided."""
        self.open.get(data["person_id"], {}).pop(data["case_id"], None)


class PlayedCollection(Service):
    """Collection as transfer sees it."""

    name = "collection"
    db = Database(Base.metadata)
    arbiter: ClassVar[Arbiter] = Arbiter()

    @rpc
    def get_status(self):
        person_id = self.db.context.actor_id
        home = find_authority(self.arbiter.homes.get(person_id, ""))
        return {
            "collection_status": self.arbiter.status.get(person_id, "approved"),
            "authority": home and {"authority_id": home.authority_id, "name": home.name},
            "open_kinds": self.arbiter.others(person_id, ""),
            "version": 3,
        }

    @rpc
    def reserve_case(self, person_id, kind, case_id, target=None):
        if self.db.context.actor_kind != "service":
            raise Forbidden()
        answer = self.arbiter.hold(person_id, kind, case_id)
        if self.arbiter.answers_late:
            eventlet.sleep(5)
        return answer

    @rpc
    def cancel_reservation(self, case_id, expires_at):
        for cases in self.arbiter.open.values():
            cases.pop(case_id, None)

    @subscribe("transfer", "transfer_approved")
    def on_transfer_approved(self, uow, event):
        data = event.data
        self.arbiter.homes[data["person_id"]] = data["to_authority_id"]
        self.arbiter.moved.append((data["from_authority_id"], data["to_authority_id"]))
        self.arbiter.release(data)

    @subscribe("transfer", "transfer_returned")
    @subscribe("transfer", "transfer_withdrawn")
    def on_case_closed(self, uow, event):
        self.arbiter.release(event.data)


class PlayedIdentity(Service):
    """Identity as transfer sees it."""

    name = "identity"
    db = Database(Base.metadata)
    own_files: ClassVar[dict[str, str]] = {}
    employers: ClassVar[dict[str, list[str]]] = {}
    phone = "13800138000"

    @rpc
    def get_person(self, person_id):
        if self.db.context.actor_kind != "service":
            raise Forbidden()
        return {
            "person_id": person_id,
            "name": "欧阳䶮",
            "id_type": "resident_id",
            "id_number": f"ID{person_id[-12:]}".upper(),
            "gender": "male",
            "birth_date": "1990-03-07",
            "phone": self.phone,
            "nationality": None,
        }

    @rpc
    def get_contact(self, person_id):
        return {"phone": self.phone}

    @rpc
    def get_authority(self, authority_id):
        found = find_authority(authority_id)
        if found is None:
            raise NotFound("identity.authority_not_found")
        return asdict(found)

    @rpc
    def get_staff_me(self):
        staff_id = self.db.context.actor_id
        return {
            "staff_id": staff_id,
            "name": "王审核",
            "person_id": self.own_files.get(staff_id),
            "employer_usccs": self.employers.get(staff_id, []),
        }


class Stage:
    """Calls transfer as anybody."""

    def __init__(self, client, db, events, store, arbiter) -> None:
        self.client, self.db, self.events, self.store = client, db, events, store
        self.arbiter: Arbiter = arbiter

    def call(self, method: str, context: CallContext | None = None, **kwargs: Any) -> Any:
        return self.client.call(method, context=context or CallContext(), **kwargs)

    def settle(self, home: str = HAIDIAN, status: str = "approved") -> CallContext:
        """Return a person with a record."""
        person_id = str(uuid.uuid4())
        self.arbiter.homes[person_id], self.arbiter.status[person_id] = home, status
        return CallContext(actor_id=person_id, actor_kind="person")

    def upload(self, owner: CallContext, kind: str = "employment_proof") -> str:
        """Stage a file as the gateway does and return its id."""
        content = f"{kind} {next(_numbers)}".encode()
        digest, file_id = hashlib.sha256(content).hexdigest(), str(uuid.uuid4())
        facts = (file_id, owner.actor_id or "", kind, "证明.jpg", "image/jpeg", len(content))
        stage(self.store, StagedFile(*facts, digest, 800, 600), io.BytesIO(content))
        return file_id

    def body(self, person: CallContext, **changes: Any) -> dict[str, Any]:
        """Return the body of an application that is right in everything."""
        body = {"reason": "work", "to_authority_id": PUDONG, "details": WORK} | changes
        return {"proof_ids": [self.upload(person)]} | body if "proof_ids" not in body else body

    def submit(self, person: CallContext, **changes: Any) -> dict[str, Any]:
        """Ask for a transfer."""
        return self.call("submit_transfer", person, body=self.body(person, **changes))

    def act(self, staff: CallContext, step: str, transfer_id: str, **more: Any) -> Any:
        """Take a step of the review."""
        one = {"kind": "transfer", "case_id": transfer_id}
        return self.call(f"{step}_review", staff, **one, **more)

    def decide(self, staff: CallContext, step: str, transfer_id: str, **more: Any) -> Any:
        """Claim a transfer and decide it."""
        self.act(staff, "claim", transfer_id)
        return self.act(staff, step, transfer_id, **more)

    def adopt_policy(self, policy: str) -> None:
        """Let the platform's administrator choose the policy."""
        self.call(
            "update_review_policy", employ("au-110000", "platform_admin"), body={"policy": policy}
        )

    def scalar(self, sql: str, **values: Any) -> Any:
        """Ask the service's database."""
        return self.db.read(lambda session: session.execute(text(sql), values).scalar())

    def execute(self, sql: str, **values: Any) -> None:
        """Change the service's database behind its back, to let time pass."""
        with self.db.unit_of_work() as uow:
            uow.session.execute(text(sql), values)

    def until(self, condition: Any) -> None:
        """Wait for what follows from an event."""
        wait_until(condition)


def employ(
    authority_id: str, *roles: str, person_id: str | None = None, employers: Sequence[str] = ()
) -> CallContext:
    """Return a member of staff of an authority."""
    authority = find_authority(authority_id)
    assert authority is not None
    staff_id = str(uuid.uuid4())
    if person_id:
        PlayedIdentity.own_files[staff_id] = person_id
    PlayedIdentity.employers[staff_id] = list(employers)
    return CallContext(
        actor_id=staff_id,
        actor_kind="staff",
        roles=roles or ("reviewer",),
        authority_id=authority_id,
        authority_path=authority.path,
    )


def refusals(refusal: Any) -> dict[str, str]:
    """Return what a refused form breaks: field → code."""
    return {error["field"]: error["code"] for error in refusal.value.details["errors"]}


def blockers(refusal: Any) -> list[str]:
    """Return what stood in the way."""
    return [blocker["code"] for blocker in refusal.value.details["blockers"]]


@contextmanager
def at_once(*calls: Any) -> Iterator[list[Any]]:
    """Run calls at the same time; yields their answers, errors among them."""

    def run(call: Any) -> Any:
        try:
            return call()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            return error

    threads = [eventlet.spawn(run, call) for call in calls]
    yield [thread.wait() for thread in threads]
