"""The check list of a run on paper: what would be issued to whom, with totals, before anything is."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from hotline_desk.adapters.documents.table import PaperColumn, render_table
from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_, Translator, duration
from hotline_desk.domain.billing.values import InvoiceDraft, Refusal
from hotline_desk.services.billing.propose import Proposal
from hotline_desk.services.context import Context

CARRIED, LEFT_OUT, LATE = N_("carried forward"), N_("left out"), N_("with older work")
FREE = N_("nothing to charge")


def checklist_pdf(ctx: Context, proposal: Proposal, left_out: Collection[str] = (), texts: Translator | None = None
                  ) -> bytes:
    """One row per customer, then the totals of what would be issued, as PDF; `left_out` are uids of addresses."""
    texts = texts or ctx.texts
    request = proposal.request
    rows = [_row(one, texts, one.address_uid in left_out) for one in proposal.drafts]
    rows += [_refused(one, texts) for one in proposal.refusals]
    issued = [one for one in proposal.due if one.address_uid not in left_out]
    columns = (
        PaperColumn(texts.tr("No."), 9), PaperColumn(texts.tr("Customer"), 27, bold=True),
        PaperColumn(texts.tr("Measures"), 11, right=True), PaperColumn(texts.tr("Raw"), 9, right=True),
        PaperColumn(texts.tr("Billed"), 9, right=True), PaperColumn(texts.tr("Not charged"), 13, right=True),
        PaperColumn(texts.tr("Net"), 11, right=True), PaperColumn(texts.tr("VAT"), 10, right=True),
        PaperColumn(texts.tr("Gross"), 11, right=True), PaperColumn(texts.tr("Remark"), 20),
    )
    about = texts.tr("{first} – {last}", first=texts.day(request.first), last=texts.day(request.last))
    return render_table(columns, [*rows, _total(issued, texts)], title=texts.tr(N_("Check list of billing")),
                        about=about, texts=texts, printed_at=ctx.clock.now(), zone=ctx.zone,
                        company=ctx.settings["company.name"])


def _row(one: InvoiceDraft, texts: Translator, out: bool) -> tuple[str, ...]:
    remarks = [texts.tr(text) for text, holds in (
        (LEFT_OUT, out), (FREE, not one.lines), (CARRIED, one.carried and one.lines),
        (LATE, any(item.late for item in one.items))) if holds]
    return (one.address_number, one.address_name, *_sums([one], texts), ", ".join(remarks))


def _refused(one: Refusal, texts: Translator) -> tuple[str, ...]:
    sentence = UserError(one.error, **dict(one.values)).sentence(texts)
    return (one.address_number, one.address_name, "", "", "", "", "", "", "", sentence)


def _total(drafts: Sequence[InvoiceDraft], texts: Translator) -> tuple[str, ...]:
    count = texts.trn("{n} invoice", "{n} invoices", len(drafts))
    return ("", f"{texts.tr('Total')}: {count}", *_sums(drafts, texts), "")


def _sums(drafts: Sequence[InvoiceDraft], texts: Translator) -> tuple[str, ...]:
    items = [item for one in drafts for item in one.items]
    return (
        texts.number(len(items)), duration(sum(item.raw_seconds for item in items)),
        duration(sum(line.billed_seconds for one in drafts for line in one.lines)),
        texts.number(sum(item.position is None for item in items)),
        *(texts.money(sum(getattr(one, name) for one in drafts)) for name in ("net_cents", "tax_cents", "gross_cents")))
