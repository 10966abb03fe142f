"""A Postgres of our own on loopback, for a benchmark or a test: started in a folder, stopped, nothing of it left.

Postgres refuses to run as root; then its processes run as `nobody`, for whom every folder above must be traversable.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from readout.server import free_port

USER, DATABASE = "readout", "prefect"
NOBODY = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
START_SECONDS = "60"
ABSENT = "no Postgres found: apt-get install postgresql"


def find_binaries() -> Path | None:
    """Folder of the newest installed `initdb` and `pg_ctl`: Debian keeps them off the PATH; None where there is none."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = debian[-1] if debian else shutil.which("initdb")
    return Path(found).parent if found else None


@contextmanager
def loopback_postgres() -> Iterator[str]:
    """Start a Postgres with an empty database, and stop it at the end.

    Yields:
        Its address as Prefect's server takes it: postgresql+asyncpg://...

    Raises:
        FileNotFoundError: no Postgres is installed.
        subprocess.CalledProcessError: it does not start.
    """
    binaries = find_binaries()
    if binaries is None:
        raise FileNotFoundError(ABSENT)
    # Below the system's own temporary folder: a test's folders are closed to other users.
    folder = Path(tempfile.mkdtemp(prefix="readout-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody", "nogroup")
    data, port = folder / "data", free_port()
    control = [str(binaries / "pg_ctl"), "-w", "-D", str(data)]
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
    try:
        call(folder, str(binaries / "initdb"), "-U", USER, "--auth=trust", "--encoding=UTF8", "-D", str(data))
        call(folder, *control, "-t", START_SECONDS, "-l", str(folder / "log"), "-o", options, "start")
        call(folder, str(binaries / "createdb"), "-h", "127.0.0.1", "-p", str(port), "-U", USER, DATABASE)
        yield f"postgresql+asyncpg://{USER}@127.0.0.1:{port}/{DATABASE}"
    finally:
        if (data / "postmaster.pid").exists():
            call(folder, *control, "-m", "immediate", "stop")
        shutil.rmtree(folder)


def call(folder: Path, *command: str) -> None:
    """A program of Postgres that ends by itself; not with our output, which its server would hold open."""
    as_nobody = NOBODY if os.geteuid() == 0 else []
    subprocess.run([*as_nobody, *command], cwd=folder, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
