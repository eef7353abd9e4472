"""The shift change: what I leave, what was left to me, on one page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from hotline_desk.core.text import N_
from hotline_desk.domain.access import Team
from hotline_desk.domain.shifts import CONFIRMED, SHIFT_STATES, TAKEN_BACK, WAITING, Shift
from hotline_desk.services.access import list_teams
from hotline_desk.services.calls.shifts import confirm_shift, take_back_shift
from hotline_desk.services.context import Context
from hotline_desk.services.papers import print_paper, printers_here, save_paper
from hotline_desk.services.views.shift import shift_page, shifts
from hotline_desk.services.views.shift_paper import shift_pdf, unhanded
from hotline_desk.ui.shell.buttons import ButtonRow
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.following import Following
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.lists import RowList
from hotline_desk.ui.shell.paper_panels import PrintPanel, SavePanel
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shifts.handing import HandPanel
from hotline_desk.ui.shifts.rows import CALLBACK, ShiftRow, columns, rows_of

_MINE, _TEAM, _SHIFT = "mine", "team", "shift"
_STATE_ICONS = {WAITING: "clock", CONFIRMED: "circle-check", TAKEN_BACK: "undo-2"}
_CHANGED = frozenset({"shift", "ticket", "callback", "team", "store"})
Choice = tuple[str, str]


@dataclass(frozen=True)
class ShiftReading:
    """What can be looked at, and the page that is."""

    teams: tuple[Team, ...]
    handed: tuple[Shift, ...]
    shown: Shift
    choice: Choice


def read_shifts(ctx: Context, choice: Choice) -> ShiftReading:
    """Everything for the frame. A hand-over that is no longer listed gives way to one's own page."""
    kind, uid = choice
    handed = tuple(shifts(ctx))
    teams = tuple(team for team in list_teams(ctx) if ctx.user.uid in team.members)
    found = next((each for each in handed if kind == _SHIFT and each.uid == uid), None)
    team = next((each for each in teams if kind == _TEAM and each.uid == uid), None)
    if found is not None:
        return ShiftReading(teams, handed, found, choice)
    if team is not None:
        return ShiftReading(teams, handed, unhanded(ctx, shift_page(ctx, team.uid), team.name), choice)
    return ShiftReading(teams, handed, unhanded(ctx, shift_page(ctx)), (_MINE, ""))


