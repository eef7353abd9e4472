"""Everything into one file and back: SQLite's online copy, or PostgreSQL's own programs."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL

from hotline_desk.core.errors import UserError
from hotline_desk.core.places import make_private_file
from hotline_desk.store.engine import translated
from hotline_desk.store.opening import place_of
from hotline_desk.store.schema import REVISION

_ASIDE = ".before-restore"
_OTHERS = ("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
           " AND pid <> pg_backend_pid() AND backend_type = 'client backend'")


def back_up(url: URL, target: Path) -> None:
    """Copies the whole database into a new file of mode 0600, checked before it gets its name.

    Others may go on working meanwhile. Raises UserError if the file is there already, or it cannot be done.
    """
    if target.exists():
        raise UserError("file.exists", place=str(target))
    if url.get_backend_name() == "sqlite":
        source = Path(url.database or "")
        if not source.is_file():
            raise UserError("store.missing", place=place_of(url))
        copy_file(source, target)
    else:
        _dump(url, target)


def restore(url: URL, source: Path) -> Path | None:
    """Puts the database back to what the file holds and returns where the present one was kept.

    Raises UserError if the file is no backup or newer than the program, or while others use the database.
    """
    if not source.is_file():
        raise UserError("file.unreadable", place=str(source), reason=os.strerror(2))
    if url.get_backend_name() == "sqlite":
        return _restore_file(source, Path(url.database or ""))
    return _restore_dump(url, source)


def copy_file(source: Path, target: Path) -> None:
    """An online copy of a SQLite database: checked, then renamed. Raises UserError if it is damaged or cannot be."""
    with _part_of(target) as part:
        _copy(source, part, damaged=UserError("store.damaged", place=str(source), reason="integrity_check"))


def let_go(file: Path) -> None:
    """Folds the log into a SQLite file that nobody else has open. Raises UserError if somebody has."""
    with closing(sqlite3.connect(file, timeout=0.5, isolation_level=None)) as connection:
        try:
            # Leaving WAL needs the file for oneself alone, which also shows that it is nobody else's.
            connection.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as trouble:
            locked = "locked" in str(trouble) or "busy" in str(trouble)
            raise UserError("store.in_use" if locked else "store.readonly", place=str(file)) from trouble


@contextmanager
def _part_of(target: Path) -> Iterator[Path]:
    """A private file beside the target that becomes the target if all goes well."""
    part = target.with_name(f".{target.name}.part")
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield part
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(target)
        _sync_folder(target.parent)
    except OSError as trouble:
        raise UserError("file.unwritable", place=str(target), reason=trouble.strerror or str(trouble)) from trouble
    finally:
        part.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _copy(source: Path, part: Path, damaged: UserError) -> None:
    try:
        with (closing(sqlite3.connect(source, timeout=15.0)) as old,
              closing(sqlite3.connect(part, isolation_level=None)) as new):
            old.backup(new)
            new.execute("PRAGMA journal_mode=DELETE")
            found = new.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.DatabaseError as trouble:
        if "full" in str(trouble):
            raise UserError("store.full") from trouble
        raise damaged from trouble
    if found is None or found[0] != "ok":
        raise damaged


def _restore_file(source: Path, target: Path) -> Path | None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    present = target.is_file() and target.stat().st_size > 0
    aside = free_name(target, _ASIDE)
    with _part_of(target) as part:
        _check_header(source)
        _copy(source, part, damaged=UserError("backup.wrong", place=str(source), reason="integrity_check"))
        _check_revision(source, _file_revision(part))
        if present:
            _let_go_if_whole(target)
            _keep(target, aside)
        for ending in ("-wal", "-shm"):
            # What is left of a damaged or missing file must not be taken for part of the restored one.
            rest = target.with_name(target.name + ending)
            if rest.exists():
                rest.replace(aside.with_name(aside.name + ending))
    return aside if present else None


def _check_header(source: Path) -> None:
    with source.open("rb") as file:
        if file.read(16) != b"SQLite format 3\x00":
            raise UserError("backup.wrong", place=str(source), reason="no SQLite")


def _file_revision(part: Path) -> str | None:
    try:
        with closing(sqlite3.connect(part)) as connection:
            found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError:
        return None
    return str(found[0]) if found else None


def _check_revision(source: Path, revision: str | None) -> None:
    if revision is None:
        raise UserError("backup.wrong", place=str(source), reason="no alembic_version")
    if revision > REVISION:
        raise UserError("store.newer", place=str(source))


def free_name(file: Path, ending: str) -> Path:
    """A name beside the file that nothing has yet: with this ending, and a number if there are older ones."""
    name = file.with_name(file.name + ending)
    n = 1
    while name.exists():
        n += 1
        name = file.with_name(f"{file.name}{ending}-{n}")
    return name


def _let_go_if_whole(target: Path) -> None:
    try:
        let_go(target)
    except sqlite3.DatabaseError:
        # Too damaged to be opened, so nobody works with it; it is kept as it is.
        return


def _keep(target: Path, aside: Path) -> None:
    """The present file under a second name, so that there is one under the first at every moment."""
    try:
        aside.hardlink_to(target)
    except OSError:
        make_private_file(aside)  # a copy must not be open to others for a moment either
        shutil.copy2(target, aside)


def _dump(url: URL, target: Path) -> None:
    with _part_of(target) as part:
        _run(url, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={part}", _address(url))
        _listed(url, part)


def _restore_dump(url: URL, source: Path) -> Path | None:
    if "alembic_version" not in _listed(url, source):
        raise UserError("backup.wrong", place=str(source), reason="no alembic_version")
    rows = _run(url, "pg_restore", "--data-only", "--table=alembic_version", "--file=-", str(source))
    copied = [line.strip() for line in rows.partition("FROM stdin;")[2].splitlines() if line.strip()]
    _check_revision(source, copied[0] if copied else None)
    others, filled = _others_and_filled(url)
    if others:
        raise UserError("store.in_use", place=place_of(url))
    aside = free_name(source, _ASIDE) if filled else None
    if aside is not None:
        _dump(url, aside)
    _run(url, "pg_restore", "--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction",
         "--exit-on-error", f"--dbname={_address(url)}", str(source))
    return aside


def _others_and_filled(url: URL) -> tuple[int, bool]:
    engine = create_engine(url, connect_args={"connect_timeout": 5})
    try:
        with translated(place_of(url)), engine.connect() as connection:
            others = connection.scalar(text(_OTHERS)) or 0
            filled = connection.scalar(text("SELECT to_regclass('alembic_version')")) is not None
            return int(others), filled
    finally:
        engine.dispose()


def _listed(url: URL, dump: Path) -> str:
    try:
        return _run(url, "pg_restore", "--list", str(dump))
    except UserError as problem:
        if problem.id != "backup.failed":
            raise
        raise UserError("backup.wrong", place=str(dump), reason="pg_restore --list") from problem


def _address(url: URL) -> str:
    return url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)


def _run(url: URL, program: str, *arguments: str) -> str:
    """What the program says. The password is handed over by the environment, where nobody else sees it."""
    found = shutil.which(program)
    if found is None:
        raise UserError("backup.program", program=program)
    environment = {**os.environ, "PGCONNECT_TIMEOUT": "5"}
    if url.password:
        environment["PGPASSWORD"] = str(url.password)
    done = subprocess.run([found, *arguments], env=environment, capture_output=True, text=True, check=False,
                          encoding="utf-8", errors="replace", stdin=subprocess.DEVNULL)
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise UserError("backup.failed", program=program, reason=said[0])
    return done.stdout
