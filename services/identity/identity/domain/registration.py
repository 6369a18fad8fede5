"""The rules of a registration, all of them checked at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, Concatenate, ParamSpec, TypeVar

from contracts.certificate_types import find_certificate_rule
from contracts.errors import Violation
from contracts.reference.dictionaries import codes
from contracts.values.id_numbers import (
    birth_date_of,
    clean_birth_date,
    clean_id_number,
    gender_of,
    identity_key,
)
from contracts.values.names import clean_person_name
from contracts.values.passwords import check_password
from contracts.values.phones import clean_phone
from contracts.values.problem import ValueProblem

from identity.domain.consents import check_registration_consents

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Registrant:
    """A person whose registration breaks no rule of its own."""

    id_type: str
    id_number: str
    name: str
    nationality: str | None
    gender: str
    birth_date: date
    phone: str
    password: str = field(repr=False)
    consents: tuple[tuple[str, str], ...]

    @property
    def identity_key(self) -> str:
        """Return what makes this one person one account."""
        return identity_key(self.id_type, self.id_number, self.nationality)


class Findings:
    """Collects what is wrong while going on with what is right."""

    def __init__(self, violations: list[Violation]) -> None:
        self.violations = violations

    def clean(
        self,
        name: str,
        rule: Callable[Concatenate[str, P], T],
        value: str | None,
        *facts: P.args,
        **named: P.kwargs,
    ) -> T | None:
        """Return the value as the rule normalises it; None if it is absent or the rule objects."""
        if value is None:
            return None
        try:
            return rule(value, *facts, **named)
        except ValueProblem as problem:
            self.violations.append(problem.violation(name))
            return None

    def add(self, name: str, code: str) -> None:
        """Add a violation of the field."""
        self.violations.append(Violation(name, code))


def check_registration(
    form: Mapping[str, Any], shape_violations: list[Violation], today: date
) -> tuple[Registrant | None, list[Violation]]:
    """Return the registrant if the form is valid, and everything that is wrong with it.

    `form` holds the fields whose shape is valid; the violations of the others are passed in.
    """
    findings = Findings(list(shape_violations))
    phone = findings.clean("phone", clean_phone, form.get("phone"))
    values = {
        **check_identity(form, findings, today),
        "phone": phone,
        "password": form.get("password"),
        "consents": _consents_of(form),
    }
    check_new_password(
        form, ("password", "password_confirmation"), (values["id_number"], phone), findings
    )
    if "consents" in form:
        findings.violations += check_registration_consents(values["consents"])
    return (None if findings.violations else Registrant(**values)), findings.violations


def check_new_password(
    form: Mapping[str, Any],
    names: tuple[str, str],
    forbidden: tuple[str | None, ...],
    findings: Findings,
) -> None:
    """Add what is wrong with a new password and its confirmation."""
    password, confirmation = (form.get(name) for name in names)
    own = [text for text in forbidden if text]
    findings.clean(names[0], check_password, password, own)
    if password is not None and confirmation is not None and password != confirmation:
        findings.add(names[1], "value.password_confirmation")


def _consents_of(form: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    given = form.get("consents") or ()
    return tuple((each.get("kind", ""), each.get("version", "")) for each in given)


def check_identity(form: Mapping[str, Any], findings: Findings, today: date) -> dict[str, Any]:
    """Return who somebody is by a form; adds what is wrong with it."""
    name = findings.clean("name", clean_person_name, form.get("name"), form.get("id_type"))
    return {**_certificate_of(form, findings, today), "name": name}


def _certificate_of(form: Mapping[str, Any], findings: Findings, today: date) -> dict[str, Any]:
    id_type = form.get("id_type")
    raw = form.get("id_number")
    number = (
        findings.clean("id_number", partial(clean_id_number, id_type), raw, today)
        if id_type
        else None
    )
    base = {"id_type": id_type, "id_number": number}
    base["nationality"] = nationality_of(form, findings)
    rule = find_certificate_rule(id_type)
    if rule and rule.has_birth_date_and_gender:
        return base | _read_from_number(form, number, findings)
    return base | _declared_by_person(form, findings, today)


def nationality_of(form: Mapping[str, Any], findings: Findings) -> str | None:
    """Return the nationality of a form, which passports need and nothing else has."""
    nationality: str | None = form.get("nationality")
    rule = find_certificate_rule(form.get("id_type"))
    if rule and rule.needs_nationality:
        if not nationality:
            findings.add("nationality", "value.nationality_required")
        elif nationality not in codes("nationality"):
            findings.add("nationality", "value.nationality_unknown")
    elif nationality and "id_type" in form:
        findings.add("nationality", "identity.nationality_not_for_type")
    return nationality


def _read_from_number(
    form: Mapping[str, Any], number: str | None, findings: Findings
) -> dict[str, Any]:
    if number is None:
        return {"gender": None, "birth_date": None}
    gender, birth_date = gender_of(number), birth_date_of(number)
    if form.get("gender") not in (None, gender):
        findings.add("gender", "identity.gender_disagrees")
    if form.get("birth_date") not in (None, birth_date.isoformat()):
        findings.add("birth_date", "identity.birth_date_disagrees")
    return {"gender": gender, "birth_date": birth_date}


def _declared_by_person(form: Mapping[str, Any], findings: Findings, today: date) -> dict[str, Any]:
    for name in ("gender", "birth_date"):
        # A field of wrong shape is absent too, but has its own violation already.
        if name in form and form[name] is None and "id_type" in form:
            findings.add(name, f"identity.{name}_required")
    birth_date = findings.clean("birth_date", clean_birth_date, form.get("birth_date"), today)
    return {"gender": form.get("gender"), "birth_date": birth_date}
