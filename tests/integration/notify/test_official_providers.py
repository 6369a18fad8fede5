"""R7.1, R7.2: two official providers behind one queue; no code is lost, none is sent twice."""

import pytest
from chassis.config import Settings
from contracts.errors import NotFound, ValidationFailed
from notify.domain.circuit import CLOSED, OPEN, REST_SECONDS
from notify.entrypoints.deliveries import DeliveryEntrypoints
from notify.providers import aliyun, fleet, tencent
from notify.providers.registry import Carriers, make_member, provider_weights
from notify.use_cases.send_deliveries import Sender
from prometheus_client import REGISTRY
from support.sms import sms_process

PEOPLE = 24


@pytest.fixture(scope="module")
def simulators():
    with sms_process("aliyun") as one, sms_process("tencent") as other:
        yield one, other


@pytest.fixture
def pair(simulators, office, monkeypatch):
    """Return both simulators and a sender whose first choice is Aliyun."""
    monkeypatch.setattr(aliyun, "READ_SECONDS", 0.6)
    monkeypatch.setattr(tencent, "READ_SECONDS", 0.6)
    for simulator in simulators:
        simulator.fail("none")
    settings = {"AUSM_SMS_PROVIDERS": "aliyun,tencent"}
    for simulator in simulators:
        settings |= simulator.settings
    settings = Settings(settings)
    members = [
        make_member(settings, name, weight, office.db, is_first=False)
        for name, weight in provider_weights(settings).items()
    ]
    ships = fleet.Fleet(members, lambda: office.seconds)
    return (*simulators, Sender(office.db, office.identity, ships), ships)


def ask(office, people=PEOPLE):
    for number in range(people):
        office.handle(office.sms_event(phone=f"138001380{number:02}"))


def keys(*simulators):
    return [each["key"] for simulator in simulators for each in simulator.taken]


def figure(name, **labels):
    return REGISTRY.get_sample_value(name, labels) or 0.0


def mine(office, *simulators):
    ids = {each.delivery_id for each in office.deliveries()}
    return [key for key in keys(*simulators) if key in ids]


def test_R7_2_weights_share_the_work(pair, office):
    one, other, _, ships = pair
    weights = {
        name: fleet.Member(each.provider, 1, each.sign, each.template_codes)
        for name, each in ships.members.items()
    }
    ask(office)
    Sender(office.db, office.identity, fleet.Fleet(list(weights.values()))).send_due()
    found = [len(mine(office, each)) for each in (one, other)]
    assert sum(found) == PEOPLE
    assert min(found) > PEOPLE / 6


def test_R7_1_one_refuses_all_arrive_by_the_other_once(pair, office):
    one, other, sender, ships = pair
    before = figure("ausm_sms_sends_total", provider="aliyun", result="refused")
    calls = one.calls
    one.fail("refuse")
    ask(office)
    sender.send_due()
    assert {each.status for each in office.deliveries()} == {"sent"}
    assert (mine(office, one), len(set(mine(office, other)))) == ([], PEOPLE)
    assert len(mine(office, other)) == PEOPLE
    refused = figure("ausm_sms_sends_total", provider="aliyun", result="refused") - before
    assert 5 <= refused <= 16
    assert one.calls - calls == refused
    assert ships.states() == {"aliyun": OPEN, "tencent": CLOSED}
    assert figure("ausm_sms_circuit", provider="aliyun") == 2
    assert figure("ausm_sms_circuit", provider="tencent") == 0


@pytest.mark.parametrize("mode", ["hang", "lost"])
def test_R7_1_one_hangs_none_is_sent_twice_and_none_is_lost(pair, office, mode):
    one, other, sender, ships = pair
    before = figure("ausm_sms_sends_total", provider="aliyun", result="unknown")
    one.fail(mode)
    ask(office)
    sender.send_due()
    office.passes(seconds=90)
    sender.send_due()
    unknown = figure("ausm_sms_sends_total", provider="aliyun", result="unknown") - before
    found = office.deliveries()
    assert len(found) == PEOPLE
    failed = [each for each in found if each.status == "failed"]
    # Eight at a time, until five have been seen to fail.
    assert 5 <= len(failed) == unknown <= 12
    assert {(each.last_error, each.maybe_sent) for each in failed} == {("provider_timeout", True)}
    sent = mine(office, one, other)
    assert len(sent) == len(set(sent))
    assert {each.delivery_id for each in found if each.status == "sent"} == set(mine(office, other))
    # Who asks again gets it by the other, for the first is left alone.
    one_before = one.calls
    ask(office, len(failed))
    sender.send_due()
    assert one.calls == one_before
    assert [each.status for each in office.deliveries()].count("sent") == PEOPLE
    assert ships.states()["aliyun"] == OPEN


