"""What collection needs to know of a person; the fields are fixed at registration (R3.2.2)."""

from dataclasses import asdict, dataclass

from contracts.certificate_types import find_certificate_rule
from contracts.values.masking import mask_id_number, mask_name, mask_phone


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """The fixed fields of a person, as identity tells them."""

    person_id: str
    name: str
    id_type: str
    id_number: str
    gender: str
    birth_date: str
    phone: str
    nationality: str | None = None

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

    def to_dict(self) -> dict[str, str | None]:
        """Return all fields in full."""
        return asdict(self)

    def masked(self) -> dict[str, str]:
        """Return the fields as pages show them."""
        return {
            "id_type": self.id_type,
            "masked_id_number": mask_id_number(self.id_number),
            "masked_name": mask_name(self.name),
            "gender": self.gender,
            "birth_date": self.birth_date,
            "masked_phone": mask_phone(self.phone),
        }
