"""What operators see of the codes that the whole country may be sent today."""

from collections.abc import Iterator
from datetime import datetime

from chassis.config import SETTINGS_KEY
from chassis.observability.gauges import GaugeSource, GaugeValue
from sqlalchemy.orm import Session

from identity.domain.quotas import SMS_TOTAL
from identity.entrypoints.options import Options
from identity.queries.codes import count_total_sent


class SmsQuotaGauges(GaugeSource):
    """Says which part of today's codes has been used; at half of it somebody is told."""

    def setup(self) -> None:
        """Read the limit once."""
        options = Options.of(self.container.config[SETTINGS_KEY])
        limits = {quota.scope: quota.limit for quota in options.sms_quotas}
        self._limit = limits[SMS_TOTAL.scope]

    def read(self, session: Session, now: datetime) -> Iterator[GaugeValue]:
        """Read the one row that all codes of the day are counted in."""
        used = count_total_sent(session, now)
        meaning = "Part of today's SMS codes for the whole platform that has been used."
        yield GaugeValue("ausm_sms_quota_used_ratio", meaning, used / max(1, self._limit), {})
