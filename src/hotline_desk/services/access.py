"""Users, teams, settings, and the making of a company."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline_desk.core.clock import Clock, SystemClock
from hotline_desk.core.errors import UserError
from hotline_desk.core.settings import COMPANY, SETTINGS, USER, WORKPLACE, Settings
from hotline_desk.core.text import N_
from hotline_desk.domain.access import ADMINISTRATOR, AGENT, Team, User
from hotline_desk.services.act import act, reading
from hotline_desk.services.context import Context
from hotline_desk.services.rows import id_of, put, row_of
from hotline_desk.store.access import (
    SettingRow,
    TeamMemberRow,
    TeamRow,
    UserRow,
    active_users,
    stored_settings,
    user_by_login,
)
from hotline_desk.store.engine import Stamp, Store, Tx
from hotline_desk.store.local import Local


def user_value(row: UserRow) -> User:
    """The frozen value of a user's row."""
    return User(row.uid, row.login, row.name, row.role, row.id, row.extension, row.email, row.version,
                row.archived_at is not None)


def active_people(store: Store) -> list[User]:
    """Who can be chosen at the start, by name; asked before there is a context."""
    with store.read() as session:
        return sorted((user_value(row) for row in active_users(session)), key=lambda user: user.name.casefold())


def open_context(store: Store, local: Local | None, login: str | None = None, *, clock: Clock | None = None,
                 attended: bool = True) -> Context:
    """A context for this user, or for the first administrator. Raises UserError for an unknown login."""
    with store.read() as session:
        rows = active_users(session)
        if login is None:
            chosen = next((u for u in sorted(rows, key=lambda u: u.id) if u.role == ADMINISTRATOR), None)
        else:
            chosen = user_by_login(session, login)
        if chosen is None:
            raise UserError("user.not_found", login=login or "", known=", ".join(u.login for u in rows))
        user = user_value(chosen)
        settings = _settings(session, local, user.uid)
    desk = local.desk() if local else "no-desk"
    return Context(store, user, desk, settings, clock or SystemClock(), local, attended)


def _settings(session: Session, local: Local | None, owner: str) -> Settings:
    workplace = local.settings() if local else {}
    return Settings({**stored_settings(session, ""), **stored_settings(session, owner), **workplace})


def found_company(store: Store, values: dict[str, Any], login: str, name: str, clock: Clock) -> None:
    """Writes the first administrator and the company's settings into an empty store."""
    with store.write(Stamp("company.found", None, "setup", clock.now())) as tx:
        user = UserRow(login=login, name=name, role=ADMINISTRATOR)
        tx.session.add(user)
        for key, value in values.items():
            store_setting(tx, "", key, SETTINGS[key].check(value))
        tx.session.flush()
        store_setting(tx, user.uid, "ui.language", values.get("company.language", "de"))
        tx.changed("user", user.uid)


@reading("own.edit")
def read_settings(ctx: Context, session: Session) -> Settings:
    """The settings as they are now, of company, user and workplace."""
    return _settings(session, ctx.local, ctx.user.uid)


@act("settings.write", permission="own.edit")
def write_setting(ctx: Context, tx: Tx, key: str, value: Any) -> None:
    """Stores one value where its scope says. Raises UserError for a value that does not fit."""
    if key not in SETTINGS:
        raise UserError("settings.unknown", key=key)
    setting = SETTINGS[key]
    value = setting.check(value)
    if setting.scope == COMPANY:
        ctx.require("settings.edit")
        store_setting(tx, "", key, value)
    elif setting.scope == USER:
        store_setting(tx, ctx.user.uid, key, value)
    elif setting.scope == WORKPLACE and ctx.local is not None:
        ctx.local.put_setting(key, value)
    tx.changed("settings", key)


def store_setting(tx: Tx, owner: str, key: str, value: Any) -> None:
    """A shared step: keeps one value of the company (owner "") or of a user (his uid)."""
    row = tx.session.scalar(select(SettingRow).where(SettingRow.owner == owner, SettingRow.key == key))
    if row is None:
        tx.session.add(SettingRow(owner=owner, key=key, value=json.dumps(value)))
    else:
        row.value = json.dumps(value)


