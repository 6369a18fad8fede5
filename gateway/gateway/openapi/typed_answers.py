"""Show answers whose shape follows from a member as a choice of typed schemas."""

from typing import Any

from apispec import APISpec
from contracts.schemas.by_kind import TYPED, Variants
from marshmallow import Schema

from gateway.openapi.schemas import component_name

_REFERENCE = "#/components/schemas/"


def add_typed_answers(spec: APISpec) -> None:
    """Replace each schema of the table by the choice of its variants, told apart by the member."""
    for general, variants in TYPED.items():
        for typed in variants.schemas.values():
            _ensure_known(spec, typed)
        spec.components.schemas[component_name(general)] = _choice(general, variants)


def _ensure_known(spec: APISpec, schema: type[Schema]) -> None:
    if component_name(schema) not in spec.components.schemas:
        spec.components.schema(component_name(schema), schema=schema)


def _choice(general: type[Schema], variants: Variants) -> dict[str, Any]:
    mapping = {
        value: _REFERENCE + component_name(typed) for value, typed in variants.schemas.items()
    }
    return {
        "description": (general.__doc__ or "").strip(),
        "oneOf": [{"$ref": reference} for reference in mapping.values()],
        "discriminator": {"propertyName": variants.member, "mapping": mapping},
    }
