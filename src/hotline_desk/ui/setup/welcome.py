"""The very first window: try the sample company, or set up one's own in two short steps. No account."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from hotline_desk.adapters.secrets import keep_secret
from hotline_desk.adapters.telephony.urls import parse
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_
from hotline_desk.services.founding import Founding
from hotline_desk.ui.setup.card import Card
from hotline_desk.ui.setup.company import CompanyForm
from hotline_desk.ui.setup.scrolled import scrolled
from hotline_desk.ui.setup.telephone import TelephoneForm
from hotline_desk.ui.shell.shell import Shell

Progress = Callable[[int, int, str], None]
Sample = Callable[[Progress, Callable[[], bool]], object]


class Welcome(QWidget):
    """`found(founding, url)` makes the company, `sample(progress, cancelled)` the sample; both run in the background.

    `founded(rings, line)` comes when there is a company; `rings` says that a test call is wanted, `line` is the name of
    the telephone line that was filled in, "" for none. `dismissed` comes when the window is closed without one.
    """

    founded = Signal(bool, str)
    dismissed = Signal()

    def __init__(self, shell: Shell, found: Callable[[Founding, str], object], sample: Sample) -> None:
        super().__init__()
        self._shell, self._found, self._sample = shell, found, sample
        self._done = False
        shell.texts.bind(self.setWindowTitle, N_("Welcome to Hotline Desk"))
        self.pages = QStackedWidget()
        self._make_choice()
        self._make_company()
        self._make_telephone()
        self._make_waiting()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(28, 24, 28, 22)
        rows.addWidget(self.pages)
        line = shell.theme.line_height()
        self.resize(line * 38, line * 25)

    # --- pages ----------------------------------------------------------------------------------------

    def _make_choice(self) -> None:
        rows = self._page(N_("Welcome to Hotline Desk"), N_("Calls become tickets, tickets become invoices."))
        self.sample_card = Card(self._shell, "play", N_("Try the sample &company"),
                                N_("With customers, contracts and calls that really ring. Nothing of it is real."))
        self.own_card = Card(self._shell, "building-2", N_("Set up my &own company"),
                             N_("Two short steps. No account, your data stay here."))
        self.sample_card.clicked.connect(self.try_sample)
        self.own_card.clicked.connect(lambda: self._go(1))
        rows.addStretch(1)
        rows.addWidget(self.sample_card)
        rows.addWidget(self.own_card)
        rows.addStretch(2)
        languages = QHBoxLayout()
        for code, name in (("de", "Deutsch"), ("en", "English")):
            button = QPushButton(name)
            button.setFlat(True)
            button.clicked.connect(lambda _on=False, code=code: self._speak(code))
            languages.addWidget(button)
        languages.addStretch(1)
        rows.addLayout(languages)

    def _make_company(self) -> None:
        rows = self._page(N_("Your company"), N_("Step 1 of 2. Everything can be changed later."))
        self.company = CompanyForm(self._shell, with_person=True)
        self.company.start()
        self.company.language_chosen.connect(self._speak)
        rows.addWidget(self.company)
        rows.addStretch(1)
        rows.addLayout(self._foot(0, N_("Next"), self._check_company))

    def _make_telephone(self) -> None:
        rows = self._page(N_("Your telephone"), N_("Step 2 of 2. Leave it empty to do without for now."))
        self.telephone = TelephoneForm(self._shell)
        self.ring = QCheckBox()
        self.ring.setChecked(True)
        self._shell.texts.bind(self.ring.setText, N_("&Let a test call ring when the desk opens"))
        rows.addWidget(scrolled(self.telephone), 1)
        rows.addSpacing(8)
        rows.addWidget(self.ring)
        rows.addLayout(self._foot(1, N_("Open the desk"), self._make_all))

    def _make_waiting(self) -> None:
        rows = self._page(N_("One moment"), "")
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self._shell.texts.bind(self.bar.setAccessibleName, N_("One moment"))
        self.trouble = QLabel()
        self.trouble.setProperty("role", "danger")
        self.trouble.setWordWrap(True)
        self.making = QLabel()
        self.making.setProperty("role", "muted")
        rows.addWidget(self.making)
        rows.addWidget(self.bar)
        rows.addWidget(self.trouble)
        rows.addStretch(1)

    def _page(self, title: str, text: str) -> QVBoxLayout:
        page = QWidget()
        rows = QVBoxLayout(page)
        rows.setContentsMargins(0, 0, 0, 0)
        heading, line = QLabel(), QLabel()
        heading.setProperty("role", "heading")
        line.setProperty("role", "muted")
        line.setWordWrap(True)
        self._shell.texts.bind(heading.setText, title)
        rows.addWidget(heading)
        if text:
            self._shell.texts.bind(line.setText, text)
            rows.addWidget(line)
        rows.addSpacing(10)
        self.pages.addWidget(page)
        return rows

    def _foot(self, back: int, text: str, go_on: Callable[[], None]) -> QHBoxLayout:
        before, after = QPushButton(), QPushButton()
        after.setProperty("primary", True)
        after.setDefault(True)
        self._shell.texts.bind(before.setText, N_("Back"))
        self._shell.texts.bind(after.setText, text)
        before.clicked.connect(lambda: self._go(back))
        after.clicked.connect(go_on)
        row = QHBoxLayout()
        row.addWidget(before)
        row.addStretch(1)
        row.addWidget(after)
        return row

    # --- what is done ---------------------------------------------------------------------------------

    def try_sample(self) -> None:
        """Makes the sample company."""
        title = self._shell.texts.tr("The sample company is being made")
        self._wait()
        self.making.setText(title)
        act = self._shell.background.run_long(
            self, self._sample, title=title,
            done=lambda _made: self._ready(False), failed=self._failed)
        act.progressed.connect(self._show_progress)

    def _show_progress(self, done: int, total: int, _text: str) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _check_company(self) -> None:
        self.company.clear_errors()
        try:
            self.company.founding().settings()
        except UserError as problem:
            self.company.show_problem(problem)
            return
        self._go(2)

    def _make_all(self) -> None:
        try:
            url = self.telephone.url()
        except UserError as problem:
            self.telephone.show_problem(problem)
            return
        self.telephone.stop()
        self._wait()
        self._shell.background.write(self, self._make, self.company.founding(), url, self.telephone.typed_secret(),
                                     done=lambda _made: self._ready(self.ring.isChecked(), url), failed=self._failed)

    def _make(self, founding: Founding, url: str, secret: str) -> None:
        """In the background."""
        if url and secret:
            keep_secret(parse(url).name, secret)
        self._found(founding, url)

    def _wait(self) -> None:
        self.trouble.clear()
        self.bar.setRange(0, 0)
        self.bar.show()
        self._go(3)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.telephone.stop()
        if not self._done:
            self.dismissed.emit()

    def _ready(self, rings: bool, url: str = "") -> None:
        self._done = True
        self.close()
        self.founded.emit(rings, parse(url).name if url else "")

    def _failed(self, problem: BaseException) -> bool:
        self.bar.hide()
        self.trouble.setText(self._shell.messages.sentence(problem))
        return isinstance(problem, UserError)

    def _go(self, page: int) -> None:
        self.pages.setCurrentIndex(page)
        fields: dict[int, QWidget] = {0: self.sample_card, 1: self.company.company, 2: self.telephone.first_field()}
        if page in fields:
            fields[page].setFocus()

    def _speak(self, code: str) -> None:
        self._shell.texts.use(code, str(self.company.country.currentData()))
        self.company.language.set_code(code)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on as the highlighted button would."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            steps = {1: self._check_company, 2: self._make_all}
            step = steps.get(self.pages.currentIndex())
            if step is not None:
                step()
                return
        super().keyPressEvent(event)
