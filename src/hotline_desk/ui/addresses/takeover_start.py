"""Where taking over begins: drop or choose a file, and how each program makes one."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from hotline_desk.core.text import N_
from hotline_desk.ui.shell.flow import FlowRow
from hotline_desk.ui.shell.shell import Shell

_WAYS = (
    ("mail", N_("Outlook"), N_("File > Open and Export > Import/Export > Export to a file (CSV, folder Contacts).")),
    ("router", N_("FRITZ!Box"), N_("In the box's own pages: Telephony > Telephone Book > Save.")),
    ("euro", N_("DATEV"), N_("Export debtors and creditors in the DATEV format (EXTF_…csv).")),
    ("contact", N_("Apple, Google, Thunderbird, telephones"), N_("Export the contacts as vCard (.vcf).")),
    ("file-text", N_("Any other program"), N_("A table saved as CSV whose first line names the columns.")),
)


class StartPage(QWidget):
    """`choose` is the button that opens the platform's dialogue."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        heading, told = QLabel(), QLabel()
        heading.setProperty("role", "heading")
        told.setProperty("role", "muted")
        for label in (heading, told):
            label.setWordWrap(True)
        shell.texts.bind(heading.setText, N_("Drop the file here, or choose it"))
        shell.texts.bind(told.setText, N_(
            "Nothing is stored before you have seen what becomes of each line. Addresses that are there already are "
            "found by number, e-mail or name; they are completed and never overwritten."))
        self.choose = shell.commands.button("record.open", self, primary=True, text=N_("Choose a file …"))
        row = FlowRow()
        row.addWidget(self.choose)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(6, 10, 6, 6)
        rows.setSpacing(10)
        rows.addWidget(heading)
        rows.addWidget(told)
        rows.addLayout(row)
        rows.addSpacing(14)
        rows.addLayout(self._ways(shell))
        rows.addStretch(1)

    def _ways(self, shell: Shell) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        for number, (icon, name, way) in enumerate(_WAYS):
            symbol, title, told = QLabel(), QLabel(), QLabel()
            symbol.setAlignment(Qt.AlignmentFlag.AlignTop)
            shell.theme.follow(symbol, partial(_draw, shell, icon))
            title.setProperty("role", "strong")
            told.setProperty("role", "muted")
            for label, text in ((title, name), (told, way)):
                label.setWordWrap(True)
                shell.texts.bind(label.setText, text)
            told.setContentsMargins(0, 0, 0, 8)
            grid.addWidget(symbol, number * 2, 0, 2, 1)
            grid.addWidget(title, number * 2, 1)
            grid.addWidget(told, number * 2 + 1, 1)
        return grid


def _draw(shell: Shell, icon: str, label: QLabel) -> None:
    label.setPixmap(shell.icons.pixmap(icon, "accent", round(shell.theme.line_height() * 1.4)))
