"""Registration, the forgotten password, persons as they and other services see them."""

from typing import Any

from chassis.db import Db
from chassis.service import rpc

from identity.entrypoints.options import Options
from identity.queries import accounts
from identity.queries.corrections import get_identity
from identity.use_cases import corrections, password_reset, phones, registration


class AccountEntrypoints:
    """What concerns one account."""

    db: Db
    options: Options

    @rpc
    def register_account(self, body: dict[str, Any]) -> dict[str, Any]:
        """Register a person; public."""
        return registration.register(self.db, body)

    @rpc
    def reset_password(self, body: dict[str, Any]) -> dict[str, Any]:
        """Set a new password for somebody who forgot the old one; public."""
        quotas = self.options.reset_quotas_for(self.db.context.client_ip)
        return password_reset.reset_forgotten_password(self.db, body, quotas)

    @rpc
    def get_identity(self) -> dict[str, Any]:
        """Return what is registered of the caller, masked, and how it was mended."""
        return self.db.read(get_identity, self.db.context.require_person())

    @rpc
    def correct_identity(
        self, body: dict[str, Any], expected_version: int | None = None
    ) -> dict[str, Any]:
        """Mend what is registered of the caller, before the verification."""
        return corrections.correct(
            self.db, self.db.context.require_person(), body, expected_version
        )

    @rpc
    def change_phone(self, body: dict[str, Any]) -> dict[str, Any]:
        """Give the caller another phone."""
        return phones.change(self.db, self.db.context.require_person(), body)

    @rpc
    def get_me(self) -> dict[str, Any]:
        """Return the caller's own masked identity."""
        return self.db.read(accounts.get_me, self.db.context.require_person())

    @rpc
    def list_me(self, person_ids: list[str]) -> dict[str, Any]:
        """Return `get_me` of several people at once; for the gateway."""
        self.db.context.require_service()
        return self.db.read(accounts.list_me, person_ids)

    @rpc
    def get_person(self, person_id: str) -> dict[str, Any]:
        """Return all that is registered of a person; for our own services."""
        self.db.context.require_service()
        return self.db.read(accounts.get_person, person_id)

    @rpc
    def find_person_by_phone(self, phone: str) -> dict[str, Any]:
        """Return the id of whoever has a mobile number; for staff, who see only their own cases."""
        self.db.context.require_staff()
        return self.db.read(accounts.find_person_by_phone, phone)

    @rpc
    def get_contact(self, person_id: str) -> dict[str, Any]:
        """Return a person's phone number; for our own services."""
        self.db.context.require_service()
        return self.db.read(accounts.get_contact, person_id)
