"""Order and grouping of the open tasks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hotline_desk.domain.openlist import BY_AGENT, BY_PRIORITY, NONE, OpenTicketRow, grouped, ordered

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def row(number: str, priority: str = "normal", hours: int = 0, agent: str = "", overdue: bool = False) -> OpenTicketRow:
    return OpenTicketRow(number, "open", priority, "", NOON + timedelta(hours=hours), agent=agent, overdue=overdue)


def numbers(rows: list[OpenTicketRow]) -> str:
    return "".join(row.number for row in rows)


def test_what_is_late_comes_before_what_is_urgent() -> None:
    assert numbers(ordered([row("a", "urgent"), row("b", "low", overdue=True)])) == "ba"


def test_the_higher_priority_comes_first_and_then_who_waits_longest() -> None:
    assert numbers(ordered([row("a", hours=2), row("b", hours=1), row("c", "high", hours=3)])) == "cba"


def test_those_without_agent_come_last() -> None:
    rows = [row("a"), row("b", agent="Öztürk"), row("c", agent="anna")]

    assert [name for name, _ in grouped(rows, BY_AGENT)] == ["anna", "Öztürk", ""]


def test_groups_of_priority_begin_with_the_urgent() -> None:
    rows = [row("a", "low", overdue=True), row("b", "urgent"), row("c", "normal")]

    assert [name for name, _ in grouped(rows, BY_PRIORITY)] == ["urgent", "normal", "low"]


def test_without_grouping_there_is_one_group() -> None:
    assert [(name, numbers(rows)) for name, rows in grouped([row("b"), row("a")], NONE)] == [("", "ab")]
