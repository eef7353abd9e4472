"""A company's first minute: its database made, with the first user in it."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hotline_desk.core.clock import Clock, SystemClock, zone_of_country
from hotline_desk.core.errors import UserError
from hotline_desk.core.folding import fold
from hotline_desk.core.settings import SETTINGS
from hotline_desk.core.text import N_
from hotline_desk.domain.articles import usual_rates
from hotline_desk.services.access import found_company, open_context
from hotline_desk.services.articles.rates import add_tax_rates
from hotline_desk.services.feeds import Feed, keep_feeds
from hotline_desk.store.engine import Stamp, Store, database_url
from hotline_desk.store.local import Local
from hotline_desk.store.opening import create_store

_LOGIN_LENGTH = 30


@dataclass(frozen=True)
class Founding:
    """What the assistant asks for. An empty zone means that of the country."""

    company: str
    person: str
    language: str = "de"
    country: str = "DE"
    area_code: str = ""
    zone: str = ""

    def settings(self) -> dict[str, Any]:
        """The company's settings, all checked. Raises UserError for the first that cannot be used."""
        if not self.company.strip():
            raise UserError("value.missing", field=N_("Company"))
        if not self.person.strip():
            raise UserError("value.missing", field=N_("Your name"))
        country = SETTINGS["company.country"].check(self.country.strip().upper())
        zone = SETTINGS["company.zone"].check(self.zone.strip() or zone_of_country(country) or "")
        return {"company.name": self.company.strip(), "company.language": self.language, "company.country": country,
                "company.area_code": self.area_code.strip(), "company.zone": zone}

    @property
    def login(self) -> str:
        """What the first user is called by programs: his first name in small letters."""
        words = fold(self.person).split() or ["admin"]
        return "".join(letter for letter in words[0] if letter.isalnum())[:_LOGIN_LENGTH] or "admin"


def found(folder: Path, database: str | None, founding: Founding, clock: Clock | None = None) -> Store:
    """Makes the database with the company and its first administrator. Raises UserError if there is one already."""
    values = founding.settings()
    store = create_store(database_url(folder, database))
    clock = clock or SystemClock()
    found_company(store, values, founding.login, founding.person.strip(), clock)
    with store.write(Stamp("company.found", None, "setup", clock.now())) as tx:
        add_tax_rates(tx, usual_rates(values["company.country"]))
    return store


def found_here(folder: Path, database: str | None, founding: Founding, url: str = "") -> None:
    """Founds the company for this workplace: its first user is known here, and so is its telephone line."""
    with closing(found(folder, database, founding)) as store, closing(Local(folder)) as local:
        local.put_setting("workplace.last_user", founding.login)
        if url:
            keep_feeds(open_context(store, local), [Feed(url)])
