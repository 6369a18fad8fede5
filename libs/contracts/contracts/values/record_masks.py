"""Which values of a record are shown masked, and how: the same wherever a record is shown."""

from collections.abc import Callable, Mapping
from typing import Any

from contracts.values.masking import mask_address, mask_email, mask_id_number

Mask = Callable[[str], str]


def mask_employer_phone(phone: str) -> str:
    """Keep the last four digits."""
    return "*" * max(0, len(phone) - 4) + phone[-4:]


RECORD_MASKS: Mapping[str, Mapping[str, Mask]] = {
    "basic": {"email": mask_email, "postal_address": mask_address},
    "education": {
        "level_certificate_no": mask_id_number,
        "degree_certificate_no": mask_id_number,
    },
    "employment": {
        "employer_address": mask_address,
        "employer_phone": mask_employer_phone,
    },
}


def mask_values(section: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of one section or row with the sensitive ones masked."""
    masks = RECORD_MASKS[section]
    return {
        name: masks[name](value) if value and name in masks else value
        for name, value in values.items()
    }
