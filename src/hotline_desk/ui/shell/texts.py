"""The language on the screen: translating, formatting, and changing it while the desk runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator, Signal

from hotline_desk.core.text import Translator, duration
from hotline_desk.ui.shell.followers import Followers

_QT_TEXTS = "qt-texts"


@dataclass(frozen=True)
class HeldTexts:
    """A language held fast, for threads: it stays although the desk changes to another one."""

    translator: Translator
    zone: str

    @property
    def language(self) -> str:
        """"de" or "en"."""
        return self.translator.language

    def tr(self, text: str, **values: object) -> str:
        """As `Texts.tr`."""
        return self.translator.tr(text, **values)

    def day(self, value: date | None) -> str:
        """As `Texts.day`."""
        return self.translator.day(value)

    def money(self, cents: int) -> str:
        """As `Texts.money`."""
        return self.translator.money(cents)

    def moment(self, value: datetime | None) -> str:
        """As `Texts.moment`."""
        return self.translator.moment(value, self.zone)


class Texts(QObject):
    """The present language. `changed` tells everybody to show their texts again."""

    changed = Signal()

    def __init__(self, language: str = "en", country: str = "", zone: str = "Europe/Berlin",
                 parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.zone = zone
        self.country = country
        self._followers = Followers()
        self._translator = Translator(language, country)
        self._load_qt_texts()

    @property
    def language(self) -> str:
        """"de" or "en"."""
        return self._translator.language

    @property
    def translator(self) -> Translator:
        """The present translator, for what is not a widget (`UserError.sentence`)."""
        return self._translator

    def held(self) -> HeldTexts:
        """The present language and zone, as they are now."""
        return HeldTexts(self._translator, self.zone)

    def use(self, language: str, country: str = "") -> None:
        """Changes the language; everything bound shows its text anew, then `changed` is emitted."""
        self.country = country
        self._translator = Translator(language, country)
        self._load_qt_texts()
        self._followers.run()
        self.changed.emit()

    def _load_qt_texts(self) -> None:
        # The application speaks one language at a time: whatever another desk in this process left goes first.
        app = QCoreApplication.instance()
        for left in app.findChildren(QTranslator, _QT_TEXTS) if app is not None else ():
            QCoreApplication.removeTranslator(left)
            left.deleteLater()
        QLocale.setDefault(QLocale(self._translator.locale))
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        loaded = QTranslator(app)
        loaded.setObjectName(_QT_TEXTS)
        if self.language != "en" and loaded.load(f"qtbase_{self.language}", folder):
            QCoreApplication.installTranslator(loaded)

    def bind(self, setter: Callable[[str], Any], text: str, **values: object) -> None:
        """Calls `setter` with the translated text now and after each change of the language.

        `setter` is a method of a QObject, for example `label.setText`; it is forgotten when the object dies.
        """
        owner = getattr(setter, "__self__", None)
        if not isinstance(owner, QObject):
            raise TypeError("bind needs a method of a QObject; use follow(owner, function) instead")
        name = setter.__name__
        self.follow(owner, lambda living: getattr(living, name)(self.tr(text, **values)))

    def follow(self, owner: QObject, apply: Callable[[Any], None]) -> None:
        """Calls `apply(owner)` now and after each change of the language while `owner` lives.

        `apply` must not hold `owner` itself; it is handed the living object.
        """
        self._followers.add(owner, apply)

    def tr(self, text: str, **values: object) -> str:  # type: ignore[override]
        """The text in the present language with {named} values filled in."""
        return self._translator.tr(text, **values)

    def trn(self, one: str, many: str, n: int, **values: object) -> str:
        """Singular or plural form for `n`; {n} is filled in."""
        return self._translator.trn(one, many, n, **values)

    def money(self, value_cents: int, currency: str = "EUR") -> str:
        """Cents as people of this language write them."""
        return self._translator.money(value_cents, currency)

    def number(self, value: Decimal | int, places: int | None = None) -> str:
        """A number with the locale's separators."""
        return self._translator.number(value, places)

    def percent(self, rate_bp: int) -> str:
        """Basis points as "19 %"."""
        return self._translator.percent(rate_bp)

    def day(self, value: date | None) -> str:
        """A calendar day; "" for None."""
        return self._translator.day(value)

    def moment(self, value: datetime | None, seconds: bool = False) -> str:
        """Day and time of an aware instant in the company's zone; "" for None."""
        return self._translator.moment(value, self.zone, seconds)

    def clock(self, value: datetime | None, seconds: bool = False) -> str:
        """Time of day of an aware instant in the company's zone; "" for None."""
        return self._translator.clock(value, self.zone, seconds)

    def month(self, value: date) -> str:
        """"Oktober 2026"."""
        return self._translator.month(value)

    def duration(self, seconds: int) -> str:
        """Whole seconds as "m:ss" or "h:mm:ss"."""
        return duration(seconds)


def system_language() -> str:
    """The language of this computer's user, of those that the desk speaks."""
    return "de" if QLocale.system().language() == QLocale.Language.German else "en"
