"""What has to be known of a company before the first call: six fields."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from babel import Locale
from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit

from hotline_desk.core.clock import zone_of_country
from hotline_desk.core.settings import SETTINGS
from hotline_desk.core.text import N_
from hotline_desk.services.founding import Founding
from hotline_desk.ui.shell.forms import ChoiceBox, Form
from hotline_desk.ui.shell.shell import Shell

COUNTRIES = ("DE", "AT", "CH", "LI", "LU", "BE", "CZ", "DK", "FR", "GB", "IE", "IT", "NL", "PL", "SE", "US")


class CompanyForm(Form):
    """`language_chosen` comes at once, so that the assistant itself speaks it."""

    language_chosen = Signal(str)

    def __init__(self, shell: Shell, *, with_person: bool) -> None:
        super().__init__(shell)
        self.company, self.person, self.area_code = QLineEdit(), QLineEdit(), QLineEdit()
        self.language = ChoiceBox(shell, SETTINGS["company.language"].choices)
        self.country, self.zone = QComboBox(), QComboBox()
        self._zone_is_own = False
        self.row("company", N_("&Company"), self.company)
        if with_person:
            self.row("person", N_("Your &name"), self.person)
        self.row("language", N_("&Language"), self.language)
        self.row("country", N_("C&ountry"), self.country)
        self.row("area_code", N_("Own &area code"), self.area_code)
        self.row("zone", N_("&Time zone"), self.zone)
        shell.texts.bind(self.area_code.setPlaceholderText, N_("for example 030"))
        self._fill_zones()
        shell.texts.follow(self.country, lambda box: _name_countries(box, shell.texts.translator.locale))
        self.language.code_changed.connect(self.language_chosen)
        self.country.currentIndexChanged.connect(self._follow_country)
        self.zone.textActivated.connect(self._own_zone)
        line = self.zone.lineEdit()
        if line is not None:
            line.textEdited.connect(self._own_zone)

    def start(self) -> None:
        """What is likely at this machine."""
        self.language.set_code(self._shell.texts.language)
        country = QLocale.territoryToCode(QLocale.system().territory())
        self._choose_country(country if country in COUNTRIES[:-1] else "DE")

    def show_values(self, values: dict[str, Any]) -> None:
        """Shows kept settings of the company."""
        self.company.setText(values["company.name"])
        self.area_code.setText(values["company.area_code"])
        self.language.set_code(values["company.language"])
        self._choose_country(values["company.country"])
        self.zone.setCurrentText(values["company.zone"])
        self._zone_is_own = values["company.zone"] != zone_of_country(values["company.country"])

    def founding(self) -> Founding:
        """What was typed, not checked yet."""
        return Founding(
            self.company.text(), self.person.text(), self.language.code(), str(self.country.currentData()),
            self.area_code.text(), self.zone.currentText())

    def _choose_country(self, code: str) -> None:
        if self.country.findData(code) < 0:
            self.country.addItem(code, code)
        self.country.setCurrentIndex(self.country.findData(code))
        self._follow_country()

    def _own_zone(self, _text: str) -> None:
        self._zone_is_own = True

    def _follow_country(self) -> None:
        zone = zone_of_country(str(self.country.currentData()))
        if zone and not self._zone_is_own:
            self.zone.setCurrentText(zone)

    def _fill_zones(self) -> None:
        """Typing any part of a name finds it."""
        self.zone.setEditable(True)
        self.zone.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.zone.addItems(sorted(z for z in available_timezones() if "/" in z and not z.startswith("Etc/")))
        completer = self.zone.completer()
        if completer is not None:
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)


def _name_countries(box: QComboBox, locale: str) -> None:
    names = Locale.parse(locale).territories
    if not box.count():
        for code in COUNTRIES:
            box.addItem(code, code)
    for index in range(box.count()):
        code = box.itemData(index)
        box.setItemText(index, names.get(code, code))
