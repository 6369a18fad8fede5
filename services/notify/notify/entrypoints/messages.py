"""Methods by which a person reads their message box."""

from typing import Any

from chassis.db import Db
from chassis.service import rpc

from notify.queries import messages
from notify.use_cases import mailbox


class MessageEntrypoints:
    """The person's own messages."""

    db: Db

    @rpc
    def list_messages(
        self,
        cursor: str | None = None,
        limit: int | None = None,
        *,
        unread_only: bool = False,
    ) -> dict[str, Any]:
        """Return one page of the caller's messages, the newest first."""
        person_id = self.db.context.require_person()
        return self.db.read(
            messages.list_messages, person_id, cursor, limit, unread_only=unread_only
        )

    @rpc
    def count_unread(self) -> dict[str, int]:
        """Return how many messages the caller has not read."""
        return {"unread": self.db.read(messages.count_unread, self.db.context.require_person())}

    @rpc
    def list_unread(self, person_ids: list[str]) -> dict[str, Any]:
        """Return `count_unread` of several people at once; for the gateway."""
        self.db.context.require_service()
        counts = self.db.read(messages.count_unread_of, person_ids)
        return {"items": {person_id: {"unread": unread} for person_id, unread in counts.items()}}

    @rpc
    def read_message(self, message_id: str) -> dict[str, Any]:
        """Mark one message as read."""
        self.db.context.require_person()
        return self.db.run(mailbox.read_message, message_id)

    @rpc
    def read_all_messages(self) -> dict[str, Any]:
        """Mark all messages as read."""
        self.db.context.require_person()
        return self.db.run(mailbox.read_all_messages)
