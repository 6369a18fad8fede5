"""The provider that the settings name: Alipay where `AUSM_ALIPAY_*` is set, otherwise none.

`AUSM_ALIPAY_GATEWAY` (its address), `AUSM_ALIPAY_APP_ID`, `AUSM_ALIPAY_PRIVATE_KEY` (the app's),
`AUSM_ALIPAY_PUBLIC_KEY` (Alipay's), `AUSM_ALIPAY_RETURN_URL` (where people come back to us). Keys
are best given as files. Some of them alone are a mistake that stops the start.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from chassis.config import SETTINGS_KEY, SettingMissing, Settings
from nameko.extensions import DependencyProvider
from prometheus_client import Counter

from identity.domain.certifications import Verdict
from identity.providers.alipay.client import Account, AlipayClient
from identity.providers.alipay.signing import load_private_key, load_public_key
from identity.providers.circuit import Circuit, CircuitOpen
from identity.providers.port import Application, Certifier, ProviderRefused, ProviderUnavailable
from identity.providers.simulated_phone import SimulatedPhone

P = ParamSpec("P")
R = TypeVar("R")

CALLS = Counter("ausm_alipay_calls_total", "Calls to Alipay.", ["method", "outcome"])
# At zero from the start: the first call then counts as a rise.
for _method in ("initialize", "query"):
    CALLS.labels(_method, "answered")
_NEEDED = ("GATEWAY", "APP_ID", "PRIVATE_KEY", "PUBLIC_KEY", "RETURN_URL")
BIZ_CODES = ("FACE", "CERT_PHOTO", "CERT_PHOTO_FACE", "SMART_FACE")


class GuardedCertifier:
    """A provider behind a circuit breaker, every call counted."""

    def __init__(self, certifier: Certifier, circuit: Circuit) -> None:
        self._certifier = certifier
        self._circuit = circuit

    def initialize(self, application: Application) -> str:
        """Begin a certification and return the provider's id of it."""
        return self._counted("initialize", self._certifier.initialize, application)

    def page_url(self, certify_id: str) -> str:
        """Return the address that the person opens on their phone."""
        return self._certifier.page_url(certify_id)

    def query(self, certify_id: str) -> Verdict:
        """Return what has become of a certification."""
        return self._counted("query", self._certifier.query, certify_id)

    def _counted(
        self, method: str, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        outcome = "answered"
        try:
            return self._circuit.call(function, *args, **kwargs)
        except ProviderUnavailable as error:
            outcome = error.outcome
            raise
        except ProviderRefused:
            outcome = "refused"
            raise
        except CircuitOpen:
            outcome = "circuit_open"
            raise ProviderUnavailable(outcome) from None
        finally:
            CALLS.labels(method, outcome).inc()


@dataclass(frozen=True, slots=True)
class Certification:
    """The configured provider, if there is one, and where people return to."""

    certifier: Certifier | None = None
    return_url: str = ""
    # In a sandbox with the simulator only.
    phone: SimulatedPhone | None = None


def make_certification(settings: Settings) -> Certification:
    """Return what the settings say; raises SettingMissing when they say half of it."""
    names = [f"AUSM_ALIPAY_{name}" for name in _NEEDED]
    given = [name for name in names if settings.text(name, "")]
    if not given:
        return Certification()
    if missing := [name for name in names if name not in given]:
        raise SettingMissing(missing[0])
    client = AlipayClient(_account_of(settings))
    simulator = settings.text("AUSM_ALIPAY_SIMULATOR", "")
    phone = SimulatedPhone(simulator) if simulator and settings.sandbox else None
    guarded = GuardedCertifier(client, Circuit(ProviderUnavailable))
    return Certification(guarded, settings.text("AUSM_ALIPAY_RETURN_URL"), phone)


def _account_of(settings: Settings) -> Account:
    gateway = settings.text("AUSM_ALIPAY_GATEWAY")
    if not settings.sandbox and not gateway.startswith("https://"):
        raise ValueError("AUSM_ALIPAY_GATEWAY must be https outside of the sandbox")
    biz_code = settings.text("AUSM_ALIPAY_BIZ_CODE", BIZ_CODES[0])
    if biz_code not in BIZ_CODES:
        raise ValueError(f"AUSM_ALIPAY_BIZ_CODE is one of {', '.join(BIZ_CODES)}")
    return Account(
        gateway_url=gateway,
        page_url=settings.text("AUSM_ALIPAY_PAGE_URL", gateway),
        app_id=settings.text("AUSM_ALIPAY_APP_ID"),
        private_key=_key(load_private_key, settings, "AUSM_ALIPAY_PRIVATE_KEY"),
        alipay_key=_key(load_public_key, settings, "AUSM_ALIPAY_PUBLIC_KEY"),
        biz_code=biz_code,
    )


def _key(load: Callable[[str], R], settings: Settings, name: str) -> R:
    try:
        return load(settings.text(name))
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


class CertificationProvider(DependencyProvider):
    """Gives each worker the provider, made once for the process."""

    def setup(self) -> None:
        """Make it, so that a wrong setting stops the service at its start."""
        self._certification = make_certification(self.container.config[SETTINGS_KEY])

    def get_dependency(self, _worker_ctx: Any) -> Certification:
        """Return the provider, the same for every worker."""
        return self._certification
