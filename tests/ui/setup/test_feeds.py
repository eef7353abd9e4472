"""The telephone lines of a workplace, and the assistant for a company that exists."""

from __future__ import annotations

import platform

import pytest
from PySide6.QtGui import QGuiApplication

from hotline_desk.adapters import secrets
from hotline_desk.core.errors import UserError
from hotline_desk.demo.fritzbox import FritzBox
from hotline_desk.services.feeds import Draft, Feed, draft_of, feeds_of, new_draft, sending_url
from hotline_desk.ui.shell.telephones import Standing
from tests.keyring_in_memory import InMemory
from tests.ui.whole_desk import KNOWN


@pytest.fixture
def ring():
    """A keyring that forgets everything with the test."""
    with InMemory().in_use() as found:
        yield found


@pytest.fixture
def whole(place, box, open_desk):
    """A desk without a line; it closes before the box does."""
    return open_desk(place)


@pytest.fixture
def frame(whole):
    return whole.desktop.desk.windows.open("feeds")


def fill(whole, frame, place, name="Büro", kind="fritzbox"):
    whole.do("record.new")
    frame.telephone.kind.set_code(kind)
    frame.telephone.choose(kind)
    frame.telephone.place.setText(place)
    frame.telephone.name.setText(name)


def connect(whole, frame, box, name="Büro"):
    fill(whole, frame, f"127.0.0.1:{box.port}", name)
    whole.do("panel.confirm")


def names(frame):
    return [row.name for row in frame.list.rows()]


NOT_THERE = Standing("", "", "", 0)


def state(frame, name="Büro"):
    return next((row.standing for row in frame.list.rows() if row.name == name), NOT_THERE)


def status(whole):
    return whole.desktop.desk.window.status.text("feed")


def test_a_line_is_connected_switched_off_and_on_and_removed(whole, box, frame):
    connect(whole, frame, box)
    whole.until(lambda: names(frame) == ["Büro"])
    whole.until(lambda: status(whole).startswith("FRITZ!Box connected"))
    box.ring(KNOWN)
    whole.until(lambda: whole.popups)
    whole.do("feed.toggle")
    whole.until(lambda: status(whole) == "No telephone line")
    whole.do("feed.toggle")
    whole.until(lambda: status(whole).startswith("FRITZ!Box connected"))
    whole.do("record.archive")
    whole.until(lambda: not feeds_of(whole.ctx.settings))
    whole.until(lambda: whole.desktop.desk.window.strip.banners)
    whole.desktop.desk.window.strip.banners[0].notice.action()
    whole.until(lambda: len(feeds_of(whole.ctx.settings)) == 1)


@pytest.mark.logs("feed.unreachable")
def test_each_line_shows_how_it_is_while_that_changes(whole, box, frame):
    connect(whole, frame, box)
    whole.until(lambda: state(frame).icon == "phone")
    assert state(frame).text.startswith("connected since")
    box.ring(KNOWN).hang_up()
    whole.until(lambda: "last event" in state(frame).text)
    whole.until(lambda: "lines" in frame.verdict.text())
    box.stop()
    whole.until(lambda: state(frame).text.startswith(f"No answer from 127.0.0.1:{box.port}"))
    assert state(frame).icon == "unplug"
    assert state(frame).token == "warning"


def test_a_line_that_is_off_says_so(whole, box, frame):
    connect(whole, frame, box)
    whole.until(lambda: names(frame))
    whole.do("feed.toggle")
    whole.until(lambda: state(frame).text == "off")
    assert state(frame).icon == "phone-off"


@pytest.mark.logs("feed.unreachable")
def test_the_status_bar_shows_the_worst_of_several_lines_and_tells_of_all(whole, box, frame):
    bar = whole.desktop.desk.window.status
    with FritzBox() as other:
        connect(whole, frame, box)
        whole.until(lambda: names(frame) == ["Büro"])
        connect(whole, frame, other, "Lager")
        whole.until(lambda: status(whole) == "2 lines connected")
        assert [line.split(" (")[0] for line in bar.tip("feed").splitlines()] == ["Büro", "Lager"]
    whole.until(lambda: status(whole).startswith("FRITZ!Box: no connection since"))
    whole.until(lambda: bar.tip("feed").startswith(f"Lager (FRITZ!Box): No answer from 127.0.0.1:{other.port}"))
    whole.desktop.desk.windows.close(frame)
    bar.press("feed")
    assert whole.active_kind() == "feeds"


