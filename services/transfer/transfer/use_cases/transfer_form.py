"""A transfer as the person sent it: its values, its files, and all that is wrong with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from casework.attachments.claiming import ClaimedFiles, claim_files, find_used
from casework.ports import Ports
from chassis.storage.bucket import Wanted
from chassis.validation import load_lenient
from contracts.errors import Violation
from contracts.schemas.transfer import MAX_PROOFS, TransferBody

from transfer.domain.details import completed, find_violations
from transfer.domain.reasons import proof_kinds
from transfer.models import Proof


@dataclass(frozen=True, slots=True)
class TransferForm:
    """What is valid of a body, and every violation found in it so far.

    `proofs` are the ids of the files, by their path in the body: where one of several is wrong,
    the others keep their paths.
    """

    values: Mapping[str, Any]
    violations: Sequence[Violation]
    proofs: Mapping[str, str]

    @property
    def reason(self) -> str | None:
        """Return the reason, if a known one was given."""
        return self.values.get("reason")

    @property
    def details(self) -> Mapping[str, Any]:
        """Return what was filled in for the reason, with what follows from it."""
        return completed(self.values["reason"], self.values["details"])

    @property
    def remark(self) -> str | None:
        """Return the person's remark."""
        return self.values.get("remark")

    @property
    def to_authority_id(self) -> str | None:
        """Return the chosen authority, if one was given."""
        return self.values.get("to_authority_id")


def read_form(body: Any, today: date) -> TransferForm:
    """Return the form with what its values break."""
    values, violations = load_lenient(TransferBody, body)
    details = values.get("details")
    if isinstance(details, Mapping):
        violations += find_violations(values.get("reason"), details, today)
    return TransferForm(values, violations, _named_proofs(body, violations))


def _named_proofs(body: Any, violations: Sequence[Violation]) -> dict[str, str]:
    named = body.get("proof_ids") if isinstance(body, Mapping) else None
    wrong = {violation.field for violation in violations}
    if not isinstance(named, list) or "proof_ids" in wrong:
        return {}
    paths = {f"proof_ids[{index}]": file_id for index, file_id in enumerate(named[:MAX_PROOFS])}
    return {path: file_id.strip() for path, file_id in paths.items() if path not in wrong}


class Proofs:
    """The files of one form: new uploads, and files of the person's earlier transfers."""

    def __init__(self, ports: Ports, person_id: str, form: TransferForm) -> None:
        self.storage = ports.storage
        self.person_id = person_id
        self.form = form
        ids = list(form.proofs.values())
        self.used = ports.db.read(find_used, Proof, person_id, ids)

    def find_violations(self) -> list[Violation]:
        """Return what is wrong with the named files; nothing is moved."""
        found: list[Violation] = []
        seen: set[str] = set()
        for path, file_id in self.form.proofs.items():
            if code := self._refusal(file_id, seen):
                found.append(Violation(path, code))
            seen.add(file_id)
        return found

    def _refusal(self, file_id: str, seen: set[str]) -> str | None:
        if file_id in seen:
            return "transfer.proof_twice"
        file = self.used.get(file_id) or self.storage.find_staged(self.person_id, file_id)
        if file is None:
            return "attachment.not_found"
        fits = file.kind in proof_kinds(self.form.reason)
        return None if fits else "attachment.kind_mismatch"

    def claim(self) -> ClaimedFiles:
        """Claim the new files, which is safe to repeat."""
        kinds = proof_kinds(self.form.reason)
        wanted = [Wanted(file_id, kinds, path) for path, file_id in self.form.proofs.items()]
        return claim_files(self.storage, self.person_id, wanted, self.used)
