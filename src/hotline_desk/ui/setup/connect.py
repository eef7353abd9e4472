"""Connecting a telephone in three steps: its kind, where it is, and a call that shows what comes of it.

Nothing here is modal. It can be left at any moment and goes on where it was; nothing is kept before its end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.services.access import set_own_extension
from hotline_desk.services.context import Context
from hotline_desk.services.feeds import KINDS, Draft, Feed, draft_of, feeds_of, keep_feed, new_draft
from hotline_desk.ui.setup.hearing import Hearing
from hotline_desk.ui.setup.keeping import say_if_unsafe
from hotline_desk.ui.setup.kind_cards import KindCards
from hotline_desk.ui.setup.scrolled import scrolled
from hotline_desk.ui.setup.telephone import TelephoneForm
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.shell import Shell

KIND, PLACE, CALL = 0, 1, 2
_STEPS = (N_("Kind"), N_("Connection"), N_("Test call"))
_MEMORY = "connect.draft"


class ConnectFrame(Frame):
    """`line` is the name of a line that is kept already and wants a test call; the desk may begin with it (`first`)."""

    icon_name = "plug"
    help_page = "telephony"
    comfortable = QSize(780, 620)

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None,
                 line: str = "", first: bool = False) -> None:
        super().__init__(shell, uid)
        self._ctx, self._changes = ctx, changes
        self._url, self._kept, self._secret = "", "", ""
        self.steps, self.note = QLabel(), QLabel()
        self.cards = KindCards(shell)
        self.telephone = TelephoneForm(shell, lambda: ctx().plan, choose_kind=False)
        self.hearing = Hearing(shell, ctx)
        self.pages = QStackedWidget()
        self._arrange()
        self._connect()
        self._first = first
        if not self._open_line(line):
            self._resume()

    # --- what the shell asks for ----------------------------------------------------------------------

    def retranslate(self) -> None:
        self.set_title(self.shell.texts.tr("Connect the telephone"))
        self._show_step()

    def reopen(self, line: str = "", **_args: Any) -> None:
        if line:
            self._open_line(line)

    def refresh(self) -> None:
        if self.pages.currentIndex() == CALL:
            self.hearing.look_up()

    def first_field(self) -> QWidget:
        if self.pages.currentIndex() == KIND:
            return self.cards.first_field()
        return self.telephone.first_field() if self.pages.currentIndex() == PLACE else self.next_button

    def closed(self) -> None:
        self._remember()
        self.telephone.stop()
        self.hearing.leave()
        self._changes.changed.disconnect(self._on_change)

    def open_args(self) -> dict[str, Any] | None:
        return None if self._kept else {}

    # --- what a person does ---------------------------------------------------------------------------

    def choose(self, kind: str) -> None:
        """Goes on with a kind of line."""
        if self.telephone.draft().kind != kind or not self.telephone.name.text():
            self.telephone.set_draft(replace(new_draft(kind), name=self._free_name(kind)))
        self._go(PLACE)

    def go_on(self) -> None:
        """The next step; from the last one the line is kept, and then the assistant is done."""
        page = self.pages.currentIndex()
        if page == KIND:
            self.choose(self.cards.current())
        elif page == PLACE:
            self._try()
        elif self._kept:
            self._done()
        else:
            self._keep()

    def go_back(self) -> None:
        """The step before; what was filled in stays."""
        page = self.pages.currentIndex()
        if page == CALL:
            self.hearing.leave()
        if page > KIND:
            self._go(page - 1)

    def mine(self) -> None:
        """The extension that answered is the user's own."""
        extension = self.hearing.call.extension
        if extension:
            self.shell.background.write(self, set_own_extension, self._ctx(), extension,
                                        done=lambda _nothing: self._say_mine(extension))

    def learn(self) -> None:
        """Takes trunk and context of the call; the next one shows whether that was right."""
        lesson = self.hearing.lesson
        if lesson is None:
            return
        draft = self.telephone.draft()
        before = self._url
        self.telephone.set_draft(replace(draft, trunk=_with(draft.trunk, lesson.trunk),
                                         context=_with(draft.context, lesson.context)), before if self._kept else "")
        self._url = self.telephone.draft().url()
        said = self.shell.texts.tr("Trunk {trunk} and context {context} are taken. Call once more.",
                                   trunk=lesson.trunk, context=lesson.context or "-")
        if not self._kept:
            self._listen_again(said)
            return
        self.shell.background.write(self, keep_feed, self._ctx(), Feed(self._url), "", before,
                                    done=lambda _safe: self._listen_again(said))

    def make_address(self) -> None:
        """An address with the number that called."""
        self.shell.windows.open("address", "", phone=self.hearing.call.number)

    def trace(self) -> None:
        """Looks on at what goes over the line."""
        if self._kept:
            self.shell.windows.open("trace", self._kept)

    # --- inside ---------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        commands = self.shell.commands
        self.steps.setProperty("role", "muted")
        self.steps.setTextFormat(Qt.TextFormat.RichText)
        self.steps.setWordWrap(True)
        for page in (self.cards, self.telephone, self.hearing):
            self.pages.addWidget(scrolled(page))
        rows = QVBoxLayout(self)  # in the order as one reads, for Tab follows it
        rows.addWidget(self.steps)
        rows.addWidget(self.pages, 1)
        rows.addWidget(self.note)
        self.back_button = commands.button("panel.back", self)
        self.next_button = QPushButton()
        self.next_button.setProperty("primary", True)
        self.next_button.setAutoDefault(True)
        self.next_button.clicked.connect(self.go_on)
        foot = FlowRow()
        self.address_button = commands.button("address.from_caller", self)
        self.mine_button = commands.button("feed.mine", self)
        self.learn_button = commands.button("feed.learn", self)
        for button in (self.learn_button, self.mine_button, self.address_button):
            self.hearing.keys.addWidget(button)
        foot.addWidget(self.back_button)
        foot.addWidget(commands.button("help.open", self, text=N_("More in the manual")))
        foot.addWidget(commands.button("trace.open", self, text=N_("Live trace")))
        foot.turn()
        foot.addWidget(self.next_button)
        rows.addLayout(foot)
        self.note.setProperty("role", "muted")
        self.note.setWordWrap(True)

    def _connect(self) -> None:
        self.cards.chosen.connect(self.choose)
        self.hearing.changed.connect(self._enable)
        self._changes.changed.connect(self._on_change)
        self.bind({
            "panel.confirm": self.go_on, "panel.back": self.go_back, "feed.mine": self.mine,
            "address.from_caller": self.make_address, "trace.open": self.trace, "feed.learn": self.learn,
        })

    def _free_name(self, kind: str) -> str:
        """A name that no line has yet: what its kind is called, with a number from the second on."""
        name = self.shell.texts.tr(KINDS[kind])
        taken = {feed.address.name for feed in feeds_of(self._ctx().settings)}
        further = (f"{name} {number}" for number in range(2, len(taken) + 3))
        return name if name not in taken else next(each for each in further if each not in taken)

    def _open_line(self, name: str) -> bool:
        found = next((feed for feed in feeds_of(self._ctx().settings) if name and feed.address.name == name), None)
        if found is None:
            return False
        self.hearing.leave()
        self.telephone.set_draft(draft_of(found.url), found.url)
        self._url, self._kept = found.url, name
        self._listen()
        return True

    def _resume(self) -> None:
        kept = self.shell.memory.get_json(_MEMORY, {})
        try:
            draft = Draft(**{**kept["draft"], "further": tuple(map(tuple, kept["draft"]["further"]))})
            self.telephone.set_draft(draft)
            self.cards.select(draft.kind)
            self._go(PLACE if kept["page"] else KIND)
        except (KeyError, TypeError):  # nothing was begun, or by an older version
            self._go(KIND)

    def _remember(self) -> None:
        draft = asdict(self.telephone.draft())
        page = self.pages.currentIndex()
        self.shell.memory.put_json(_MEMORY, {} if self._kept else {"draft": draft, "page": page})

    def _go(self, page: int) -> None:
        self.pages.setCurrentIndex(page)
        kind = self.telephone.kind.code()
        self.help_page = ConnectFrame.help_page if page == KIND else f"{ConnectFrame.help_page}#{kind}"
        self._show_step()
        self._enable()
        field = self.first_field()
        if self.isVisible():
            field.setFocus()
        if page != CALL or not self._kept:
            self._remember()

    def _try(self) -> None:
        self.telephone.form.clear_errors()
        try:
            self._url = self.telephone.draft().url()
        except UserError as problem:
            self.telephone.show_problem(problem)
            return
        self.telephone.stop()
        self._listen()

    def _listen(self) -> None:
        self._secret = self.telephone.typed_secret()
        self.hearing.listen(self._url, self._secret)
        self._go(CALL)

    def _listen_again(self, said: str) -> None:
        secret = self._secret
        if self._kept:
            self.hearing.wait_for(self._url)
        else:
            self.hearing.listen(self._url, secret)
        self.shell.messages.say(said, "success", key="learned")
        self._enable()

    def _keep(self) -> None:
        feed, secret = Feed(self._url), self._secret
        self.hearing.leave()  # a port and a device are there once only
        self.shell.background.write(self, keep_feed, self._ctx(), feed, secret, "",
                                    done=lambda safe: self._has_kept(feed, safe), failed=self._refused)

    def _has_kept(self, feed: Feed, safe: bool) -> None:
        self._kept = feed.address.name
        self.hearing.go_over()
        self._remember()
        self._show_step()
        self._enable()
        texts = self.shell.texts
        self.shell.messages.say(texts.tr("{name} is listened to from now on.", name=self._kept), "success",
                                key="connected")
        say_if_unsafe(self.shell, self._kept, safe)

    def _refused(self, problem: BaseException) -> bool:
        self._go(PLACE)
        return self.telephone.form.show_problem(problem, "name")

    def _done(self) -> None:
        if self._first:
            self.shell.windows.open("start")
        self.close_wanted.emit()

    def _say_mine(self, extension: str) -> None:
        self.shell.messages.say(self.shell.texts.tr(
            "Extension {extension} is yours: calls that are answered there open your ticket.", extension=extension),
            "success", key="mine")
        self._enable()

    def _on_change(self, kind: str, _uid: str) -> None:
        if kind == "address" and self.hearing.is_unknown:
            self.hearing.look_up()
        elif kind in ("context", "user"):
            self._enable()

    def _enable(self) -> None:
        call, page = self.hearing.call, self.pages.currentIndex()
        mine = bool(call.extension) and call.extension != self._ctx().user.extension
        on = {"panel.back": page > KIND and not self._kept, "trace.open": bool(self._kept),
              "feed.mine": page == CALL and mine,
              "feed.learn": page == CALL and self.hearing.lesson is not None,
              "address.from_caller": page == CALL and self.hearing.is_unknown}
        self.enable_all({**on, "panel.confirm": True})
        self.mine_button.setHidden(not on["feed.mine"])
        self.learn_button.setHidden(not on["feed.learn"])
        self.address_button.setHidden(not on["address.from_caller"])

    def _show_step(self) -> None:
        texts, page = self.shell.texts, self.pages.currentIndex()
        told = [f"{number + 1}  {texts.tr(text)}" for number, text in enumerate(_STEPS)]
        self.steps.setText("&nbsp;&nbsp;›&nbsp;&nbsp;".join(
            f"<b>{text}</b>" if number == page else text for number, text in enumerate(told)))
        code = self.telephone.draft().kind
        kind = texts.tr(KINDS[code])
        self.help_page = "telephony" if page == KIND else f"telephony#{code}"
        word = N_("Next") if page != CALL else N_("Done") if self._kept else N_("Listen to this line")
        self.next_button.setText(f"{self.shell.commands.key('panel.confirm')}  {texts.tr(word)}")
        self.note.setText("" if page == KIND else kind if not self._kept else texts.tr(
            "{kind} “{name}” is kept.", kind=kind, name=self._kept))


def _with(listed: str, further: str) -> str:
    """A list with commas, with one more entry that it may have already."""
    entries = [each.strip() for each in listed.split(",") if each.strip()]
    return ", ".join(dict.fromkeys([*entries, *([further] if further else [])]))
