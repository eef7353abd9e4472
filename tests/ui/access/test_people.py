"""Users and teams."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from hotline_desk.domain.access import Team
from hotline_desk.services.access import list_teams, list_users, save_team
from tests import builders


def test_a_user_is_made(office, ctx):
    frame = office.open("users")
    office.do("record.new")
    frame.name.setText("Ben Kaya")
    frame.login.setText("ben")
    frame.extension.setText("12")
    office.do("panel.confirm")
    ben = next(u for u in list_users(ctx) if u.login == "ben")
    assert (ben.name, ben.role, ben.extension) == ("Ben Kaya", "agent", "12")


def test_the_last_administrator_cannot_be_put_away(office, ctx):
    frame = office.open("users")
    office.do("record.archive")
    assert "This is the last administrator and must stay active." in office.said
    assert [u.login for u in list_users(ctx)] == ["anna"]
    assert len(frame.list.rows()) == 1


def test_the_last_administrator_keeps_the_role(office, ctx):
    frame = office.open("users")
    office.do("record.open")
    frame.role.setCurrentIndex(frame.role.findData("agent"))
    office.do("panel.confirm")
    assert list_users(ctx)[0].role == "administrator"
    assert frame.panel.is_open


def test_a_user_is_put_away_and_brought_back(office, ctx):
    uid = builders.user(ctx, "ben")
    frame = office.open("users")
    frame.list.select(uid)
    office.do("record.archive")
    assert [u.login for u in list_users(ctx)] == ["anna"]
    office.undo()
    assert {u.login for u in list_users(ctx)} == {"anna", "ben"}


def test_a_login_that_is_taken_is_said_below_its_field(office, ctx):
    frame = office.open("users")
    office.do("record.new")
    frame.name.setText("Another")
    frame.login.setText("anna")
    office.do("panel.confirm")
    assert "exists already" in frame.form.errors()["login"]


def test_members_of_a_team_are_ticked(office, ctx):
    ben = builders.user(ctx, "ben")
    frame = office.open("teams")
    office.do("record.new")
    frame.name.setText("Hotline")
    items = [frame.members.item(n) for n in range(frame.members.count())]
    next(i for i in items if i.text() == "Ben").setCheckState(Qt.CheckState.Checked)
    office.do("panel.confirm")
    [team] = list_teams(ctx)
    assert (team.name, team.members) == ("Hotline", (ben,))
    assert frame.list.current().names == "Ben"


def test_a_member_leaves_a_team(office, ctx):
    ben = builders.user(ctx, "ben")
    save_team(ctx, Team("", "Hotline", (ben,)))
    frame = office.open("teams")
    office.do("record.open")
    for number in range(frame.members.count()):
        frame.members.item(number).setCheckState(Qt.CheckState.Unchecked)
    office.do("panel.confirm")
    assert list_teams(ctx)[0].members == ()


@pytest.mark.parametrize("kind", ["users", "teams"])
def test_an_agent_sees_people_and_cannot_change_them(office, ctx, kind):
    office.use_role("agent")
    office.open(kind)
    assert not office.shell.commands.possible("record.new")
    assert not office.shell.commands.possible("record.archive")
