"""Which providers the settings make."""

import pytest
from chassis.config import SettingMissing, Settings
from notify.providers.fleet import Fleet
from notify.providers.http import HttpProvider
from notify.providers.registry import (
    SandboxClosed,
    make_member,
    make_provider,
    provider_weights,
    report_tokens,
)
from notify.providers.sandbox import SandboxProvider

HTTP = {
    "AUSM_SMS_MAIN_KIND": "http",
    "AUSM_SMS_MAIN_URL": "https://sms.example/v1",
    "AUSM_SMS_MAIN_KEY_ID": "k1",
    "AUSM_SMS_MAIN_SECRET": "s",
}


@pytest.mark.parametrize(
    ("values", "names"),
    [
        pytest.param({}, {}, id="R7.2-none-without-settings"),
        pytest.param({"AUSM_SANDBOX": "1"}, {"sandbox": None}, id="R7.2-open-sandbox"),
        pytest.param(
            {"AUSM_SMS_PROVIDERS": "aliyun:3, tencent:1"},
            {"aliyun": 3, "tencent": 1},
            id="R7.2-weights",
        ),
        pytest.param(
            {"AUSM_SANDBOX": "1", "AUSM_SMS_PROVIDERS": " main , backup,"},
            {"main": None, "backup": None},
            id="R7.1-two-in-order",
        ),
    ],
)
def test_provider_weights(values, names):
    assert provider_weights(Settings(values)) == names


def test_R7_2_http_provider_of_the_settings():
    provider = make_provider(Settings(HTTP), "main", None, is_first=True)
    assert isinstance(provider, HttpProvider)
    assert provider.name == "main"


def test_R7_2_sandbox_provider_of_the_settings():
    settings = Settings({"AUSM_SANDBOX": "1", "AUSM_SMS_BACKUP_KIND": "sandbox"})
    assert isinstance(make_provider(settings, "backup", None, is_first=False), SandboxProvider)


@pytest.mark.parametrize(
    ("values", "name", "error", "said"),
    [
        pytest.param({}, "sandbox", SandboxClosed, "AUSM_SANDBOX", id="R7.2-sandbox-is-closed"),
        pytest.param(
            {**HTTP, "AUSM_SMS_MAIN_SECRET": ""},
            "main",
            SettingMissing,
            "AUSM_SMS_MAIN_SECRET",
            id="R7.2-secret-missing",
        ),
        pytest.param({}, "pigeon", ValueError, "AUSM_SMS_PIGEON_KIND", id="R7.2-unknown-kind"),
    ],
)
def test_wrong_settings_are_named(values, name, error, said):
    with pytest.raises(error, match=said):
        make_provider(Settings(values), name, None, is_first=True)


@pytest.mark.parametrize("listed", ["aliyun:3,tencent", "ali yun", "aliyun:x", "aliyun:-1"])
def test_R7_2_a_list_that_cannot_be_read_is_refused(listed):
    with pytest.raises(ValueError, match="AUSM_SMS_PROVIDERS"):
        provider_weights(Settings({"AUSM_SMS_PROVIDERS": listed}))


OFFICIAL = {
    "AUSM_SMS_ALIYUN_KEY_ID": "k",
    "AUSM_SMS_ALIYUN_SECRET": "s",
    "AUSM_SMS_TENCENT_KEY_ID": "k",
    "AUSM_SMS_TENCENT_SECRET": "s",
    "AUSM_SMS_TENCENT_APP_ID": "1",
}


@pytest.mark.parametrize("kind", ["aliyun", "tencent"])
def test_R7_2_official_providers_of_the_settings(kind):
    prefix = f"AUSM_SMS_{kind.upper()}"
    more = {f"{prefix}_SIGN": "【某平台】", f"{prefix}_TEMPLATES": '{"code_register": "T1"}'}
    member = make_member(Settings(OFFICIAL | more), kind, 2, None, is_first=True)
    assert (member.provider.name, member.weight, member.sign) == (kind, 2, "某平台")
    assert member.provider.needs_registration
    assert not member.provider.tells_repeats
    assert Fleet([member]).template_code(kind, "code_register", {}) == "T1"
    assert Fleet([member]).template_code(kind, "code_register", {kind: "T2"}) == "T2"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"AUSM_SMS_TENCENT_APP_ID": ""}, "AUSM_SMS_TENCENT_APP_ID"),
        ({"AUSM_SMS_TENCENT_SECRET": ""}, "AUSM_SMS_TENCENT_SECRET"),
        ({"AUSM_SMS_TENCENT_URL": "http://sms.example"}, "https"),
        ({"AUSM_SMS_TENCENT_URL": "sms.example"}, "AUSM_SMS_TENCENT_URL"),
        ({"AUSM_SMS_TENCENT_TEMPLATES": "[]"}, "AUSM_SMS_TENCENT_TEMPLATES"),
        ({"AUSM_SMS_TENCENT_TEMPLATES": '{"a": 1}'}, "AUSM_SMS_TENCENT_TEMPLATES"),
    ],
)
def test_R7_2_what_an_official_provider_lacks_is_named(changed, said):
    with pytest.raises((SettingMissing, ValueError), match=said):
        make_member(Settings(OFFICIAL | changed), "tencent", None, None, is_first=True)


def test_R7_2_a_token_that_can_be_guessed_is_refused():
    short = Settings({"AUSM_SMS_ALIYUN_REPORT_TOKEN": "short"})
    with pytest.raises(ValueError, match="AUSM_SMS_ALIYUN_REPORT_TOKEN"):
        report_tokens(short, ["aliyun"])
    good = {"AUSM_SMS_ALIYUN_REPORT_TOKEN": "0123456789abcdef"}  # pragma: allowlist secret
    assert list(report_tokens(Settings(good), ["aliyun", "tencent"])) == ["aliyun"]
