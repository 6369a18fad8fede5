"""Which providers the settings make."""

import pytest
from chassis.config import SettingMissing, Settings
from notify.providers.http import HttpProvider
from notify.providers.registry import SandboxClosed, make_provider, provider_names
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
        pytest.param({}, [], id="R7.2-none-without-settings"),
        pytest.param({"AUSM_SANDBOX": "1"}, ["sandbox"], id="R7.2-open-sandbox"),
        pytest.param(
            {"AUSM_SANDBOX": "1", "AUSM_SMS_PROVIDERS": " main , backup,"},
            ["main", "backup"],
            id="R7.1-two-in-order",
        ),
    ],
)
def test_provider_names(values, names):
    assert provider_names(Settings(values)) == names


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
