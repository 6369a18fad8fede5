"""From marshmallow schemas to JSON Schema and to examples."""

import re
from typing import Any

from apispec.ext.marshmallow import MarshmallowPlugin
from contracts import reference
from contracts.platform import SERVICES
from contracts.schemas import fields as contract_fields
from contracts.schemas.by_kind import TYPED
from marshmallow import Schema, fields, validate

from gateway.openapi.enumerations import DICTIONARY

_PATTERNS: dict[type[fields.Field[Any]], str] = {
    contract_fields.Month: r"^\d{4}-(0[1-9]|1[0-2])$",
    contract_fields.Day: r"^\d{4}-\d{2}-\d{2}$",
    contract_fields.RegionCode: r"^\d{6}$",
}
_PLAIN_EXAMPLES: tuple[tuple[type[fields.Field[Any]], Any], ...] = (
    (fields.Boolean, True),
    (fields.Date, "2026-11-23"),
    (fields.DateTime, "2026-11-23T08:00:00+00:00"),
    (fields.Integer, 1),
    (fields.Float, 1.0),
    (fields.Dict, {}),
    (fields.String, "…"),
)
_BY_NAME = re.compile(r"_(ids?|at)$")
_NAMED_EXAMPLES = {
    "id": "0192a1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b",
    "ids": "0192a1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b",
    "at": "2026-11-23T08:00:00+00:00",
}


def component_name(schema: Any) -> str:
    """Return a schema's name in the document, with its service where names would clash."""
    schema_class = schema if isinstance(schema, type) else type(schema)
    name = schema_class.__name__.removesuffix("Schema")
    owner = next((o for o in SERVICES if o in schema_class.__module__.split(".")), "")
    prefix = owner.capitalize()
    return name if name.startswith(prefix) else prefix + name


def marshmallow_plugin() -> MarshmallowPlugin:
    """Return the plugin that names schemas our way and knows the contracts' fields."""
    return MarshmallowPlugin(schema_name_resolver=component_name)


def teach_fields(plugin: MarshmallowPlugin) -> None:
    """Let the document show what the contracts' own fields demand."""
    if plugin.converter is None:
        raise LookupError("the plugin is bound to a spec first")
    teach = plugin.converter.add_attribute_function
    teach(_field_attributes)  # type: ignore[no-untyped-call]  # apispec leaves it without types


def _field_attributes(converter: Any, field: fields.Field[Any], **_: Any) -> dict[str, Any]:
    """Return the JSON Schema keywords of one of the contracts' own fields."""
    if isinstance(field, contract_fields.OneOfBy):
        schemas = field.schemas.values()
        return {"oneOf": [converter.resolve_nested_schema(schema) for schema in schemas]}
    if isinstance(field, contract_fields.DictCode):
        return {"enum": _codes(field), DICTIONARY: field.dictionary}
    for field_class, pattern in _PATTERNS.items():
        if isinstance(field, field_class):
            return {"pattern": pattern}
    found: dict[str, Any] = {}
    if type(field) is contract_fields.Text:
        found = {"minLength": field.min_length, "maxLength": field.max_length}
    for rule in field.validators:
        if isinstance(rule, validate.Regexp):
            found["pattern"] = _as_other_languages_write(rule.regex.pattern)
    return found


def _as_other_languages_write(pattern: Any) -> str:
    """Return what marshmallow matches from the start, in the dialect of JSON Schema."""
    return "^" + str(pattern).removeprefix("^").replace(r"\Z", "$")


def _codes(field: contract_fields.DictCode) -> list[str | None]:
    codes = sorted(reference.codes(field.dictionary))
    return [*codes, None] if field.allow_none else [*codes]


def example_of(schema: type[Schema] | Schema) -> dict[str, Any]:
    """Return an example body, from the examples of its fields."""
    instance = schema if isinstance(schema, Schema) else schema()
    if variants := TYPED.get(type(instance)):
        return example_of(next(iter(variants.schemas.values())))
    return {
        field.data_key or name: _example_of_field(field, name)
        for name, field in instance.fields.items()
        if "example" in field.metadata or field.required
    }


def _example_of_field(field: fields.Field[Any], name: str) -> Any:
    example = field.metadata.get("example")
    if example is not None:
        return example
    if isinstance(field, fields.Nested):
        nested = example_of(field.schema)
        return [nested] if field.many else nested
    if isinstance(field, fields.List):
        return [_example_of_field(field.inner, name)]
    choices = next((v.choices for v in field.validators if hasattr(v, "choices")), None)
    if choices:
        return next(iter(choices))
    return None if field.allow_none else _plain_example(field, name)


def _plain_example(field: fields.Field[Any], name: str) -> Any:
    if isinstance(field, fields.String) and (known := _BY_NAME.search(name)):
        return _NAMED_EXAMPLES[known.group(1)]
    return next((value for cls, value in _PLAIN_EXAMPLES if isinstance(field, cls)), None)
