"""Methods that add, update and delete educations and employments."""

from collections.abc import Callable
from typing import Any

from chassis.service import rpc
from contracts.schemas.collection import EducationBody, EmploymentBody
from marshmallow import Schema

from collection.entrypoints.base import PersonMethods
from collection.use_cases import rows
from collection.use_cases.forms import row_files


class RowMethods(PersonMethods):
    """The rows of the person's own collection."""

    @rpc
    def add_education(self, body: Any, expected_version: int | None = None) -> dict[str, Any]:
        """Add an education; the answer names it as `created_id`."""
        return self._save(rows.add_education, EducationBody, body, expected_version)

    @rpc
    def update_education(
        self, education_id: str, body: Any, expected_version: int | None = None
    ) -> dict[str, Any]:
        """Replace an education."""
        return self._save(
            rows.update_education, EducationBody, body, expected_version, education_id=education_id
        )

    @rpc
    def delete_education(
        self, education_id: str, expected_version: int | None = None
    ) -> dict[str, Any]:
        """Delete an education."""
        return self._write(
            rows.delete_education,
            self._person(),
            education_id=education_id,
            expected_version=expected_version,
        )

    @rpc
    def add_employment(self, body: Any, expected_version: int | None = None) -> dict[str, Any]:
        """Add an employment; the answer names it as `created_id`."""
        return self._save(rows.add_employment, EmploymentBody, body, expected_version)

    @rpc
    def update_employment(
        self, employment_id: str, body: Any, expected_version: int | None = None
    ) -> dict[str, Any]:
        """Replace an employment with its accounting experiences."""
        return self._save(
            rows.update_employment,
            EmploymentBody,
            body,
            expected_version,
            employment_id=employment_id,
        )

    @rpc
    def delete_employment(
        self, employment_id: str, expected_version: int | None = None
    ) -> dict[str, Any]:
        """Delete an employment."""
        return self._write(
            rows.delete_employment,
            self._person(),
            employment_id=employment_id,
            expected_version=expected_version,
        )

    def _save(
        self,
        use_case: Callable[..., dict[str, Any]],
        schema: type[Schema],
        body: Any,
        expected_version: int | None,
        **ids: str,
    ) -> dict[str, Any]:
        person = self._person()
        form = self._form(schema, body, person, row_files)
        answer = self._write(use_case, person, form=form, expected_version=expected_version, **ids)
        self.storage.discard_later(person.person_id, form.claimed)
        return answer