@reading("access.read")
def list_users(ctx: Context, session: Session, archived: bool = False) -> list[User]:
    """Users by name; those put away too if asked."""
    rows = session.scalars(select(UserRow).order_by(UserRow.name))
    return [user_value(row) for row in rows if archived or row.archived_at is None]


@act("user.save", permission="access.edit")
def save_user(ctx: Context, tx: Tx, user: User) -> str:
    """Makes a user (empty uid) or changes one; returns the uid. The last administrator stays one."""
    login, name = user.login.strip(), user.name.strip()
    if not login:
        raise UserError("value.missing", field=N_("Login name"))
    if not name:
        raise UserError("value.missing", field=N_("Name"))
    other = user_by_login(tx.session, login, archived=True)
    if other is not None and other.uid != user.uid:
        raise UserError("value.taken", field=N_("Login name"), value=login)
    values = {"login": login, "name": name, "role": user.role, "extension": user.extension.strip(),
              "email": user.email.strip(), "archived_at": tx.now if user.archived else None}
    if user.uid:
        row = row_of(tx.session, UserRow, user.uid)
        if row.archived_at is not None and user.archived:
            values["archived_at"] = row.archived_at
        put(tx.session, row, user.version, values)
    else:
        row = UserRow(**values)
        tx.session.add(row)
    tx.session.flush()
    _keep_an_administrator(tx)
    tx.changed("user", row.uid)
    return row.uid


@act("user.extension", permission="own.edit")
def set_own_extension(ctx: Context, tx: Tx, extension: str) -> None:
    """The telephone of whoever works here: what is answered there is answered by this user."""
    row = row_of(tx.session, UserRow, ctx.user.uid)
    put(tx.session, row, row.version, {"extension": extension.strip()})
    tx.session.flush()
    tx.changed("user", row.uid)


def _keep_an_administrator(tx: Tx) -> None:
    count = tx.session.scalar(select(func.count()).select_from(UserRow).where(
        UserRow.role == ADMINISTRATOR, UserRow.archived_at.is_(None)))
    if not count:
        raise UserError("user.last_admin")


@reading("access.read")
def list_teams(ctx: Context, session: Session, archived: bool = False) -> list[Team]:
    """Teams by name with their members."""
    members: dict[int, list[str]] = {}
    for team_id, uid in session.execute(
            select(TeamMemberRow.team_id, UserRow.uid).join(UserRow, UserRow.id == TeamMemberRow.user_id)):
        members.setdefault(team_id, []).append(uid)
    rows = session.scalars(select(TeamRow).order_by(TeamRow.name))
    return [Team(t.uid, t.name, tuple(sorted(members.get(t.id, ()))), t.version, t.archived_at is not None)
            for t in rows if archived or t.archived_at is None]


@act("team.save", permission="access.edit")
def save_team(ctx: Context, tx: Tx, team: Team) -> str:
    """Makes a team (empty uid) or changes it and its members; returns the uid."""
    name = team.name.strip()
    if not name:
        raise UserError("value.missing", field=N_("Name"))
    other = tx.session.scalar(select(TeamRow).where(TeamRow.name == name))
    if other is not None and other.uid != team.uid:
        raise UserError("value.taken", field=N_("Name"), value=name)
    values = {"name": name, "archived_at": tx.now if team.archived else None}
    if team.uid:
        row = row_of(tx.session, TeamRow, team.uid)
        put(tx.session, row, team.version, values)
    else:
        row = TeamRow(**values)
        tx.session.add(row)
    tx.session.flush()
    wanted = {id_of(tx.session, UserRow, uid) for uid in team.members}
    present = {m.user_id: m for m in tx.session.scalars(select(TeamMemberRow).where(TeamMemberRow.team_id == row.id))}
    for user_id in present.keys() - wanted:
        tx.session.delete(present[user_id])
    tx.session.add_all([TeamMemberRow(team_id=row.id, user_id=user_id) for user_id in wanted - present.keys()])
    tx.changed("team", row.uid)
    return row.uid


def ensure_user(tx: Tx, login: str) -> UserRow:
    """A shared step: the user of this login, active or not, made as an agent if missing."""
    row = user_by_login(tx.session, login, archived=True)
    if row is None:
        row = UserRow(login=login, name=login, role=AGENT)
        tx.session.add(row)
        tx.session.flush()
        tx.changed("user", row.uid)
    return row
