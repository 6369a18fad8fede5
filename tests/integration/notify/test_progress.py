"""R1.1.6: how far an SMS is, for the service that asked for it."""

import pytest
from contracts.context import CallContext
from contracts.errors import Forbidden, NotFound
from notify.domain.sandbox import Fault
from notify.queries import deliveries
from notify.service import NotifyService

IDENTITY = CallContext(actor_id="identity", actor_kind="service")
PHONE = "13800138000"


def progress(office, key: str) -> tuple[str, str | None]:
    shown = office.db.read(deliveries.get_progress, key)
    return shown["status"], shown["reason"]


def send(office, phone: str, *, rounds: int = 1) -> list[tuple[str, str | None]]:
    """Have a code sent and return what was answered after each step."""
    office.handle(office.sms_event(phone, key="k"))
    shown = [progress(office, "k")]
    for _ in range(rounds):
        office.sender().send_due()
        shown.append(progress(office, "k"))
        office.passes(seconds=6)
        office.sender().collect_receipts()
        shown.append(progress(office, "k"))
    return shown


@pytest.mark.parametrize(
    ("phone", "last"),
    [
        pytest.param(PHONE, ("delivered", None), id="R1.1.6-delivered"),
        pytest.param(
            Fault.NEVER_DELIVERED, ("failed", "not_delivered"), id="R1.1.6-never-delivered"
        ),
    ],
)
def test_what_is_told_on_the_way_to_the_phone(office, phone, last) -> None:
    office.use_sandboxes("first")
    assert send(office, phone) == [("queued", None), ("sent", None), last]


def test_R1_1_6_a_number_that_does_not_exist_fails_at_once(office) -> None:
    office.use_sandboxes("first")
    shown = send(office, Fault.NO_SUCH_NUMBER)
    assert shown == [("queued", None), *[("failed", "number_invalid")] * 2]


def test_R1_1_6_trouble_is_told_while_it_lasts(office) -> None:
    office.use_sandboxes("first")
    shown = send(office, Fault.BUSY_TWICE, rounds=1)
    assert shown[-1] == ("retrying", None)


def test_R1_1_6_only_services_ask_and_only_for_what_is_there(
    run_service, rpc_client, service_database
) -> None:
    run_service(NotifyService)
    notify = rpc_client("notify")
    for other in (CallContext(), CallContext(actor_id="p", actor_kind="person")):
        with pytest.raises(Forbidden):
            notify.call("get_delivery_progress", context=other, delivery_key="k")
    with pytest.raises(NotFound):
        notify.call("get_delivery_progress", context=IDENTITY, delivery_key="k")


def test_R2_2_1_a_phone_without_account_is_told_so_and_gets_no_code(office) -> None:
    office.use_sandboxes("first")
    event = office.sms_event(template="code_password_reset_unregistered", key="k")
    event.data["params_sealed"] = office.seal({})
    office.handle(event)
    office.sender().send_due()
    [sms] = office.db.read(deliveries.list_sandbox_sms, PHONE)
    assert "未在平台注册" in sms["text"]
    assert "验证码" not in sms["text"]
    assert progress(office, "k") == ("sent", None)
