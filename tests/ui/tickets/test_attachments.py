"""Files at a ticket by hand: dropped on the frame, pasted, opened, saved, renamed, taken away; nothing blocks."""

from __future__ import annotations

import io
import os
import stat

import pypdfium2
import pytest
from PySide6.QtCore import QByteArray, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from hotline_desk.adapters.desktop.copies import PrivateCopies
from hotline_desk.core.errors import EnvironmentTrouble
from hotline_desk.services.tickets import handing_in
from hotline_desk.services.tickets.attachments import add_attachment, attachment_bytes, attachments_of
from hotline_desk.services.tickets.handing_in import hand_in_waiting, waiting_files
from tests.ui.tickets.conftest import CTRL, SHIFT

KEY = Qt.Key
FILES = 3
NO_BUTTON, LEFT = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton


def mime_of(*places, text=""):
    mime = QMimeData()
    if places:
        mime.setUrls([QUrl.fromLocalFile(str(place)) for place in places])
    if text:
        mime.setText(text)
    return mime


def picture(color="red", width=40, height=30):
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(color))
    return image


def small_pdf() -> bytes:
    """A PDF of one empty page."""
    made, document = io.BytesIO(), pypdfium2.PdfDocument.new()
    document.new_page(200, 100)
    document.save(made)
    document.close()
    return made.getvalue()


def drop(widget: QWidget, mime: QMimeData) -> bool:
    """As the window system does it: the deepest widget that takes drops gets the events, then those around it."""
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, mime, LEFT, Qt.KeyboardModifier.NoModifier)
    target: QWidget | None = widget
    while target is not None:
        if target.acceptDrops():
            enter.ignore()
            QApplication.sendEvent(target, enter)
            if enter.isAccepted():
                break
        target = target.parentWidget()
    if target is None:
        return False
    event = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, LEFT, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(target, event)
    return event.isAccepted()


def names(place, frame):
    return [file.name for file in attachments_of(place.ctx, frame.record.uid)]


def page(place, frame):
    frame.body.bar.setCurrentIndex(FILES)
    place.settle()
    return frame.body.page(FILES)


@pytest.fixture
def file(tmp_path):
    made = tmp_path / "Rechnung Größe.txt"
    made.write_text("Zeile eins", encoding="utf-8")
    return made


@pytest.mark.parametrize("where", [
    lambda frame: frame, lambda frame: frame.fields.subject, lambda frame: frame.fields.request.viewport(),
    lambda frame: frame.side.list.viewport(), lambda frame: frame.header])
def test_a_file_dropped_anywhere_on_the_frame_is_attached(place, ticket, file, where):
    before = ticket.fields.subject.text(), ticket.fields.request.toPlainText()
    assert drop(where(ticket), mime_of(file))
    place.until(lambda: names(place, ticket) == ["Rechnung Größe.txt"])
    assert (ticket.fields.subject.text(), ticket.fields.request.toPlainText()) == before


def test_several_files_are_attached_and_what_cannot_be_is_told(place, ticket, file, tmp_path):
    said = []
    place.desk.shell.messages.said.connect(lambda notice: said.append(notice.text))
    empty, folder = tmp_path / "leer.txt", tmp_path / "ordner"
    empty.touch()
    folder.mkdir()
    assert drop(ticket, mime_of(empty, folder, file, tmp_path / "weg.txt"))
    place.until(lambda: names(place, ticket) == ["Rechnung Größe.txt"])
    place.until(lambda: len(said) == 4)
    assert [part for part in ("leer.txt is empty", "ordner is a folder", "weg.txt cannot be read")
            if not any(part in text for text in said)] == []


def test_dropped_text_stays_the_fields(place, ticket):
    before = ticket.fields.request.toPlainText()
    drop(ticket.fields.request.viewport(), mime_of(text="Hallo"))
    place.settle()
    assert names(place, ticket) == [] and ticket.fields.request.toPlainText() != before


