"""The radar: what of a period is not settled yet, one list to work off, and the period closed at its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from hotline_desk.core.clock import local_day
from hotline_desk.core.text import N_
from hotline_desk.domain.billing.radar import FINDINGS
from hotline_desk.services.billing.periods import ClosedPeriod, list_periods, reopen_period
from hotline_desk.services.billing.radar import MOST, Finding, Radar, radar
from hotline_desk.services.calls.handling import take_call
from hotline_desk.services.context import Context
from hotline_desk.ui.billing.periods import Period, PeriodBar
from hotline_desk.ui.billing.radar_panels import ClosePanel, DecidePanel
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.lists import Column, RowList
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.tools import tool_button

_PAUSE_MS = 400
_CONCERNS = frozenset({"ticket", "call", "document", "period", "store"})
_EVERYTHING = ""
_ALL = N_("Everything")
Kind = tuple[str, int]


class RadarFrame(Frame):
    """Kinds of findings at the left, the findings at the right; Enter opens where each is settled."""

    icon_name = "radar"
    help_page = "radar"
    comfortable = QSize(1140, 600)
    is_list = True

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None) -> None:
        super().__init__(shell, uid)
        self._ctx = ctx
        self._found: Radar | None = None
        self._closed: list[ClosedPeriod] = []
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.refresh)
        self.period = PeriodBar(shell, self._today)
        self.words, self.standing = QLabel(), QLabel()
        for label in (self.words, self.standing):
            label.setWordWrap(True)
        self.words.setProperty("role", "strong")
        self.standing.setProperty("role", "muted")
        self.kinds = RowList(shell, "radar-kinds", self._kind_columns(), key=lambda row: row[0], filterable=False,
                             accessible=N_("Kinds of findings"), empty=N_("Nothing is left to settle."))
        self.list = RowList(shell, "radar", self._columns(), key=lambda found: (found.kind, found.uid, found.at),
                            accessible=N_("Findings"),
                            empty=N_("Nothing is left to settle. The period can be closed."))
        self.decide_panel = DecidePanel(self, ctx)
        self.close_panel = ClosePanel(self, ctx)
        self._build()
        self._bind()
        changes.changed.connect(self._heard)

    def _build(self) -> None:
        halves = QSplitter(Qt.Orientation.Horizontal, self)
        halves.addWidget(self.kinds)
        halves.addWidget(self.list)
        halves.setStretchFactor(1, 1)
        halves.setSizes([share * self.shell.theme.font_percent // 100 for share in (360, 760)])
        buttons = FlowRow()
        for id in ("call.decide", "period.reopen"):
            buttons.addWidget(tool_button(self.shell, id))
        buttons.addWidget(self.shell.commands.button("record.open", self))
        buttons.turn()
        buttons.addWidget(self.shell.commands.button("period.close", self, primary=True))
        rows = QVBoxLayout(self)
        for widget in (self.period, self.words, self.standing):
            rows.addWidget(widget)
        rows.addWidget(halves, 1)
        rows.addLayout(buttons)
        rows.addWidget(self.decide_panel)
        rows.addWidget(self.close_panel)
        self.period.changed.connect(self.refresh)
        self.kinds.current_changed.connect(lambda _row: self._show_findings())
        self.list.activated.connect(self._open)
        self.list.current_changed.connect(lambda _row: self._enable())
        self.list.current_changed.connect(self.pointed)

    def _kind_columns(self) -> tuple[Column, ...]:
        texts = self.shell.texts
        return (
            Column("kind", N_("To settle"), lambda row: texts.tr(FINDINGS.get(row[0], _ALL)), width=22,
                   stretch=True),
            Column("count", N_("How many"), lambda row: texts.number(row[1]), width=8, align="right",
                   sort=lambda row: row[1]),
        )

    def _columns(self) -> tuple[Column, ...]:
        texts = self.shell.texts
        return (
            Column("at", N_("When"), lambda f: texts.moment(f.at), width=15, sort=lambda f: f.at),
            Column("number", N_("Ticket"), lambda f: f.number, width=11, bold=True),
            Column("who", N_("Customer"), lambda f: f.who, width=20, stretch=True, sort=lambda f: f.who.casefold()),
            Column("agent", N_("Agent"), lambda f: f.agent, width=12, rank=2),
            Column("seconds", N_("Time"), lambda f: texts.duration(f.seconds) if f.seconds else "", width=9,
                   align="right", sort=lambda f: f.seconds, rank=3),
            Column("kind", N_("To settle"), lambda f: texts.tr(FINDINGS[f.kind]), width=22, rank=1),
            Column("text", N_("About"), lambda f: f.text, width=18, rank=4),
        )

    def _bind(self) -> None:
        self.bind({
            "record.open": lambda: self._open(self.list.current()), "call.decide": self._decide,
            "period.close": self._ask_to_close, "period.reopen": self._reopen, "frame.find": self.list.focus_filter,
        })
        self._enable()

    # --- what the shell asks --------------------------------------------------------------------------

    def retranslate(self) -> None:
        self.set_title(self.shell.texts.tr("Radar"))
        self._show_words()

    def refresh(self) -> None:
        self._pause.stop()
        period = self.period.period()
        if period is None:
            return
        self.shell.background.read(self, partial(_look, self._ctx(), period), done=self._show, newest="radar",
                                   calm=True)

    def first_field(self) -> QWidget:
        return self.list

    def points_at(self) -> tuple[str, str] | None:
        found: Finding | None = self.list.current()
        return ("ticket", found.uid) if found is not None and found.opens == "ticket" else None

    def closed(self) -> None:
        self._pause.stop()

    def _today(self) -> date:
        ctx = self._ctx()
        return local_day(ctx.clock.now(), ctx.zone)

    def _heard(self, kind: str, _uid: str) -> None:
        if kind in _CONCERNS:
            self._pause.start()

    # --- showing --------------------------------------------------------------------------------------

    def _show(self, answer: tuple[Radar, list[ClosedPeriod]]) -> None:
        self._found, self._closed = answer
        found = self._found
        kinds = [(kind, n) for kind, n in found.counts.items() if n]
        chosen = self.kinds.current()
        self.kinds.set_rows([(_EVERYTHING, found.total), *kinds] if kinds else [])
        if chosen is None and kinds:
            self.kinds.select(_EVERYTHING)
        self._show_findings()
        self._show_words()

    def _show_findings(self) -> None:
        chosen: Kind | None = self.kinds.current()
        kind = chosen[0] if chosen is not None else _EVERYTHING
        found = self._found.findings if self._found is not None else ()
        self.list.set_rows([f for f in found if kind in (_EVERYTHING, f.kind)])
        self._enable()

    def _show_words(self) -> None:
        if self._found is None:
            return
        texts, found = self.shell.texts, self._found
        calls = texts.trn("{n} answered call", "{n} answered calls", found.calls)
        left = (texts.trn("{n} point to settle", "{n} points to settle", found.total) if found.total
                else texts.tr("everything is settled"))
        self.words.setText(f"{calls} · {left}")
        self.standing.setText(self._standing(found))
        self._enable()

    def _standing(self, found: Radar) -> str:
        texts = self.shell.texts
        period = self._closed_now()
        if period is not None:
            sentence = texts.tr("Closed on {moment} by {name}.", moment=texts.moment(period.closed_at),
                                name=period.closed_by)
            return f"{sentence} {period.reason}".strip()
        if any(n > MOST for n in found.counts.values()):
            return texts.tr("Of each kind the first {n} are listed.", n=MOST)
        return texts.tr("The period is not closed.")

    def _closed_now(self) -> ClosedPeriod | None:
        found = self._found
        return next((p for p in self._closed if found is not None and p.reopened_at is None
                     and p.first <= found.last and p.last >= found.first), None)

    def _enable(self) -> None:
        chosen: list[Finding] = self.list.selected()
        self.enable("record.open", len(chosen) == 1)
        self.enable("call.decide", bool(chosen) and all(f.opens == "call" for f in chosen))
        closed = self._closed_now() is not None
        self.enable("period.close", self._found is not None and not closed)
        self.enable("period.reopen", closed)

    # --- acting ---------------------------------------------------------------------------------------

    def _open(self, found: Finding | None) -> None:
        if found is None:
            return
        if found.opens == "ticket":
            self.shell.windows.open("ticket", found.uid)
            return
        self.shell.background.write(self, take_call, self._ctx(), found.uid,
                                    done=lambda ticket: self.shell.windows.open("ticket", ticket))

    def _decide(self) -> None:
        calls = [found for found in self.list.selected() if found.opens == "call"]
        if calls:
            self.decide_panel.ask(calls)

    def _ask_to_close(self) -> None:
        if self._found is not None:
            self.close_panel.ask(self._found)

    def _reopen(self) -> None:
        period = self._closed_now()
        if period is not None:
            self.shell.background.write(self, reopen_period, self._ctx(), period.uid)


def _look(ctx: Context, period: Period) -> tuple[Radar, list[ClosedPeriod]]:
    return radar(ctx, *period), list_periods(ctx)
