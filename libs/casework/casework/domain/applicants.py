"""Who applies: a person as registered, with what is fixed at registration (R3.2.2)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from contracts.certificate_types import find_certificate_rule
from contracts.tolerant_reader import from_known
from contracts.values.masking import mask_id_number, mask_name, mask_phone


@dataclass(frozen=True, slots=True)
class Applicant:
    """The fixed fields of a person, as identity answers them."""

    person_id: str
    name: str
    id_type: str
    id_number: str
    gender: str
    birth_date: str
    phone: str
    nationality: str | None = None

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Applicant":
        """Return the person that `to_dict` or identity described; other keys are left out."""
        return from_known(cls, values)

    @property
    def is_mainland_resident(self) -> bool:
        """Tell whether the person has a household registration on the mainland."""
        rule = find_certificate_rule(self.id_type)
        return rule is not None and rule.has_household_registration

    @property
    def certificate_has_reverse_side(self) -> bool:
        """Tell whether the certificate has a second side to photograph: a passport has none."""
        rule = find_certificate_rule(self.id_type)
        return rule is None or rule.has_reverse_side

    @property
    def masked_name(self) -> str:
        """Return the name as lists show it."""
        return mask_name(self.name)

    def to_dict(self) -> dict[str, str | None]:
        """Return all fields in full."""
        return asdict(self)

    def masked(self) -> dict[str, str]:
        """Return the fields as pages show them."""
        return {
            "id_type": self.id_type,
            "masked_id_number": mask_id_number(self.id_number),
            "masked_name": self.masked_name,
            "gender": self.gender,
            "birth_date": self.birth_date,
            "masked_phone": mask_phone(self.phone),
        }
