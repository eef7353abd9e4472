"""hotline-desk remove-sample: the sample data go, what people made stays."""

from __future__ import annotations

import json

from hotline_desk.cli.workplace import Workplace
from hotline_desk.domain.sample import KINDS, ONE, REASONS, SampleReport, Staying
from hotline_desk.services.care.sample import remove_sample, sample_report


def remove(work: Workplace) -> int:
    """Says what goes and what stays and why, and takes it away unless that was only asked."""
    ctx = work.open()
    report = sample_report(ctx) if work.args.preview else remove_sample(ctx)
    for line in _objects(report) if work.args.json else _lines(work, report):
        print(line)
    return 0


def _objects(report: SampleReport) -> list[str]:
    told: list[dict[str, object]] = [
        {"kind": fate.kind, "go": fate.go, "stay": fate.stay} for fate in report.fates]
    told += [{"stays": one.kind, "name": one.name, "reason": one.reason, "by": one.by or None, "what": one.what or None}
             for one in report.staying]
    told += [{"cancelled": number} for number in report.cancelled]
    return [json.dumps(one, ensure_ascii=False) for one in told]


def _lines(work: Workplace, report: SampleReport) -> list[str]:
    tr = work.texts.tr
    preview = work.args.preview
    lines = [tr("{what}: {go} go, {stay} stay", what=tr(KINDS[fate.kind]), go=fate.go, stay=fate.stay) if preview else
             tr("{what}: {go} gone, {stay} stay", what=tr(KINDS[fate.kind]), go=fate.go, stay=fate.stay)
             for fate in report.fates]
    lines += [f"  {tr(ONE[one.kind])} {one.name}: {_why(work, one)}" for one in report.staying]
    if report.cancelled:
        numbers = report.numbers
        lines.append(tr("Invoices of the sample will be cancelled: {numbers}.", numbers=numbers) if preview else
                     tr("Invoices that were cancelled: {numbers}.", numbers=numbers))
    return lines


def _why(work: Workplace, one: Staying) -> str:
    tr = work.texts.tr
    return tr(REASONS[one.reason], what=f"{tr(ONE[one.by])} {one.what}".strip() if one.by else "")
