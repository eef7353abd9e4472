"""What a ticket shows of the number that was called, of a caller who was guessed, and of callbacks."""

from __future__ import annotations

from datetime import datetime

from hotline_desk.domain.callbacks import Callback
from hotline_desk.domain.called_numbers import CalledNumber
from hotline_desk.services.calls.callbacks import save_callback
from hotline_desk.services.calls.called import save_called_number
from hotline_desk.services.calls.handling import take_call
from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.ui.shell.frame import Frame
from tests.builders import address

HOTLINE = "+4930901820"


class Elsewhere(Frame):
    """Stands for the frame of callbacks."""

    def __init__(self, shell, uid, args):
        super().__init__(shell, uid)
        self.args = args

    def reopen(self, **args):
        self.args = args


def test_the_greeting_stands_above_the_ticket_while_the_call_runs(place, line):
    client = address(place.ctx, "Stadtwerke Süd")
    save_called_number(place.ctx, CalledNumber("VPN", code=HOTLINE, greeting="Stadtwerke Süd,\nguten Tag",
                                               category="Netz", product="VPN", client_uid=client))
    call = line.ring(called_number=HOTLINE).answer()
    frame = place.open("ticket", take_call(place.ctx, call.uid))
    assert frame.header.greeting.word.text() == "Stadtwerke Süd, guten Tag"
    assert "for Stadtwerke Süd" in frame.header.who.text()
    assert (frame.fields.category.text(), frame.fields.details.product.text()) == ("Netz", "VPN")
    call.hang_up()
    frame.refresh()
    place.until(lambda: frame.header.greeting.isHidden())


def test_category_and_product_are_typed_with_words_that_are_in_use(place):
    create_ticket(place.ctx, {"category": "Netz", "product": "VPN"})
    frame = place.open("ticket", create_ticket(place.ctx, {}))
    assert frame.fields.category.suggested("") == ["Netz"]
    assert frame.fields.details.product.suggested("v") == ["VPN"]
    frame.fields.category.setFocus()
    place.write("Drucker")
    frame.save()
    place.settle()
    assert place.view(frame.record.uid).fields.category == "Drucker"


def test_a_word_chosen_from_the_list_is_stored(place):
    create_ticket(place.ctx, {"category": "Netz"})
    frame = place.open("ticket", create_ticket(place.ctx, {}))
    frame.fields.category.setText("Netz")
    frame.save()
    place.settle()
    assert place.view(frame.record.uid).fields.category == "Netz"


def test_one_key_makes_the_guessed_caller_the_customer(place, line):
    known = address(place.ctx, "Stadtwerke Süd", "+49 711 5550-0")
    call = line.ring("+497115550123").answer()
    frame = place.open("ticket", take_call(place.ctx, call.uid))
    assert frame.caller.unknown.text() == "Probably Stadtwerke Süd."
    assert frame.caller.keep.isVisible()
    assert place.desk.shell.commands.trigger("address.keep_number")
    place.until(lambda: frame.record.view.fields.address_uid == known)
    assert frame.fields.customer.text().startswith("Stadtwerke Süd")


def test_callbacks_stand_at_the_side_and_open_from_there(place):
    opened = []

    def other(uid, **args):
        opened.append(Elsewhere(place.desk.shell, uid, args))
        return opened[-1]

    place.windows.register("callbacks", other)
    uid = create_ticket(place.ctx, {"subject": "Printer", "caller_number": "030 1234567"})
    kept = save_callback(place.ctx, Callback("030 1234567", datetime.fromisoformat("2026-11-03T09:00"),
                                             ticket_uid=uid, contact_name="Elif"))
    frame = place.open("ticket", uid)
    texts = [frame.side.list.item(n).text() for n in range(frame.side.list.count())]
    assert any("03/11/2026 09:00" in text and "Elif" in text for text in texts)
    frame.side.list.setCurrentRow(1)
    frame.side.list.enter()
    assert opened[-1].args == {"callback_uid": kept}


def test_a_callback_is_promised_from_the_ticket(place):
    opened = []
    place.windows.register("callbacks", lambda uid, **args: opened.append(Elsewhere(place.desk.shell, uid, args))
                           or opened[-1])
    frame = place.open("ticket", create_ticket(place.ctx, {"caller_number": "030 1234567"}))
    assert place.desk.shell.commands.trigger("callback.new")
    assert opened[-1].args == {"ticket_uid": frame.record.uid}
