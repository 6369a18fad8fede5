"""R1.1.6: how far an SMS is, for the service that asked for it."""

import pytest
from contracts.context import CallContext
from contracts.errors import Forbidden, NotFound
from notify import queries
from notify.domain.sandbox import Fault
from notify.service import NotifyService

IDENTITY = CallContext(actor_id="identity", actor_kind="service")
PHONE = "13800138000"


def progress(office, key: str) -> tuple[str, str | None]:
    told = office.db.read(queries.get_progress, key)
    return told["status"], told["reason"]


def send(office, phone: str, *, rounds: int = 1) -> list[tuple[str, str | None]]:
    """Have a code sent and return what was told after each step."""
    office.hears(office.sms_event(phone, key="k"))
    told = [progress(office, "k")]
    for _ in range(rounds):
        office.sender().send_due()
        told.append(progress(office, "k"))
        office.passes(seconds=6)
        office.sender().collect_receipts()
        told.append(progress(office, "k"))
    return told


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
    told = send(office, Fault.NO_SUCH_NUMBER)
    assert told == [("queued", None), *[("failed", "number_invalid")] * 2]


def test_R1_1_6_trouble_is_told_while_it_lasts(office) -> None:
    office.use_sandboxes("first")
    told = send(office, Fault.BUSY_TWICE, rounds=1)
    assert told[-1] == ("retrying", None)


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
    office.hears(event)
    office.sender().send_due()
    [sms] = office.db.read(queries.list_sandbox_sms, PHONE)
    assert "未在平台注册" in sms["text"]
    assert "验证码" not in sms["text"]
    assert progress(office, "k") == ("sent", None)
