"""The desk as a whole: opening, choosing, settings at once, trouble with the database, and a clean end."""

from __future__ import annotations

import threading

import psycopg
import pytest
from PySide6.QtCore import Qt

from hotline_desk.app.frames import OPENS
from hotline_desk.core.clock import SystemClock
from hotline_desk.core.settings import Settings
from hotline_desk.demo.fritzbox import FritzBox
from hotline_desk.services.access import found_company, open_context, write_setting
from hotline_desk.store.engine import database_url
from hotline_desk.store.local import Local
from hotline_desk.store.opening import open_store
from hotline_desk.ui.actions import ACTIONS
from tests.ui.whole_desk import KNOWN, Place, furnish, with_context


def status(whole, cell):
    return whole.desktop.desk.window.status.text(cell)


def banners(whole):
    return [banner.notice.text for banner in whole.desktop.desk.window.strip.banners]


OPENING = [id for id, action in ACTIONS.items() if id.endswith(".open") and not action.where
           and action.module != "company.sample"]


def test_the_desk_opens_on_the_start_page_with_user_line_and_title(whole):
    assert whole.active_kind() == "start"
    assert status(whole, "user") == "Anna Weber"
    assert status(whole, "feed").startswith("FRITZ!Box connected since ")
    assert whole.desktop.desk.window.windowTitle().startswith("Hotline GmbH – Hotline Desk")
    whole.until(lambda: status(whole, "open") == "0 open tickets")


def test_every_frame_that_an_action_opens_is_there(whole):
    commands = whole.desktop.desk.shell.commands
    wanted = (*OPENS, *OPENING, "ticket.new", "call.take", "call.test", "help.open")
    assert not [id for id in wanted if not commands.possible(id)]


def test_the_next_start_is_painted_in_the_look_of_the_last_one(place, open_desk):
    place.settings(**{"ui.theme": "dark", "ui.font_percent": 125, "ui.language": "de"})
    first = open_desk(place)
    first.until(lambda: first.desktop.local.get("desk.look"))
    open_desk.close(first)
    second = open_desk.begin(place)
    desk = second.desktop.desk
    assert second.desktop.ctx is None
    assert desk.window.isVisible()
    assert (desk.shell.theme.name, desk.shell.theme.font_percent, desk.shell.texts.language) == ("dark", 125, "de")
    assert desk.window.windowTitle().startswith("Hotline GmbH – Hotline Desk")
    second.until(lambda: second.desktop.ctx is not None)


def test_theme_language_and_size_change_at_once_and_are_kept(whole, place):
    shell = whole.desktop.desk.shell
    whole.do("desk.theme")
    assert shell.theme.name == "dark"
    whole.do("font.larger")
    assert shell.theme.font_percent == 110
    whole.do("desk.language")
    assert shell.texts.language == "de"
    whole.until(lambda: whole.ctx.settings["ui.language"] == "de" and _stored(place)["ui.language"] == "de")
    kept = _stored(place)
    assert (kept["ui.theme"], kept["ui.font_percent"]) == ("dark", 110)


def _stored(place) -> Settings:
    return with_context(place, lambda ctx: ctx.settings)


def test_what_another_desk_sets_for_the_company_is_used_here_too(whole, place):
    with_context(place, lambda ctx: write_setting(ctx, "company.name", "Neu GmbH"))
    whole.until(lambda: whole.desktop.desk.window.windowTitle().startswith("Neu GmbH"))


def test_a_module_switched_off_disappears_at_once(whole, place):
    action = whole.desktop.desk.shell.commands.qaction("journal.open")
    assert action.isVisible()
    with_context(place, lambda ctx: write_setting(ctx, "module.journal", False))
    whole.until(lambda: not action.isVisible())


def test_frames_come_back_where_they_were_left(place, open_desk, qapp):
    first = open_desk(place)
    first.desktop.desk.windows.open("journal")
    open_desk.close(first)
    second = open_desk(place)
    second.until(lambda: second.desktop.desk.windows.find("journal") is not None)


