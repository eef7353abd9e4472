"""hotline-desk init, backup, restore, upgrade, purge, verify: the care of a company's data."""

from __future__ import annotations

import json
from typing import Any

from hotline_desk.cli.speaking import complain
from hotline_desk.cli.workplace import Misuse, Workplace
from hotline_desk.core.clock import SystemClock, zone_of_country
from hotline_desk.core.errors import UserError
from hotline_desk.core.phone import KNOWN, NumberPlan
from hotline_desk.core.text import N_, Translator
from hotline_desk.services.access import found_company, open_context
from hotline_desk.services.calls.forgetting import purge_calls
from hotline_desk.services.care.verify import verify_store
from hotline_desk.services.founding import Founding
from hotline_desk.store.backup import back_up
from hotline_desk.store.backup import restore as restore_from
from hotline_desk.store.engine import database_url
from hotline_desk.store.local import Local
from hotline_desk.store.migrate import upgrade as upgrade_to_present
from hotline_desk.store.opening import create_store


def init(work: Workplace) -> int:
    """Makes a company's database with its first administrator."""
    args = work.args
    if not args.user:
        raise Misuse(N_("Name the first user with --user."))
    work.texts = Translator(args.language, args.country)
    values = _company(work)
    clock = SystemClock()
    store = create_store(database_url(args.data, args.database))
    work.closing(store.close)
    work.begin_log()
    found_company(store, values, args.user, args.user, clock)
    if args.sample:
        _fill(work, store, clock, args.sample)
    _say(work, N_("{company} is ready: {place}"), company=args.company, place=store.place)
    return 0


def _company(work: Workplace) -> dict[str, Any]:
    """The settings of the new company, all checked before anything is made."""
    args = work.args
    if not args.zone and zone_of_country(args.country) is None:
        raise UserError("zone.missing", country=args.country)
    plan = NumberPlan(args.country, args.area_code)
    founding = Founding(args.company, args.user, args.language, args.country, args.area_code, args.zone or "")
    return {**founding.settings(), "calls.own_numbers": [_own_number(plan, raw) for raw in args.own_number]}


def _own_number(plan: NumberPlan, raw: str) -> str:
    read = plan.read(raw)
    if read.e164 is None and not (read.state == KNOWN and read.internal):
        raise UserError("number.invalid", value=raw)
    return read.e164 or read.raw


def _fill(work: Workplace, store: Any, clock: SystemClock, customers: int) -> None:
    # The sample is loaded only by whoever asks for it.
    from hotline_desk.demo.company import fill

    local = Local(work.folder)
    work.closing(local.close)
    fill(open_context(store, local, clock=clock), customers)


def backup(work: Workplace) -> int:
    """Saves the whole database into one new file, while others may go on working."""
    ctx = work.open()
    ctx.require("store.care")
    back_up(ctx.store.engine.url, work.args.file)
    _say(work, N_("Saved: {place}"), place=work.args.file)
    return 0


def restore(work: Workplace) -> int:
    """Takes everything back from a backup; the present data are kept beside it."""
    args = work.args
    kept = restore_from(database_url(args.data, args.database), args.file)
    _say(work, N_("Restored from {place}."), place=args.file)
    if kept is not None:
        _say(work, N_("The data as they were until now: {place}"), place=kept)
    return 0


def upgrade(work: Workplace) -> int:
    """Brings the database to the schema of this version."""
    args = work.args
    before, after = upgrade_to_present(database_url(args.data, args.database))
    if before == after:
        _say(work, N_("The database is up to date ({revision})."), revision=after)
    else:
        _say(work, N_("The database was brought from {before} to {after}."), before=before, after=after)
    return 0


def purge(work: Workplace) -> int:
    """Forgets numbers of old calls, which the desk and the monitor do once a day by themselves."""
    ctx = work.open()
    count = purge_calls(ctx)
    if work.args.json:
        print(json.dumps({"forgotten": count}))
    else:
        print(work.texts.trn("Numbers of {n} call forgotten.", "Numbers of {n} calls forgotten.", count))
    return 0


def verify(work: Workplace) -> int:
    """Checks everything that must always hold; 1 if something does not."""
    ctx = work.open()
    findings = verify_store(ctx)
    for finding in findings:
        if work.args.json:
            print(json.dumps({"check": finding.check, "where": finding.where,
                              "text": finding.sentence(work.texts)}, ensure_ascii=False))
        else:
            print(finding.sentence(work.texts))
    if findings:
        complain(work.texts.trn("{n} thing is not as it must be.", "{n} things are not as they must be.",
                                len(findings)))
        return 1
    _say(work, N_("Everything is as it must be."))
    return 0


def _say(work: Workplace, sentence: str, **values: object) -> None:
    """A sentence for a person; programs read the exit code."""
    if not work.args.json:
        print(work.texts.tr(sentence, **{name: str(value) for name, value in values.items()}))
