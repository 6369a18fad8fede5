"""Deliveries: retry, fail-over, leases, codes that come too late, receipts."""

import pytest
from contracts.errors import Unavailable
from notify.domain.sending import Failure
from notify.queries.deliveries import sms_state
from notify.use_cases import deliveries

DOWN = Failure("provider_unavailable")
LOST = Failure("provider_timeout", maybe_sent=True)


def run_out(office, **time):
    """Send what is due, let time pass, and send again."""
    office.sender().send_due()
    office.passes(**time)
    office.sender().send_due()


def test_R7_1_sent_with_sign_and_name_of_the_authority(office):
    office.handle(office.case_event("collection_approved"), "case_approved")
    assert office.sender().send_due() == 1
    [message] = office.providers[0].calls
    assert message.text == ("【会计人员服务平台】您的信息采集已由北京市海淀区财政局审核通过。")
    assert message.params == {"case_name": "信息采集", "authority_name": "北京市海淀区财政局"}
    delivery = office.delivery()
    assert (delivery.status, delivery.attempts, delivery.provider) == ("sent", 1, "only")
    assert delivery.masked_phone == "138****8000"
    assert office.sender().send_due() == 0


def test_R7_1_provider_that_fails_twice_takes_it_the_third_time(office, make_provider):
    office.providers = [make_provider("only", DOWN, DOWN)]
    office.handle(office.sms_event())
    office.sender().send_due()
    assert (office.delivery().status, office.delivery().attempts) == ("queued", 1)
    office.passes(seconds=4)
    assert office.sender().send_due() == 0
    office.passes(seconds=1)
    office.sender().send_due()
    assert office.delivery().last_error == "provider_unavailable"
    office.passes(seconds=30)
    office.sender().send_due()
    delivery = office.delivery()
    assert (delivery.status, delivery.attempts, delivery.last_error) == ("sent", 3, None)
    assert len({call.idempotency_key for call in office.providers[0].calls}) == 1


def test_R7_1_second_provider_takes_over_at_once(office, make_provider):
    office.providers = [make_provider("first", *[DOWN] * 9), make_provider("second")]
    office.handle(office.sms_event())
    office.sender().send_due()
    delivery = office.delivery()
    assert (delivery.status, delivery.provider, delivery.attempts) == ("sent", "second", 2)


def test_R7_1_lost_answer_is_not_sent_twice(office, make_provider):
    office.providers = [make_provider("first", LOST), make_provider("second")]
    office.handle(office.sms_event())
    run_out(office, seconds=5)
    first, second = office.providers
    assert (len(first.calls), len(first.taken), second.calls) == (2, 1, [])
    assert office.delivery().provider_request_id == "first-1"


def test_R7_1_a_decision_in_doubt_goes_to_the_other_after_the_hold(office, make_provider):
    office.providers = [make_provider("first", *[LOST] * 9), make_provider("second")]
    office.handle(office.case_event("collection_approved"), "case_approved")
    run_out(office, seconds=5)
    first, second = office.providers
    for seconds in (30, 120, 599):
        office.passes(seconds=seconds)
        office.sender().send_due()
        assert (office.delivery().maybe_sent, second.calls) == (True, [])
    office.passes(seconds=1)
    office.sender().send_due()
    assert (len(first.calls), len(first.taken), len(second.calls)) == (4, 1, 1)
    assert (office.delivery().provider, office.delivery().status) == ("second", "sent")


def test_R7_1_a_code_in_doubt_is_never_sent_by_another(office, make_provider):
    office.providers = [make_provider("first", *[LOST] * 9), make_provider("second")]
    office.handle(office.sms_event())
    for _ in range(40):
        office.sender().send_due()
        office.passes(seconds=5)
    first, second = office.providers
    assert (len(first.taken), second.calls) == (1, [])
    assert (office.delivery().status, office.delivery().last_error) == ("failed", LOST.code)


