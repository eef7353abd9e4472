"""Puts the parts of the shell together; `app` and the tests call it once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QApplication

from hotline_desk.core.settings import Settings
from hotline_desk.core.text import N_
from hotline_desk.ui.shell.action import Action
from hotline_desk.ui.shell.background import Background
from hotline_desk.ui.shell.commands import Commands
from hotline_desk.ui.shell.icons import Icons
from hotline_desk.ui.shell.keyfirst import KeysFirst
from hotline_desk.ui.shell.mdi import Area
from hotline_desk.ui.shell.memory import Memory
from hotline_desk.ui.shell.messages import Messages
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.style import DeskStyle
from hotline_desk.ui.shell.telephones import Telephones
from hotline_desk.ui.shell.texts import Texts
from hotline_desk.ui.shell.theme import Theme
from hotline_desk.ui.shell.window import MainWindow
from hotline_desk.ui.shell.windows import Windows


@dataclass(frozen=True)
class Desk:
    """The shell's parts and the window that shows them."""

    shell: Shell
    window: MainWindow
    windows: Windows

    def use(self, settings: Settings) -> None:
        """Takes language, look, size, view and keys from the settings at once."""
        shell = self.shell
        if (settings["ui.language"], settings["company.country"]) != (shell.texts.language, shell.texts.country):
            shell.texts.use(settings["ui.language"], settings["company.country"])
        shell.texts.zone = settings["company.zone"]
        shell.theme.use(settings["ui.theme"], settings["ui.font_percent"])
        self.windows.use_view(settings["ui.view"])
        quiet = shell.texts.tr(N_("Do not disturb")) if settings["ui.do_not_disturb"] else ""
        self.window.status.show_cell("quiet", quiet, "bell-off", "warning")
        follows = shell.texts.tr(N_("Follows the call")) if settings["ui.follow_call"] else ""
        self.window.status.show_cell("follow", follows, "locate", "accent")
        if shell.commands.own_keys != settings["ui.keys"]:
            shell.commands.set_own_keys(settings["ui.keys"])

    def close(self) -> None:
        """Ends the background; call it after the window has closed."""
        self.shell.background.close()


def build_desk(app: QApplication, catalogue: Iterable[Action], settings: Settings, memory: Memory, *,
               title: str = "Hotline Desk", save_report: Callable[[str], None] | None = None,
               at_thread_end: Callable[[], None] | None = None) -> Desk:
    """The whole shell in the look and language of `settings`, not shown yet.

    `save_report(text)` keeps the report of a bug; `at_thread_end` runs in each background thread as it ends.
    """
    theme = Theme(app, settings["ui.theme"], settings["ui.font_percent"])
    app.setStyle(DeskStyle(theme))
    theme.apply()
    texts = Texts(settings["ui.language"], settings["company.country"], settings["company.zone"])
    icons = Icons(theme)
    messages = Messages(texts, save_report)
    background = Background(messages, at_thread_end=at_thread_end)
    commands = Commands(catalogue, texts, icons)
    commands.set_own_keys(settings["ui.keys"])
    area = Area()
    windows = Windows(area, commands, memory, area)
    shell = Shell(texts, theme, icons, background, messages, memory, commands, windows, Telephones())
    window = MainWindow(shell, area, windows, title)
    KeysFirst(app, commands, window).refused.connect(partial(_tell_refused, shell))
    for part in (theme, texts, icons, messages, background, commands, shell.telephones):
        # What is connected to them is held for as long as they live, and that shall end with the window.
        part.setParent(window)
    windows.use_view(settings["ui.view"])
    return Desk(shell, window, windows)


def _tell_refused(shell: Shell, id: str) -> None:
    """A key that does nothing now says so."""
    tr, commands = shell.texts.tr, shell.commands
    said = tr("There is nothing to save right now.") if id == "frame.save" else tr(
        "{action} ({key}) is not possible here right now.", action=commands.text(id), key=commands.key(id))
    shell.messages.say(said, key="action.refused")
