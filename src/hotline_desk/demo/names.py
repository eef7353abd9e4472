"""Names, places and problems of the sample company. Numbers are those reserved for films and samples."""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """A town with the start of its reserved telephone numbers and how many digits follow."""

    postcode: str
    city: str
    prefix: str
    digits: int


class Case(NamedTuple):
    """A problem as it comes on the telephone, and how it is solved. Minutes of talk."""

    subject: str
    request: str
    solution: str
    minutes: int


COMPANIES = (
    "Stadtwerke Süd GmbH", "Bäckerei Kröger e. K.", "Kanzlei Weiß & Partner", "Müller Maschinenbau GmbH",
    "Autohaus Öhler GmbH", "Zahnärzte am Markt", "Gärtnerei Blütenreich", "Spedition Hansen KG",
    "Hotel Zur Linde", "Tischlerei Voß", "Apotheke am Tor", "Steuerberatung Jäger", "Elektro Brandt GmbH",
    "Druckerei Schöne", "Weingut Hölzle", "Physiotherapie Arnold", "Bauunternehmung Lücke GmbH", "Optik Sänger",
    "Metzgerei Groß", "Immobilien Falkenried", "Fahrschule Tempo", "Reisebüro Fernweh", "Schulverein Nordlicht e. V.",
    "Pflegedienst Sonnenhof", "Labor Dr. Prätorius", "Verlag Morgenröte", "Küchenstudio Behrens", "Gebäudetechnik Ruß",
    "Brauerei Eichenkrug", "Textilhaus Köhler",
)
FIRST_NAMES = ("Ayşe", "Bernd", "Carla", "Dmitri", "Elif", "Frank", "Greta", "Hüseyin", "Ines", "Jörg", "Katja",
               "Lars", "Miriam", "Nils", "Olga", "Paul", "Renate", "Stefan", "Tülay", "Uwe")
LAST_NAMES = ("Öztürk", "Schäfer", "Maier", "Meyer", "Grünwald", "Petrov", "Weiß", "Lindqvist", "Großmann", "Kowalski",
              "Bürger", "Nguyen", "Hoffmann", "Strauß", "Yıldız", "Brügge", "Fischer", "Krämer", "Dörfler", "Sommer")
STREETS = ("Hauptstraße", "Am Mühlbach", "Königsallee", "Gartenweg", "Bahnhofstraße", "Lindenplatz", "Hafenstraße",
           "Schloßgasse")
PLACES = (
    Place("10115", "Berlin", "030 23125", 3), Place("60313", "Frankfurt am Main", "069 90009", 3),
    Place("20095", "Hamburg", "040 66969", 3), Place("50667", "Köln", "0221 4710", 3),
    Place("80331", "München", "089 99998", 3),
)
CASES = (
    Case("VPN-Zugang nach Passwortwechsel gesperrt",
         "Seit dem Passwortwechsel gestern keine Verbindung. Meldung: Fehler 812.",
         "Konto entsperrt, gespeichertes Kennwort im VPN-Programm gelöscht. Verbindung steht.", 8),
    Case("Drucker Etage 3 druckt nicht", "Der Drucker zeigt „Papierstau“, es ist aber kein Papier eingeklemmt.",
         "Klappe hinten geöffnet, Papierrest entfernt, Testseite in Ordnung.", 11),
    Case("Outlook synchronisiert den Kalender nicht", "Termine vom Telefon erscheinen nicht am Arbeitsplatz.",
         "Profil neu eingerichtet, Kalender vollständig abgeglichen.", 17),
    Case("Neuer Arbeitsplatz für eine Kollegin", "Rechner, Anmeldung und Telefon bis Montag nötig.",
         "Konto angelegt, Rechner vorbereitet, Einweisung vereinbart.", 24),
    Case("Telefonanlage: Warteschleife ohne Ansage", "Anrufer hören in der Warteschleife nichts.",
         "Ansage neu eingespielt und geprüft.", 6),
    Case("Rechnungsprogramm öffnet die Datenbank nicht", "Beim Start: „Datenbank wird von einem anderen Benutzer "
         "verwendet“.", "Hängende Sitzung am Server beendet, Dienst neu gestartet.", 14),
    Case("Langsame Internetverbindung", "Seit heute Morgen laden alle Seiten sehr langsam.",
         "Sicherung lief noch; Bandbreite der Sicherung am Tag begrenzt.", 21),
    Case("Fax kommt nicht an", "Zwei Lieferanten melden, dass das Fax nicht durchgeht.",
         "Rufnummer der Faxweiche korrigiert, Probefax erhalten.", 9),
    Case("Kassensystem druckt keine Belege", "Der Bondrucker blinkt rot, Kunden warten.",
         "Papierrolle falsch herum eingelegt; umgedreht, druckt.", 4),
    Case("Zugriff auf gemeinsames Laufwerk", "Ordner „Projekte“ ist verschwunden.",
         "Netzlaufwerk neu verbunden, Rechte der Gruppe ergänzt.", 7),
    Case("E-Mails landen im Spam", "Angebote unserer Firma landen beim Kunden im Spam-Ordner.",
         "SPF-Eintrag ergänzt, Zustellung geprüft.", 31),
    Case("Monitor bleibt schwarz", "Nach dem Urlaub bleibt der zweite Monitor dunkel.",
         "Kabel saß lose; festgesteckt, Auflösung eingestellt.", 5),
)
