"""The check of a run: what the own company lacks, the tree, a sentence on the row in hand, the reason to decide."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from hotline_desk.core.phone import display
from hotline_desk.core.text import N_
from hotline_desk.domain.billing.rules_text import rule_sentence
from hotline_desk.domain.billing.values import Item
from hotline_desk.services.billing.decisions import Decided
from hotline_desk.services.billing.propose import Proposal
from hotline_desk.ui.billing.preview import PreviewModel, PreviewTree
from hotline_desk.ui.billing.preview_cells import refusal_sentence
from hotline_desk.ui.billing.preview_rows import CUSTOMER, PreviewRow
from hotline_desk.ui.shell.elided import ElidedLines
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.texts import Texts


class LackingBar(QFrame):
    """Says what an invoice must show and the own company has not filled in."""

    settings_wanted = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._lacking: tuple[str, ...] = ()
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.button = QPushButton()
        shell.texts.bind(self.button.setText, N_("Fill in the settings"))
        self.button.clicked.connect(self.settings_wanted)
        self.symbol = QLabel()
        row = QHBoxLayout(self)
        row.addWidget(self.symbol)
        row.addWidget(self.text, 1)
        row.addWidget(self.button)
        self.setAutoFillBackground(True)
        shell.theme.follow(self, lambda living: living.dress())
        shell.texts.follow(self, lambda living: living.show_words())

    def set_lacking(self, lacking: tuple[str, ...]) -> None:
        """Shows these names of settings; hides itself if there are none."""
        self._lacking = lacking
        self.show_words()

    def show_words(self) -> None:
        """The sentence in the present language."""
        texts = self._shell.texts
        self.text.setText(texts.tr("An invoice must show what your own company has not filled in yet: {names}.",
                                   names=", ".join(texts.tr(name) for name in self._lacking)))
        self.setVisible(bool(self._lacking))

    def dress(self) -> None:
        """The colours of the present look."""
        palette = self.palette()
        palette.setColor(self.backgroundRole(), self._shell.theme.color("warning_row"))
        self.setPalette(palette)
        self.symbol.setPixmap(self._shell.icons.pixmap("triangle-alert", "warning"))


class CheckView(QWidget):
    """`opened` and `decided` come with a row of the tree."""

    opened = Signal(object)
    decided = Signal(object)
    row_changed = Signal(object)

    def __init__(self, shell: Shell, left_out: set[str]) -> None:
        super().__init__()
        self._shell = shell
        self.lacking = LackingBar(shell)
        self.model = PreviewModel(shell, left_out)
        self.tree = PreviewTree(shell, self.model)
        self.model.setParent(self)
        self.detail = ElidedLines(2)
        self.detail.setProperty("role", "muted")
        self.reason = QLineEdit(shell.texts.tr(N_("Left out at billing")))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.lacking)
        rows.addWidget(self.tree, 1)
        rows.addWidget(self.detail)
        rows.addLayout(self._reason_row())
        shell.texts.bind(self.tree.setAccessibleName, N_("Preview"))
        self.tree.opened.connect(self.opened)
        self.tree.decided.connect(self.decided)
        self.tree.row_changed.connect(self._show_detail)
        self.tree.row_changed.connect(self.row_changed)
        shell.texts.follow(self, lambda living: living._show_detail(living.tree.current_row()))
        self.setFocusProxy(self.tree)

    def _reason_row(self) -> QHBoxLayout:
        label = QLabel()
        label.setBuddy(self.reason)
        texts = self._shell.texts
        texts.bind(label.setText, N_("&Reason if not charged"))
        texts.follow(self.reason, lambda living: living.setAccessibleName(
            texts.tr(N_("&Reason if not charged")).replace("&", "")))
        row = QHBoxLayout()
        row.addWidget(label)
        row.addWidget(self.reason, 1)
        return row

    def show_proposal(self, proposal: Proposal, root: PreviewRow, decided: Mapping[str, Decided]) -> None:
        """Shows a new preview where the cursor stood, and what was decided on measures."""
        self.model.decided = decided
        self.lacking.set_lacking(proposal.company_lacks)
        self.tree.show_tree(root)

    def _show_detail(self, row: PreviewRow | None) -> None:
        texts = self._shell.texts
        if row is None:
            self.detail.setText("")
        elif row.refusal is not None:
            self.detail.setText(refusal_sentence(row, texts))
        elif row.item is not None:
            held = self.model.decided.get(row.item.worklog_uid)
            said = "" if held is None else texts.tr("Decided by {name}: {reason}", name=held.by, reason=held.reason)
            self.detail.setText(item_detail(row.item, texts, said))
        elif row.kind == CUSTOMER:
            self.detail.setText(self._of_customer(row))
        else:
            self.detail.setText("")

    def _of_customer(self, row: PreviewRow) -> str:
        """What can be done with a customer, and why nothing is issued to one whose sum is too small."""
        texts = self._shell.texts
        said = texts.tr("Space leaves this customer out of the run or takes him in again; Enter opens him.")
        if row.draft is None or not row.draft.lines or not row.draft.carried:
            return said
        return texts.tr("Too little for an invoice: {net} are carried forward to the next one.",
                        net=texts.money(row.draft.net_cents)) + "\n" + said


def item_detail(item: Item, texts: Texts, said: str = "") -> str:
    """What else is known of a measure, in two lines: who and what about; how it came to its amount and the solution.

    `said` is what was decided on it.
    """
    who = " · ".join(part for part in (item.contact, display(item.caller_number), item.subject) if part)
    what = [part for part in (rule_sentence(item, texts.translator), said) if part]
    if item.solution:
        what.append(texts.tr("Solution: {solution}", solution=" ".join(item.solution.split())))
    return f"{who}\n{' · '.join(what)}"
