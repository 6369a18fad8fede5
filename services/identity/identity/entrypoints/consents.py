"""Consents: the documents for everybody, one's own for each person."""

from typing import Any

from chassis.db import Db
from chassis.service import rpc
from chassis.validation import load
from contracts import consents
from contracts.schemas.identity import Consent, ConsentWithdrawal

from identity.queries import consents as queries
from identity.use_cases.consents import give_consent, withdraw_consent

ALL = "all"


class ConsentEntrypoints:
    """What people agree to."""

    db: Db

    @rpc
    def list_consent_documents(self, needed_for: str = consents.REGISTER) -> dict[str, Any]:
        """Return the documents in force that an action needs, or all of them; public."""
        return queries.list_documents(None if needed_for == ALL else needed_for)

    @rpc
    def get_consent_document(self, consent_kind: str, version: str) -> dict[str, Any]:
        """Return one version of one document; public."""
        return queries.get_document(consent_kind, version)

    @rpc
    def list_consents(self) -> dict[str, Any]:
        """Return the caller's own consents."""
        return self.db.read(queries.list_consents, self.db.context.require_person())

    @rpc
    def give_consent(self, body: dict[str, Any]) -> dict[str, Any]:
        """Record the caller's agreement to one document."""
        form = load(Consent, body)
        person_id = self.db.context.require_person()
        return self.db.run(give_consent, person_id, form["kind"], form["version"])

    @rpc
    def withdraw_consent(self, consent_kind: str, body: dict[str, Any]) -> dict[str, Any]:
        """Record that the caller withdraws agreement to one document."""
        form = load(ConsentWithdrawal, body)
        person_id = self.db.context.require_person()
        confirmed: bool = form["confirmed"]
        return self.db.run(withdraw_consent, person_id, consent_kind, confirmed=confirmed)
