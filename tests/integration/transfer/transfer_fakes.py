"""Fakes of the services that transfer asks."""

from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any, ClassVar

import eventlet
from chassis.clock import to_wire, utc_now
from chassis.db import Database, service_metadata
from chassis.service import Service, rpc, subscribe
from contracts.errors import Conflict, Forbidden, NotFound
from contracts.reference.authorities import find_authority
from sqlalchemy.orm import DeclarativeBase
from support.staff import UNDECLARED, staff_answer


class Base(DeclarativeBase):
    metadata = service_metadata()


@dataclass
class CollectionState:
    """Collection's list of open cases, by the rules agreed for it."""

    homes: dict[str, str] = field(default_factory=dict)
    status: dict[str, str] = field(default_factory=dict)
    open: dict[str, dict[str, str]] = field(default_factory=dict)
    moved: list[tuple[str, str]] = field(default_factory=list)
    reservation_lasts: timedelta = timedelta(minutes=2)
    answers_late: bool = False
    employers: list[str] = field(default_factory=list)

    def other_open_kinds(self, person_id: str, case_id: str) -> list[str]:
        """Return the kinds of a person's other open cases."""
        return [kind for one, kind in self.open.get(person_id, {}).items() if one != case_id]

    def reserve(self, person_id: str, kind: str, case_id: str) -> dict[str, Any]:
        """Grant a case or refuse it; nothing yields in between, so it cannot be raced."""
        if blocking := self.other_open_kinds(person_id, case_id):
            found = [{"code": f"collection.open_{k}", "message": k, "link": "/"} for k in blocking]
            raise Conflict("collection.case_blocked", details={"blockers": found})
        self.open.setdefault(person_id, {})[case_id] = kind
        authority = find_authority(self.homes[person_id])
        assert authority is not None
        return {
            "case_id": case_id,
            "expires_at": to_wire(utc_now() + self.reservation_lasts),
            "record_version": 1,
            "employers": self.employers,
            "authority": {
                name: getattr(authority, name) for name in ("authority_id", "name", "path")
            },
        }

    def close_case(self, data: dict[str, Any]) -> None:
        """Forget a case that is decided."""
        self.open.get(data["person_id"], {}).pop(data["case_id"], None)


class FakeCollection(Service):
    """Collection as transfer sees it."""

    name = "collection"
    db = Database(Base.metadata)
    state: ClassVar[CollectionState] = CollectionState()

    @rpc
    def get_status(self):
        person_id = self.db.context.actor_id
        home = find_authority(self.state.homes.get(person_id, ""))
        return {
            "collection_status": self.state.status.get(person_id, "approved"),
            "authority": home and {"authority_id": home.authority_id, "name": home.name},
            "open_kinds": self.state.other_open_kinds(person_id, ""),
            "version": 3,
        }

    @rpc
    def reserve_case(self, person_id, kind, case_id, target=None):
        if self.db.context.actor_kind != "service":
            raise Forbidden()
        answer = self.state.reserve(person_id, kind, case_id)
        if self.state.answers_late:
            eventlet.sleep(5)
        return answer

    @rpc
    def cancel_reservation(self, case_id, expires_at):
        for cases in self.state.open.values():
            cases.pop(case_id, None)

    @subscribe("transfer", "transfer_approved")
    def on_transfer_approved(self, uow, event):
        data = event.data
        self.state.homes[data["person_id"]] = data["to_authority_id"]
        self.state.moved.append((data["from_authority_id"], data["to_authority_id"]))
        self.state.close_case(data)

    @subscribe("transfer", "transfer_returned")
    @subscribe("transfer", "transfer_withdrawn")
    def on_case_closed(self, uow, event):
        self.state.close_case(event.data)


class FakeIdentity(Service):
    """Identity as transfer sees it."""

    name = "identity"
    db = Database(Base.metadata)
    own_files: ClassVar[dict[str, str]] = {}
    employers: ClassVar[dict[str, list[str]]] = {}
    undeclared: ClassVar[set[str]] = set()
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
        ties = {
            "person_id": self.own_files.get(staff_id),
            "employer_usccs": self.employers.get(staff_id, []),
        }
        return staff_answer(
            staff_id, name="王审核", **ties, **(UNDECLARED if staff_id in self.undeclared else {})
        )
