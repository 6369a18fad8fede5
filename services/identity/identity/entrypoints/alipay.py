"""Real-name verification by Alipay."""

from typing import Any

from chassis.db import Db, canonical_id
from chassis.service import every, rpc
from chassis.validation import load
from contracts.errors import NotFound
from contracts.schemas.identity import AlipayScan

from identity.entrypoints.options import Options
from identity.providers.registry import Certification
from identity.use_cases.certifications import UNWATCHED_BATCH, Certifications
from identity.use_cases.cleanup import delete_old_certifications

_ASK_EVERY = 5
_BATCHES = 5
_DAY = 24 * 3600


class AlipayEntrypoints:
    """The person starts and looks; who comes back from Alipay and a timer have it asked."""

    db: Db
    options: Options
    certification: Certification

    @rpc
    def start_alipay(self) -> dict[str, Any]:
        """Return a certification of the caller with its QR code."""
        return self._certifications().start(self.db.context.require_person())

    @rpc
    def get_alipay(self, certify_id: str) -> dict[str, Any]:
        """Return how far one of the caller's certifications is."""
        return self._certifications().look(self.db.context.require_person(), certify_id)

    @rpc
    def note_alipay_return(self, certification: str) -> None:
        """Take note that a browser came back from Alipay; the answer is the same for everybody."""
        try:
            certification_id = canonical_id(certification)
        except NotFound:
            return
        if certification_id is not None:
            self._certifications().note_return(certification_id)

    @rpc
    def scan_in_sandbox(self, certify_id: str, body: dict[str, Any]) -> None:
        """Play the phone with the Alipay app; in a sandbox with the simulator only."""
        phone = self.certification.phone
        if not self.options.sandbox or phone is None:
            raise NotFound("identity.sandbox_only")
        form = load(AlipayScan, body)
        phone.act(certify_id, form["action"] or ("fail" if form["passed"] is False else "pass"))

    @every(_ASK_EVERY, "identity.alipay")
    def ask_unwatched_certifications(self) -> None:
        """Finish those whose person has closed the page."""
        for _ in range(_BATCHES):
            if self._certifications().ask_unwatched() < UNWATCHED_BATCH:
                break

    @every(_DAY, "identity.sweep_certifications")
    def sweep_certifications(self) -> None:
        """Delete what nobody needs any more of certifications that did not pass."""
        self.db.run(delete_old_certifications)

    def _certifications(self) -> Certifications:
        return Certifications(self.db, self.certification, self.options.alipay_daily)
