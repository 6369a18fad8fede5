"""The providers that the settings name, in the order in which they are tried.

`AUSM_SMS_PROVIDERS` lists names. A provider NAME has `AUSM_SMS_NAME_KIND` (`sandbox` or `http`;
may be left out where the name is the kind), and for `http` `…_URL`, `…_KEY_ID` and `…_SECRET`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chassis.config import SETTINGS_KEY, Settings
from chassis.db import Db
from nameko.extensions import DependencyProvider

from notify.providers.http import HttpProvider
from notify.providers.port import SmsProvider
from notify.providers.sandbox import SandboxProvider


class SandboxClosed(RuntimeError):
    """A sandbox provider is named although the sandbox is not open."""


def provider_names(settings: Settings) -> list[str]:
    """Return the names of the providers; in an open sandbox there is one without settings."""
    default = "sandbox" if settings.sandbox else ""
    listed = settings.text("AUSM_SMS_PROVIDERS", default).split(",")
    return [name.strip() for name in listed if name.strip()]


def make_provider(settings: Settings, name: str, db: Db, *, is_first: bool) -> SmsProvider:
    """Return the provider of this name; raises SettingMissing for what it lacks."""
    prefix = f"AUSM_SMS_{name.upper()}"
    kind = settings.text(f"{prefix}_KIND", name)
    if kind == "sandbox":
        if not settings.sandbox:
            raise SandboxClosed(f"{name} is a sandbox: set AUSM_SANDBOX=1 or name another one")
        return SandboxProvider(name, db, is_first=is_first)
    if kind == "http":
        url, key_id = settings.text(f"{prefix}_URL"), settings.text(f"{prefix}_KEY_ID")
        return HttpProvider(name, url, key_id, settings.text(f"{prefix}_SECRET"))
    raise ValueError(f"{prefix}_KIND is {kind}: it must be sandbox or http")


@dataclass(frozen=True, slots=True)
class Carriers:
    """The providers in their order, and whether the sandbox's inbox may be read."""

    providers: Sequence[SmsProvider]
    sandbox: bool


class SmsProviders(DependencyProvider):
    """Gives each worker the providers, made once for the process."""

    def start(self) -> None:
        """Make the providers, so that a wrong setting stops the service at its start."""
        settings = self.container.config[SETTINGS_KEY]
        db = self.container.database.for_context(None)
        names = provider_names(settings)
        providers = [make_provider(settings, name, db, is_first=name == names[0]) for name in names]
        self._carriers = Carriers(providers, settings.sandbox)

    def get_dependency(self, _worker_ctx: Any) -> Carriers:
        """Return the providers, the same for every worker."""
        return self._carriers