def test_several_people_are_asked_who_works_here(place, open_desk):
    local = Local(place.folder)
    local.put_setting("workplace.last_user", "")
    local.close()
    whole = open_desk.begin(place)
    desktop = whole.desktop
    whole.until(lambda: getattr(desktop, "chooser", None) is not None and desktop.chooser.isVisible())
    chooser = desktop.chooser
    offered = [chooser.list.item(number).text().split("\n")[0] for number in range(chooser.list.count())]
    assert offered == ["Anna Weber", "Ben Kaya"]
    chooser.list.setCurrentRow(1)
    whole.qtbot.mouseClick(chooser.button, Qt.MouseButton.LeftButton)
    whole.until(lambda: desktop.ctx is not None)
    assert whole.ctx.user.login == "ben"
    whole.until(lambda: desktop.local.settings().get("workplace.last_user") == "ben")
    assert not whole.desktop.desk.shell.commands.allowed("billing.open")


def test_who_closes_the_first_window_ends_the_program(place, open_desk, tmp_path):
    ended = []
    local = Local(place.folder)
    local.put_setting("workplace.last_user", "")
    local.close()
    asked = open_desk.begin(place, over=lambda: ended.append("chooser"))
    asked.until(lambda: getattr(asked.desktop, "chooser", None) is not None)
    asked.desktop.chooser.close()
    fresh = open_desk.begin(Place(tmp_path / "new"), over=lambda: ended.append("welcome"))
    fresh.until(lambda: getattr(fresh.desktop, "welcome", None) is not None)
    fresh.desktop.welcome.close()
    assert ended == ["chooser", "welcome"]


@pytest.mark.logs("feed.unreachable")
def test_a_box_that_comes_later_is_found(place, open_desk):
    free = FritzBox().start()
    port = free.port
    free.stop()
    whole = open_desk(place, feeds=[f"fritzbox://127.0.0.1:{port}#box"])
    whole.until(lambda: status(whole, "feed").startswith("FRITZ!Box: no connection since "))
    with FritzBox(port) as box:
        whole.until(lambda: status(whole, "feed").startswith("FRITZ!Box connected since "))
        box.ring(KNOWN)
        whole.until(lambda: whole.popups)


def test_a_line_added_in_the_settings_is_listened_to_at_once(place, open_desk, box):
    whole = open_desk(place)
    assert status(whole, "feed") == "No telephone line"
    with_context(place, lambda ctx: write_setting(ctx, "feeds", [{"url": box.url, "active": True}]))
    whole.desktop._read_context()
    whole.until(lambda: status(whole, "feed").startswith("FRITZ!Box connected"))


def test_no_thread_is_left_when_the_desk_has_ended(place, box, open_desk):
    before = set(threading.enumerate())
    whole = open_desk(place, box)
    box.ring(KNOWN)
    whole.until(lambda: whole.popups)
    open_desk.close(whole)
    left = {thread.name for thread in set(threading.enumerate()) - before if not thread.name.startswith("Dummy")}
    assert not left


@pytest.mark.postgres
def test_calls_are_kept_while_the_database_is_away(postgres_store_url, tmp_path, open_desk, box):
    url = postgres_store_url.render_as_string(hide_password=False)
    store = open_store(database_url(None, url))
    found_company(store, {"company.name": "Hotline GmbH", "company.area_code": "030", "company.language": "en"},
                  "anna", "Anna Weber", SystemClock())
    furnish(open_context(store, None, "anna"))
    store.close()
    whole = open_desk(Place(tmp_path, url), box, login="anna")
    with Away(postgres_store_url):
        call = box.ring(KNOWN)
        whole.until(lambda: len(whole.desktop.local.spooled()) == 1)
        whole.until(lambda: status(whole, "store").startswith("Database away"))
        whole.until(lambda: "The database is away. The call is kept here" in "".join(whole.texts))
        assert "+49 711 5550123" in whole.texts[0]
        call.hang_up()
        whole.until(lambda: len(whole.desktop.local.spooled()) == 2)
    whole.until(lambda: not whole.desktop.local.spooled())
    whole.until(lambda: not status(whole, "store"))
    (row,) = whole.journal()
    assert (row.number, row.outcome) == (KNOWN, "missed")
    assert not [text for text in banners(whole) if "away" in text]


class Away:
    """The database refuses everybody as long as the block lasts."""

    def __init__(self, url):
        self._name = url.database
        self._server = f"host={url.host} port={url.port} user={url.username} dbname=postgres"

    def __enter__(self):
        self._say(f'ALTER DATABASE "{self._name}" ALLOW_CONNECTIONS false')
        self._say(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{self._name}'")

    def __exit__(self, *_):
        self._say(f'ALTER DATABASE "{self._name}" ALLOW_CONNECTIONS true')

    def _say(self, statement):
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(statement)
