"""How many SMS wait, are late, or were given up."""

from collections.abc import Iterator
from datetime import datetime

from chassis.observability.gauges import GaugeSource, GaugeValue
from sqlalchemy.orm import Session

from notify.queries.deliveries import sms_state


class SmsGauges(GaugeSource):
    """The same counts of deliveries that the health check gives."""

    def read(self, session: Session, now: datetime) -> Iterator[GaugeValue]:
        """Count over the indexes of what is due and of the last day."""
        sms = sms_state(session, now)
        yield GaugeValue("ausm_sms_waiting", "SMS not yet handed to a provider.", sms["waiting"])
        yield GaugeValue("ausm_sms_late", "SMS that wait for more than five minutes.", sms["late"])
        yield GaugeValue(
            "ausm_sms_failed_today", "SMS of the last day given up.", sms["failed_today"]
        )
