"""How much of a project's budget is used: figures and a bar."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from hotline_desk.domain.projects import OVER
from hotline_desk.services.views.projects import ProjectView
from hotline_desk.ui.projects.projects import TOKENS, hours, used_of_budget
from hotline_desk.ui.shell.shell import Shell


class _Bar(QWidget):
    """How much of the budget is used."""

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self._shell, self._part, self._state = shell, 0.0, ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_part(self, part: float, state: str) -> None:
        """Fills this part (1 is all); `state` is a code of `domain/projects`."""
        self._part, self._state = part, state
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, max(8, self._shell.theme.line_height() // 2))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = self._shell.theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        area = self.rect()
        for share, token in ((1.0, "border"), (min(1.0, self._part), TOKENS.get(self._state, "accent"))):
            painter.setBrush(theme.color(token))
            painter.drawRoundedRect(area.x(), area.y(), round(area.width() * share), area.height(), 4, 4)
        painter.end()


class BudgetSign(QWidget):
    """`show_view` says what is used of the project's budget; None stands for one that is not stored yet."""

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self._shell = shell
        self.used, self.bar = QLabel(), _Bar(shell, self)
        self.used.setProperty("role", "strong")
        self.used.setWordWrap(True)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.used)
        rows.addWidget(self.bar)

    def show_view(self, view: ProjectView | None) -> None:
        """Says it in the present language."""
        texts = self._shell.texts
        budget = view.line.project.budget_seconds if view else None
        self.bar.setHidden(not budget)
        if view is None:
            self.used.setText(texts.tr("Tickets and appointments can be added once the project is saved."))
            return
        words = [texts.tr("Used: {used}", used=used_of_budget(texts, view.line))]
        if view.line.budget == OVER and budget:
            words.append(texts.tr("{time} h over the budget", time=hours(texts, view.line.used_seconds - budget)))
        if view.action_seconds:
            words.append(texts.tr("of it actions {time} h", time=hours(texts, view.action_seconds)))
        self.used.setText(" · ".join(words))
        self.used.setProperty("role", "danger" if view.line.budget == OVER else "strong")
        self.used.style().polish(self.used)
        self.bar.show_part(view.line.used_seconds / budget if budget else 0, view.line.budget)
