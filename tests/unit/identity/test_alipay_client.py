"""R2.3.2: our client and the simulator of Alipay, which check each other's signatures."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
import urllib3
from chassis.config import SettingMissing, Settings
from identity.domain.certifications import Reason, State
from identity.providers.alipay import client as module
from identity.providers.alipay.client import AlipayClient
from identity.providers.port import Application, ProviderRefused, ProviderUnavailable
from identity.providers.registry import _account_of, make_certification
from simulators.alipay import keys
from support.alipay import Simulated, simulated

NAME, NUMBER = "古丽·买买提", "11010519491231002X"
APPLICATION = Application("a" * 32, "https://ausm.example/back?certification=1", NAME, NUMBER)


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulated]:
    with simulated(tmp_path_factory.mktemp("keys")) as running:
        yield running


@pytest.fixture
def client(simulator: Simulated, monkeypatch: pytest.MonkeyPatch) -> Iterator[AlipayClient]:
    monkeypatch.setattr(module, "READ_SECONDS", 0.3)
    yield client_of(simulator)
    simulator.fail("none")


def settings_of(simulator: Simulated, **changes: str) -> Settings:
    return Settings({"AUSM_SANDBOX": "1", **simulator.settings(), **changes})


def client_of(simulator: Simulated, **changes: str) -> AlipayClient:
    return AlipayClient(_account_of(settings_of(simulator, **changes)))


def begin(client: AlipayClient, order: str) -> str:
    return client.initialize(replace(APPLICATION, order_number=order))


def test_R2_3_2_begun_scanned_and_passed(client: AlipayClient, simulator: Simulated) -> None:
    certify_id = begin(client, "1" * 32)
    assert client.query(certify_id).state == State.WAITING
    simulator.server.platform.certifications.act(certify_id, "pass")
    assert client.query(certify_id).state == State.PASSED


@pytest.mark.parametrize(
    ("action", "reason"),
    [
        pytest.param("other_person", Reason.MISMATCH, id="R2.3.2-mismatch"),
        pytest.param("cancel", Reason.CANCELLED, id="R2.3.2-cancelled"),
        pytest.param("fail", Reason.NOT_PASSED, id="R2.3.2-not-passed"),
        pytest.param("expire", Reason.UNKNOWN_TO_PROVIDER, id="R2.3.2-expired-there"),
    ],
)
def test_not_passed(
    client: AlipayClient, simulator: Simulated, action: str, reason: Reason
) -> None:
    certify_id = begin(client, action.replace("_", "") * 2)
    simulator.server.platform.certifications.act(certify_id, action)
    verdict = client.query(certify_id)
    assert (verdict.state, verdict.reason) == (State.FAILED, reason)


def test_R2_3_2_the_page_behind_the_code_is_signed_and_names_nobody(
    client: AlipayClient, simulator: Simulated
) -> None:
    certify_id = begin(client, "2" * 32)
    address = client.page_url(certify_id)
    assert NUMBER not in address
    assert "%E5%8F%A4" not in address
    assert parse_qs(urlsplit(address).query)["method"] == ["alipay.user.certify.open.certify"]
    page = urllib3.request("GET", address)
    assert page.status == 200
    assert "模拟支付宝" in page.data.decode()
    tampered = address.replace(certify_id, "0" * 32)
    assert urllib3.request("GET", tampered).status == 400


def test_R2_3_2_nothing_personal_is_in_an_address_or_a_log(
    client: AlipayClient,
    simulator: Simulated,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    asked: list[tuple[str, str]] = []
    pool_request = urllib3.PoolManager.request

    def request(self, method, url, **options):
        asked.append((method, url))
        return pool_request(self, method, url, **options)

    monkeypatch.setattr(urllib3.PoolManager, "request", request)
    caplog.set_level(logging.DEBUG)
    certify_id = begin(client, "3" * 32)
    client.query(certify_id)
    simulator.fail("error", 1)
    with pytest.raises(ProviderUnavailable) as failure:
        begin(client, "4" * 32)
    assert asked == [("POST", f"{simulator.url}/gateway.do?charset=utf-8")] * 3
    written = caplog.text + repr(failure.value) + repr(APPLICATION)
    assert NUMBER not in written
    assert NAME not in written


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        pytest.param("hang", "unreachable", id="R2.3.2-hangs"),
        pytest.param("error", "http_502", id="R2.3.2-server-error"),
        pytest.param("bad_signature", "signature_wrong", id="R2.3.2-tampered"),
        pytest.param("unsigned", "signature_wrong", id="R2.3.2-unsigned"),
        pytest.param("closed", "unreachable", id="R2.3.2-closed"),
    ],
)
def test_what_cannot_be_trusted_is_no_verdict(
    client: AlipayClient, simulator: Simulated, fault: str, outcome: str
) -> None:
    certify_id = begin(client, fault.replace("_", "") * 2)
    simulator.server.platform.certifications.act(certify_id, "pass")
    simulator.fail(fault, 1)
    with pytest.raises(ProviderUnavailable) as failure:
        client.query(certify_id)
    assert failure.value.outcome == outcome
    assert client.query(certify_id).state == State.PASSED


def test_R2_3_2_nobody_listening_is_noticed_at_once(simulator: Simulated) -> None:
    away = client_of(simulator, AUSM_ALIPAY_GATEWAY="http://127.0.0.1:1/gateway.do")
    with pytest.raises(ProviderUnavailable, match="unreachable"):
        begin(away, "5" * 32)


def test_R2_3_2_the_simulator_refuses_what_another_key_has_signed(
    simulator: Simulated, tmp_path
) -> None:
    keys.ensure(tmp_path)
    stranger = client_of(
        simulator, AUSM_ALIPAY_PRIVATE_KEY_FILE=str(keys.private_path(tmp_path, keys.APP))
    )
    with pytest.raises(ProviderUnavailable, match="signature_wrong"):
        begin(stranger, "6" * 32)


def test_R2_3_2_an_answer_that_another_key_has_signed_is_refused(
    simulator: Simulated, tmp_path
) -> None:
    keys.ensure(tmp_path)
    deceived = client_of(
        simulator, AUSM_ALIPAY_PUBLIC_KEY_FILE=str(keys.public_path(tmp_path, keys.ALIPAY))
    )
    with pytest.raises(ProviderUnavailable, match="signature_wrong"):
        begin(deceived, "7" * 32)


def test_R2_3_2_the_simulator_refuses_an_old_request(simulator: Simulated) -> None:
    account = _account_of(settings_of(simulator))
    late = AlipayClient(account, clock=lambda: datetime(2026, 1, 1, tzinfo=UTC))
    with pytest.raises(ProviderUnavailable, match="signature_wrong"):
        begin(late, "8" * 32)


def test_R2_3_2_an_order_number_is_good_once(client: AlipayClient) -> None:
    begin(client, "9" * 32)
    with pytest.raises(ProviderRefused, match="OUTER_ORDER_NO_REPEATED"):
        begin(client, "9" * 32)


def test_R2_3_2_the_simulator_refuses_a_number_with_a_wrong_check_character(
    client: AlipayClient,
) -> None:
    with pytest.raises(ProviderRefused, match="INVALID_PARAMETER"):
        client.initialize(replace(APPLICATION, order_number="b" * 32, number="110105194912310021"))


def test_R2_3_2_without_settings_there_is_no_provider() -> None:
    assert make_certification(Settings({})).certifier is None


@pytest.mark.parametrize(
    "missing",
    ["GATEWAY", "APP_ID", "PRIVATE_KEY_FILE", "PUBLIC_KEY_FILE", "RETURN_URL"],
)
def test_R2_3_2_half_of_the_settings_stop_the_start(simulator: Simulated, missing: str) -> None:
    settings = settings_of(simulator, **{f"AUSM_ALIPAY_{missing}": ""})
    with pytest.raises(SettingMissing, match=missing.removesuffix("_FILE")):
        make_certification(settings)


def test_R2_3_2_outside_of_the_sandbox_alipay_is_https_and_nothing_is_simulated(
    simulator: Simulated,
) -> None:
    with pytest.raises(ValueError, match="https"):
        make_certification(settings_of(simulator, AUSM_SANDBOX="0"))
    real = settings_of(
        simulator, AUSM_SANDBOX="0", AUSM_ALIPAY_GATEWAY="https://openapi.alipay.com/gateway.do"
    )
    assert make_certification(real).phone is None


def test_R2_3_2_a_key_that_is_none_is_named_and_not_shown(simulator: Simulated) -> None:
    settings = settings_of(
        simulator, AUSM_ALIPAY_PRIVATE_KEY="bm90IGEga2V5", AUSM_ALIPAY_PRIVATE_KEY_FILE=""
    )
    with pytest.raises(ValueError, match="AUSM_ALIPAY_PRIVATE_KEY") as refusal:
        make_certification(settings)
    assert "bm90" not in str(refusal.value)
