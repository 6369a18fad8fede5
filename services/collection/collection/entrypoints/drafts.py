"""Methods that read the collection and write its sections."""

from functools import partial
from typing import Any

from chassis.clock import utc_now
from chassis.service import rpc
from chassis.validation import load_lenient, raise_if
from contracts.errors import ValidationFailed, Violation
from contracts.record_fields import BASIC
from contracts.schemas.collection import AuthorityBody, BasicBody, ScopeBody
from contracts.tolerant_reader import from_known

from collection import clients
from collection.domain.content import Authority, Basic
from collection.domain.scopes import notice
from collection.entrypoints.base import FACTS_MAX_AGE, PersonMethods
from collection.queries.drafts import find_draft
from collection.queries.person_collection import find_recent_collection
from collection.queries.statuses import get_status, list_statuses
from collection.use_cases import drafts
from collection.use_cases.authority_suggestions import suggest_authorities
from collection.use_cases.form_files import basic_files


class DraftMethods(PersonMethods):
    """The person's own collection, section by section."""

    @rpc
    def get_collection(self) -> dict[str, Any]:
        """Return the whole draft or record, and what still blocks submitting."""
        now = utc_now()
        found = self.db.read(
            find_recent_collection,
            person_id=self.db.context.require_person(),
            now=now,
            since=now - FACTS_MAX_AGE,
        )
        return found or self._collection(self._refreshed_person())

    @rpc
    def list_scopes(self) -> dict[str, Any]:
        """Return the scopes of collection with the materials to have ready, for everyone."""
        return {"items": notice()}

    @rpc
    def get_status(self) -> dict[str, Any]:
        """Return the status, for people of any real-name status."""
        return self.db.read(get_status, person_id=self.db.context.require_person(), now=utc_now())

    @rpc
    def list_statuses(self, person_ids: list[str]) -> dict[str, Any]:
        """Return the status of several people at once; for the gateway."""
        self.db.context.require_service()
        return self.db.read(list_statuses, person_ids=person_ids, now=utc_now())

    @rpc
    def save_scope(self, body: Any, expected_version: int | None = None) -> dict[str, Any]:
        """Choose the scope of collection."""
        person = self._person()
        values, violations = load_lenient(ScopeBody, body)
        save = partial(
            drafts.save_scope,
            person_id=person.person_id,
            scope=values.get("scope"),
            violations=violations,
            expected_version=expected_version,
        )
        return self._answer(person, save)

    @rpc
    def save_basic(self, body: Any, expected_version: int | None = None) -> dict[str, Any]:
        """Replace the basic section."""
        person = self._person()
        values, violations = load_lenient(BasicBody, self._restored(person, BASIC, None, body))
        files = self._claim_files(person, basic_files(values), violations)
        save = partial(
            drafts.save_basic,
            person_id=person.person_id,
            basic=from_known(Basic, values),
            files=files,
            expected_version=expected_version,
        )
        return self._answer_with_files(person, files, save)

    @rpc
    def save_authority(self, body: Any, expected_version: int | None = None) -> dict[str, Any]:
        """Choose the authority that is to review."""
        person = self._person()
        values, violations = load_lenient(AuthorityBody, body)
        raise_if(violations)
        authority = self._selectable_authority(values["authority_id"])
        save = partial(
            drafts.save_authority,
            person_id=person.person_id,
            authority=authority,
            expected_version=expected_version,
        )
        return self._answer(person, save)

    @rpc
    def suggest_authority(self) -> dict[str, Any]:
        """Return the authorities that the rule of jurisdiction (属地原则) points to."""
        person = self._person()
        content = self.db.read(find_draft, person_id=person.person_id)
        return {"items": suggest_authorities(content, self.identity_rpc)}

    def _selectable_authority(self, authority_id: str) -> Authority:
        found = clients.find_open_authority(self.identity_rpc, authority_id)
        if found is None:
            code = "collection.authority_unknown"
        elif not found[1]:
            code = "collection.authority_not_selectable"
        else:
            return found[0]
        raise ValidationFailed.of([Violation("authority_id", code)])
