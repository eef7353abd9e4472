"""A ticket to read: what it was about, what was done, how it ended."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QTextBrowser

from hotline_desk.core import phone
from hotline_desk.core.text import N_
from hotline_desk.domain.tickets import OUTCOMES, PRIORITIES, STATES, WORKLOG_KINDS, Worklog
from hotline_desk.services.views.ticket import TicketView
from hotline_desk.ui.shell.shell import Shell


class Preview(QTextBrowser):
    """Shows one ticket, or a sentence while there is none."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._view: TicketView | None = None
        self.setOpenLinks(False)
        shell.texts.bind(self.setAccessibleName, N_("Preview"))
        shell.texts.bind(self.setPlaceholderText, N_("The selected ticket is shown here."))
        shell.theme.changed.connect(self._fill)
        shell.texts.changed.connect(self._fill)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 100)

    def show_view(self, view: TicketView | None) -> None:
        """Shows this ticket."""
        self._view = view
        self._fill()

    def _fill(self) -> None:
        view = self._view
        if view is None:
            self.clear()
            return
        texts, muted = self._shell.texts, self._shell.theme.tokens.muted
        outcome = OUTCOMES.get(view.outcome or "")
        facts = [view.number or "", texts.tr(STATES[view.state]), texts.tr(PRIORITIES[view.fields.priority]),
                 texts.tr(outcome.text) if outcome else ""]
        who = [view.address_name, view.contact if view.contact != view.address_name else "",
               phone.display(view.fields.caller_number)]
        parts = [
            f'<p style="color:{muted}">{_joined(facts)}</p>',
            f"<p><b>{escape(view.fields.subject or texts.tr('no subject'))}</b></p>",
            f'<p>{_joined(who)}<br><span style="color:{muted}">'
            f"{_joined([texts.moment(view.created_at), view.agent_name, view.team_name])}</span></p>",
            self._part(N_("Request"), view.fields.request), self._part(N_("Solution"), view.fields.solution),
            self._part(N_("Measures"), "\n".join(self._measure(w) for w in view.worklogs)),
            self._part(N_("History"), "\n".join(
                " · ".join(p for p in (texts.moment(n.at), n.author, n.text) if p) for n in view.notes)),
        ]
        self.setHtml("".join(parts))

    def _part(self, title: str, text: str) -> str:
        if not text.strip():
            return ""
        muted = self._shell.theme.tokens.muted
        body = escape(text).replace("\n", "<br>")
        return f'<p><span style="color:{muted}">{escape(self._shell.texts.tr(title))}</span><br>{body}</p>'

    def _measure(self, worklog: Worklog) -> str:
        texts = self._shell.texts
        time = f"{texts.moment(worklog.start)}–{texts.clock(worklog.end)}" if worklog.start else "–"
        return " · ".join(p for p in (time, worklog.agent_name, worklog.text or texts.tr(
            WORKLOG_KINDS[worklog.kind])) if p)


def _joined(parts: list[str]) -> str:
    return " · ".join(escape(part) for part in parts if part)