class ShiftFrame(Frame):
    """Which page above, below it who gave it to whom and what was said, then its list and the buttons."""

    icon_name = "clipboard-list"
    help_page = "shift"
    comfortable = QSize(960, 560)

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None,
                 shift_uid: str = "") -> None:
        super().__init__(shell, uid)
        self.ctx = ctx
        self._choice: Choice = (_SHIFT, shift_uid) if shift_uid else (_MINE, "")
        self._reading: ShiftReading | None = None
        self.which, self.sign, self.about, self.note = QComboBox(), QLabel(), QLabel(), QLabel()
        self.list = RowList(shell, "shift", columns(shell), sort="kind", accessible=N_("Shift change"),
                            row_color=lambda row: "danger_row" if row.late else "",
                            empty=N_("Nothing is left open: no clock, no callback, no ticket."))
        self.own_foot = ButtonRow(shell, ("frame.print", "frame.pdf"), (), primary="shift.hand", parent=self)
        self.given_foot = ButtonRow(shell, ("frame.print", "frame.pdf"), ("shift.take_back",),
                                    primary="shift.confirm", parent=self)
        self.handing = HandPanel(self, ctx)
        self.printing = PrintPanel(self, printers_here, str(ctx().settings["workplace.printer"]))
        self.saving = SavePanel(self)
        self._lay_out()
        self._connect(changes)

    def _lay_out(self) -> None:
        texts = self.shell.texts
        caption = QLabel()
        texts.bind(caption.setText, N_("Pa&ge"))
        texts.bind(self.which.setAccessibleName, N_("Page"))
        caption.setBuddy(self.which)
        self.which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.which.setMinimumContentsLength(20)
        self.sign.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.about.setWordWrap(True)
        self.note.setWordWrap(True)
        self.note.setProperty("role", "strong")
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        head, told = QHBoxLayout(), QHBoxLayout()
        head.addWidget(caption)
        head.addWidget(self.which, 1)
        told.addWidget(self.sign)
        told.addWidget(self.about, 1)
        rows = QVBoxLayout(self)
        rows.setSpacing(6)
        rows.addLayout(head)
        rows.addLayout(told)
        rows.addWidget(self.note)
        rows.addWidget(self.list, 1)
        self._panels = (self.handing, self.printing, self.saving)
        for part in (self.own_foot, self.given_foot, *self._panels):
            rows.addWidget(part)
        for panel in self._panels:
            panel.installEventFilter(self)
        self.note.hide()
        self.given_foot.hide()

    def _connect(self, changes: Changes) -> None:
        self.which.activated.connect(self._chosen)
        self.list.activated.connect(self._open)
        self.list.current_changed.connect(lambda row: self.enable("record.open", row is not None))
        self.handing.handed.connect(self._handed)
        Following(self, changes, lambda kind, _uid: kind in _CHANGED, self.refresh, 150)
        self.bind({"shift.hand": self.hand, "shift.confirm": self.confirm, "shift.take_back": self.take_back,
                   "record.open": lambda: self._open(self.list.current()), "frame.find": self.list.focus_filter,
                   "frame.print": self.print_page, "frame.pdf": self.save_page})
        self.enable_all(dict.fromkeys(
            ("shift.hand", "shift.confirm", "shift.take_back", "record.open", "frame.print", "frame.pdf"), False))

    # --- the frame ------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        self.set_title(self.shell.texts.tr("Shift change"))
        if self._reading is not None:
            self._show(self._reading)

    def first_field(self) -> QWidget:
        return self.list.table

    def refresh(self) -> None:
        choice = self._choice
        self.shell.background.read(self, lambda: read_shifts(self.ctx(), choice), done=self._show, newest="shift",
                                   calm=True)

    def reopen(self, shift_uid: str = "", **_args: Any) -> None:
        if shift_uid:
            self._choice = (_SHIFT, shift_uid)
            self.refresh()

    # --- showing --------------------------------------------------------------------------------------

    def _show(self, reading: ShiftReading) -> None:
        self._reading, self._choice = reading, reading.choice
        self._offer(reading)
        shown, given = reading.shown, reading.choice[0] == _SHIFT
        self.about.setText(self._about(shown) if given else self._sum(shown))
        self.sign.setVisible(given)
        if given:
            self.sign.setPixmap(self.shell.icons.pixmap(_STATE_ICONS[shown.state], "accent"))
        self.about.setProperty("role", "strong" if shown.to_me else "muted")
        self.about.style().polish(self.about)
        self.note.setText(shown.note)
        self.note.setVisible(bool(shown.note))
        self.list.set_rows(rows_of(self.shell, shown.page))
        self._show_foot()
        may = self.shell.commands.allowed("shift.hand")
        self.enable_all({
            "shift.hand": not given and may, "shift.confirm": shown.to_me and may,
            "shift.take_back": given and shown.mine and shown.state == WAITING and may,
            "record.open": self.list.current() is not None, "frame.print": True, "frame.pdf": True})

    def _show_foot(self) -> None:
        """One button is highlighted: that of the page, or that of the panel that is open."""
        given, free = self._choice[0] == _SHIFT, not any(panel.is_open for panel in self._panels)
        self.own_foot.setVisible(free and not given)
        self.given_foot.setVisible(free and given)

    def eventFilter(self, _panel: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self._show_foot()
        return False

    def _offer(self, reading: ShiftReading) -> None:
        """The pages there are; the one that is seen stays chosen."""
        tr = self.shell.texts.tr
        offers: list[tuple[str, Choice]] = [(tr("What I leave"), (_MINE, ""))]
        offers += [(tr("What {team} leaves", team=team.name), (_TEAM, team.uid)) for team in reading.teams]
        offers += [(self._name(each), (_SHIFT, each.uid)) for each in reading.handed]
        if [(self.which.itemText(n), self.which.itemData(n)) for n in range(self.which.count())] != offers:
            self.which.clear()
            for text, choice in offers:
                self.which.addItem(text, choice)
        self.which.setCurrentIndex([choice for _text, choice in offers].index(reading.choice))

    def _name(self, shift: Shift) -> str:
        texts = self.shell.texts
        return texts.tr("{moment}  {giver} to {receiver} ({state})", moment=texts.moment(shift.handed_at),
                        giver=shift.giver, receiver=shift.receiver, state=texts.tr(SHIFT_STATES[shift.state]))

    def _sum(self, shift: Shift) -> str:
        trn, page = self.shell.texts.trn, shift.page
        return " · ".join((trn("{n} running clock", "{n} running clocks", len(page.clocks)),
                           trn("{n} callback", "{n} callbacks", len(page.callbacks)),
                           trn("{n} ticket", "{n} tickets", len(page.tickets))))

    def _about(self, shift: Shift) -> str:
        texts = self.shell.texts
        handed = texts.tr("{giver} handed this over to {receiver} on {moment}.", giver=shift.giver,
                          receiver=shift.receiver, moment=texts.moment(shift.handed_at))
        return " ".join(part for part in (handed, self._standing(shift), self._along(shift)) if part)

    def _standing(self, shift: Shift) -> str:
        texts = self.shell.texts
        if shift.to_me:
            return texts.tr("Read it, then confirm with {key}.", key=self.shell.commands.key("shift.confirm"))
        if shift.state == CONFIRMED:
            return texts.tr("Confirmed by {name} on {moment}.", name=shift.confirmed_by,
                            moment=texts.moment(shift.confirmed_at))
        return texts.tr("It was taken back.") if shift.state == TAKEN_BACK else texts.tr(
            "Nobody has confirmed it yet.")

    def _along(self, shift: Shift) -> str:
        if not shift.page.along or not shift.page.own_count or shift.state == TAKEN_BACK:
            return ""
        return self.shell.texts.tr("Tickets and callbacks of {giver} go along.", giver=shift.giver)

    # --- what a person does ---------------------------------------------------------------------------

    def _chosen(self, number: int) -> None:
        self._choice = self.which.itemData(number)
        self.refresh()

    def _open(self, row: object) -> None:
        if not isinstance(row, ShiftRow):
            return
        if row.kind == CALLBACK:
            self.shell.windows.open("callbacks", callback_uid=row.uid)
        else:
            self.shell.windows.open("ticket", row.ticket_uid)

    def hand(self) -> None:
        """As Ctrl+I: asks to whom."""
        if self._reading is not None and self._choice[0] != _SHIFT:
            self.handing.begin(self._reading.shown.page)

    def _handed(self, uid: str, name: str) -> None:
        shell, ctx = self.shell, self.ctx
        shell.messages.say(
            shell.texts.tr("The shift was handed over to {name}.", name=name), "success", key="shift.handed",
            action_text=shell.texts.tr("Undo"),
            action=lambda: shell.background.write(None, lambda: take_back_shift(ctx(), uid)))
        self._choice = (_SHIFT, uid)
        self.refresh()

    def confirm(self) -> None:
        """As Ctrl+U: the shift is mine now."""
        if self._reading is None or not self._reading.shown.to_me:
            return
        shift = self._reading.shown
        self.enable("shift.confirm", False)
        self.shell.background.write(self, lambda: confirm_shift(self.ctx(), shift.uid),
                                    done=lambda count: self._confirmed(shift, count), failed=self._too_late)

    def _confirmed(self, shift: Shift, count: int) -> None:
        texts = self.shell.texts
        text = texts.tr("You have taken over the shift of {giver}.", giver=shift.giver)
        if count:
            text = f"{text} {texts.trn('{n} came along to you.', '{n} came along to you.', count)}"
        self.shell.messages.say(text, "success", key="shift.confirmed")

    def take_back(self) -> None:
        """As Ctrl+R: it was too early."""
        if self._reading is not None and self._choice[0] == _SHIFT:
            uid = self._reading.shown.uid
            self.enable("shift.take_back", False)
            self.shell.background.write(self, lambda: take_back_shift(self.ctx(), uid), failed=self._too_late)

    def _too_late(self, _problem: BaseException) -> bool:
        """Somebody else was quicker; the message says so, and the page shows how it is now."""
        self.refresh()
        return False

    # --- paper ----------------------------------------------------------------------------------------

    def _paper(self) -> Callable[[], bytes]:
        """Draws the page that is seen, in the language of the screen."""
        assert self._reading is not None
        shown, texts = self._reading.shown, self.shell.texts.translator
        return lambda: shift_pdf(self.ctx(), shown, texts)

    def print_page(self) -> None:
        """As Ctrl+P."""
        paper, title = self._paper(), self.shell.texts.tr("Shift change")
        self.printing.ask(lambda printer, copies, pages: print_paper(paper(), printer or None, title, copies, pages))

    def save_page(self) -> None:
        """As Ctrl+Shift+P."""
        paper = self._paper()
        day = self.ctx().clock.now().date().isoformat()
        self.saving.ask(f"{self.shell.texts.tr('Shift change')} {day}.pdf",
                        lambda place: save_paper(paper(), place, replace=True))
