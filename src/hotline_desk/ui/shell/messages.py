"""How trouble and tidings reach the user: never as a modal dialogue, always with what to do next."""

from __future__ import annotations

import logging
import platform
import traceback
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QtMsgType, Signal, qInstallMessageHandler

from hotline_desk.core.errors import Cancelled, EnvironmentTrouble, UserError
from hotline_desk.core.text import N_
from hotline_desk.ui.shell.texts import Texts

log = logging.getLogger(__name__)

NOTE, SUCCESS, WARNING, DANGER = "note", "success", "warning", "danger"
REPORT_SENTENCE = N_("Something went wrong that should not have. What you typed is kept.")


@dataclass(frozen=True)
class Notice:
    """One banner. `key` replaces an earlier one of the same key; `seconds` 0 stays until put away."""

    key: str
    text: str
    level: str = NOTE
    seconds: int = 0
    action_text: str = ""
    action: Callable[[], object] | None = None


class Messages(QObject):
    """Everything said to the user goes through here; the window's strip shows it."""

    said = Signal(object)
    withdrawn = Signal(str)

    def __init__(self, texts: Texts, save_report: Callable[[str], None] | None = None,
                 parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._texts = texts
        self._save_report = save_report
        self._count = 0

    def say(self, text: str, level: str = NOTE, *, key: str = "", seconds: int | None = None,
            action_text: str = "", action: Callable[[], object] | None = None) -> None:
        """Shows a banner with an already translated text.

        Notes and successes go by themselves after 6 seconds (8 with an action, such as Undo).
        """
        if seconds is None:
            seconds = (8 if action else 6) if level in (NOTE, SUCCESS) else 0
        self._count += 1
        self.said.emit(Notice(key or f"notice-{self._count}", text, level, seconds, action_text, action))

    def withdraw(self, key: str) -> None:
        """Takes the banner with this key away, if it is there."""
        self.withdrawn.emit(key)

    def trouble(self, problem: BaseException) -> None:
        """Shows any of the three kinds of trouble in its way. A `Cancelled` is none."""
        if isinstance(problem, Cancelled):
            return
        if isinstance(problem, UserError):
            self.say(problem.sentence(self._texts.translator), WARNING, key=problem.id, seconds=20)
        elif isinstance(problem, EnvironmentTrouble):
            text = self._texts.tr("{what} is away at the moment: {reason}. It is tried again.",
                                  what=self._texts.tr(problem.what), reason=problem.reason)
            self.say(text, WARNING, key=trouble_key(problem.what))
        else:
            self._bug(problem)

    def better(self, what: str) -> None:
        """An `EnvironmentTrouble` of this name is over."""
        self.withdraw(trouble_key(what))

    def sentence(self, problem: BaseException) -> str:
        """The trouble as one translated sentence, for showing it beside a field."""
        if isinstance(problem, UserError):
            return problem.sentence(self._texts.translator)
        return self._texts.tr(REPORT_SENTENCE) if not isinstance(problem, EnvironmentTrouble) else str(problem)

    def _bug(self, problem: BaseException) -> None:
        log.error("bug", exc_info=problem)
        report = report_text(problem)
        save = self._save_report
        self.say(self._texts.tr(REPORT_SENTENCE), DANGER, key="bug",
                 action_text=self._texts.tr("Save report") if save else "",
                 action=(lambda: save(report)) if save else None)


def trouble_key(what: str) -> str:
    """The key of the banner of an environment's trouble."""
    return f"environment:{what}"


def report_text(problem: BaseException) -> str:
    """What a report contains: versions and the trace, nothing of customers."""
    trace = "".join(traceback.format_exception(problem))
    return f"Hotline Desk\nPython {platform.python_version()} on {platform.system()}\n\n{trace}"


_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG, QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING, QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def log_qt_messages() -> None:
    """Leads Qt's own messages to the log named "qt"."""
    qt = logging.getLogger("qt")

    def handle(kind: QtMsgType, _context: object, text: str) -> None:
        qt.log(_LEVELS.get(kind, logging.WARNING), text)

    qInstallMessageHandler(handle)
