"""The proofs of a transfer: what is wrong with them, and how they are claimed (R5.1.3)."""

from collections.abc import Collection, Mapping

from casework.attachments.claiming import ClaimedFiles, claim_files, find_used
from casework.ports import Ports
from chassis.storage.bucket import Wanted
from chassis.storage.staging import StagedFile
from contracts.errors import Violation

from transfer.domain.reasons import proof_kinds
from transfer.models import Proof


class Proofs:
    """The files of one form: new uploads, and files of the person's earlier transfers.

    `named` are their ids by their path in the form.
    """

    def __init__(
        self, ports: Ports, person_id: str, reason: str | None, named: Mapping[str, str]
    ) -> None:
        self.storage = ports.storage
        self.person_id = person_id
        self.kinds = proof_kinds(reason)
        self.named = named
        self.db = ports.db
        self.used = self._find_used(list(named.values()))

    def find_violations(self) -> list[Violation]:
        """Return what is wrong with the named files; nothing is moved."""
        found: list[Violation] = []
        seen: set[str] = set()
        for path, file_id in self.named.items():
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
        fits = file.kind in self.kinds
        return None if fits else "attachment.kind_mismatch"

    def claim(self) -> ClaimedFiles:
        """Claim the new files, which is safe to repeat."""
        wanted = [Wanted(file_id, self.kinds, path) for path, file_id in self.named.items()]
        return claim_files(self.storage, self.person_id, wanted, self._find_used)

    def _find_used(self, ids: Collection[str]) -> Mapping[str, StagedFile]:
        return self.db.read(find_used, Proof, self.person_id, ids)
