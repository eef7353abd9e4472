"""The look: colours by meaning for light and dark, the font that ships, and changing both while running."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication

from hotline_desk.core import places
from hotline_desk.ui.shell.followers import Followers
from hotline_desk.ui.shell.sheet import sheet

FAMILY = "Noto Sans"
_POINTS = 10.0


@dataclass(frozen=True)
class Tokens:
    """Colours by what they mean. `*_row` are backgrounds of rows and banners that `text` is written on."""

    desk: str
    window: str
    field: str
    alternate: str
    hover: str
    border: str
    strong_border: str
    title_idle: str
    title_active: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    accent_text: str
    danger: str
    warning: str
    success: str
    note_row: str
    success_row: str
    warning_row: str
    danger_row: str
    marked_row: str


LIGHT = Tokens(
    desk="#dde1e8", window="#f3f4f6", field="#ffffff", alternate="#f7f8fa", hover="#e6e9ef", border="#cdd2db",
    strong_border="#8a93a2", title_idle="#e8ebf0", title_active="#ffffff", text="#1a1d23", muted="#565e6c",
    accent="#2460c8", accent_hover="#1c4fa8", accent_text="#ffffff", danger="#b3261e", warning="#7d5200",
    success="#1a6a39", note_row="#e6effd", success_row="#e3f4e8", warning_row="#fff1d2", danger_row="#fde7e5",
    marked_row="#dae5f7",
)
DARK = Tokens(
    desk="#15181c", window="#22262d", field="#1a1d23", alternate="#1f232a", hover="#2e343d", border="#3a414c",
    strong_border="#6d7786", title_idle="#2a3038", title_active="#1a1d23", text="#e6e8ec", muted="#a3abb8",
    accent="#6aa2ff", accent_hover="#8bb7ff", accent_text="#0a1222", danger="#ff8f86", warning="#f5c063",
    success="#7fd694", note_row="#1d2f4d", success_row="#1b3726", warning_row="#43351a", danger_row="#4a2422",
    marked_row="#2a3850",
)
THEMES = {"light": LIGHT, "dark": DARK}
TOKEN_NAMES = tuple(f.name for f in fields(Tokens))


class Theme(QObject):
    """The present look. `changed` tells those who draw or colour by themselves."""

    changed = Signal()
    remeasured = Signal()

    def __init__(self, app: QApplication, name: str = "light", font_percent: int = 100,
                 parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._followers = Followers()
        self.name = name if name in THEMES else "light"
        self.font_percent = font_percent
        self.still, self._blink = False, app.cursorFlashTime()
        for file in ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"):
            QFontDatabase.addApplicationFont(str(places.resources("fonts", file)))
        self._line = QFontMetrics(self.font()).height()

    @property
    def tokens(self) -> Tokens:
        """The colours as "#rrggbb"."""
        return THEMES[self.name]

    @property
    def dark(self) -> bool:
        """True for light writing on dark ground."""
        return self.name == "dark"

    def color(self, token: str) -> QColor:
        """The colour of a token."""
        return QColor(getattr(self.tokens, token))

    def font(self, bold: bool = False, scale: float = 1.0) -> QFont:
        """The desk's font at the user's size."""
        font = QFont(FAMILY)
        font.setPointSizeF(_POINTS * self.font_percent / 100 * scale)
        font.setBold(bold)
        return font

    def line_height(self) -> int:
        """Height of a line of text in pixels."""
        return self._line

    def icon_size(self) -> int:
        """Edge of an icon beside text, in pixels."""
        return max(14, round(self.line_height() * 0.95))

    def row_height(self) -> int:
        """Height of a row of a list in pixels."""
        return round(self.line_height() * 1.55)

    def use(self, name: str | None = None, font_percent: int | None = None) -> None:
        """Changes look or size of the text; no effect for what is the same already."""
        new_name = name if name in THEMES else self.name
        new_percent = font_percent or self.font_percent
        if (new_name, new_percent) != (self.name, self.font_percent):
            self.name, self.font_percent = new_name, new_percent
            self.apply()

    def keep_still(self, still: bool) -> None:
        """With True nothing slides, fades or blinks from now on."""
        if still != self.still:
            self.still = still
            self._app.setCursorFlashTime(0 if still else self._blink)
            for effect in (Qt.UIEffect.UI_AnimateMenu, Qt.UIEffect.UI_AnimateCombo, Qt.UIEffect.UI_AnimateTooltip,
                           Qt.UIEffect.UI_FadeMenu, Qt.UIEffect.UI_FadeTooltip):
                self._app.setEffectEnabled(effect, not still)

    def apply(self) -> None:
        """Gives palette, font and rules to the application and tells everybody; `remeasured` comes first."""
        self._line = QFontMetrics(self.font()).height()
        self.remeasured.emit()
        self._app.setPalette(self.palette())
        self._app.setStyleSheet("")  # a font does not reach widgets below a standing sheet
        self._app.setFont(self.font())
        self._app.setStyleSheet(sheet(self.tokens, self.line_height()))
        self._followers.run()
        self.changed.emit()

    def follow(self, owner: QObject, apply: Callable[[Any], None]) -> None:
        """Calls `apply(owner)` now and after each change of the look while `owner` lives.

        `apply` must not hold `owner` itself; it is handed the living object.
        """
        self._followers.add(owner, apply)

    def palette(self) -> QPalette:
        """The tokens as a palette for what Qt draws by itself."""
        role = QPalette.ColorRole
        tones = {
            role.Window: "window", role.WindowText: "text", role.Base: "field", role.AlternateBase: "alternate",
            role.ToolTipBase: "field", role.ToolTipText: "text", role.PlaceholderText: "muted", role.Text: "text",
            role.Button: "window", role.ButtonText: "text", role.BrightText: "danger", role.Highlight: "accent",
            role.HighlightedText: "accent_text", role.Link: "accent", role.LinkVisited: "accent",
            role.Light: "field", role.Midlight: "hover", role.Mid: "border", role.Dark: "strong_border",
            role.Shadow: "border", role.Accent: "accent",
        }
        palette = QPalette()
        for each, token in tones.items():
            palette.setColor(each, self.color(token))
        muted = self.color("muted")
        for each in (role.WindowText, role.Text, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, each, muted)
        palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, self.color("strong_border"))
        palette.setColor(QPalette.ColorGroup.Inactive, role.Highlight, self.color("accent"))
        return palette


def contrast(one: QColor | str, other: QColor | str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    bright, dim = sorted((_luminance(QColor(one)), _luminance(QColor(other))), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(color: QColor) -> float:
    parts = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4
             for p in (color.redF(), color.greenF(), color.blueF())]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