def test_while_a_file_hangs_over_the_frame_it_says_what_will_become_of_it(place, ticket, file):
    mime = mime_of(file)
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, mime, LEFT, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(ticket, enter)
    assert ticket.belongings.receiving.overlay.isVisible()
    QApplication.sendEvent(ticket, QDragLeaveEvent())
    assert not ticket.belongings.receiving.overlay.isVisible()


def test_ctrl_v_attaches_a_picture_in_a_field_of_text(place, ticket):
    ticket.fields.request.setFocus()
    QGuiApplication.clipboard().setImage(picture())
    place.press(KEY.Key_V, CTRL)
    place.until(lambda: names(place, ticket) == ["Picture 2026-11-02 10.00.00.png"])
    (kept,) = attachments_of(place.ctx, ticket.record.uid)
    image = QImage.fromData(QByteArray(attachment_bytes(place.ctx, kept.uid)))
    assert image.size() == picture().size() and image.pixelColor(3, 3) == QColor("red")


def test_ctrl_v_with_text_writes_it_even_if_there_is_a_picture_too(place, ticket):
    mime = mime_of(text="aus der Tabelle")
    mime.setImageData(picture())
    QGuiApplication.clipboard().setMimeData(mime)
    ticket.fields.request.setFocus()
    place.press(KEY.Key_V, CTRL)
    place.settle()
    assert ticket.fields.request.toPlainText() == "aus der Tabelle" and names(place, ticket) == []
    place.press(KEY.Key_V, CTRL | SHIFT)
    place.until(lambda: len(names(place, ticket)) == 1)


def test_files_copied_elsewhere_are_attached_by_ctrl_v(place, ticket, file):
    QGuiApplication.clipboard().setMimeData(mime_of(file))
    ticket.fields.subject.setFocus()
    place.press(KEY.Key_V, CTRL)
    place.until(lambda: names(place, ticket) == ["Rechnung Größe.txt"])


def test_an_empty_clipboard_says_so(place, ticket):
    said = []
    place.desk.shell.messages.said.connect(lambda notice: said.append(notice.text))
    QGuiApplication.clipboard().clear()
    place.press(KEY.Key_V, CTRL | SHIFT)
    assert said == ["There is neither a file nor a picture in the clipboard."]


def test_files_are_chosen_in_the_systems_dialogue_which_waits_for_nobody(place, ticket, file):
    place.press(KEY.Key_U, CTRL | SHIFT)
    (dialogue,) = ticket.findChildren(QFileDialog)
    assert dialogue.isVisible()
    dialogue.filesSelected.emit([str(file)])
    dialogue.close()
    place.until(lambda: names(place, ticket) == ["Rechnung Größe.txt"])


def test_a_file_dropped_before_the_ticket_has_its_number_comes_along(place, file):
    frame = place.windows.open("ticket", "")
    assert not frame.record.uid
    assert drop(frame, mime_of(file))
    place.until(lambda: frame.record.uid and names(place, frame) == ["Rechnung Größe.txt"])


def test_the_tab_counts_them_and_the_list_tells_what_when_and_who(place, ticket, file):
    drop(ticket, mime_of(file))
    place.until(lambda: ticket.body.bar.tabText(FILES) == "Attachments (1)")
    model = page(place, ticket).list.model
    row = [model.data(model.index(0, column)) for column in range(4)]
    assert row[0] == "Rechnung Größe.txt" and row[1] == "10 B" and row[3] == "Anna Berger"
    assert "2026" in row[2]


def test_undo_takes_them_back(place, ticket, file):
    notices = []
    place.desk.shell.messages.said.connect(notices.append)
    drop(ticket, mime_of(file))
    place.until(lambda: notices)
    notices[-1].action()
    place.until(lambda: names(place, ticket) == [])


# --- looking, opening, saving -------------------------------------------------------------------------


