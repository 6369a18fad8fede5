"""What a person may mend of the registration before the verification, and how often (ADR 0077)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from contracts.certificate_types import find_certificate_rule
from contracts.errors import Conflict, Violation
from contracts.real_name import RETURNED, UNDER_REVIEW, UNVERIFIED, VERIFIED
from contracts.record_fields import PERSON_TITLES
from contracts.values.id_numbers import identity_key
from contracts.values.masking import looks_masked, mask_id_number, mask_name

from identity.domain.registration import Findings, check_identity

OWN, ASKED, ANEW = "own", "asked", "anew"
MAX_CORRECTIONS = 3
CORRECTABLE = ("id_type", "id_number", "name", "gender", "birth_date", "nationality")
_ITEM_PREFIX = "person."
_MASKS = {"name": mask_name, "id_number": mask_id_number}
# What changes with a field: the number holds the birth date, the type decides on the nationality.
_CLOSELY_TIED: Mapping[str, frozenset[str]] = {
    "id_type": frozenset(CORRECTABLE) - {"name"},
    "id_number": frozenset({"gender", "birth_date"}),
    "gender": frozenset({"id_number", "birth_date"}),
    "birth_date": frozenset({"id_number", "gender"}),
}
_REFUSALS = {
    UNDER_REVIEW: "identity.correction_under_review",
    VERIFIED: "identity.correction_after_verification",
}


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a person is by what was registered; an empty number has been lost to who proved it."""

    id_type: str
    id_number: str
    name: str
    nationality: str | None
    gender: str
    birth_date: str

    @property
    def identity_key(self) -> str:
        """Return what makes this one person one account."""
        return identity_key(self.id_type, self.id_number, self.nationality)

    def differences(self, other: "Identity") -> tuple[str, ...]:
        """Return the fields in which another identity differs."""
        return tuple(name for name in CORRECTABLE if getattr(self, name) != getattr(other, name))

    def masked(self, names: Iterable[str]) -> dict[str, str | None]:
        """Return some of the fields as pages show them."""
        values = asdict(self)
        return {name: _masked(name, values[name]) for name in names}


@dataclass(frozen=True, slots=True)
class Past:
    """What has been mended so far, and what the last return asks for."""

    status: str
    own_corrections: int = 0
    asked: Collection[str] = ()

    @property
    def left(self) -> int:
        """Return how many corrections of one's own accord are left."""
        return max(0, MAX_CORRECTIONS - self.own_corrections)


def items_of(id_type: str) -> dict[str, str]:
    """Return what a reviewer can return of a registration: item → title."""
    rule = find_certificate_rule(id_type)
    has_nationality = rule is not None and rule.needs_nationality
    names = [name for name in CORRECTABLE if name != "nationality" or has_nationality]
    return {f"{_ITEM_PREFIX}{name}": PERSON_TITLES[name] for name in names}


def asked_fields(reasons: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the fields of the registration that the reasons of a return name."""
    named = [str(reason["item"]) for reason in reasons]
    found = [item.removeprefix(_ITEM_PREFIX) for item in named if item.startswith(_ITEM_PREFIX)]
    return list(dict.fromkeys(name for name in found if name in CORRECTABLE))


def check_correction(
    form: Mapping[str, Any], violations: list[Violation], present: Identity, today: date
) -> tuple[Identity | None, list[Violation]]:
    """Return the identity as a form wants it, and everything that is wrong with it.

    What is left out stays, and a mask of a present value is that value; any other mask is refused.
    """
    findings = Findings(list(violations))
    sent = {name: value for name, value in form.items() if value is not None}
    whole = {name: sent.get(name, getattr(present, name)) for name in CORRECTABLE}
    restored = {name: _restored(name, value, present, findings) for name, value in whole.items()}
    known = {name: value for name, value in restored.items() if value is not _REFUSED}
    values = check_identity(_without_leftovers(known, present), findings, today)
    if findings.violations:
        return None, findings.violations
    birth_date = values.pop("birth_date")
    return Identity(**values, birth_date=birth_date.isoformat()), []


def reason_for(changed: Collection[str], present: Identity, past: Past) -> str:
    """Return on what grounds fields are mended; raises Conflict where they may not be.

    What a reviewer asks for, and a number that was lost, do not count among the three.
    """
    if past.status not in (UNVERIFIED, RETURNED):
        raise Conflict(_REFUSALS.get(past.status))
    if not present.id_number:
        return ANEW
    allowed = {*past.asked}.union(*(_CLOSELY_TIED.get(name, ()) for name in past.asked))
    if allowed.issuperset(changed):
        return ASKED
    if not past.left:
        raise Conflict("identity.corrections_used_up")
    return OWN


def may_correct(present: Identity, past: Past) -> bool:
    """Return whether anything may be mended now."""
    open_now = past.status in (UNVERIFIED, RETURNED)
    return open_now and (not present.id_number or bool(past.asked) or past.left > 0)


_REFUSED = object()


def _restored(name: str, value: Any, present: Identity, findings: Findings) -> Any:
    mask = _MASKS.get(name)
    if mask is None or not isinstance(value, str) or not looks_masked(value):
        return value
    today = getattr(present, name)
    if today and value.strip() == mask(today):
        return today
    findings.add(name, "value.masked")
    return _REFUSED


def _without_leftovers(form: Mapping[str, Any], present: Identity) -> dict[str, Any]:
    """Return a form without what merely comes along with another type or number."""
    rule = find_certificate_rule(form.get("id_type"))
    left_over = set()
    if rule and rule.has_birth_date_and_gender:
        left_over = {name for name in ("gender", "birth_date") if form.get(name) is not None}
    if rule and not rule.needs_nationality and form.get("nationality"):
        left_over.add("nationality")
    unchanged = {name for name in left_over if form[name] == getattr(present, name)}
    return {name: None if name in unchanged else value for name, value in form.items()}


def _masked(name: str, value: str | None) -> str | None:
    mask = _MASKS.get(name)
    return mask(value) if mask and value else value
