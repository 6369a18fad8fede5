"""Periods against a plain reckoning in sets of months."""

from collection.domain import education_rules, employment_rules
from collection.domain.content import AccountingExperience, Education, Employment
from hypothesis import given
from hypothesis import strategies as st

FIRST = 2000 * 12
THIS_MONTH = "2026-11"
LAST = 2026 * 12 + 10


def text_of(ordinal):
    return f"{ordinal // 12:04d}-{ordinal % 12 + 1:02d}"


@st.composite
def spans(draw):
    start = draw(st.integers(FIRST, LAST - 1))
    end = draw(st.none() | st.integers(start + 1, LAST))
    return start, end


def months(span):
    """The months from one to the other; a shared border month belongs to the later one."""
    start, end = span
    return set(range(start, end if end is not None else LAST + 1))


@given(st.lists(spans(), max_size=6))
def test_R3_4_5_exactly_crossing_employments_are_reported(found):
    rows = [
        Employment(str(n), start_month=text_of(start), end_month=end and text_of(end))
        for n, (start, end) in enumerate(found)
    ]
    reported = [one.field for one in employment_rules.check(rows, THIS_MONTH)]
    expected = [
        f"employments[{later}].start_month"
        for later in range(len(found))
        for earlier in range(later)
        if months(found[later]) & months(found[earlier])
    ]
    assert reported == expected


@given(st.lists(spans().filter(lambda one: one[1] is not None), max_size=6), st.randoms())
def test_R3_3_2_the_order_of_the_rows_does_not_matter(found, random):
    def crosses(stretched):
        rows = [
            Education(str(n), start_month=text_of(start), end_month=text_of(end))
            for n, (start, end) in enumerate(stretched)
        ]
        return bool(education_rules.check(rows, THIS_MONTH))

    shuffled = list(found)
    random.shuffle(shuffled)
    assert crosses(found) == crosses(shuffled)


@given(spans(), spans())
def test_R3_4_3_accounting_work_lies_inside_exactly_when_its_months_do(whole, part):
    row = Employment(
        "w1",
        start_month=text_of(whole[0]),
        end_month=whole[1] and text_of(whole[1]),
        has_accounting_experience=True,
        accounting_experiences=(
            AccountingExperience(text_of(part[0]), part[1] and text_of(part[1]), ("cashier",)),
        ),
    )
    accepted = not employment_rules.check([row], THIS_MONTH)
    assert accepted == (
        (months(part) <= months(whole) and whole[1] is None) or _bounded(part, whole)
    )


def _bounded(part, whole):
    return whole[1] is not None and part[1] is not None and months(part) <= months(whole)
