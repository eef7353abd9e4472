"""A PostgreSQL server of the tests' own: made, started on the loopback and thrown away by each test process."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import uuid
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

READY = "database system is ready to accept connections"
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60", "lc_messages=C")


def server_programs() -> Path | None:
    """The folder of `initdb` and `postgres`, the newest version; None where there is no server."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    for folder in reversed(debian):
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def _as_server_user(*extra: str) -> list[str]:
    """The server refuses to run as root, so root hands it to the user postgres."""
    if os.geteuid() != 0:
        return ["setpriv", *extra, "--"] if extra else []
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", *extra, "--"]


def _folder_in_memory() -> str | None:
    """Where files cost nothing, if there is room for a cluster; a database is then made five times as fast."""
    memory = Path("/dev/shm")
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 1 << 30:
        return str(memory)
    return None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Cluster:
    """A running server on 127.0.0.1 that trusts everyone and forgets everything."""

    def __init__(self, programs: Path, folder: Path, settings: tuple[str, ...] = QUICK) -> None:
        self.port = _free_port()
        self._programs, self._folder, self._settings = programs, folder, settings
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        subprocess.run(
            [*_as_server_user(), programs / "initdb", "-D", folder / "cluster", "-U", "postgres", "-E", "UTF8",
             "--locale=C.UTF-8", "--auth=trust", "--no-sync", "--no-instructions"],
            cwd="/", check=True, capture_output=True,
        )
        self._said: deque[str] = deque(maxlen=50)
        self.start()

    def start(self) -> None:
        """Starts the server, also again after it was stopped; returns when it accepts connections."""
        options = [part for setting in self._settings for part in ("-c", setting)]
        # The server ends with this process, however that one ends.
        self._server = subprocess.Popen(
            [*_as_server_user("--pdeathsig", "INT"), self._programs / "postgres", "-D", self._folder / "cluster",
             "-h", "127.0.0.1", "-p", str(self.port), "-k", self._folder, *options],
            cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )
        self._await_ready()

    def _await_ready(self) -> None:
        assert self._server.stderr is not None
        for line in self._server.stderr:
            self._said.append(line)
            if READY in line:
                break
        else:
            raise RuntimeError("PostgreSQL did not start:\n" + "".join(self._said))
        # A full pipe would stop the server.
        self._reader = threading.Thread(target=self._said.extend, args=(self._server.stderr,), daemon=True)
        self._reader.start()

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{database}"

    def _execute(self, statement: str) -> None:
        address = f"host=127.0.0.1 port={self.port} user=postgres dbname=postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def create(self, template: str = "template0") -> str:
        """Makes a new database from a template that nobody is connected to and returns its name."""
        name = f"t_{uuid.uuid4().hex}"
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def drop(self, database: str) -> None:
        """Removes a database, ending whatever is still connected to it."""
        self._execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """The URL of a database that exists as long as the block."""
        name = self.create(template)
        try:
            yield self.url(name)
        finally:
            self.drop(name)

    def stop(self, hard: bool = False) -> None:
        """Stops the server and cuts off whoever is connected; `hard` is like a failure of the power."""
        self._server.send_signal(signal.SIGQUIT if hard else signal.SIGINT)
        try:
            self._server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()
        self._reader.join()
        assert self._server.stderr is not None
        self._server.stderr.close()


class Stock:
    """Has a database of each template ready: the next one is made, and an old one removed, while a test runs."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._maker = ThreadPoolExecutor(1, "postgres-stock")
        self._ready: dict[str, Future[str]] = {}

    @contextmanager
    def database(self, template: str) -> Iterator[str]:
        """The URL of a database that exists as long as the block."""
        ready = self._ready.pop(template, None) or self._maker.submit(self._cluster.create, template)
        name = ready.result()
        self._ready[template] = self._maker.submit(self._cluster.create, template)
        try:
            yield self._cluster.url(name)
        finally:
            self._maker.submit(self._cluster.drop, name)

    def close(self) -> None:
        """What is under way is finished; databases that nobody took go with the cluster."""
        self._maker.shutdown()


@contextmanager
def running_cluster(settings: tuple[str, ...] = QUICK) -> Iterator[Cluster]:
    """A server for as long as the block. Without one installed the test is skipped, in CI it fails."""
    programs = server_programs()
    if programs is None or not shutil.which("setpriv"):
        reason = "no PostgreSQL server is installed (python3 dev.py setup does it)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    folder = Path(tempfile.mkdtemp(prefix="hotline-desk-pg-", dir=_folder_in_memory()))
    try:
        cluster = Cluster(programs, folder, settings)
        try:
            yield cluster
        finally:
            cluster.stop()
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[Cluster]:
    """The server of this test process."""
    with running_cluster() as cluster:
        yield cluster


@pytest.fixture
def postgres_url(postgres_cluster: Cluster) -> Iterator[str]:
    """The URL of a fresh, empty database."""
    with postgres_cluster.database() as url:
        yield url
