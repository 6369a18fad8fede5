"""R8.1: what the gateway calls exists on the services, with those arguments."""

import importlib
import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from chassis.service import rpc_methods
from contracts.case_kinds import CASE_KINDS, CaseKind
from contracts.platform import CASE_SERVICES, SERVICES
from gateway.routes import endpoints_for
from gateway.routing.endpoint import Endpoint

ENDPOINTS = endpoints_for(with_sandbox=True)


def service_class(name: str) -> type:
    """Return the service class of a name, such as IdentityService."""
    module = importlib.import_module(f"{name}.service")
    found: type = getattr(module, f"{name.capitalize()}Service")
    return found


def _calls() -> Iterator[Any]:
    for endpoint in ENDPOINTS:
        for target, names in endpoint.rpc_calls().items():
            yield pytest.param(endpoint, target, names, id=f"R8.1-{endpoint.name}-{target}")


@pytest.mark.parametrize(("endpoint", "target", "names"), list(_calls()))
def test_call_fits_the_method(endpoint: Endpoint, target: str, names: tuple[str, ...]) -> None:
    service, method = target.split(".")
    methods = rpc_methods(service_class(service))
    assert method in methods, f"{target} cannot be called over the broker"
    signature = inspect.signature(methods[method])
    signature.bind(None, **dict.fromkeys(names))


@pytest.mark.parametrize("service", SERVICES)
def test_R8_1_every_service_answers_for_its_health(service: str) -> None:
    assert service_class(service).name == service
    inspect.signature(service_class(service).health).bind(None)


@pytest.mark.parametrize("kind", CASE_KINDS.values(), ids=lambda kind: kind.code)
def test_R6_2_owner_of_a_kind_reviews_it(kind: CaseKind) -> None:
    assert kind.code in service_class(kind.service).reviews


def test_R6_2_every_reviewed_kind_has_an_owner_at_the_gateway() -> None:
    owned = {
        (kind, service)
        for service in SERVICES
        for kind in getattr(service_class(service), "reviews", {})
    }
    assert owned == {(kind.code, kind.service) for kind in CASE_KINDS.values()}


def test_R6_3_every_service_with_attachments_is_asked_for_them() -> None:
    holders = {name for name in SERVICES if hasattr(service_class(name), "open_attachment")}
    assert holders == set(CASE_SERVICES)
