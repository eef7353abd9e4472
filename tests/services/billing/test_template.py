"""The template of letters: kept whole, tried before it is kept, and what it leaves behind."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from hotline_desk.adapters.documents.pdf_pages import text_of
from hotline_desk.core.errors import UserError
from hotline_desk.domain.access import User
from hotline_desk.domain.billing.values import INVOICE, OFFER
from hotline_desk.services.access import open_context
from hotline_desk.services.billing.template import letter_template, sample_letter, save_template
from hotline_desk.services.care.verify import verify_store


def logo(colour: str) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (60, 20), colour).save(target, "PNG")
    return target.getvalue()


def with_values(template, **values):
    changed = {key.replace("__", "."): value for key, value in values.items()}
    return replace(template, values=tuple({**dict(template.values), **changed}.items()))


def again(ctx):
    return open_context(ctx.store, ctx.local, "anna", clock=ctx.clock)


def test_the_template_is_kept_and_read_back(ctx) -> None:
    wanted = replace(with_values(letter_template(ctx), letter__colour="#14785a", letter__line="Since 1998"),
                     logo=logo("green"))

    save_template(ctx, wanted)

    assert letter_template(again(ctx)) == wanted


def test_a_logo_that_was_replaced_leaves_nothing_behind(ctx) -> None:
    save_template(ctx, replace(letter_template(ctx), logo=logo("green")))
    ctx = again(ctx)
    save_template(ctx, replace(letter_template(ctx), logo=logo("red")))

    assert verify_store(again(ctx)) == []


@pytest.mark.parametrize(("changes", "error"), [
    ({"logo": b"no picture"}, "document.drawing"), ({"logo": b"x" * 2_000_001}, "letter.logo_large")])
def test_what_is_no_logo_is_refused(ctx, changes, error) -> None:
    with pytest.raises(UserError) as caught:
        save_template(ctx, replace(letter_template(ctx), **changes))

    assert caught.value.id == error


def test_a_colour_that_is_none_is_refused(ctx) -> None:
    with pytest.raises(UserError):
        save_template(ctx, with_values(letter_template(ctx), letter__colour="green"))


def test_only_who_may_change_settings_changes_it(ctx) -> None:
    lead = replace(ctx, user=User(**{**vars(ctx.user), "role": "lead"}))

    with pytest.raises(UserError) as caught:
        save_template(lead, letter_template(ctx))

    assert caught.value.id == "permission.denied"


@pytest.mark.parametrize("kind", [INVOICE, OFFER])
def test_the_sample_shows_what_is_typed_before_it_is_kept(ctx, kind) -> None:
    wanted = with_values(letter_template(ctx), letter__line="Since 1998", billing__letter_text_en="Dear customer,",
                         billing__offer_text_en="Dear customer,")

    text = text_of(sample_letter(ctx, wanted, kind, "en"))

    assert "Since 1998" in text and "Dear customer," in text and "SAMPLE" in text