def test_R7_2_a_provider_that_is_well_again_is_found_by_one_message(pair, office):
    one, other, sender, ships = pair
    one.fail("refuse")
    ask(office)
    sender.send_due()
    one.fail("none")
    office.seconds += REST_SECONDS
    ask(office)
    sender.send_due()
    assert ships.states()["aliyun"] == CLOSED
    assert len(mine(office, one)) == 1
    ask(office, 3)
    sender.send_due()
    assert len(mine(office, one)) == 4
    assert len(set(mine(office, one, other))) == 2 * PEOPLE + 3


def test_R7_2_without_a_code_of_its_template_the_other_is_asked(pair, office):
    one, other, sender, _ = pair
    office.handle(office.sms_event(template="code_change_phone"))
    office.handle(office.sms_event(phone="13900139000"))
    sender.send_due()
    found = {each.template_id: each for each in office.deliveries()}
    assert found["code_register"].status == "sent"
    waiting = found["code_change_phone"]
    assert (waiting.status, waiting.last_error) == ("queued", "template_unregistered")
    office.passes(seconds=200)
    sender.send_due()
    found = {each.template_id: each for each in office.deliveries()}
    assert found["code_change_phone"].status == "failed"
    assert mine(office, one, other) == [found["code_register"].delivery_id]


TOKEN = "0123456789abcdef"  # pragma: allowlist secret


def report(office, ships, provider, entries, token=TOKEN):
    entrypoints = DeliveryEntrypoints()
    entrypoints.db, entrypoints.identity_rpc = office.db, office.identity
    entrypoints.sms = Carriers(ships, sandbox=False, report_tokens={provider: TOKEN})
    return entrypoints.take_sms_report(provider, token, entries)


def own(office, simulator, *, delivered):
    ids = {each.delivery_id for each in office.deliveries()}
    keys_of = {"aliyun": "out_id", "tencent": "ext"}
    entries = simulator.report(delivered=delivered)
    return [each for each in entries if each[keys_of[simulator.provider]] in ids]


@pytest.mark.parametrize("provider", ["aliyun", "tencent"])
@pytest.mark.parametrize("delivered", [True, False])
def test_R7_1_a_report_tells_what_became_of_a_message(pair, office, provider, delivered):
    one, other, sender, ships = pair
    if provider == "tencent":
        one.fail("refuse")
    office.handle(office.sms_event())
    sender.send_due()
    entries = own(office, {"aliyun": one, "tencent": other}[provider], delivered=delivered)
    answer = report(office, ships, provider, entries)
    assert answer in ({"code": 0, "msg": "接收成功"}, {"result": 0, "errmsg": "OK"})
    shown = office.delivery()
    assert shown.status == ("delivered" if delivered else "failed")
    before = (shown.status, shown.delivered_at, shown.failed_at)
    office.passes(seconds=5)
    report(office, ships, provider, entries)
    shown = office.delivery()
    assert (shown.status, shown.delivered_at, shown.failed_at) == before


def test_R7_1_a_report_settles_a_doubt_even_of_what_was_given_up(pair, office):
    one, _, sender, ships = pair
    one.fail("lost")
    office.handle(office.sms_event())
    sender.send_due()
    assert (office.delivery().status, office.delivery().maybe_sent) == ("failed", True)
    report(office, ships, "aliyun", own(office, one, delivered=True))
    shown = office.delivery()
    assert (shown.status, shown.maybe_sent, shown.last_error) == ("delivered", False, None)


def test_R7_1_without_the_token_nothing_is_noted(pair, office):
    one, _, sender, ships = pair
    office.handle(office.sms_event())
    sender.send_due()
    entries = own(office, one, delivered=True)
    for provider, token in (("aliyun", "wrong"), ("aliyun", ""), ("nobody", TOKEN)):
        with pytest.raises(NotFound):
            report(office, ships, provider, entries, token)
    with pytest.raises(ValidationFailed):
        report(office, ships, "aliyun", [{"report_status": "SUCCESS"}])
    assert office.delivery().status == "sent"