@pytest.fixture
def opened(place, ticket, monkeypatch):
    """What was handed to the system's programs."""
    files, handed = page(place, ticket), []
    monkeypatch.setattr(files, "_open_file", lambda url: handed.append(url.toLocalFile()) or True)
    return handed


def test_enter_opens_a_private_copy_that_cannot_be_changed(place, ticket, opened):
    add_attachment(place.ctx, ticket.record.uid, "a.txt", b"Hallo")
    place.until(lambda: ticket.body.page(FILES).current() is not None)
    ticket.body.page(FILES).list.table.setFocus()
    place.press(KEY.Key_Return)
    place.until(lambda: opened)
    assert os.path.basename(opened[0]) == "a.txt"
    with open(opened[0], "rb") as copy:
        assert copy.read() == b"Hallo"
    if os.name == "posix":
        assert stat.S_IMODE(os.stat(opened[0]).st_mode) == 0o400
        assert stat.S_IMODE(os.stat(os.path.dirname(opened[0])).st_mode) == 0o700


@pytest.mark.parametrize(("name", "body"), [("rechnung.pdf.exe", b"MZ"), ("urlaub.jpg", b"MZ"), ("x.docm", b"PK")])
def test_what_could_act_as_a_program_is_offered_to_be_saved_only(place, ticket, opened, name, body):
    notices = []
    place.desk.shell.messages.said.connect(notices.append)
    add_attachment(place.ctx, ticket.record.uid, name, body)
    place.until(lambda: ticket.body.page(FILES).current() is not None)
    ticket.body.page(FILES).open()
    place.until(lambda: notices)
    assert opened == [] and "could act as a program" in notices[-1].text
    notices[-1].action()
    assert ticket.open_panel is not None and ticket.open_panel.place.line.text().endswith(name)


def test_a_file_is_saved_where_one_says_but_over_nothing(place, ticket, tmp_path):
    add_attachment(place.ctx, ticket.record.uid, "a.txt", b"Hallo")
    place.until(lambda: page(place, ticket).current() is not None)
    place.press(KEY.Key_S, CTRL | SHIFT)
    panel = ticket.open_panel
    (tmp_path / "da.txt").write_text("anders")
    panel.place.line.setText(str(tmp_path / "da.txt"))
    place.press(KEY.Key_Return, CTRL)
    place.until(lambda: "exists already" in panel._form.errors().get("place", ""))
    panel.place.line.setText(str(tmp_path / "neu.txt"))
    place.press(KEY.Key_Return, CTRL)
    place.until(lambda: not panel.is_open)
    assert (tmp_path / "neu.txt").read_bytes() == b"Hallo" and (tmp_path / "da.txt").read_text() == "anders"


def test_pictures_pdfs_and_texts_are_seen_in_the_frame(place, ticket, tmp_path):
    picture().save(str(tmp_path / "bild.png"))
    uid = ticket.record.uid
    for name, body in (("bild.png", (tmp_path / "bild.png").read_bytes()), ("brief.pdf", small_pdf()),
                       ("protokoll.log", "Größe".encode("cp1252")), ("seite.html", b"<b>Hallo"), ("b.zip", b"PK")):
        add_attachment(place.ctx, uid, name, body)
    files = page(place, ticket)
    place.until(lambda: len(files.list.rows()) == 5)
    preview, seen = files.preview, {}
    for row in files.list.rows():
        files.list.select(row.uid)
        place.settle()
        seen[row.name] = preview.currentWidget()
        if row.name == "protokoll.log":
            assert preview.text.toPlainText() == "Größe"
        if row.name == "brief.pdf":
            assert preview.paper.pages == 1
    assert seen == {"bild.png": preview.picture, "brief.pdf": preview.paper, "protokoll.log": preview.text,
                    "seite.html": preview.text, "b.zip": preview.message}


