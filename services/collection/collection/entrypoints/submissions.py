"""Methods that submit the collection and take it back."""

from typing import Any

from chassis.service import rpc
from chassis.validation import load_lenient
from contracts.errors import Violation
from contracts.schemas.collection import SubmitBody

from collection import clients
from collection.domain.content import Authority
from collection.entrypoints.base import PersonMethods
from collection.queries.drafts import find_draft
from collection.use_cases import submissions
from collection.use_cases.forms import Form


class SubmissionMethods(PersonMethods):
    """Submitting one's own collection."""

    @rpc
    def submit_collection(self, body: Any, expected_version: int | None = None) -> dict[str, Any]:
        """Submit for review; answers everything that is missing, by section, if anything is."""
        person = self._fresh_person()
        return self._write(
            submissions.submit_collection,
            person,
            facts=person,
            authority=self._chosen_authority(person.person_id),
            form=_promise(body),
            expected_version=expected_version,
        )

    @rpc
    def withdraw_collection(self) -> dict[str, Any]:
        """Take the submission back while no reviewer has claimed it."""
        return self._write(submissions.withdraw_collection, self._person())

    def _chosen_authority(self, person_id: str) -> Authority | None:
        """Return the chosen authority if a person may still choose it."""
        chosen = self.db.read(find_draft, person_id=person_id).authority
        if chosen is None:
            return None
        found = clients.find_open_authority(self.identity_rpc, chosen.authority_id)
        return found[0] if found and found[1] else None


def _promise(body: Any) -> Form:
    values, violations = load_lenient(SubmitBody, body)
    if values.get("commitment") is False:
        violations = [*violations, Violation("commitment", "collection.commitment_required")]
    return Form(values, violations)
