"""Users, teams and stored settings."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline_desk.domain.access import ROLES
from hotline_desk.store.schema import Business, Instant, Key, Row, codes


class UserRow(Business):
    __tablename__ = "user_account"
    __table_args__ = (codes("role", ROLES),)

    login: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(20))
    extension: Mapped[str] = mapped_column(String(20), default="")
    email: Mapped[str] = mapped_column(String(200), default="")
    archived_at: Mapped[datetime | None] = mapped_column(Instant)


class TeamRow(Business):
    __tablename__ = "team"

    name: Mapped[str] = mapped_column(String(80), unique=True)
    archived_at: Mapped[datetime | None] = mapped_column(Instant)


class TeamMemberRow(Row):
    __tablename__ = "team_member"
    __table_args__ = (UniqueConstraint("team_id", "user_id"),)

    team_id: Mapped[int] = mapped_column(Key, ForeignKey("team.id"))
    user_id: Mapped[int] = mapped_column(Key, ForeignKey("user_account.id"), index=True)


class SettingRow(Row):
    """A stored value; `owner` is "" for the company, a user's uid for his own."""

    __tablename__ = "setting"
    __table_args__ = (UniqueConstraint("owner", "key"),)

    owner: Mapped[str] = mapped_column(String(36), default="")
    key: Mapped[str] = mapped_column(String(60))
    value: Mapped[str] = mapped_column(Text)


def stored_settings(session: Session, owner: str) -> dict[str, Any]:
    """Key -> value of one owner."""
    rows = session.execute(select(SettingRow.key, SettingRow.value).where(SettingRow.owner == owner))
    return {key: json.loads(value) for key, value in rows}


def stored_setting(session: Session, owner: str, key: str, default: Any) -> Any:
    """One value of one owner as it is now, the default if none is stored."""
    found = session.scalar(select(SettingRow.value).where(SettingRow.owner == owner, SettingRow.key == key))
    return default if found is None else json.loads(found)


def stored_settings_of(session: Session, keys: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Owner -> key -> value of these keys."""
    found: dict[str, dict[str, Any]] = {}
    for owner, key, value in session.execute(
            select(SettingRow.owner, SettingRow.key, SettingRow.value).where(SettingRow.key.in_(keys))):
        found.setdefault(owner, {})[key] = json.loads(value)
    return found


def user_by_login(session: Session, login: str, *, archived: bool = False) -> UserRow | None:
    """The active user of this login name, whatever its case; one who was put away too if asked."""
    wanted = login.casefold()
    users = session.scalars(select(UserRow).order_by(UserRow.id)).all()
    return next((user for user in users if user.login.casefold() == wanted
                 and (archived or user.archived_at is None)), None)


def active_users(session: Session) -> list[UserRow]:
    """All users that are not put away, by name."""
    return list(session.scalars(select(UserRow).where(UserRow.archived_at.is_(None)).order_by(UserRow.name)))
