"""Which fields of a record have a review policy.

The policy of a field says whether a change of it takes effect at once (`automatic`) or is
reviewed (`manual`); one manual field makes the whole change manual (R4.3.2).
"""

from contracts.record_fields import AUTOMATIC, MANUAL, RECORD_FIELDS

REVIEW_MODES = (AUTOMATIC, MANUAL)
SECTIONS = tuple(RECORD_FIELDS)
# What a reviewer may approve in bulk until the platform's administrator says otherwise.
LOW_RISK = tuple(
    f"{section}.{field.name}"
    for section, fields in RECORD_FIELDS.items()
    for field in fields.values()
    if field.low_risk
)


def is_fixed(section: str, field: str) -> bool:
    """Tell whether a field is reviewed whatever the policies say."""
    known = RECORD_FIELDS[section].get(field)
    return known is not None and known.fixed
