"""Whether a change takes effect at once (R4.3.2): the most restrictive field decides."""

from collections.abc import Iterable, Mapping

from contracts.record_fields import AUTOMATIC, MANUAL

from changes.domain.field_policies import is_fixed
from changes.domain.requests import MODIFY

Policies = Mapping[tuple[str, str], str]


def review_mode(
    section: str, action: str, changed_fields: Iterable[str], policies: Policies
) -> str:
    """Return `automatic` only for a modification of fields that are all automatic.

    A row that comes or goes, an attachment, and a field without a policy are reviewed.
    """
    if action != MODIFY:
        return MANUAL
    fields = [field.partition(".")[0] for field in changed_fields]
    if any(is_fixed(section, field) for field in fields):
        return MANUAL
    modes = {policies.get((section, field), MANUAL) for field in fields}
    return AUTOMATIC if modes == {AUTOMATIC} else MANUAL
