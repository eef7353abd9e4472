"""How the company's letters look and what they say: logo, colour, and the texts of each kind and language."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from hotline_desk.adapters.documents.design import Design, logo_size
from hotline_desk.adapters.documents.letter import render_letter
from hotline_desk.core.clock import local_day
from hotline_desk.core.errors import UserError
from hotline_desk.core.settings import SETTINGS, Settings
from hotline_desk.core.text import Translator
from hotline_desk.domain.billing.by_hand import HandLine, calculated
from hotline_desk.domain.billing.values import FINAL, OFFER, Document, Party
from hotline_desk.services.access import store_setting
from hotline_desk.services.act import act, reading
from hotline_desk.services.context import Context
from hotline_desk.store.engine import Tx
from hotline_desk.store.tickets import AttachmentRow, ContentRow

_MOST_BYTES = 2_000_000
KEYS = (
    "letter.colour", "letter.logo_place", "letter.line", "letter.giro", "billing.letter_text", "billing.letter_end",
    "billing.letter_text_en", "billing.letter_end_en", "billing.offer_text", "billing.offer_end",
    "billing.offer_text_en", "billing.offer_end_en",
)
"""What the template consists of, besides the logo."""


@dataclass(frozen=True)
class Template:
    """The template as it is edited: values by key of the settings, and the logo's bytes (b"" for none)."""

    values: tuple[tuple[str, object], ...]
    logo: bytes


def letter_texts(settings: Settings, kind: str, language: str) -> tuple[str, str]:
    """The company's texts above and below the lines; those in German where none are written in English."""
    name = "billing.offer" if kind == OFFER else "billing.letter"
    pairs = []
    for part in ("text", "end"):
        own = str(settings[f"{name}_{part}_en"]) if language == "en" else ""
        pairs.append(own or str(settings[f"{name}_{part}"]))
    return pairs[0], pairs[1]


def design_of(session: Session, settings: Settings) -> Design:
    """A shared step: how letters look now."""
    return design(settings, _logo(session, str(settings["letter.logo"])))


def design(settings: Settings, logo: bytes | None) -> Design:
    """How letters look by these settings."""
    return Design(logo=logo or None, colour=str(settings["letter.colour"]), line=str(settings["letter.line"]),
                  logo_place=str(settings["letter.logo_place"]), giro=bool(settings["letter.giro"]))


def _logo(session: Session, digest: str) -> bytes | None:
    return session.scalar(select(ContentRow.body).where(ContentRow.hash == digest)) if digest else None


@reading("billing.read")
def letter_template(ctx: Context, session: Session) -> Template:
    """The template as it holds now."""
    return Template(tuple((key, ctx.settings[key]) for key in KEYS),
                    _logo(session, str(ctx.settings["letter.logo"])) or b"")


@act("letter.template", permission="settings.edit")
def save_template(ctx: Context, tx: Tx, template: Template) -> None:
    """Keeps the template. Raises UserError for a colour that is none, or a logo that is no picture or too large."""
    for key, value in template.values:
        store_setting(tx, "", key, SETTINGS[key].check(value))
    digest = _kept(tx, template.logo) if template.logo else ""
    store_setting(tx, "", "letter.logo", digest)
    _forget(tx, str(ctx.settings["letter.logo"]), digest)
    tx.changed("settings", "letter.logo")


def _forget(tx: Tx, before: str, now: str) -> None:
    """A logo that was replaced goes, unless it is the same file as one at a ticket: papers keep their own copy."""
    used = select(AttachmentRow.id).where(AttachmentRow.hash == before).limit(1)
    if before in ("", now) or tx.session.scalar(used) is not None:
        return
    old = tx.session.get(ContentRow, before)
    if old is not None:
        tx.session.delete(old)


def _kept(tx: Tx, logo: bytes) -> str:
    if len(logo) > _MOST_BYTES:
        raise UserError("letter.logo_large", most=_MOST_BYTES // 1_000_000)
    logo_size(logo)
    digest = hashlib.sha256(logo).hexdigest()
    tx.session.execute(text("INSERT INTO content (hash, size, body) VALUES (:hash, :size, :body)"
                            " ON CONFLICT (hash) DO NOTHING"), {"hash": digest, "size": len(logo), "body": logo})
    return digest


def sender_of(settings: Settings) -> Party:
    """The company as it stands on its papers."""
    names = ("name", "street", "postcode", "city", "country", "vat_id", "tax_number", "phone", "email", "web", "bank",
             "iban", "bic", "register")
    return Party(**{name: settings[f"company.{name}"] for name in names})


@reading("billing.read")
def sample_letter(ctx: Context, session: Session, template: Template, kind: str, language: str) -> bytes:
    """A letter of invented contents as the template would make it. Raises UserError for what cannot be drawn."""
    values = {key: SETTINGS[key].check(value) for key, value in template.values}
    settings = ctx.settings.with_values(values)
    return render_letter(_sample(ctx, settings, kind, language), design(settings, template.logo))


def _sample(ctx: Context, settings: Settings, kind: str, language: str) -> Document:
    """An invoice or offer to a customer who is not there."""
    texts, today = Translator(language, str(settings["company.country"])), local_day(ctx.clock.now(), ctx.zone)
    small = bool(settings["billing.small_business"])
    lines = (HandLine("1", texts.tr("Telephone support"), "hour", 35_000, 950_000, 1900),
             HandLine("2", texts.tr("Journey"), "kilometre", 370_000, 6_000, 1900))
    sums = calculated(lines, first=today, last=today, small_business=small)
    above, below = letter_texts(settings, kind, language)
    offer = kind == OFFER
    return Document(
        uid="", number=f"{settings['billing.offer_series' if offer else 'billing.invoice_series']}-{today.year}-00001",
        kind=kind, state=FINAL, sender=sender_of(settings), language=language, zone=ctx.zone, date=today,
        recipient=Party(texts.tr("Sample Customer Ltd"), "Musterstr. 1", "12345", "Musterstadt", "DE", number="10001"),
        due=today + timedelta(days=int(settings["billing.days_to_pay"])), period_from=today, period_to=today,
        lines=sums.lines, items=(), taxes=sums.taxes, net_cents=sums.net_cents, tax_cents=sums.tax_cents,
        gross_cents=sums.gross_cents, small_business=small, sample=True, text_above=above, text_below=below,
        valid_until=today + timedelta(days=int(settings["billing.offer_days"])) if offer else None)
