"""The regions whose public holidays are known: countries, German and Austrian states, Swiss cantons."""

from __future__ import annotations

from hotline_desk.core.text import N_

REGIONS: dict[str, str] = {
    "DE": N_("Germany, those of all states"), "DE-BW": N_("Baden-Württemberg"), "DE-BY": N_("Bavaria"),
    "DE-BY-P": N_("Bavaria, without Assumption Day"), "DE-BY-A": N_("Augsburg"), "DE-BE": N_("Berlin"),
    "DE-BB": N_("Brandenburg"), "DE-HB": N_("Bremen"), "DE-HH": N_("Hamburg"), "DE-HE": N_("Hesse"),
    "DE-MV": N_("Mecklenburg-Western Pomerania"), "DE-NI": N_("Lower Saxony"), "DE-NW": N_("North Rhine-Westphalia"),
    "DE-RP": N_("Rhineland-Palatinate"), "DE-SL": N_("Saarland"), "DE-SN": N_("Saxony"), "DE-ST": N_("Saxony-Anhalt"),
    "DE-SH": N_("Schleswig-Holstein"), "DE-TH": N_("Thuringia"),
    "AT": N_("Austria"), "AT-1": N_("Burgenland (Austria)"), "AT-2": N_("Carinthia (Austria)"),
    "AT-3": N_("Lower Austria"), "AT-4": N_("Upper Austria"), "AT-5": N_("Salzburg (Austria)"),
    "AT-6": N_("Styria (Austria)"), "AT-7": N_("Tyrol (Austria)"), "AT-8": N_("Vorarlberg (Austria)"),
    "AT-9": N_("Vienna (Austria)"),
    "CH": N_("Switzerland, those of all cantons"), "CH-AG": N_("Aargau (Switzerland)"),
    "CH-AI": N_("Appenzell Innerrhoden (Switzerland)"), "CH-AR": N_("Appenzell Ausserrhoden (Switzerland)"),
    "CH-BE": N_("Bern (Switzerland)"), "CH-BL": N_("Basel-Landschaft (Switzerland)"),
    "CH-BS": N_("Basel-Stadt (Switzerland)"), "CH-FR": N_("Fribourg (Switzerland)"),
    "CH-GE": N_("Geneva (Switzerland)"), "CH-GL": N_("Glarus (Switzerland)"), "CH-GR": N_("Grisons (Switzerland)"),
    "CH-JU": N_("Jura (Switzerland)"), "CH-LU": N_("Lucerne (Switzerland)"), "CH-NE": N_("Neuchâtel (Switzerland)"),
    "CH-NW": N_("Nidwalden (Switzerland)"), "CH-OW": N_("Obwalden (Switzerland)"),
    "CH-SG": N_("St. Gallen (Switzerland)"), "CH-SH": N_("Schaffhausen (Switzerland)"),
    "CH-SO": N_("Solothurn (Switzerland)"), "CH-SZ": N_("Schwyz (Switzerland)"), "CH-TG": N_("Thurgau (Switzerland)"),
    "CH-TI": N_("Ticino (Switzerland)"), "CH-UR": N_("Uri (Switzerland)"), "CH-VD": N_("Vaud (Switzerland)"),
    "CH-VS": N_("Valais (Switzerland)"), "CH-ZG": N_("Zug (Switzerland)"), "CH-ZH": N_("Zurich (Switzerland)"),
}
