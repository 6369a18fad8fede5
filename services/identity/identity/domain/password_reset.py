"""Whether somebody who forgot the password knows the details of the registration."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from contracts.errors import Violation
from contracts.values.names import name_key, read_person_name
from contracts.values.phones import clean_phone

from identity.domain.login_names import LoginName, read_login
from identity.domain.registration import Findings, check_new_password


@dataclass(frozen=True, slots=True)
class Claim:
    """What the person claims to know of the account; well-formed, not yet compared."""

    login: LoginName
    name: str
    phone: str
    new_password: str = field(repr=False)


def check_reset(
    form: Mapping[str, Any], shape_violations: list[Violation]
) -> tuple[Claim | None, list[Violation]]:
    """Return the claim if the form is right, and everything that is wrong with it."""
    findings = Findings(list(shape_violations))
    phone = findings.clean("phone", clean_phone, form.get("phone"))
    name = findings.clean("name", read_person_name, form.get("name"))
    login = read_login(form.get("id_number") or "")
    names = ("new_password", "new_password_confirmation")
    check_new_password(form, names, (login.text, phone), findings)
    if findings.violations or name is None or phone is None:
        return None, findings.violations
    return Claim(login, name, phone, form["new_password"]), []


def agrees(claim: Claim, name: str, phone: str) -> bool:
    """Return whether name and phone are those of the account; takes as long either way.

    Blanks, separators, case and accents of the name do not count: they are typed in many ways.
    """
    same_name = hmac.compare_digest(name_key(claim.name).encode(), name_key(name).encode())
    same_phone = hmac.compare_digest(claim.phone.encode(), phone.encode())
    return same_name & same_phone
