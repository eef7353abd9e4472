"""One gettext catalogue for screen, command line, letters and errors.

English is the language of the source: texts are marked with `N_` where they are written and
translated where they are shown, because a letter's language is not the screen's.
"""

from __future__ import annotations

import gettext
import io
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import dates, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from hotline_desk.core import places

LANGUAGES = ("de", "en")


def N_(text: str) -> str:
    """Marks a text for the catalogue and returns it unchanged."""
    return text


@lru_cache(maxsize=8)
def _catalogue(language: str) -> gettext.NullTranslations:
    path = places.catalogue(language)
    if path is None:
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


class Translator:
    """Translates into one language and formats by one locale."""

    def __init__(self, language: str = "en", country: str = "") -> None:
        self.language = language if language in LANGUAGES else "en"
        regions = {"de": ("DE", "AT", "CH", "LI"), "en": ("GB", "US", "IE")}[self.language]
        self.locale = f"{self.language}_{country if country in regions else regions[0]}"
        self._texts = _catalogue(self.language)

    def tr(self, text: str, **values: object) -> str:
        """The text in this language with {named} values filled in."""
        translated = self._texts.gettext(text) if text else ""
        return translated.format(**values) if values else translated

    def trn(self, one: str, many: str, n: int, **values: object) -> str:
        """Singular or plural form for `n`; {n} is filled in."""
        return self._texts.ngettext(one, many, n).format(n=n, **values)

    def money(self, value_cents: int, currency: str = "EUR") -> str:
        """"1.234,56 €" in German, "€1,234.56" in English."""
        return numbers.format_currency(Decimal(value_cents) / 100, currency, locale=self.locale)

    def number(self, value: Decimal | int, places_: int | None = None) -> str:
        """A number with the locale's separators; exactly `places_` decimals if given."""
        pattern = None if places_ is None else "#,##0" + ("." + "0" * places_ if places_ else "")
        return numbers.format_decimal(value, format=pattern, locale=self.locale)

    def percent(self, rate_bp: int) -> str:
        """Basis points as "19 %"."""
        return self.number(Decimal(rate_bp) / 100) + "\N{NO-BREAK SPACE}%"

    def day(self, value: date | None) -> str:
        """"21.11.2026" in German, "21/11/2026" in British English; "" for None."""
        pattern = {"de": "dd.MM.yyyy"}.get(self.language, "dd/MM/yyyy")
        return dates.format_date(value, pattern, locale=self.locale) if value else ""

    def moment(self, value: datetime | None, zone: str, seconds: bool = False) -> str:
        """Day and time of an instant in the given zone; "" for None."""
        if value is None:
            return ""
        local = value.astimezone(ZoneInfo(zone))
        return f"{self.day(local.date())} {local:%H:%M:%S}" if seconds else f"{self.day(local.date())} {local:%H:%M}"

    def clock(self, value: datetime | None, zone: str, seconds: bool = False) -> str:
        """Time of day of an instant in the given zone; "" for None."""
        return "" if value is None else value.astimezone(ZoneInfo(zone)).strftime("%H:%M:%S" if seconds else "%H:%M")

    def weekday(self, value: date) -> str:
        """"Montag"."""
        return dates.format_date(value, "EEEE", locale=self.locale)

    def month(self, value: date) -> str:
        """"Oktober 2026"."""
        return dates.format_date(value, "MMMM yyyy", locale=self.locale)


def duration(seconds: int) -> str:
    """Seconds as "m:ss", from an hour on as "h:mm:ss"."""
    hours, rest = divmod(max(0, seconds), 3600)
    minutes, secs = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{secs:02}" if hours else f"{minutes}:{secs:02}"
