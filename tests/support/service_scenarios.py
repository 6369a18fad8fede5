"""What the scenarios of one service's tests share: who calls, what they upload, what was written."""

import io
import uuid
from typing import Any

from chassis.storage.staging import StagedFile, stage
from contracts.context import CallContext
from sqlalchemy import text

_AUDITED = (
    "SELECT body->'data' AS act FROM outbox_events WHERE event_type = 'audit_recorded'"
    " AND body->'data'->>'action' = :action ORDER BY position"
)


def person_facts(person_id: str, **facts: Any) -> dict[str, Any]:
    """Return a person as identity answers them, with what is given instead."""
    return {
        "person_id": person_id,
        "name": "𬸚三丰",
        "id_type": "resident_id",
        "id_number": "11010519491231002X",
        "gender": "female",
        "birth_date": "1949-12-31",
        "phone": "13800001234",
        "nationality": None,
        **facts,
    }


class ServiceScenario:
    """A running service with its database and its files."""

    def __init__(self, client: Any, store: Any, db: Any) -> None:
        self.client, self.store, self.db = client, store, db

    def rows(self, statement: str, **values: Any) -> Any:
        """Ask the service's database."""
        with self.db.engine.connect() as connection:
            return connection.execute(text(statement), values).mappings().all()

    def execute(self, statement: str, **values: Any) -> None:
        """Change the service's database behind its back."""
        with self.db.engine.begin() as connection:
            connection.execute(text(statement), values)

    def audit_entries(self, action: str) -> list[Any]:
        """Return what was written into the audit log under an action, the oldest first."""
        return [row["act"] for row in self.rows(_AUDITED, action=action)]


class ServicePerson:
    """A person who calls a service and uploads files."""

    def __init__(self, scenario: ServiceScenario) -> None:
        self.scenario: Any = scenario
        self.person_id = str(uuid.uuid4())

    def call(
        self, method: str, *, key: str | None = None, request_hash: str = "h", **kwargs: Any
    ) -> Any:
        """Call a method as the gateway does for the person."""
        context = CallContext(
            actor_id=self.person_id,
            actor_kind="person",
            idempotency_key=key,
            request_hash=request_hash if key else None,
            client_ip="192.0.2.7",
        )
        return self.scenario.client.call(method, context=context, **kwargs)

    def stage(self, kind: str, owner_id: str | None = None) -> str:
        """Upload a file as the gateway does, and return its id."""
        file = StagedFile(
            attachment_id=str(uuid.uuid4()),
            owner_id=owner_id or self.person_id,
            kind=kind,
            file_name=f"{kind}.jpg",
            media_type="image/jpeg",
            size=4,
            sha256="0" * 64,
            width=413,
            height=579,
        )
        stage(self.scenario.store, file, io.BytesIO(b"jpeg"))
        return file.attachment_id
