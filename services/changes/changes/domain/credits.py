"""Credits for other achievements (视同教育、折算; 财会〔2018〕10号; docs/domain.md, Credits)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contracts.errors import Violation
from contracts.tolerant_reader import from_known

LEAD, PARTICIPANT = "lead", "participant"
ROLES = (LEAD, PARTICIPANT)

CREDITS_OF_A_YEAR = 90
FIRST_YEAR = 2019
MAX_QUANTITY = 60
MAX_CREDITS = 900


@dataclass(frozen=True, slots=True)
class Conversion:
    """How one kind converts: `each` for each `unit`, or `by_role`, never both."""

    name: str
    unit: str = ""
    each: int = 0
    by_role: Mapping[str, int] | None = None


CONVERSIONS: Mapping[str, Conversion] = {
    "exam": Conversion("会计专业技术资格等会计相关考试", "科", 90),
    "conference": Conversion("会计类专业会议", "天", 10),
    "degree_course": Conversion("中专以上会计类学历（学位）教育", "门", 90),
    "research": Conversion("会计类研究课题结项", by_role={LEAD: 90, PARTICIPANT: 60}),
    "paper": Conversion("CN 刊物发表会计类论文", by_role={LEAD: 30, PARTICIPANT: 10}),
    "book": Conversion("公开出版会计类书籍", by_role={LEAD: 90, PARTICIPANT: 60}),
}
KINDS = tuple(CONVERSIONS)


@dataclass(frozen=True, slots=True)
class Achievement:
    """What a person wants credits for; `achieved_on` is `YYYY-MM-DD`."""

    kind: str
    year: int
    achieved_on: str
    role: str | None = None
    quantity: int | None = None

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Achievement":
        """Return the part of a form that the conversion needs."""
        return from_known(cls, values)


def compute_credits(achievement: Achievement) -> int:
    """Return the credits by the table; the achievement has passed `check`."""
    conversion = CONVERSIONS[achievement.kind]
    if conversion.by_role is not None:
        return conversion.by_role[achievement.role or PARTICIPANT]
    return conversion.each * (achievement.quantity or 0)


def check(achievement: Achievement, today: str) -> list[Violation]:
    """Report what keeps an achievement from being converted; `today` is `YYYY-MM-DD`."""
    return [*_check_date(achievement, today), *_check_measure(achievement)]


def _check_date(achievement: Achievement, today: str) -> list[Violation]:
    if achievement.year < FIRST_YEAR or achievement.year > int(today[:4]):
        return [Violation("year", "changes.credit_year_not_open")]
    if achievement.achieved_on > today:
        return [Violation("achieved_on", "changes.credit_day_in_future")]
    if int(achievement.achieved_on[:4]) != achievement.year:
        # Credits count in the year in which they were earned and are not carried over.
        return [Violation("achieved_on", "changes.credit_day_outside_year")]
    return []


def _check_measure(achievement: Achievement) -> list[Violation]:
    by_role = CONVERSIONS[achievement.kind].by_role is not None
    wanted, other = ("role", "quantity") if by_role else ("quantity", "role")
    found = []
    if getattr(achievement, wanted) is None:
        found.append(Violation(wanted, f"changes.credit_{wanted}_required"))
    if getattr(achievement, other) is not None:
        found.append(Violation(other, f"changes.credit_{other}_not_expected"))
    return found
