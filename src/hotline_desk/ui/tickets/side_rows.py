"""What is known of the caller, as rows of the side: notes, contract, open items, contacts, earlier calls."""

from __future__ import annotations

from dataclasses import dataclass

from hotline_desk.core import phone
from hotline_desk.core.text import N_
from hotline_desk.domain.calls import ANSWERED, BUSY, MISSED, OUT, UNKNOWN_END
from hotline_desk.services.views.beside import Beside, EarlierCall, OpenItem
from hotline_desk.services.views.ticket import TicketView
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.texts import Texts

NOTES, CONTRACT, ITEMS = "side.notes", "side.contract", "side.items"
CONTACTS, CALLS = "side.contacts", "side.calls"
TITLES = {NOTES: N_("Notes"), CONTRACT: N_("Contract"), ITEMS: N_("Open items"), CONTACTS: N_("Contacts"),
          CALLS: N_("Earlier calls")}
_ENDS = {ANSWERED: "", MISSED: N_("missed"), BUSY: N_("engaged"), UNKNOWN_END: ""}
_MOST_CONTACTS = 6


@dataclass(frozen=True)
class Row:
    """`kind` and `uid` are where Enter leads; without a kind it leads nowhere."""

    text: str
    icon: str
    token: str = "text"
    kind: str = ""
    uid: str = ""
    tip: str = ""


Section = tuple[str, list[Row]]
"""The action that leads there, and the rows."""


def sections(shell: Shell, view: TicketView, known: Beside) -> list[Section]:
    """The sections that have something, in their order."""
    texts = shell.texts
    found = [(NOTES, _notes(view, known)), (CONTRACT, _contract(texts, view, known)), (ITEMS, _items(texts, known)),
             (CONTACTS, _contacts(view)), (CALLS, [_call(texts, call) for call in known.calls])]
    return [(action, rows) for action, rows in found if rows]


def _notes(view: TicketView, known: Beside) -> list[Row]:
    uid = view.fields.address_uid or ""
    return [Row(" ".join(text.split()), icon, token, "address", uid, text)
            for text, icon, token in ((view.warning, "triangle-alert", "danger"), (known.note, "text-quote", "text"))
            if text.strip()]


def _contract(texts: Texts, view: TicketView, known: Beside) -> list[Row]:
    held = view.conditions
    if view.fields.address_uid is None:
        return []
    if held.terms is None:
        return [Row(texts.tr("No contract"), "handshake", "muted")]
    parts, token = [held.terms], "text"
    if held.quota_left is not None and held.quota_total is not None:
        token = "text" if held.quota_left > 0 else "warning"
        parts.append(texts.tr("{n} of {all} min left", n=held.quota_left // 60, all=held.quota_total // 60))
    if known.contract_until is not None:
        parts.append(texts.tr("until {day}", day=texts.day(known.contract_until)))
    return [Row(" · ".join(parts), "handshake", token, "contract" if known.contract_uid else "", known.contract_uid)]


def _items(texts: Texts, known: Beside) -> list[Row]:
    if not known.items_open:
        return []
    rows = [_item(texts, item) for item in known.items]
    rest = known.items_open - len(rows)
    if rows and rest:
        rows.append(Row(texts.trn("{n} more", "{n} more", rest), "files", "muted", "documents"))
    elif not rows:
        late = texts.trn("{n} overdue", "{n} overdue", known.items_overdue) if known.items_overdue else ""
        told = [texts.trn("{n} invoice open", "{n} invoices open", known.items_open), late]
        rows = [Row(" · ".join(part for part in told if part), "wallet", "warning" if late else "text")]
    return rows


def _item(texts: Texts, item: OpenItem) -> Row:
    parts = [item.number, texts.money(item.gross_cents)]
    if item.due is not None:
        day = texts.day(item.due)
        parts.append(texts.tr("overdue since {day}", day=day) if item.overdue else texts.tr("due {day}", day=day))
    return Row(" · ".join(parts), "clock-alert" if item.overdue else "wallet", "warning" if item.overdue else "text",
               "document", item.uid)


def _contacts(view: TicketView) -> list[Row]:
    rows = []
    for contact in view.contacts[:_MOST_CONTACTS]:
        number = phone.display(contact.phones[0].e164) or contact.phones[0].raw if contact.phones else ""
        here = contact.uid == view.fields.contact_uid
        rows.append(Row(" · ".join(part for part in (contact.full_name, contact.department, number) if part),
                        "user-check" if here else "user", "accent" if here else "text", "contact", contact.uid))
    return rows


def _call(texts: Texts, call: EarlierCall) -> Row:
    missed = call.outcome in (MISSED, BUSY)
    end = _ENDS.get(call.outcome or "", "")
    told = [texts.moment(call.at), texts.tr(end) if end else call.agent, call.subject]
    icon = "phone-outgoing" if call.direction == OUT else "phone-missed" if missed else "phone-incoming"
    return Row(" · ".join(part for part in told if part), icon, "danger" if missed else "text",
               "call" if call.ticket_uid else "journal", call.ticket_uid or "")
