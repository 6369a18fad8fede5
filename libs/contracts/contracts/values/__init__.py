"""Rules on single values, pure: `clean_x(raw)` returns the tidy value or raises ValueProblem."""

from contracts.values.problem import ValueProblem

__all__ = ["ValueProblem"]
