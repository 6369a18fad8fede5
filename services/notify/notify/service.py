"""The notify service: messages and SMS about what has happened."""

from collections.abc import Mapping
from typing import Any, ClassVar

from casework.personal_data import ListPart, PersonalDataEntrypoints
from chassis.clock import utc_now
from chassis.db import Database, Db
from chassis.rpc import ServiceCalls, ServiceClient
from chassis.service import Service, rpc

from notify.entrypoints.announcements import AnnouncementEntrypoints
from notify.entrypoints.deliveries import DeliveryEntrypoints
from notify.entrypoints.help_articles import HelpEntrypoints
from notify.entrypoints.messages import MessageEntrypoints
from notify.entrypoints.notices import NoticeEntrypoints
from notify.entrypoints.templates import TemplateEntrypoints
from notify.models import Base
from notify.providers.registry import Carriers, SmsProviders
from notify.queries import deliveries
from notify.queries.gauges import SmsGauges
from notify.queries.personal_data import PERSONAL_DATA


class NotifyService(
    NoticeEntrypoints,
    MessageEntrypoints,
    DeliveryEntrypoints,
    HelpEntrypoints,
    AnnouncementEntrypoints,
    PersonalDataEntrypoints,
    TemplateEntrypoints,
    Service,
):
    """Message box, SMS deliveries, help centre, announcements."""

    name = "notify"
    personal_data: ClassVar[Mapping[str, ListPart]] = PERSONAL_DATA
    db: Db = Database(Base.metadata)
    identity_rpc: ServiceCalls = ServiceClient("identity", timeout=3.0)
    sms: Carriers = SmsProviders()
    sms_gauges = SmsGauges()

    @rpc
    def health(self) -> dict[str, Any]:
        """Return the service's health; SMS that are late make it degraded."""
        answer = super().health()
        sms = self.db.read(deliveries.sms_state, utc_now())
        well = bool(len(self.sms.fleet)) and not sms["late"]
        answer["checks"]["sms"] = {"status": "ok" if well else "failing", **sms}
        if not well and answer["status"] == "ok":
            answer["status"] = "degraded"
        return answer
