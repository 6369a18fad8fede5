"""What was sent for review in one round: the content, the person and the files, for good."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from casework.domain.applicants import Applicant
from casework.domain.attachments import FileFacts
from contracts.tolerant_reader import from_known

from collection.domain.content import Content
from collection.domain.unknown_keys import with_unknown_keys

Files = Mapping[str, FileFacts]


@dataclass(frozen=True, slots=True)
class Submission:
    """One round as it was sent; `files` are by attachment id.

    `stored` is what it was read from, if it was: a copy keeps the keys of it that this version
    does not know.
    """

    content: Content
    person: Applicant
    files: Files
    commitment_at: str
    stored: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def to_text(self) -> str:
        """Return the submission as the text that is sealed and stored."""
        parts = {
            "content": self.content.to_dict(),
            "person": self.person.to_dict(),
            "files": [asdict(file) for file in self.files.values()],
            "commitment_at": self.commitment_at,
        }
        return json.dumps(with_unknown_keys(parts, self.stored), ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> "Submission":
        """Return the submission that `to_text` wrote, in this version or another."""
        parts: dict[str, Any] = json.loads(text)
        return cls(
            content=Content.from_dict(parts["content"]),
            person=Applicant.from_dict(parts["person"]),
            files={file["attachment_id"]: from_known(FileFacts, file) for file in parts["files"]},
            commitment_at=parts["commitment_at"],
            stored=parts,
        )
