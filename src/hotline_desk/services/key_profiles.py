"""Keys on paper and in files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hotline_desk.adapters.documents.key_card import KeyLine, KeySection, render_key_card
from hotline_desk.core.clock import local_day
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_, Translator
from hotline_desk.domain.key_profiles import MOST_BYTES, KeyProfile, NoProfile, profile_text, read_profile
from hotline_desk.services.context import Context

__all__ = ["KeyLine", "KeySection", "key_card_pdf", "load_profile", "save_profile"]
SUFFIX = ".json"


def key_card_pdf(ctx: Context, sections: Sequence[KeySection], texts: Translator) -> bytes:
    """The card of this user's keys as PDF; titles and texts of the sections are translated already."""
    return render_key_card(sections, owner=ctx.user.name, texts=texts, company=ctx.settings["company.name"],
                           day=local_day(ctx.clock.now(), ctx.zone))


def save_profile(place: Path, profile: KeyProfile) -> Path:
    """Writes a profile and returns where; one that is there already is replaced. Raises UserError if it cannot be."""
    if place.suffix.lower() != SUFFIX:
        place = place.with_name(place.name + SUFFIX)
    try:
        place.write_text(profile_text(profile), "utf-8")
    except OSError as trouble:
        raise UserError("file.unwritable", place=str(place), reason=trouble.strerror or str(trouble)) from trouble
    return place


def load_profile(place: Path) -> KeyProfile:
    """The profile in a file. Raises UserError if it cannot be read or is none."""
    try:
        with place.open("rb") as file:
            body = file.read(MOST_BYTES)
        return read_profile(body.decode("utf-8-sig"))
    except OSError as trouble:
        raise UserError("file.unreadable", place=str(place), reason=trouble.strerror or str(trouble)) from trouble
    except NoProfile as problem:
        raise UserError("keys.profile", place=place.name, reason=str(problem)) from problem
    except UnicodeDecodeError as problem:
        raise UserError("keys.profile", place=place.name, reason=N_("it is no text")) from problem
