"""One category: its name, where it lies, and what helps with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit

from hotline_desk.core.text import N_
from hotline_desk.domain.knowledge import Category, fitting_paths, within
from hotline_desk.ui.shell.forms import Form
from hotline_desk.ui.shell.frame import Frame
from hotline_desk.ui.shell.panels import Panel
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.suggestions import Offer, SuggestLine

_LINES = 3


class CategoryPanel(Panel):
    """Slides in below the tree."""

    def __init__(self, frame: Frame, shell: Shell) -> None:
        super().__init__(frame, N_("Category"), N_("Save"))
        self._paths: Sequence[str] = ()
        self._edited: Category | None = None
        self.name = QLineEdit()
        self.name.setMaxLength(120)
        self.above = SuggestLine(shell, self._find)
        self.hint = QPlainTextEdit()
        self.hint.setTabChangesFocus(True)
        shell.theme.follow(self.hint, lambda area: area.setFixedHeight(
            round(shell.theme.line_height() * _LINES + 12)))
        self.form = Form(shell)
        self.form.row("name", N_("&Name"), self.name)
        self.form.row("above", N_("Bel&ow"), self.above)
        self.form.row("hint", N_("H&int"), self.hint)
        self.follows = QLabel()
        self.follows.setProperty("role", "muted")
        self.follows.setWordWrap(True)
        shell.texts.bind(self.follows.setText, N_(
            "Unsolved tickets, text blocks and called numbers follow a new name or place; solved tickets keep theirs."))
        self.body.addWidget(self.form)
        self.body.addWidget(self.follows)
        shell.texts.bind(self.above.setPlaceholderText, N_("nothing: it stands on top"))
        shell.texts.bind(self.hint.setPlaceholderText, N_("is shown below the category of a ticket"))
        self.above.misread.connect(lambda problem: self.form.show_problem(problem, "above"))
        self.above.settled.connect(lambda _path: self.form.error("above", ""))

    def begin(self, category: Category | None, above: str, paths: Sequence[str], writable: bool) -> None:
        """Opens with a category, or (None) for a new one below `above`."""
        self._edited = category
        self._paths = [path for path in paths if category is None or not within(path, category.path)]
        self.name.setText(category.name if category else "")
        self.above.use_known(self._paths or [""])
        self.above.set_value(above)
        self.hint.setPlainText(category.hint if category else "")
        self.follows.setHidden(category is None)
        self.form.clear_errors()
        self.form.setEnabled(writable)
        self.open(self.name)
        self.set_busy(not writable)

    def taken(self, parent_uid: str | None) -> Category:
        """The category as the form says it."""
        return replace(self._edited or Category(""), name=self.name.text(), parent_uid=parent_uid,
                       hint=self.hint.toPlainText())

    def _find(self, text: str) -> list[Offer]:
        return [(path, path) for path in fitting_paths(self._paths, text)]
