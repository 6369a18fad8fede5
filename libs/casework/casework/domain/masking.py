"""The content of a case for those who do not review it (R6.1): what no decision needs is masked.

Every kind of case is masked alike, by the names of fields, so that none can be forgotten.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from contracts.record_fields import RECORD_MASKS, Mask
from contracts.values.masking import mask_address, mask_id_number, mask_name, mask_phone

_PERSON = "person"
_OF_PERSON: Mapping[str, Mask] = MappingProxyType(
    {"name": mask_name, "id_number": mask_id_number, "phone": mask_phone}
)
_MASKS: Mapping[str, Mask] = MappingProxyType(
    {
        **{name: mask for masks in RECORD_MASKS.values() for name, mask in masks.items()},
        "id_number": mask_id_number,
        "address": mask_address,
        "student_no": mask_id_number,
        "document_no": mask_id_number,
    }
)
_VERSIONS = ("before", "after")


def mask_case(data: Any) -> Any:
    """Return the content of a case with personal values masked, however deep they lie."""
    if isinstance(data, Mapping):
        return {name: _shown(data, name, value) for name, value in data.items()}
    if isinstance(data, Sequence) and not isinstance(data, str):
        return [mask_case(one) for one in data]
    return data


def _shown(around: Mapping[str, Any], name: str, value: Any) -> Any:
    if name == _PERSON and isinstance(value, Mapping):
        return {field: _masked(_OF_PERSON.get(field), one) for field, one in value.items()}
    # One difference names its field, and has the values under other names.
    named = around.get("field") if name in _VERSIONS else name
    return _masked(_MASKS.get(named) if isinstance(named, str) else None, value)


def _masked(mask: Mask | None, value: Any) -> Any:
    if mask is None:
        return mask_case(value)
    return mask(value) if value and isinstance(value, str) else value
