"""Where a person works at present, by the employers' unified social credit codes."""

from collection.domain.content import Content


def present_employers(content: Content) -> list[str]:
    """Return the codes of the employers of every employment that has not ended."""
    return [row.uscc for row in content.employments if row.uscc and not row.end_month]