def test_a_line_is_changed_in_place(whole, box, frame):
    connect(whole, frame, box)
    whole.until(lambda: names(frame) == ["Büro"])
    whole.do("record.open")
    assert frame.telephone.place.text() == f"127.0.0.1:{box.port}"
    frame.telephone.name.setText("Empfang")
    whole.do("panel.confirm")
    whole.until(lambda: names(frame) == ["Empfang"])
    whole.until(lambda: state(frame, "Empfang").icon == "phone")


def test_a_line_in_use_is_tested_without_a_second_connection(whole, box, frame):
    connect(whole, frame, box)
    whole.until(lambda: state(frame).icon == "phone")
    whole.do("feed.test")
    whole.until(lambda: frame.telephone.verdict.text() == f"127.0.0.1:{box.port} answers.")


def test_a_kept_line_waits_for_a_call_on_wish(whole, box, frame):
    connect(whole, frame, box)
    whole.until(lambda: state(frame).icon == "phone")
    whole.do("feed.call")
    assert whole.active_kind() == "connect"
    tried = whole.desktop.desk.windows.active()
    box.ring(KNOWN)
    whole.until(lambda: tried.hearing.shown["caller"].text() == "Stadtwerke Süd")
    whole.desktop.desk.windows.close(tried)
    whole.until(lambda: whole.active_kind() == "feeds")
    whole.do("feed.toggle")
    whole.until(lambda: state(frame).text == "off")
    assert not whole.desktop.desk.shell.commands.possible("feed.call")


@pytest.mark.logs("feed.unreachable")
def test_a_line_that_nobody_keeps_is_tested_first(whole, box, frame):
    fill(whole, frame, f"127.0.0.1:{box.port}")
    frame.telephone.check()
    whole.until(lambda: frame.telephone.verdict.text() == f"127.0.0.1:{box.port} answers.")
    assert not feeds_of(whole.ctx.settings)
    fill(whole, frame, "127.0.0.1:9")
    frame.telephone.check()
    whole.until(lambda: "#96*5*" in frame.telephone.verdict.text())


def test_two_lines_of_one_name_are_refused_beside_the_field(whole, box, frame):
    connect(whole, frame, box)
    whole.until(lambda: frame.list.rows())
    connect(whole, frame, box)
    whole.until(lambda: frame.telephone.form.errors().get("name"))
    assert len(feeds_of(whole.ctx.settings)) == 1


def test_nonsense_is_refused_beside_the_field(whole, frame):
    fill(whole, frame, "kein ort")
    whole.do("panel.confirm")
    assert "telephone line" in frame.telephone.form.errors()["place"]


def test_what_is_missing_is_said_beside_its_field(whole, frame):
    fill(whole, frame, "192.0.2.1", kind="asterisk")
    whole.do("panel.confirm")
    assert frame.telephone.form.errors() == {"user": "User is missing. Fill it in."}


@pytest.mark.logs("feed.unreachable")
def test_a_secret_goes_into_the_keyring_and_nowhere_else(whole, ring, frame):
    fill(whole, frame, "127.0.0.1:9", "Anlage", "asterisk")
    frame.telephone.user.setText("hotline")
    frame.telephone.secret.setText("streng-geheim")
    whole.do("panel.confirm")
    whole.until(lambda: names(frame) == ["Anlage"])
    whole.until(lambda: ring.kept == {("Hotline Desk", "Anlage"): "streng-geheim"})
    assert "geheim" not in str(whole.ctx.settings["feeds"])
    whole.until(lambda: state(frame, "Anlage").text.startswith("No answer"))
    whole.do("record.open")
    frame.telephone.name.setText("Zentrale")
    whole.do("panel.confirm")
    whole.until(lambda: ring.kept == {("Hotline Desk", "Zentrale"): "streng-geheim"})
    whole.until(lambda: names(frame) == ["Zentrale"])
    whole.do("record.archive")
    whole.until(lambda: not ring.kept)
    whole.until(lambda: whole.desktop.desk.window.strip.banners)
    whole.desktop.desk.window.strip.banners[0].notice.action()
    whole.until(lambda: ring.kept == {("Hotline Desk", "Zentrale"): "streng-geheim"})


