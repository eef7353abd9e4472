"""The template of letters, with a letter beside it that changes while one types."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from hotline_desk.core.errors import UserError
from hotline_desk.core.settings import SETTINGS
from hotline_desk.core.text import N_
from hotline_desk.domain.access import permitted
from hotline_desk.domain.billing.values import INVOICE, OFFER
from hotline_desk.services.billing.template import Template, letter_template, sample_letter, save_template
from hotline_desk.services.context import Context
from hotline_desk.services.papers import Paper
from hotline_desk.ui.shell.changes import Changes
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.forms import ChoiceBox, Form
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.paper_view import PaperView
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.unsaved import may_close

_PAUSE_MS = 300
_LINES = 3
_TEXTS = (
    ("billing.letter_text", N_("Invoice, &above")), ("billing.letter_end", N_("I&nvoice, below")),
    ("billing.letter_text_en", N_("Invoice, above, English")),
    ("billing.letter_end_en", N_("Invoice, below, English")),
    ("billing.offer_text", N_("Offer, above")), ("billing.offer_end", N_("Offer, below")),
    ("billing.offer_text_en", N_("Offer, above, English")), ("billing.offer_end_en", N_("Offer, below, English")),
)


class LetterTemplateFrame(Frame):
    """Colour, logo and texts at the left, a sample letter at the right."""

    icon_name = "layout-template"
    help_page = "letters"
    comfortable = QSize(1080, 680)

    def __init__(self, shell: Shell, ctx: Callable[[], Context], changes: Changes, uid: str | None = None) -> None:
        super().__init__(shell, uid)
        self._ctx = ctx
        self._logo = b""
        self._shown = False
        self.writable = permitted(ctx().user.role, "settings.edit")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._draw)
        self._build()
        self.bind({"frame.save": self.save})
        self.enable("frame.save", self.writable)

    def _build(self) -> None:
        shell = self.shell
        self.form = Form(shell)
        self.form.let_rows_wrap()
        self.logo = QPushButton()
        self.no_logo = QPushButton()
        self.colour, self.line = QLineEdit(), QLineEdit()
        self.place = ChoiceBox(shell, SETTINGS["letter.logo_place"].choices)
        self.giro = QCheckBox()
        shell.texts.bind(self.giro.setText, N_("GiroCode on in&voices"))
        shell.texts.bind(self.logo.setText, N_("Choose a lo&go"))
        shell.texts.bind(self.no_logo.setText, N_("With&out logo"))
        buttons = QWidget()
        row = FlowRow(buttons)
        row.addWidget(self.logo)
        row.addWidget(self.no_logo)
        self.form.wide(buttons)
        self.form.row("place", N_("Logo stan&ds"), self.place)
        self.form.row("colour", N_("&Colour"), self.colour)
        self.form.row("line", N_("L&ine under the name"), self.line)
        self.form.wide(self.giro)
        self.texts = {key: self._text(key, label) for key, label in _TEXTS}
        self._sample_choices()
        self.view = PaperView(shell)
        shell.texts.bind(self.view.setAccessibleName, N_("Preview"))
        self._lay_out()
        self.logo.clicked.connect(self._choose)
        self.no_logo.clicked.connect(lambda: self.use_logo(b""))
        self.place.code_changed.connect(self._edited)
        self.giro.toggled.connect(self._edited)
        for field in (self.colour, self.line):
            field.textEdited.connect(self._edited)

    def _text(self, key: str, label: str) -> QPlainTextEdit:
        field = QPlainTextEdit()
        field.setTabChangesFocus(True)
        field.setFixedHeight(self.shell.theme.line_height() * _LINES + 12)
        self.form.row(key, label, field)
        field.textChanged.connect(self._edited)
        return field

    def _sample_choices(self) -> None:
        shell = self.shell
        self.sample = ChoiceBox(shell, ((INVOICE, N_("Invoice")), (OFFER, N_("Offer"))))
        self.sample_language = ChoiceBox(shell, (("de", N_("German")), ("en", N_("English"))))
        shell.texts.bind(self.sample.setAccessibleName, N_("Kind of the sample"))
        shell.texts.bind(self.sample_language.setAccessibleName, N_("Language of the sample"))
        for box in (self.sample, self.sample_language):
            box.code_changed.connect(lambda _code: self._draw())

    def _lay_out(self) -> None:
        fields = QScrollArea()
        fields.setWidgetResizable(True)
        fields.setFrameShape(QScrollArea.Shape.NoFrame)
        fields.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        fields.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        fields.setWidget(self.form)
        self.form.setEnabled(self.writable)
        paper = QWidget()
        choices = FlowRow()
        caption = QLabel()
        self.shell.texts.bind(caption.setText, N_("Sample:"))
        for widget in (caption, self.sample, self.sample_language):
            choices.addWidget(widget)
        column = QVBoxLayout(paper)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(choices)
        column.addWidget(self.view, 1)
        self.split = QSplitter()
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(fields)
        self.split.addWidget(paper)
        self.split.setStretchFactor(1, 1)
        foot = FlowRow()
        foot.turn()
        foot.addWidget(self.shell.commands.button("frame.save", primary=True))
        rows = QVBoxLayout(self)
        rows.addWidget(self.split, 1)
        rows.addLayout(foot)

    # --- what the shell asks --------------------------------------------------------------------------

    def retranslate(self) -> None:
        self.set_title(self.shell.texts.tr("Letter template"))

    def refresh(self) -> None:
        if not self.dirty:
            self.shell.background.read(self, letter_template, self._ctx(), done=self._show, newest="template")

    def first_field(self) -> QWidget:
        return self.logo

    def can_close(self) -> bool:
        return may_close(self)

    def closed(self) -> None:
        self._pause.stop()

    # --- showing and typing ---------------------------------------------------------------------------

    def _show(self, template: Template) -> None:
        values, self._shown = dict(template.values), False
        self._logo = template.logo
        self.no_logo.setEnabled(bool(self._logo))
        self.colour.setText(str(values["letter.colour"]))
        self.line.setText(str(values["letter.line"]))
        self.place.set_code(str(values["letter.logo_place"]))
        self.giro.setChecked(bool(values["letter.giro"]))
        for key, field in self.texts.items():
            field.setPlainText(str(values[key]))
        self._shown = True
        self.set_dirty(False)
        self._draw()

    def template(self) -> Template:
        """What stands in the fields now."""
        values: dict[str, object] = {
            "letter.colour": self.colour.text().strip(), "letter.logo_place": self.place.code(),
            "letter.line": self.line.text().strip(), "letter.giro": self.giro.isChecked()}
        values |= {key: field.toPlainText() for key, field in self.texts.items()}
        return Template(tuple(values.items()), self._logo)

    def use_logo(self, logo: bytes) -> None:
        """Takes another logo, b"" for none."""
        self._logo = logo
        self.no_logo.setEnabled(bool(logo))
        self._edited()

    def _choose(self) -> None:
        title = self.shell.texts.tr("Choose a logo")
        name, _kind = QFileDialog.getOpenFileName(self, title, "", "PNG, JPEG (*.png *.jpg *.jpeg)")
        if name:
            self.shell.background.read(self, lambda: Path(name).read_bytes(), done=self.use_logo, newest="logo")

    def _edited(self, *_what: object) -> None:
        if self._shown:
            self.set_dirty(True)
            self._pause.start()

    def _draw(self) -> None:
        ctx, template, kind, language = self._ctx(), self.template(), self.sample.code(), self.sample_language.code()
        self.shell.background.read(self, lambda: Paper(sample_letter(ctx, template, kind, language)), done=self._drawn,
                                   failed=self._not_drawn, newest="sample")

    def _drawn(self, paper: Paper) -> None:
        self.form.clear_errors()
        self.view.show_paper(paper)

    def _not_drawn(self, problem: BaseException) -> bool:
        self._wrong(problem)
        self.view.show_message(self.shell.messages.sentence(problem))
        return isinstance(problem, UserError)

    # --- saving ---------------------------------------------------------------------------------------

    def save(self) -> None:
        """Keeps the template; letters drawn from now on look so."""
        self.shell.background.write(self, save_template, self._ctx(), self.template(), done=self._saved,
                                    failed=self._wrong)

    def _saved(self, _none: object) -> None:
        self.set_dirty(False)
        self.shell.messages.say(self.shell.texts.tr("Saved."), "success", key="saved", seconds=3)

    def _wrong(self, problem: BaseException) -> bool:
        if isinstance(problem, UserError) and problem.values.get("field") == SETTINGS["letter.colour"].text:
            self.form.error("colour", self.shell.messages.sentence(problem))
            return True
        return False
