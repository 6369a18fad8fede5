"""Who has agreed to what, and what an action lacks (PIPL art. 14 to 16, 23, 29)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from contracts import consents
from contracts.errors import Conflict, NotFound, Violation

from identity.domain.consent_documents import IN_FORCE, VERSIONS, Document, find_version, title_of


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a person last said of one document."""

    kind: str
    version: str
    action: str
    at: datetime
    method: str


Latest = Mapping[str, Recorded]


def state_of(kind: str, latest: Latest) -> str:
    """Return where a person stands with a document."""
    last = latest.get(kind)
    if last is None:
        return "not_given"
    if last.action == consents.WITHDRAWN:
        return consents.WITHDRAWN
    return consents.GIVEN if last.version == VERSIONS[kind][0].version else "outdated"


def missing_for(action: str, latest: Latest) -> list[dict[str, str]]:
    """Return kind and title of each document that an action needs and its person has to agree to."""
    needed = consents.NEEDED[action]
    return [
        {"kind": kind, "title": title_of(kind)}
        for kind in needed
        if state_of(kind, latest) != consents.GIVEN
    ]


def is_withdrawn_for(action: str, latest: Latest) -> bool:
    """Tell whether a person has withdrawn what an action needs.

    One that is under way goes on by an earlier version, not against the person's will.
    """
    return any(state_of(kind, latest) == consents.WITHDRAWN for kind in consents.NEEDED[action])


def check_registration_consents(given: Sequence[tuple[str, str]]) -> list[Violation]:
    """Return what is wrong with the `(kind, version)` pairs of a registration."""
    by_kind = dict(given)
    needed = [IN_FORCE[kind] for kind in consents.NEEDED[consents.REGISTER]]
    missing = [_judge(document, by_kind.get(document.kind)) for document in needed]
    bundled = [
        _violation(
            "identity.consent_not_at_registration",
            f"《{title_of(kind)}》须在办理时单独同意，不能随注册一并同意",
        )
        for kind in by_kind
        if kind in consents.SEPARATE
    ]
    return [*(one for one in missing if one), *bundled]


def _judge(document: Document, version: str | None) -> Violation | None:
    if version is None:
        return _violation("identity.consent_missing", f"请阅读并同意《{document.title}》")
    if version in (document.version, *document.registration_takes):
        return None
    text = f"《{document.title}》已更新，请重新阅读并同意"
    return _violation("identity.consent_outdated", text)


def _violation(code: str, text: str) -> Violation:
    return Violation("consents", code, text)


def registered_consents(given: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return what of a registration's consents is recorded: whatever text was really shown."""
    return [(kind, version) for kind, version in dict(given).items() if find_version(kind, version)]


def check_given(kind: str, version: str) -> list[Violation]:
    """Return what is wrong with an agreement to one version of one document."""
    document = IN_FORCE.get(kind)
    if document is None:
        return [Violation("kind", "identity.consent_retired")]
    if document.version != version:
        return [Violation("version", "identity.consent_outdated")]
    return []


def ensure_withdrawable(kind: str) -> None:
    """Raise NotFound for an unknown document, Conflict for what cannot be withdrawn by itself."""
    if kind not in VERSIONS:
        raise NotFound("identity.consent_document_not_found")
    if kind in consents.NOT_WITHDRAWABLE:
        raise Conflict("identity.consent_not_withdrawable")
