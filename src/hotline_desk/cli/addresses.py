"""hotline-desk import --as addresses: addresses of other programs, looked at first or taken over."""

from __future__ import annotations

import json
from zoneinfo import ZoneInfo

from hotline_desk.adapters.exchange.reading import read_sheet
from hotline_desk.cli.shapes import line, shaped
from hotline_desk.cli.tables import Column, rendered
from hotline_desk.cli.workplace import Workplace
from hotline_desk.core.text import N_, Translator
from hotline_desk.domain.takeover.values import Sheet, Wish
from hotline_desk.services.context import Context
from hotline_desk.services.importing.masters import Tally
from hotline_desk.services.importing.preview import FATES, PreviewRow, propose
from hotline_desk.services.importing.taking_over import take_over

_COLUMNS = (
    Column(N_("Line no."), lambda row, _texts, _zone: str(row.line), True),
    Column(N_("What happens"), lambda row, texts, _zone: texts.tr(FATES[row.fate])),
    Column(N_("Name"), lambda row, _texts, _zone: row.card.name if row.card else ""),
    Column(N_("Address"), lambda row, _texts, _zone: f"{row.address_number} {row.address_name}".strip()
           if row.address_uid else ""),
    Column(N_("What is wrong"), lambda row, texts, _zone: " ".join(f.reason(texts) for f in row.flaws)),
)


def take_addresses_over(work: Workplace, content: bytes) -> int:
    """Takes the addresses of a file over, or shows what would become of them."""
    ctx = work.open()
    sheet = read_sheet(content, ctx.plan, Wish(encoding=work.args.encoding))
    return _show(ctx, work, sheet) if work.args.preview else _store(ctx, work, sheet)


def _show(ctx: Context, work: Workplace, sheet: Sheet) -> int:
    rows = propose(ctx, sheet)
    if work.args.json:
        for row in rows:
            print(json.dumps(_told(row, work.texts, ZoneInfo(ctx.zone)), ensure_ascii=False))
    else:
        for text in rendered(rows, _COLUMNS, work.texts, ctx.zone):
            print(text)
    return 0


def _told(row: PreviewRow, texts: Translator, zone: ZoneInfo) -> dict[str, object]:
    return {"line": row.line, "fate": row.fate, "name": row.card.name if row.card else None,
            "reason": row.reason or None, "value": row.value or None, "address_number": row.address_number or None,
            "address_name": row.address_name or None, "with_line": row.with_line or None,
            "gains": shaped(row.gains, zone), "flaws": [flaw.reason(texts) for flaw in row.flaws]}


def _store(ctx: Context, work: Workplace, sheet: Sheet) -> int:
    taken = take_over(ctx, sheet)
    done, texts = Tally(len(taken.made), len(taken.added), taken.same), work.texts
    if work.args.json:
        flaws = [{"line": flaw.line, "text": flaw.reason(texts)} for flaw in taken.flaws]
        print(json.dumps({**json.loads(line(done, ZoneInfo(ctx.zone))), "flaws": flaws}, ensure_ascii=False))
    else:
        print(texts.tr("{made} made, {changed} changed, {same} as they were.", made=done.made, changed=done.changed,
                       same=done.same))
        for flaw in taken.flaws:
            print(flaw.told(texts))
    if taken.trouble is not None:
        raise taken.trouble
    return 0