def test_a_mail_is_read_as_people_read_it(place, ticket):
    add_attachment(place.ctx, ticket.record.uid, "Anfrage.eml",
                   b"From: Frau Mai <mai@example.org>\nSubject: =?utf-8?Q?St=C3=B6rung?=\n"
                   b"Content-Transfer-Encoding: base64\n\nQml0dGUgUsO8Y2tydWY=")
    files = page(place, ticket)
    place.until(lambda: files.preview.currentWidget() is files.preview.text)
    assert files.preview.text.toPlainText() == (
        "Sent by: Frau Mai <mai@example.org>\nSubject: Störung\n\nBitte Rückruf")


def test_a_broken_picture_or_pdf_says_so_instead(place, ticket):
    for name, body in (("bild.png", b"\x89PNG\r\n\x1a\nkaputt"), ("brief.pdf", b"%PDF-1.7 kaputt")):
        add_attachment(place.ctx, ticket.record.uid, name, body)
    files = page(place, ticket)
    place.until(lambda: len(files.list.rows()) == 2)
    for row in files.list.rows():
        files.list.select(row.uid)
        place.settle()
        assert files.preview.currentWidget() is files.preview.message and files.preview.message.text()


def test_a_file_gets_another_name(place, ticket):
    add_attachment(place.ctx, ticket.record.uid, "scan001.pdf", small_pdf())
    place.until(lambda: page(place, ticket).current() is not None)
    place.press(KEY.Key_R, CTRL)
    panel = ticket.open_panel
    assert panel.name.selectedText() == "scan001"
    place.write("Vertrag")
    place.press(KEY.Key_Return, CTRL)
    place.until(lambda: names(place, ticket) == ["Vertrag.pdf"])


def test_a_file_is_taken_away_by_a_key_and_comes_back(place, ticket):
    notices = []
    place.desk.shell.messages.said.connect(notices.append)
    add_attachment(place.ctx, ticket.record.uid, "a.txt", b"1")
    place.until(lambda: page(place, ticket).current() is not None)
    place.press(KEY.Key_X, CTRL | SHIFT)
    place.until(lambda: names(place, ticket) == [] and notices)
    notices[-1].action()
    place.until(lambda: names(place, ticket) == ["a.txt"])


# --- the database is away -----------------------------------------------------------------------------


def test_while_the_database_is_away_the_file_waits_is_shown_and_comes_later(place, ticket, file, monkeypatch):
    notices = []
    place.desk.shell.messages.said.connect(notices.append)

    def away(*_args):
        raise EnvironmentTrouble("database", "away")

    monkeypatch.setattr(handing_in, "add_attachment", away)
    files = page(place, ticket)
    drop(ticket, mime_of(file))
    place.until(lambda: notices and files.current() is not None)
    assert "The database is away" in notices[-1].text and files.waits(files.current())
    assert [each.name for each in waiting_files(place.ctx)] == ["Rechnung Größe.txt"]
    monkeypatch.setattr(handing_in, "add_attachment", add_attachment)
    place.changes.changed.emit("store", "")
    place.until(lambda: names(place, ticket) == ["Rechnung Größe.txt"])
    place.until(lambda: files.current() is not None and not files.waits(files.current()))
    assert hand_in_waiting(place.ctx) == []


def test_copies_go_with_the_program(tmp_path):
    copies = PrivateCopies(tmp_path)
    one, two = copies.make("a.txt", b"1"), copies.make("a.txt", b"2")
    assert one != two and one.read_bytes() == b"1" and two.read_bytes() == b"2"
    copies.clear()
    assert list(tmp_path.iterdir()) == []


def test_copies_that_a_killed_program_left_go_after_two_days(tmp_path):
    PrivateCopies(tmp_path).make("a.txt", b"1")
    (left,) = tmp_path.iterdir()
    os.utime(left, (0, 0))
    PrivateCopies(tmp_path).make("b.txt", b"1")
    assert not left.exists() and len(list(tmp_path.iterdir())) == 1
