"""Persons, staff, files and forms for the tests of transfer."""

import hashlib
import io
import itertools
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import eventlet
from chassis.storage.staging import StagedFile, stage
from chassis.testing.waiting import wait_until
from contracts.context import CallContext
from contracts.reference.authorities import find_authority
from sqlalchemy import text
from transfer_fakes import CollectionState, FakeIdentity

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


class Scenario:
    """Calls transfer as anybody."""

    def __init__(self, client, db, events, store, collection) -> None:
        self.client, self.db, self.events, self.store = client, db, events, store
        self.collection: CollectionState = collection

    def call(self, method: str, context: CallContext | None = None, **kwargs: Any) -> Any:
        return self.client.call(method, context=context or CallContext(), **kwargs)

    def add_person(self, home: str = HAIDIAN, status: str = "approved") -> CallContext:
        """Return a person with a record."""
        person_id = str(uuid.uuid4())
        self.collection.homes[person_id], self.collection.status[person_id] = home, status
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
            "update_review_policy",
            make_staff("au-110000", "platform_admin"),
            body={"policy": policy},
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


def make_staff(
    authority_id: str, *roles: str, person_id: str | None = None, employers: Sequence[str] = ()
) -> CallContext:
    """Return a member of staff of an authority."""
    authority = find_authority(authority_id)
    assert authority is not None
    staff_id = str(uuid.uuid4())
    if person_id:
        FakeIdentity.own_files[staff_id] = person_id
    FakeIdentity.employers[staff_id] = list(employers)
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
def concurrently(*calls: Any) -> Iterator[list[Any]]:
    """Run calls at the same time; yields their answers, errors among them."""

    def run(call: Any) -> Any:
        try:
            return call()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            return error

    threads = [eventlet.spawn(run, call) for call in calls]
    yield [thread.wait() for thread in threads]