def test_R7_1_a_refusal_of_the_repeat_does_not_end_the_doubt(office, make_provider):
    office.providers = [make_provider("first", LOST, DOWN, DOWN), make_provider("second")]
    office.handle(office.sms_event())
    run_out(office, seconds=5)
    office.passes(seconds=30)
    office.sender().send_due()
    first, second = office.providers
    assert (len(first.calls), second.calls) == (3, [])


def test_R7_1_who_cannot_tell_a_repeat_is_not_asked_twice_in_doubt(office, make_provider):
    first = make_provider("first", LOST, tells_repeats=False)
    office.providers = [first, make_provider("second")]
    office.handle(office.sms_event())
    office.handle(office.case_event("collection_approved"), "case_approved")
    first.script = [LOST, LOST]
    for _ in range(200):
        office.sender().send_due()
        office.passes(seconds=2)
    assert (len(first.calls), office.providers[1].calls) == (2, [])
    code = next(each for each in office.deliveries() if each.template_id == "code_register")
    assert (code.status, code.maybe_sent) == ("failed", True)


def test_R7_1_killed_between_send_and_mark_is_sent_once(office, monkeypatch):
    office.handle(office.sms_event())
    with monkeypatch.context() as patch:
        patch.setattr(deliveries, "mark_sent", lambda *_: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            office.sender().send_due()
    assert office.delivery().status == "sending"
    office.passes(seconds=59)
    assert office.sender().send_due() == 0
    office.passes(seconds=1)
    office.sender().send_due()
    [provider] = office.providers
    assert (len(provider.calls), len(provider.taken)) == (2, 1)
    assert (office.delivery().status, office.delivery().provider_request_id) == ("sent", "only-1")


def test_R7_1_database_away_when_marking_is_sent_once(office, monkeypatch):
    for _ in range(3):
        office.handle(office.sms_event())
    with monkeypatch.context() as patch:
        patch.setattr(deliveries, "mark_sent", lambda *_: (_ for _ in ()).throw(Unavailable()))
        assert office.sender().send_due() == 3
    office.passes(seconds=60)
    office.sender().send_due()
    assert len(office.providers[0].taken) == 3
    assert {each.status for each in office.deliveries()} == {"sent"}


def test_R7_1_late_mark_of_a_lost_lease_changes_nothing(office):
    office.handle(office.sms_event())
    [slow] = office.db.run(deliveries.claim_due, office.fleet(), 10)
    office.passes(seconds=60)
    [quick] = office.db.run(deliveries.claim_due, office.fleet(), 10)
    assert office.db.run(deliveries.mark_sent, quick, "r-2", None) is True
    assert office.db.run(deliveries.mark_failed, slow, DOWN, office.fleet(), None) is False
    assert office.db.run(deliveries.mark_sent, slow, "r-1", None) is False
    assert (office.delivery().status, office.delivery().provider_request_id) == ("sent", "r-2")


def test_R7_1_sender_that_always_dies_gives_up(office):
    office.handle(office.case_event("collection_approved"), "case_approved")
    for _ in range(8):
        assert office.db.run(deliveries.claim_due, office.fleet(), 10)
        office.passes(seconds=60)
    assert office.db.run(deliveries.claim_due, office.fleet(), 10) == []
    assert (office.delivery().status, office.delivery().last_error) == ("failed", "sender_died")


def test_R1_1_5_code_is_not_sent_after_its_life(office):
    office.handle(office.sms_event())
    office.passes(seconds=180)
    assert office.sender().send_due() == 0
    assert (office.delivery().status, office.delivery().last_error) == ("failed", "expired")
    assert office.providers[0].calls == []


def test_R1_1_6_code_rests_sealed_and_not_longer_than_needed(office):
    office.handle(office.sms_event(code="482913", minutes=3))
    waiting = office.delivery()
    assert "482913" not in f"{vars(waiting)}"
    assert "13800138000" not in f"{vars(waiting)}"
    office.sender().send_due()
    assert office.delivery().params_sealed is None
    assert office.delivery().phone_sealed is None


def test_R1_1_6_logs_hold_neither_code_nor_number(office, make_provider, caplog):
    class Careless:
        name = "only"
        tells_repeats = True
        needs_registration = False

        def send(self, message):
            raise RuntimeError(f"cannot send {message.text} to {message.phone}")

    office.providers = [Careless()]
    office.handle(office.sms_event(code="482913", minutes=3))
    with caplog.at_level("DEBUG"):
        office.sender().send_due()
    assert "RuntimeError" in caplog.text
    assert "482913" not in caplog.text
    assert "13800138000" not in caplog.text
    assert office.delivery().last_error == "sender_error"


def test_R7_1_number_is_asked_for_when_sending(office, person_id):
    office.handle(office.case_event("collection_approved"), "case_approved")
    office.identity.phones[person_id] = "13900139000"
    office.sender().send_due()
    assert office.providers[0].calls[0].phone == "13900139000"


def test_R7_1_identity_away_is_waited_for(office):
    office.handle(office.case_event("collection_approved"), "case_approved")
    office.identity.failure = Unavailable()
    office.sender().send_due()
    assert office.delivery().last_error == "contact_unavailable"
    office.identity.failure = None
    office.passes(seconds=5)
    office.sender().send_due()
    assert office.delivery().status == "sent"


def test_R7_1_person_without_a_number_fails_visibly(office):
    office.identity.phones.clear()
    office.handle(office.case_event("collection_approved"), "case_approved")
    office.sender().send_due()
    assert (office.delivery().status, office.delivery().last_error) == ("failed", "person_unknown")


def test_R7_1_without_providers_deliveries_wait(office):
    office.providers = []
    office.handle(office.sms_event())
    assert office.sender().send_due() == 0
    assert (office.delivery().status, office.delivery().attempts) == ("queued", 0)


def test_R7_1_sms_that_wait_too_long_are_late(office, make_provider):
    office.providers = [make_provider("only", Failure("no_number", permanent=True))]
    office.handle(office.sms_event())
    office.sender().send_due()
    office.handle(office.case_event("collection_approved"), "case_approved")
    seen = [office.db.read(sms_state, office.now)]
    office.passes(minutes=6)
    seen.append(office.db.read(sms_state, office.now))
    assert [tuple(state.values()) for state in seen] == [(1, 0, 1), (1, 1, 1)]


def test_R7_1_receipts_tell_delivered_from_failed(office):
    for _ in range(2):
        office.handle(office.sms_event())
    office.sender().send_due()
    office.providers[0].undelivered = {"only-2"}
    office.sender().collect_receipts()
    assert {each.status for each in office.deliveries()} == {"sent"}
    office.passes(seconds=5)
    office.sender().collect_receipts()
    found = {each.provider_request_id: each for each in office.deliveries()}
    assert (found["only-1"].status, found["only-1"].delivered_at) == ("delivered", office.now)
    assert (found["only-2"].status, found["only-2"].last_error) == ("failed", "off")


def test_R7_1_missing_receipts_are_asked_for_less_often_and_then_no_more(office):
    office.handle(office.sms_event())
    office.sender().send_due()
    office.providers[0].receipts = lambda request_ids: []
    asked = []
    for _ in range(12):
        due = office.delivery().next_receipt_at
        asked.append(due - office.now)
        office.now = due
        office.sender().collect_receipts()
    assert asked == sorted(asked)
    office.passes(days=4)
    office.sender().collect_receipts()
    assert office.delivery().next_receipt_at is None


def test_R7_1_many_are_sent_in_batches(office):
    for _ in range(90):
        office.handle(office.sms_event())
    assert office.sender().send_due() == 90
    assert len(office.providers[0].taken) == 90
