"""Certify a person by a provider; it is never asked inside a transaction."""

from typing import Any

import eventlet
from chassis.db import Db
from contracts.errors import Conflict, Unavailable

from identity.domain.certifications import Reason, State, Verdict
from identity.domain.quotas import Quota
from identity.providers.port import Application, ProviderRefused, ProviderUnavailable
from identity.providers.registry import Certification
from identity.queries import certifications as queries
from identity.use_cases import certification_steps as steps
from identity.use_cases.qr_codes import code_of

_WAIT_SECONDS = 0.1
_WAITS = 45
UNWATCHED_BATCH = 40
_AT_ONCE = 8


class Certifications:
    """The certifications of one service, by the provider that is configured."""

    def __init__(self, db: Db, certification: Certification, daily: Quota) -> None:
        self._db = db
        self._certification = certification
        self._daily = daily

    def start(self, person_id: str) -> dict[str, Any]:
        """Return a running certification with its QR code, begun now unless there is one.

        Raises Conflict for whom Alipay is not open or does not take, TooManyRequests beyond the
        day's limit, Unavailable when Alipay does not answer.
        """
        if self._certification.certifier is None:
            raise Conflict("identity.alipay_off")
        reserved = self._db.for_part("reserve").run(steps.reserve, person_id, self._daily)
        certification_id: str = reserved["certification_id"]
        with self._db.unit_of_work() as uow:
            is_first = steps.take_first_turn(uow, certification_id)
        if is_first:
            self._begin(certification_id)
        return self._begun(certification_id)

    def look(self, person_id: str, certify_id: str) -> dict[str, Any]:
        """Return how far a person's certification is, asking the provider if it is time to."""
        certification_id = self._db.read(queries.find_own, person_id, certify_id)
        self.ask(certification_id)
        return self._db.read(queries.get_certification, certification_id)

    def note_return(self, certification_id: str) -> None:
        """Take note that somebody came back from the provider's page, and ask what became of it.

        Nothing is believed of who came: the provider's answer alone counts.
        """
        self._db.run(steps.note_scan, certification_id)
        self.ask(certification_id)

    def ask(self, certification_id: str) -> None:
        """Ask the provider about an open certification, unless somebody does or just did."""
        certifier = self._certification.certifier
        if certifier is None:
            return
        with self._db.unit_of_work() as uow:
            certify_id = steps.take_turn(uow, certification_id)
        if certify_id is None:
            return
        try:
            verdict = certifier.query(certify_id)
        except ProviderUnavailable:
            verdict = Verdict(State.WAITING, Reason.UNAVAILABLE)
        self._db.run(steps.apply_verdict, certification_id, verdict)

    def ask_unwatched(self) -> int:
        """Ask about those of which nobody has asked for a while; returns how many there were."""
        if self._certification.certifier is None:
            return 0
        self._db.run(steps.give_up_abandoned)
        found = self._db.read(queries.list_unwatched, UNWATCHED_BATCH)
        pool = eventlet.GreenPool(_AT_ONCE)
        for certification_id in found:
            pool.spawn_n(self.ask, certification_id)
        pool.waitall()
        return len(found)

    def _begin(self, certification_id: str) -> None:
        certifier = self._certification.certifier
        assert certifier is not None  # seen by `start`
        number, name, id_number = self._db.read(queries.find_applicant, certification_id)
        return_url = f"{self._certification.return_url}?certification={certification_id}"
        application = Application(number, return_url, name, id_number)
        try:
            certify_id = certifier.initialize(application)
        except ProviderRefused:
            self._give_up(certification_id, Reason.REFUSED)
        except ProviderUnavailable:
            self._give_up(certification_id, Reason.UNAVAILABLE)
        else:
            with self._db.unit_of_work() as uow:
                steps.note_beginning(uow, certification_id, certify_id)

    def _give_up(self, certification_id: str, reason: Reason) -> None:
        with self._db.unit_of_work() as uow:
            steps.give_up(uow, certification_id, reason)

    def _begun(self, certification_id: str) -> dict[str, Any]:
        """Return a certification once whoever begins it has its answer."""
        for _ in range(_WAITS):
            state, reason, certify_id = self._db.read(queries.find_beginning, certification_id)
            if state == State.FAILED and certify_id is None:
                raise _refusal(reason)
            if certify_id is not None:
                return self._with_code(certification_id, certify_id)
            eventlet.sleep(_WAIT_SECONDS)
        raise Unavailable("identity.alipay_starting", details={"retry_after": 2})

    def _with_code(self, certification_id: str, certify_id: str) -> dict[str, Any]:
        certifier = self._certification.certifier
        assert certifier is not None  # seen by `start`
        shown = self._db.read(queries.get_certification, certification_id)
        return {**shown, **code_of(certifier.page_url(certify_id))}


def _refusal(reason: str | None) -> Conflict | Unavailable:
    if reason == Reason.REFUSED:
        return Conflict("identity.alipay_refused")
    return Unavailable("identity.alipay_unavailable", details={"retry_after": 30})
