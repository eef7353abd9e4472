"""Files at tickets, on both databases: kept once, found by name, taken away and back, checked."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from sqlalchemy import func, select, text

from hotline_desk.core.errors import Cancelled, EnvironmentTrouble, UserError
from hotline_desk.domain.access import BOOKKEEPER, User
from hotline_desk.services.care import findings
from hotline_desk.services.care.verify import verify_store
from hotline_desk.services.tickets import handing_in
from hotline_desk.services.tickets.attachments import (
    add_attachment,
    attachment_bytes,
    attachments_of,
    remove_attachment,
    rename_attachment,
)
from hotline_desk.services.tickets.handing_in import (
    forget_waiting,
    hand_in,
    hand_in_file,
    hand_in_waiting,
    waiting_files,
)
from hotline_desk.services.views.archive import ArchiveFilter, archive_ids
from hotline_desk.services.views.ticket import ticket_view
from hotline_desk.store.tickets import ContentRow
from tests.builders import ticket
from tests.store.test_audit import forge

BODY = b"%PDF-1.7 Rechnung"


def contents(ctx):
    with ctx.store.read() as session:
        return session.scalar(select(func.count()).select_from(ContentRow))


def names(ctx, uid):
    return [file.name for file in attachments_of(ctx, uid)]


def refused(function, *args):
    with pytest.raises(UserError) as problem:
        function(*args)
    return problem.value.id


def test_a_file_is_kept_with_who_and_when_and_comes_back_byte_by_byte(ctx, clock):
    uid = ticket(ctx)
    file = add_attachment(ctx, uid, "C:\\temp\\Rechnung.pdf", BODY)
    (kept,) = ticket_view(ctx, uid).attachments
    assert (kept.uid, kept.name, kept.media_type, kept.size, kept.added_by, kept.added_at) == (
        file, "Rechnung.pdf", "application/pdf", len(BODY), "Anna", clock.now())
    assert attachment_bytes(ctx, file) == BODY


def test_the_same_bytes_are_stored_once_however_many_tickets_have_them(ctx):
    first, second = ticket(ctx), ticket(ctx)
    for uid in (first, second):
        add_attachment(ctx, uid, "a.txt", b"Hallo")
    add_attachment(ctx, first, "b.txt", b"Hallo")
    assert contents(ctx) == 1 and names(ctx, first) == ["a.txt", "b.txt"]


def test_the_same_file_dropped_twice_is_one_and_another_of_its_name_gets_a_number(ctx):
    uid = ticket(ctx)
    assert add_attachment(ctx, uid, "a.txt", b"1") == add_attachment(ctx, uid, "a.txt", b"1")
    add_attachment(ctx, uid, "a.txt", b"2")
    assert names(ctx, uid) == ["a.txt", "a (2).txt"]


def test_empty_and_too_large_files_are_refused_with_what_to_do(ctx):
    uid = ticket(ctx)
    small = replace(ctx, settings=ctx.settings.with_values({"tickets.attachment_mb": 1}))
    assert refused(add_attachment, small, uid, "leer.txt", b"") == "attachment.empty"
    assert refused(add_attachment, small, uid, "film.mp4", b"x" * (1024 * 1024 + 1)) == "attachment.large"
    assert names(ctx, uid) == [] and contents(ctx) == 0


def test_a_file_that_was_taken_away_comes_back(ctx):
    uid = ticket(ctx)
    file = add_attachment(ctx, uid, "a.txt", b"1")
    remove_attachment(ctx, file)
    assert names(ctx, uid) == []
    add_attachment(ctx, uid, "a.txt", b"2")
    remove_attachment(ctx, file, removed=False)
    assert sorted(names(ctx, uid)) == ["a (2).txt", "a.txt"] and attachment_bytes(ctx, file) == b"1"


def test_a_new_name_keeps_the_extension_and_takes_no_other_files(ctx):
    uid = ticket(ctx)
    file, _other = add_attachment(ctx, uid, "scan001.pdf", BODY), add_attachment(ctx, uid, "b.pdf", BODY)
    assert rename_attachment(ctx, file, "Vertrag: Muster") == "Vertrag_ Muster.pdf"
    assert refused(rename_attachment, ctx, file, "B.pdf") == "attachment.taken"
    assert refused(rename_attachment, ctx, file, "  ") == "attachment.name"


def test_a_ticket_is_found_by_the_names_of_its_files(ctx):
    uid = ticket(ctx, subject="Drucker")
    file = add_attachment(ctx, uid, "Fehlerprotokoll_Größe.log", b"x")
    assert len(archive_ids(ctx, ArchiveFilter("fehlerprotokoll groesse"))) == 1
    rename_attachment(ctx, file, "anders.log")
    assert archive_ids(ctx, ArchiveFilter("fehlerprotokoll")) == []
    assert len(archive_ids(ctx, ArchiveFilter("ander"))) == 1
    remove_attachment(ctx, file)
    assert archive_ids(ctx, ArchiveFilter("anders")) == []
    assert verify_store(ctx) == []


def test_programs_and_macros_are_marked(ctx):
    uid = ticket(ctx)
    for name, body in (("a.exe", b"MZ"), ("urlaub.jpg", b"MZ\x90"), ("b.docm", b"PK"), ("c.pdf", BODY)):
        add_attachment(ctx, uid, name, body)
    assert [file.dangerous for file in attachments_of(ctx, uid)] == [True, True, True, False]


def test_who_may_only_read_adds_nothing(ctx, tmp_path):
    uid = ticket(ctx)
    reader = replace(ctx, user=User("x", "x", "X", BOOKKEEPER, id=ctx.user.id))
    assert refused(hand_in, reader, uid, "a.txt", b"1") == "permission.denied"
    assert waiting_files(ctx) == []


def test_verify_finds_bytes_that_changed_and_bytes_that_nobody_has(ctx):
    uid = ticket(ctx)
    add_attachment(ctx, uid, "a.txt", b"Hallo")
    number = ticket_view(ctx, uid).number
    forge(ctx.store, "UPDATE content SET body = CAST('Hullo' AS BLOB)" if ctx.store.dialect == "sqlite"
          else "UPDATE content SET body = 'Hullo'::bytea")
    with ctx.store.engine.begin() as connection:
        connection.execute(text("INSERT INTO content (hash, size, body) VALUES ('ab', 1, :body)"), {"body": b"x"})
    told = [(each.check, each.where) for each in verify_store(ctx)]
    assert (findings.FILES, f"a.txt ({number})") in told
    assert (findings.UNUSED, "ab… (1 B)") in told


def test_a_damaged_file_is_not_handed_out(ctx):
    file = add_attachment(ctx, ticket(ctx), "a.txt", b"Hallo")
    forge(ctx.store, "UPDATE content SET body = CAST('' AS BLOB)" if ctx.store.dialect == "sqlite"
          else "UPDATE content SET body = ''::bytea")
    assert refused(attachment_bytes, ctx, file) == "attachment.damaged"


# --- from outside -------------------------------------------------------------------------------------


def test_a_file_of_this_computer_is_read_in_pieces_and_may_be_stopped(ctx, tmp_path):
    uid, place, steps = ticket(ctx), tmp_path / "groß.bin", []
    place.write_bytes(b"x" * (3 * 1024 * 1024))
    added = hand_in_file(ctx.watched(lambda done, total, text: steps.append((done, total, text)), lambda: False),
                         uid, place)
    assert not added.waits and steps[-1] == (3 * 1024 * 1024, 3 * 1024 * 1024, "groß.bin") and len(steps) == 3
    with pytest.raises(Cancelled):
        hand_in_file(ctx.watched(lambda *_: None, lambda: True), uid, place)


@pytest.mark.parametrize(("make", "problem"), [
    (lambda place: place.mkdir(), "attachment.folder"), (lambda place: None, "file.unreadable"),
    (lambda place: place.touch(), "attachment.empty"),
])
def test_what_cannot_be_attached_is_told(ctx, tmp_path, make, problem):
    make(tmp_path / "x.txt")
    assert refused(hand_in_file, ctx, ticket(ctx), tmp_path / "x.txt") == problem


def test_a_file_waits_here_while_the_database_is_away_and_comes_once(ctx, monkeypatch):
    uid = ticket(ctx)
    away = [True]

    def add(*args):
        if away[0]:
            raise EnvironmentTrouble("database", "away")
        return add_attachment(*args)

    monkeypatch.setattr(handing_in, "add_attachment", add)
    added = hand_in(ctx, uid, "a.txt", b"Hallo")
    assert added.waits and hand_in_waiting(ctx) == []
    (waiting,) = waiting_files(ctx)
    assert (waiting.ticket_uid, waiting.name, waiting.size) == (uid, "a.txt", 5)
    away[0] = False
    add_attachment(ctx, uid, "a.txt", b"Hallo", added.uid)  # the answer got lost, not the file
    assert [each.name for each in hand_in_waiting(ctx)] == ["a.txt"]
    assert names(ctx, uid) == ["a.txt"] and waiting_files(ctx) == []


def test_a_file_that_waits_can_be_given_up(ctx, monkeypatch):
    def away(*_args):
        raise EnvironmentTrouble("database", "away")

    monkeypatch.setattr(handing_in, "add_attachment", away)
    forget_waiting(ctx, hand_in(ctx, ticket(ctx), "a.txt", b"Hallo").uid)
    assert waiting_files(ctx) == []


def test_bytes_that_another_desk_has_just_brought_are_used(ctx):
    with ctx.store.engine.begin() as connection:
        connection.execute(text("INSERT INTO content (hash, size, body) VALUES (:hash, 5, :body)"),
                           {"hash": hashlib.sha256(b"Hallo").hexdigest(), "body": b"Hallo"})
    file = add_attachment(ctx, ticket(ctx), "a.txt", b"Hallo")
    assert attachment_bytes(ctx, file) == b"Hallo" and contents(ctx) == 1
