"""How many SMS wait, are late, or were given up."""

from collections.abc import Iterator
from datetime import datetime

from chassis.figures import Figure, FigureSource
from sqlalchemy.orm import Session

from notify import queries


class SmsFigures(FigureSource):
    """Tells of deliveries what health tells of them."""

    def read(self, session: Session, now: datetime) -> Iterator[Figure]:
        """Count over the indexes of what is due and of the last day."""
        sms = queries.sms_state(session, now)
        yield Figure("ausm_sms_waiting", "SMS not yet handed to a provider.", sms["waiting"])
        yield Figure("ausm_sms_late", "SMS that wait for more than five minutes.", sms["late"])
        yield Figure("ausm_sms_failed_today", "SMS of the last day given up.", sms["failed_today"])
