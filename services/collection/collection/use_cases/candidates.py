"""From the values of a form to the object that the rules judge."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from contracts.values.uscc import suggested_employer_type

from collection.domain.content import AccountingExperience, Education, Employment

Values = Mapping[str, Any]


def education_of(education_id: str, values: Values, files: Mapping[str, str] = {}) -> Education:
    """Return an education; what was not valid counts as missing."""
    return Education(education_id, **_columns(Education, values), attachments=files)


def employment_of(employment_id: str, values: Values, files: Mapping[str, str] = {}) -> Employment:
    """Return an employment; its employer's type comes from the code where none is given."""
    columns = _columns(Employment, values)
    if columns["uscc"] and not columns["employer_type"]:
        columns["employer_type"] = suggested_employer_type(columns["uscc"])
    parts = tuple(
        AccountingExperience(
            part.get("start_month"), part.get("end_month"), tuple(part.get("posts") or ())
        )
        for part in values.get("accounting_experiences") or ()
    )
    return Employment(employment_id, **columns, accounting_experiences=parts, attachments=files)


_KEPT_APART = frozenset({"education_id", "employment_id", "accounting_experiences", "attachments"})


def _columns(target: type, values: Values) -> dict[str, Any]:
    names = [item.name for item in fields(target) if item.name not in _KEPT_APART]
    return {name: values.get(name) for name in names}
