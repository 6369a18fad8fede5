"""What the methods for persons share: who calls, the files of a form, the whole answer."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import timedelta
from typing import Any

from casework.domain.applicants import Applicant
from chassis.clock import utc_now
from chassis.db import Db, UnitOfWork
from chassis.rpc import ServiceCalls
from chassis.storage.bucket import BucketStorage, Claimed, Wanted
from contracts.errors import (
    DeadlineExceeded,
    Forbidden,
    PreconditionFailed,
    Unavailable,
    Violation,
)
from contracts.record_fields import contains_masks, restore_masked

from collection import clients
from collection.domain.revisions import find_part, values_of
from collection.queries.drafts import find_draft
from collection.queries.files import find_known_files
from collection.queries.person_collection import find_applicant, get_collection
from collection.use_cases.form_files import FormFiles, WantedFile, check_duplicates
from collection.use_cases.verified_persons import store_applicant

# How long the fixed fields of a person are shown without asking identity again.
FACTS_MAX_AGE = timedelta(minutes=10)


class PersonMethods:
    """Base of the mixins whose methods a person calls about their own collection."""

    db: Db
    storage: BucketStorage
    identity_rpc: ServiceCalls

    def _person(self) -> Applicant:
        """Return the person who calls, as they are known here; what is known may be old.

        A draft thus goes on while identity is away. Raises Forbidden while the person's identity
        is not verified.
        """
        return self._known_person() or self._fresh_person()

    def _refreshed_person(self) -> Applicant:
        """Return the person who calls as identity knows them, or as they are known here.

        Who is known here does not wait long for identity.
        """
        known = self._known_person()
        if known is None:
            return self._fresh_person()
        try:
            return self._fresh_person(self.identity_rpc.optional)
        except (Unavailable, DeadlineExceeded):
            return known

    def _known_person(self) -> Applicant | None:
        return self.db.read(find_applicant, person_id=self.db.context.require_person())

    def _fresh_person(self, identity: ServiceCalls | None = None) -> Applicant:
        """Return the person who calls as identity knows them at this moment."""
        return self._verified_person(identity).applicant

    def _verified_person(self, identity: ServiceCalls | None = None) -> clients.VerifiedPerson:
        """Return `_fresh_person` with what their submission lacks consent to."""
        person_id = self.db.context.require_person()
        person = clients.fetch_verified_person(identity or self.identity_rpc, person_id)
        if person is None:
            raise Forbidden("collection.real_name_required")
        with self.db.unit_of_work() as uow:
            store_applicant(uow, person.applicant)
        return person

    def _collection(self, person: Applicant) -> dict[str, Any]:
        return self.db.read(
            get_collection, person_id=person.person_id, person=person, now=utc_now()
        )

    def _restored(self, person: Applicant, section: str, row_id: str | None, body: Any) -> Any:
        """Return what is sent of a section or row, with what is only masked as it is saved."""
        if not contains_masks(section, body):
            return body
        content = self.db.read(find_draft, person_id=person.person_id)
        part = find_part(content, section, row_id)
        return restore_masked(section, body, values_of(section, part))

    def _answer(
        self, person: Applicant, use_case: Callable[[UnitOfWork], dict[str, Any]]
    ) -> dict[str, Any]:
        """Run a use case that has its arguments, and answer with the whole collection.

        The first result that is kept for a repeat contains no personal data; a stale write is
        refused together with the newer content.
        """
        try:
            outcome = self.db.run(use_case)
        except PreconditionFailed as stale:
            details = {**stale.details, "current": self._collection(person)}
            raise PreconditionFailed(stale.code, stale.message, details) from None
        return {**self._collection(person), **outcome}

    def _answer_with_files(
        self,
        person: Applicant,
        files: FormFiles,
        use_case: Callable[[UnitOfWork], dict[str, Any]],
    ) -> dict[str, Any]:
        """Run a use case that has claimed files, and remove them from staging."""
        answer = self._answer(person, use_case)
        self.storage.discard_later(person.person_id, files.claimed)
        return answer

    def _claim_files(
        self, person: Applicant, wanted: Iterable[WantedFile], violations: Sequence[Violation]
    ) -> FormFiles:
        """Copy the files that are new here into our bucket, which is safe to repeat.

        Returns them with everything found wrong with the form so far.
        """
        named = list(wanted)
        found = [*violations, *check_duplicates(named)]
        known = self._known_files(person, named)
        claimed, refused = self._claim_new(person, named, known)
        # A request at the same time may have stored a file, and cleared staging of it, since the look.
        if refused and (known_by_now := self._known_files(person, named)).keys() != known.keys():
            claimed, refused = self._claim_new(person, named, known_by_now)
        return FormFiles(named, claimed, [*found, *refused])

    def _known_files(self, person: Applicant, named: Sequence[WantedFile]) -> dict[str, str]:
        ids = [one.attachment_id for one in named]
        return self.db.read(find_known_files, person.person_id, ids) if ids else {}

    def _claim_new(
        self, person: Applicant, named: Sequence[WantedFile], known: Collection[str]
    ) -> Claimed:
        new = [
            Wanted(one.attachment_id, [one.kind], one.field)
            for one in named
            if one.attachment_id not in known
        ]
        return self.storage.claim_many(person.person_id, new)
