"""Methods that add, update and delete educations and employments."""

from typing import Any

from chassis.service import rpc
from contracts.schemas.collection import EducationBody, EmploymentBody
from marshmallow import Schema

from collection.entrypoints.base import PersonMethods
from collection.use_cases.draft_rows import (
    EDUCATIONS,
    EMPLOYMENTS,
    Row,
    RowKind,
    add_row,
    delete_row,
    update_row,
)
from collection.use_cases.forms import row_files

_BODIES: dict[str, type[Schema]] = {
    EDUCATIONS.section: EducationBody,
    EMPLOYMENTS.section: EmploymentBody,
}


class DraftRowMethods(PersonMethods):
    """The rows of the person's own collection."""

    @rpc
    def add_education(self, body: Any, expected_version: int | None = None) -> dict[str, Any]:
        """Add an education; the answer names it as `created_id`."""
        return self._save(EDUCATIONS, None, body, expected_version)

    @rpc
    def update_education(
        self, education_id: str, body: Any, expected_version: int | None = None
    ) -> dict[str, Any]:
        """Replace an education."""
        return self._save(EDUCATIONS, education_id, body, expected_version)

    @rpc
    def delete_education(
        self, education_id: str, expected_version: int | None = None
    ) -> dict[str, Any]:
        """Delete an education."""
        return self._delete(EDUCATIONS, education_id, expected_version)

    @rpc
    def add_employment(self, body: Any, expected_version: int | None = None) -> dict[str, Any]:
        """Add an employment; the answer names it as `created_id`."""
        return self._save(EMPLOYMENTS, None, body, expected_version)

    @rpc
    def update_employment(
        self, employment_id: str, body: Any, expected_version: int | None = None
    ) -> dict[str, Any]:
        """Replace an employment with its accounting experiences."""
        return self._save(EMPLOYMENTS, employment_id, body, expected_version)

    @rpc
    def delete_employment(
        self, employment_id: str, expected_version: int | None = None
    ) -> dict[str, Any]:
        """Delete an employment."""
        return self._delete(EMPLOYMENTS, employment_id, expected_version)

    def _save(
        self, kind: RowKind[Row], row_id: str | None, body: Any, expected_version: int | None
    ) -> dict[str, Any]:
        person = self._person()
        form = self._form(_BODIES[kind.section], body, person, row_files)
        given: dict[str, Any] = {"kind": kind, "form": form, "expected_version": expected_version}
        if row_id is None:
            answer = self._write(add_row, person, **given)
        else:
            answer = self._write(update_row, person, row_id=row_id, **given)
        self.storage.discard_later(person.person_id, form.claimed)
        return answer

    def _delete(
        self, kind: RowKind[Row], row_id: str, expected_version: int | None
    ) -> dict[str, Any]:
        return self._write(
            delete_row, self._person(), kind=kind, row_id=row_id, expected_version=expected_version
        )
