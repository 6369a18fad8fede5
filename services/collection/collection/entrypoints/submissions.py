"""Methods that submit the collection and take it back."""

from functools import partial
from typing import Any

from chassis.service import rpc
from chassis.validation import load_lenient
from contracts.schemas.collection import SubmitBody

from collection import clients
from collection.domain.content import Authority
from collection.entrypoints.base import PersonMethods
from collection.queries.drafts import find_draft
from collection.use_cases import submissions


class SubmissionMethods(PersonMethods):
    """Submitting one's own collection."""

    @rpc
    def submit_collection(self, body: Any, expected_version: int | None = None) -> dict[str, Any]:
        """Submit for review; answers everything that is missing, by section, if anything is."""
        verified = self._verified_person()
        applicant = verified.applicant
        _, violations = load_lenient(SubmitBody, body)
        submit = partial(
            submissions.submit_collection,
            applicant=applicant,
            missing_consents=verified.missing_consents,
            authority=self._chosen_authority(applicant.person_id),
            violations=violations,
            expected_version=expected_version,
        )
        return self._answer(applicant, submit)

    @rpc
    def withdraw_collection(self) -> dict[str, Any]:
        """Take the submission back while no reviewer has claimed it."""
        person = self._person()
        return self._answer(
            person, partial(submissions.withdraw_collection, person_id=person.person_id)
        )

    def _chosen_authority(self, person_id: str) -> Authority | None:
        """Return the chosen authority if a person may still choose it."""
        chosen = self.db.read(find_draft, person_id=person_id).authority
        if chosen is None:
            return None
        found = clients.find_open_authority(self.identity_rpc, chosen.authority_id)
        return found[0] if found and found[1] else None
