"""The preview as a tree of plain values: customers who must wait, then drafts with their lines and measures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from hotline_desk.core.clock import local_day
from hotline_desk.domain.billing.chargeable import UNBILLABLE, is_given_away
from hotline_desk.domain.billing.values import InvoiceDraft, Item, Line, Refusal
from hotline_desk.services.billing.propose import Proposal

REFUSAL, CUSTOMER, LATE, LINE, ITEM = "refusal", "customer", "late", "line", "item"


@dataclass(eq=False)
class PreviewRow:
    """One row. A measure that has a line of its own carries both; `key` finds it again after a new preview.

    A row of the kind late stands for older work of a `month` and has it below.
    """

    kind: str
    key: str
    parent: PreviewRow | None = None
    place: int = 0
    draft: InvoiceDraft | None = None
    line: Line | None = None
    item: Item | None = None
    refusal: Refusal | None = None
    month: date | None = None
    children: list[PreviewRow] = field(default_factory=list)

    def add(self, child: PreviewRow) -> PreviewRow:
        """Puts a row below this one."""
        child.parent, child.place = self, len(self.children)
        self.children.append(child)
        return child

    def under(self) -> Iterator[PreviewRow]:
        """This row and all below it."""
        yield self
        for child in self.children:
            yield from child.under()

    @property
    def address_uid(self) -> str:
        """The customer this row belongs to."""
        if self.draft is not None:
            return self.draft.address_uid
        return self.refusal.address_uid if self.refusal else ""

    @property
    def can_be_decided(self) -> bool:
        """Whether it can be said here that this measure is charged or not; else the ticket's outcome says it."""
        return self.item is not None and not is_given_away(self.item.rule)

    @property
    def charged(self) -> bool:
        """Whether the measure is billable at all (that it is free by a rule is another matter)."""
        return self.item is not None and self.item.rule.partition(";")[0] != UNBILLABLE


def grow(proposal: Proposal, zone: str) -> PreviewRow:
    """The root of the tree; its rows are the refusals, then the drafts. Months are those of the company's zone."""
    root = PreviewRow("root", "")
    for refusal in proposal.refusals:
        root.add(PreviewRow(REFUSAL, f"refusal:{refusal.address_uid}", refusal=refusal))
    for draft in proposal.drafts:
        _customer(root.add(PreviewRow(CUSTOMER, f"customer:{draft.address_uid}", draft=draft)), draft, zone)
    return root


def _customer(customer: PreviewRow, draft: InvoiceDraft, zone: str) -> None:
    """Lines and free measures in the order of time, older months first; a line of one measure is one row."""
    lines = {line.position: line for line in draft.lines}
    grouped: dict[int, PreviewRow] = {}
    months: dict[date, PreviewRow] = {}
    for item in draft.items:
        line = lines.get(item.position) if item.position is not None else None
        row = customer
        if item.late:
            month = local_day(item.start, zone).replace(day=1)
            if month not in months:
                months[month] = customer.add(
                    PreviewRow(LATE, f"late:{draft.address_uid}:{month}", draft=draft, month=month))
            row = months[month]
        if line is not None and len(line.worklogs) > 1:
            group = grouped.get(line.position)
            if group is None:
                group = grouped[line.position] = row.add(
                    PreviewRow(LINE, f"line:{draft.address_uid}:{line.worklogs[0]}", draft=draft, line=line))
            group.add(PreviewRow(ITEM, item.worklog_uid, draft=draft, item=item))
        else:
            row.add(PreviewRow(ITEM, item.worklog_uid, draft=draft, item=item, line=line))
    charged = {item.position for item in draft.items}
    for line in draft.lines:
        if line.position not in charged:
            customer.add(PreviewRow(LINE, f"line:{draft.address_uid}:{line.kind}:{line.text}:{line.service_from}",
                                    draft=draft, line=line))
