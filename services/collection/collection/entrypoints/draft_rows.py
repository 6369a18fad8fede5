"""Methods that add, update and delete educations and employments."""

from functools import partial
from typing import Any

from chassis.service import rpc
from chassis.validation import load_lenient

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
from collection.use_cases.form_files import row_files


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
        values, violations = load_lenient(
            kind.body, self._restored(person, kind.section, row_id, body)
        )
        files = self._claim_files(person, row_files(values), violations)
        row = kind.from_form(row_id or "", values, files.by_kind())
        write = partial(
            add_row if row_id is None else update_row,
            person_id=person.person_id,
            kind=kind,
            row=row,
            files=files,
            expected_version=expected_version,
        )
        return self._answer_with_files(person, files, write)

    def _delete(
        self, kind: RowKind[Row], row_id: str, expected_version: int | None
    ) -> dict[str, Any]:
        person = self._person()
        delete = partial(
            delete_row,
            person_id=person.person_id,
            kind=kind,
            row_id=row_id,
            expected_version=expected_version,
        )
        return self._answer(person, delete)