@pytest.mark.logs("feed.unreachable")
def test_without_a_keyring_it_is_said_how_to_go_on(whole, frame, monkeypatch):
    monkeypatch.setattr(secrets.os, "environ", dict(secrets.os.environ))
    fill(whole, frame, "127.0.0.1:9", "Anlage", "asterisk")
    frame.telephone.user.setText("hotline")
    frame.telephone.secret.setText("geheim")
    whole.do("panel.confirm")
    whole.until(lambda: any("HOTLINE_DESK_FEED_SECRET_ANLAGE" in banner.notice.text
                            for banner in whole.desktop.desk.window.strip.banners))
    whole.until(lambda: state(frame, "Anlage").text.startswith("No answer"))


def test_the_url_for_the_provider_is_shown_with_its_token_and_copied(whole, ring, frame):
    fill(whole, frame, "127.0.0.1:8765", "Cloud", "push")
    token = frame.telephone.secret.text()
    assert len(token) > 20
    assert frame.telephone.push.url.text() == f"http://127.0.0.1:8765/hotline/{token}"
    frame.telephone.push.copy()
    assert QGuiApplication.clipboard().text().endswith(token)
    frame.telephone.push.renew.click()
    assert frame.telephone.push.url.text() != f"http://127.0.0.1:8765/hotline/{token}"


def test_the_assistant_keeps_what_is_changed(whole):
    frame = whole.desktop.desk.windows.open("setup")
    frame.company.company.setText("Süd GmbH")
    whole.do("frame.save")
    whole.until(lambda: whole.ctx.settings["company.name"] == "Süd GmbH")


@pytest.mark.parametrize(("draft", "url"), [
    (Draft(place="fritz.box"), "fritzbox://fritz.box"),
    (Draft(place="192.168.178.1:1012", name="Büro 2"), "fritzbox://192.168.178.1:1012#B%C3%BCro%202"),
    (Draft(place="fritzbox://a:1013", name="x"), "fritzbox://a:1013#x"),
    (Draft("asterisk", place="pbx", user="hot line", trunk="PJSIP/amt, SIP/x*", encrypted=True, ca="/etc/a b.pem"),
     "asterisk://hot%20line@pbx?tls=1&ca=/etc/a+b.pem&trunk=PJSIP/amt,+SIP/x*"),
    (Draft("modem", way="serial", device="/dev/ttyUSB0", baud="57600"), "modem:///dev/ttyUSB0?baud=57600"),
    (Draft("modem", way="serial", device="COM3", baud="115200"), "modem://COM3"),
    (Draft("hipath", way="listen", place="0.0.0.0:4000"), "hipath://0.0.0.0:4000"),
    (Draft("hipath", way="connect", place="pbx:4000"), "hipath://pbx:4000?connect=1"),
    (Draft("smdr+panasonic", way="listen", place="0.0.0.0:2300"), "smdr+panasonic://0.0.0.0:2300?listen=1"),
    (Draft("push", place="127.0.0.1:8765", name="Cloud"), "push://127.0.0.1:8765#Cloud"),
    (Draft("tapi"), "tapi:///"), (Draft("tapi", line="Telefon 1"), "tapi:///?line=Telefon+1"),
])
def test_what_people_fill_in_becomes_a_line_and_is_found_again(draft, url):
    assert draft.url() == url
    again = draft_of(url)
    assert Feed(again.url()).address == Feed(url).address


@pytest.mark.parametrize("kind", ["fritzbox", "asterisk", "modem", "hipath", "smdr+avaya", "smdr+panasonic"])
def test_an_empty_line_says_what_is_missing(kind):
    draft = new_draft(kind)
    if draft.place:
        assert draft.url().startswith(kind)
        return
    with pytest.raises(UserError) as refused:
        draft.url()
    assert refused.value.id == "value.missing"


def test_options_without_a_field_survive_a_change():
    url = "asterisk://u@pbx?future=1&trunk=PJSIP/a#Anlage"
    assert Feed(draft_of(url).url()).address == Feed(url).address


@pytest.mark.parametrize(("place", "url"), [
    ("127.0.0.1:8765", "http://127.0.0.1:8765/hotline/geheim"), ("192.0.2.1", "http://192.0.2.1:8765/hotline/geheim"),
    ("0.0.0.0:80", f"http://{platform.node()}:80/hotline/geheim"), ("[::1]:8765", "http://[::1]:8765/hotline/geheim"),
    ("nonsense here", ""), ("", ""),
])
def test_the_url_for_the_provider_is_one_that_leads_here(place, url):
    assert sending_url(place, "geheim") == url
