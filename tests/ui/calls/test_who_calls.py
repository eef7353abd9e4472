"""Several customers with one number, callers only guessed, calls that concern somebody else."""

from __future__ import annotations

from hotline_desk.domain.addresses import Address, Phone
from hotline_desk.services.addresses import save_address
from hotline_desk.services.views.popup import running_popups
from tests.ui.whole_desk import KNOWN, with_context


def also_at(place, number, name):
    with_context(place, lambda ctx: save_address(ctx, Address(name=name, phones=(Phone(number),))))


def offered(whole):
    box = whole.desktop.desk.window.palette_box
    return [box.list.item(n).text() for n in range(box.list.count())] if box.isVisible() else []


def test_of_several_customers_with_one_number_one_is_chosen_by_key(place, box, open_desk):
    also_at(place, KNOWN, "Stadtbad Süd")
    whole = open_desk(place, box)
    box.ring(KNOWN)
    whole.until(lambda: any("Perhaps" in text for text in whole.texts))
    whole.do("call.caller")
    assert set(offered(whole)) == {"Stadtwerke Süd", "Stadtbad Süd"}
    palette = whole.desktop.desk.window.palette_box
    palette.field.setText("bad")
    palette.field.textEdited.emit("bad")
    assert offered(whole) == ["Stadtbad Süd"]
    palette.list.itemActivated.emit(palette.list.item(0))
    whole.until(lambda: running_popups(whole.ctx)[0].company == "Stadtbad Süd")
    whole.until(lambda: not any("Perhaps" in text for text in whole.texts))


def test_a_guessed_caller_is_marked_and_confirmed(place, box, open_desk):
    also_at(place, "069 4040-0", "Main Klinik")
    whole = open_desk(place, box)
    box.ring("+49694040123")
    whole.until(lambda: any("probably Main Klinik" in text for text in whole.texts))
    whole.do("call.caller")
    palette = whole.desktop.desk.window.palette_box
    palette.list.itemActivated.emit(palette.list.item(0))
    whole.until(lambda: whole.popups and "probably" not in "".join(whole.texts))
    assert not running_popups(whole.ctx)[0].guessed


def test_nobody_is_asked_about_a_caller_who_is_known(whole, box):
    box.ring(KNOWN)
    whole.until(lambda: whole.popups)
    assert not whole.popups[0].choose.isVisible()
    whole.do("call.caller")
    assert offered(whole) == []
