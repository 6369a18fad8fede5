"""R8.2: whatever a client sends, the gateway answers as its OpenAPI document says."""

import schemathesis
from contracts.schemas.gateway import SessionAnswer
from gateway.openapi import build_document
from gateway.openapi.schemas import example_of
from gateway.routes import endpoints_for
from gateway.routing.endpoint import Endpoint
from gateway_fakes import API, FakeServices, Running, Signer
from hypothesis import HealthCheck, Phase, settings
from marshmallow import Schema
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

ENDPOINTS = {e.name: e for e in endpoints_for(with_sandbox=True)}
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
# The stream never ends, and readiness is 503 where the services are not real.
schema = (
    schemathesis.openapi.from_dict(build_document(ENDPOINTS.values()))
    .exclude(operation_id="stream_messages")
    .exclude(operation_id="get_readiness")
)
load_all_checks()

_TOKENS = {"access_token": "a", "refresh_token": "r"}
_FILE = {"bucket": "collection", "key": "file", "media_type": "image/png"}
_FILE |= {"file_name": "a", "size": 1}
# An export that is no longer there.
_FILE |= {"prefix": "exports/", "data_key": "00" * 16, "pieces": 1}
_FILE |= {"requested_at": "2026-11-28T08:00:00+00:00"}
# What services answer where the gateway makes something else of it.
_MADE_OF = {
    "list_cases": {"items": [], "more": False},
    "upload_recovery_photo": {"owner_id": "schemathesis"},
}


def _answer_as_documented(services: FakeServices, endpoint: Endpoint) -> None:
    """Let the fake services give the document's own examples."""
    documented = example_of(endpoint.answer) if endpoint.answer else _FILE
    answer = _MADE_OF.get(endpoint.name, documented)
    for target in endpoint.rpc_calls():
        services.answers[target] = answer | (
            _TOKENS if issubclass(endpoint.answer or Schema, SessionAnswer) else {}
        )


@schema.parametrize()
@settings(
    max_examples=5,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_R8_2_answers_conform(
    case, gateway: Running, started_services: FakeServices, signer: Signer, object_store
) -> None:
    endpoint = ENDPOINTS[case.operation.definition.raw["operationId"]]
    object_store.put("collection", "file", b"x", "image/png")
    _answer_as_documented(started_services, endpoint)
    kind = "staff" if endpoint.access == "staff" else "person"
    headers = signer.bearer(kind, sub=f"schemathesis-{kind}", sid="schemathesis")
    if endpoint.name == "end_current_session":
        headers = signer.bearer(kind)
    answer = case.call(base_url=gateway.url + API, headers=headers)
    case.validate_response(answer, checks=CHECKS)
