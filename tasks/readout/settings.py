"""What the environment and config/ say, read once and checked: everything else gets it as an argument."""

from __future__ import annotations

import hashlib
import ipaddress
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_core import to_jsonable_python
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from readout.configuration import bad_value, nearest, read_toml
from readout.constants import Constants
from readout.constants.extract import VOTE_MODULES
from readout.errors import BadConfig, BadRequest
from readout.publishers import Checked, Publisher, Publishers
from readout.watchlists import Watchlist

TEST_DOMAINS = (".example", ".test")
"""RFC 6761 keeps these names out of the public DNS: mapping them to loopback can never divert a real site."""

NEW_WATCHLIST = "Make one with `readout watchlist new NAME`"


def _test_hosts(value: object) -> object:
    """`name=127.0.0.1:port,…` as {name: (address, port)}."""
    return dict(_test_host(part.strip()) for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _test_host(entry: str) -> tuple[str, tuple[str, int]]:
    match = re.fullmatch(r"([a-z0-9.-]+)=([0-9.]+):([0-9]{1,5})", entry.lower())
    if not match:
        raise ValueError(f"{entry!r} is not of the form name=127.0.0.1:port")
    name, address, port = match[1], match[2], int(match[3])
    if not name.endswith(TEST_DOMAINS):
        raise ValueError(f"{name!r} is not below {' or '.join(TEST_DOMAINS)}: other names are never mapped")
    if not ipaddress.ip_address(address).is_loopback or not 0 < port < 65536:
        raise ValueError(f"{address}:{port} is no loopback address and port")
    return name, (address, port)


def _database(value: SecretStr) -> SecretStr:
    """A URL that Prefect's server can take; its password is never shown, so neither is the rest of a wrong one."""
    if not value.get_secret_value().startswith("postgresql+asyncpg://"):
        raise ValueError("must begin with postgresql+asyncpg:// (without it the server uses SQLite)")
    return value


class Settings(BaseSettings):
    """The environment variables READOUT_*; an empty one counts as not set."""

    model_config = SettingsConfigDict(env_prefix="READOUT_", env_ignore_empty=True, extra="forbid", frozen=True)

    home: Path | None = Field(default=None, description="Folder that holds config/; else the nearest parent that does")
    data: Path | None = Field(default=None, description="Folder of the dataset; else <home>/data")
    contact: str | None = Field(default=None, description="Mail address or URL that the user agent names")
    state_dir: Path | None = Field(default=None, description="Host slots, one folder per machine; else $XDG_STATE_HOME/readout")
    test_hosts: Annotated[Mapping[str, tuple[str, int]], NoDecode, BeforeValidator(_test_hosts)] = Field(
        default_factory=dict, description="name=127.0.0.1:port,… for names below .example and .test; tests only"
    )
    failpoint: str | None = Field(default=None, description="Named step at which the process kills itself; tests only")
    server_database: Annotated[SecretStr, AfterValidator(_database)] | None = Field(
        default=None, description="Postgres of `readout up`: postgresql+asyncpg://user:password@host/name; else SQLite"
    )
    dask_address: str | None = Field(default=None, description="Scheduler for flows/ingest_on_dask.py")
    reports_url: str | None = Field(default=None, description="Where data/processed/reports is served")
    chromium: Path | None = Field(default=None, description="Browser for the tests of the form")
    require_browser: bool = Field(default=False, description="Without a browser those tests fail instead of being skipped")

    @property
    def slots(self) -> Path:
        """Folder of the host slots: of the machine, not of the dataset, or two datasets would each ask at full pace."""
        if self.state_dir:
            return self.state_dir
        return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "readout"


class Speakers(Checked):
    """config/speakers.toml: names of speakers that hold whoever publishes."""

    speakers: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Config:
    """Everything that is configured, checked; `digest` is the sha256 of constants, publishers and speakers."""

    home: Path
    data: Path
    settings: Settings
    constants: Constants
    publishers: Publishers
    speakers: Mapping[str, str]
    digest: str


def read_settings() -> Settings:
    """The environment, checked.

    Raises:
        BadConfig: a READOUT_* variable has a value that cannot be meant.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = f"READOUT_{str(first['loc'][0]).upper()}" if first["loc"] else "READOUT_*"
        raise BadConfig(f"{name}: {first['msg'].removeprefix('Value error, ')}", "Correct or unset that variable.") from error


def load_config(settings: Settings | None = None, *, data: Path | None = None) -> Config:
    """All of config/, checked; nothing is created.

    Args:
        settings: the environment, when already read.
        data: folder of the dataset (`--data`); overrules READOUT_DATA.

    Raises:
        BadConfig: no config/ is found, or one of its files has a mistake.
    """
    settings = settings or read_settings()
    home = find_home(settings)
    folder = home / "config"
    constants = read_constants(folder / "pipeline.toml")
    publishers = read_publishers(folder / "publishers")
    speakers = read_toml(path, Speakers).speakers if (path := folder / "speakers.toml").exists() else {}
    return Config(
        home=home,
        data=(data or settings.data or home / "data").absolute(),
        settings=settings,
        constants=constants,
        publishers=publishers,
        speakers=speakers,
        digest=digest_of(constants, publishers.all, speakers),
    )


def find_home(settings: Settings) -> Path:
    """The folder that holds config/: READOUT_HOME, or the nearest parent of the working folder that has one."""
    if settings.home:
        home = settings.home.absolute()
        if not (home / "config").is_dir():
            raise BadConfig(f"READOUT_HOME is {home}, but there is no folder config/ in it", "Set it to a checkout of readout.")
        return home
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "config" / "pipeline.toml").is_file():
            return folder
    raise BadConfig(f"no folder config/ in {here} or above it", "Go to a checkout of readout, or set READOUT_HOME to one.")


def digest_of(*values: object) -> str:
    """sha256 of checked values, equal for equal configuration however its files are laid out."""
    text = json.dumps(to_jsonable_python(values), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def read_constants(path: Path) -> Constants:
    """The constants of all stages, their expressions compiled once to see that they can be.

    Raises:
        BadConfig: the file has a mistake, or one of its expressions is none.
    """
    constants = read_toml(path, Constants)
    for pattern in constants.discover.lost_links:
        try:
            re.compile(pattern)
        except re.error as error:
            problem = f"discover.lost_links: is no regular expression ({error}): {pattern!r}"
            raise bad_value(path, ("discover", "lost_links"), problem, "Correct the value.") from error
    if (web := constants.memento.web) and not web.endswith("/web"):
        problem = f"memento.web: does not end in /web, by which the addresses of copies are known again: {web!r}"
        raise bad_value(path, ("memento", "web"), problem, "Correct the value.")
    if constants.extract.generic == "vote" and (missing := missing_packages(VOTE_MODULES)):
        problem = f"extract.generic: 'vote' needs what is not installed: {', '.join(missing)}"
        raise bad_value(
            path, ("extract", "generic"), problem, "Install the extra: `pip install 'readout[vote]'`; or set \"one\"."
        )
    return constants


def missing_packages(modules: Mapping[str, str]) -> list[str]:
    """Those of the packages (by the module that each installs) that this environment lacks."""
    return [package for module, package in modules.items() if find_spec(module) is None]


def read_publishers(folder: Path) -> Publishers:
    """All publishers' files of a folder, in the order of their ids.

    Raises:
        BadConfig: a file has a mistake, or two claim the same host.
    """
    paths = {path.stem: path for path in sorted(folder.glob("*.toml"))}
    publishers = tuple(read_toml(path, Publisher, id=name) for name, path in paths.items())
    owners: dict[str, str] = {}
    for publisher in publishers:
        path = paths[publisher.id]
        hosts = [("domains", host) for host in publisher.domains] + [("archive", a.host) for a in publisher.archive]
        for key, host in hosts:
            if (owner := owners.setdefault(host, publisher.id)) != publisher.id:
                raise bad_value(path, (key,), f"{host!r} already belongs to {owner}.toml", "Take it out of one of the two.")
        for other in publisher.translates:
            if other not in paths:
                guess = nearest(other, list(paths))
                problem = f"translates: no publisher {other!r}" + (f"; did you mean {guess!r}?" if guess else "")
                raise bad_value(path, ("translates",), problem, "Name the file of a publisher, without .toml.")
    return Publishers(publishers)


def watchlist_names(config: Config) -> list[str]:
    """Ids of all watchlists, in order."""
    return sorted(path.stem for path in (config.home / "config" / "watchlists").glob("*.toml"))


def read_watchlist(config: Config, name: str) -> Watchlist:
    """A watchlist by its id.

    Raises:
        BadRequest: there is none of that name; names the known ones and the nearest.
        BadConfig: its file has a mistake.
    """
    known = watchlist_names(config)
    if name not in known:
        guess = nearest(name, known)
        raise BadRequest(
            f"there is no watchlist {name!r}" + (f"; did you mean {guess!r}?" if guess else ""),
            f"Known: {', '.join(known) or 'none'}. {NEW_WATCHLIST}.",
        )
    return read_toml(config.home / "config" / "watchlists" / f"{name}.toml", Watchlist, id=name)
