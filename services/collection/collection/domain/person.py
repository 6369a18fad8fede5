"""What collection needs to know of a person; the fields are fixed at registration (R3.2.2)."""

from dataclasses import dataclass

RESIDENT_ID = "resident_id"
PASSPORT = "passport"


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
        return self.id_type == RESIDENT_ID
