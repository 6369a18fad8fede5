"""Sums up the runs of many people."""

from collections import Counter
from collections.abc import Sequence
from statistics import median

from demo.story import Outcome


def summary_lines(outcomes: Sequence[Outcome]) -> list[str]:
    """Return how many finished, how long it took them, and what went wrong, if anything."""
    done = sorted(outcome.seconds for outcome in outcomes if not outcome.error)
    lines = [f"{len(outcomes)} 人，完成 {len(done)} 人，失败 {len(outcomes) - len(done)} 人"]
    if done:
        lines.append(f"每人用时：中位 {median(done):.1f} 秒，最长 {done[-1]:.1f} 秒")
    failures = Counter(_failure(outcome) for outcome in outcomes if outcome.error)
    lines += [f"  {count} 人：{text}" for text, count in failures.most_common(20)]
    return lines


def _failure(outcome: Outcome) -> str:
    step = len(outcome.narrator.steps) + 1
    return f"第 {step} 步 {type(outcome.error).__name__}: {outcome.error}"[:400]
