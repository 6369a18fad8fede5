"""Shortcuts of a sandbox."""

from typing import Any

from chassis.db import Db
from chassis.service import rpc
from contracts.errors import NotFound

from identity.entrypoints.options import Options
from identity.queries import sandbox


class SandboxEntrypoints:
    """Answer only where AUSM_SANDBOX is on; elsewhere nothing is there."""

    db: Db
    options: Options

    @rpc
    def get_sandbox_captcha(self, captcha_id: str) -> dict[str, Any]:
        """Return the text of a captcha."""
        self._ensure_sandbox()
        return self.db.read(sandbox.get_captcha_text, captcha_id)

    @rpc
    def list_sandbox_personas(self) -> dict[str, Any]:
        """Return the demo log-ins."""
        self._ensure_sandbox()
        return self.db.read(sandbox.list_personas)

    def _ensure_sandbox(self) -> None:
        if not self.options.sandbox:
            raise NotFound("identity.sandbox_only")
