"""The environment and config/ as a whole."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from readout.errors import BadConfig, BadRequest
from readout.settings import Settings, find_home, load_config, read_constants, read_settings, read_watchlist, watchlist_names

HOME = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def no_settings_of_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("READOUT_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home of its own with the shipped configuration, to be changed."""
    shutil.copytree(HOME / "config", tmp_path / "home" / "config")
    return tmp_path / "home"


def test_the_shipped_configuration_has_a_mistake() -> None:
    config = load_config(Settings(home=HOME))
    assert config.data == HOME / "data"
    assert {"state", "politico", "globaltimes", "usembassy-china", "publicnow", "reuters", "youtube"} <= {
        publisher.id for publisher in config.publishers.all
    }
    for name in watchlist_names(config):
        assert read_watchlist(config, name).id == name


def test_the_home_is_not_found_from_a_folder_below_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(home / "a" / "b")
    assert find_home(read_settings()) == home
    assert load_config().data == home / "data"


def test_outside_of_a_checkout_nothing_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadConfig, match="set READOUT_HOME"):
        load_config()


def test_a_wrong_home_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READOUT_HOME", str(tmp_path))
    with pytest.raises(BadConfig, match=r"READOUT_HOME is .* no folder config/"):
        load_config()


def test_the_command_line_does_not_overrule_the_environment(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READOUT_HOME", str(home))
    monkeypatch.setenv("READOUT_DATA", str(tmp_path / "environment"))
    assert load_config().data == tmp_path / "environment"
    assert load_config(data=tmp_path / "given").data == tmp_path / "given"
    monkeypatch.setenv("READOUT_DATA", "")
    assert load_config().data == home / "data"


def test_test_hosts_are_not_read_as_names_and_loopback_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READOUT_TEST_HOSTS", "a.example=127.0.0.1:8001, B.test=127.0.0.2:8002")
    assert read_settings().test_hosts == {"a.example": ("127.0.0.1", 8001), "b.test": ("127.0.0.2", 8002)}


@pytest.mark.parametrize(
    "value", ["www.state.gov=127.0.0.1:80", "example=127.0.0.1:80", "a.example=10.0.0.1:80", "a.example=127.0.0.1", "a.example=127.0.0.1:0", "a.example=127.0.0.300:1", "x"]
)  # fmt: skip
def test_a_real_name_or_a_far_address_can_be_mapped(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("READOUT_TEST_HOSTS", value)
    with pytest.raises(BadConfig, match="READOUT_TEST_HOSTS"):
        read_settings()


def test_an_unknown_watchlist_is_refused_without_the_known_ones_and_the_nearest(home: Path) -> None:
    config = load_config(Settings(home=home))
    with pytest.raises(BadRequest) as caught:
        read_watchlist(config, "us-chian")
    assert caught.value.problem == "there is no watchlist 'us-chian'; did you mean 'us-china'?"
    assert "us-china" in caught.value.remedy
    for name in ("../watchlists/us-china", "", "us-china.toml", "/etc/passwd"):
        with pytest.raises(BadRequest):
            read_watchlist(config, name)


def test_two_publishers_may_claim_one_host(home: Path) -> None:
    (home / "config/publishers/zz.toml").write_text(
        '# a second owner\nname = "Z"\ndomains = ["z.example", "state.gov"]\nauthority = "blog"\nlicence = "none"\n'
    )
    with pytest.raises(BadConfig, match=r"zz\.toml:3: 'state\.gov' already belongs to state\.toml"):
        load_config(Settings(home=home))


def test_a_publisher_may_translate_one_that_does_not_exist(home: Path) -> None:
    (home / "config/publishers/zz.toml").write_text(
        'name = "Z"\ndomains = ["z.example"]\nauthority = "translation"\nlicence = "none"\ntranslates = ["stat"]\n'
    )
    with pytest.raises(BadConfig, match=r"zz\.toml:5: translates: no publisher 'stat'; did you mean 'state'\?"):
        load_config(Settings(home=home))


def test_a_constant_can_be_missing_or_misspelt(home: Path) -> None:
    path = home / "config/pipeline.toml"
    text = path.read_text()
    path.write_text(text.replace("head_lines =", "head_line ="))
    with pytest.raises(BadConfig, match=r"pipeline\.toml:\d+: unknown key 'head_line'; did you mean 'head_lines'"):
        load_config(Settings(home=home))
    path.write_text(text.replace('web = "https://web.archive.org/web"', 'web = "https://web.archive.org/copies"'))
    with pytest.raises(BadConfig, match=r"pipeline\.toml:\d+: memento\.web: does not end in /web"):
        load_config(Settings(home=home))
    path.write_text(text + "\n[discovery]\nx = 1\n")
    with pytest.raises(BadConfig, match="unknown key 'discovery'; did you mean 'discover'"):
        load_config(Settings(home=home))


def test_the_digest_follows_the_layout_of_a_file_rather_than_what_it_says(home: Path) -> None:
    before = load_config(Settings(home=home))
    path = home / "config/publishers/reuters.toml"
    path.write_text("# another comment\n\n" + path.read_text())
    assert load_config(Settings(home=home)).digest == before.digest
    path.write_text(path.read_text().replace("delay_seconds = 10.0", "delay_seconds = 11.0"))
    assert load_config(Settings(home=home)).digest != before.digest


def test_reading_the_configuration_loads_the_orchestrator_or_the_table_library() -> None:
    code = (
        "import sys; from readout.settings import load_config, Settings; import readout.discover.plan, readout.discover.citations; "
        "print([m for m in ('prefect', 'pyarrow', 'pandas', 'httpx', 'trafilatura') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_expression_that_does_not_compile_passes_as_a_constant(tmp_path: Path) -> None:
    shipped = (Path(__file__).resolve().parents[1] / "config" / "pipeline.toml").read_text(encoding="utf-8")
    path = tmp_path / "pipeline.toml"
    path.write_text(shipped.replace("lost_links = [", "lost_links = [\n  '(?:click',", 1), encoding="utf-8")
    line = shipped.split("lost_links = [")[0].count("\n") + 1
    with pytest.raises(BadConfig) as caught:
        read_constants(path)
    assert caught.value.problem.startswith(f"{path}:{line}: discover.lost_links: is no regular expression")


def test_a_vote_without_its_packages_is_refused_with_the_command_that_installs_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "pipeline.toml"
    shipped = (Path(__file__).resolve().parents[1] / "config" / "pipeline.toml").read_text(encoding="utf-8")
    path.write_text(shipped.replace('generic = "one"', 'generic = "vote"'), encoding="utf-8")
    assert read_constants(path).extract.generic == "vote"
    monkeypatch.setitem(sys.modules, "resiliparse", None)
    with pytest.raises(BadConfig) as caught:
        read_constants(path)
    assert "extract.generic: 'vote' needs what is not installed: resiliparse" in caught.value.problem
    assert "readout[vote]" in caught.value.remedy


def test_a_mode_of_the_generic_route_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pipeline.toml"
    shipped = (Path(__file__).resolve().parents[1] / "config" / "pipeline.toml").read_text(encoding="utf-8")
    path.write_text(shipped.replace('generic = "one"', 'generic = "two"'), encoding="utf-8")
    with pytest.raises(BadConfig, match="generic"):
        read_constants(path)
