"""Personal settings: what stands above what, and what is written back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui_desk import config, host


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def test_with_nothing_said_the_desk_is_ones_own_and_lies_in_the_data_folder(tmp_path: Path) -> None:
    settings = config.load(environment={})
    assert Path(settings.database).is_relative_to(tmp_path / "data")
    assert (settings.shared, settings.language, settings.mouse) == (False, "", True)


def test_an_argument_stands_above_the_environment_and_that_above_the_file() -> None:
    config.write(config.config_file(), {"database": "file.db", "language": "en", "mouse": False})
    variables = {"TUI_DESK_DATABASE": "variable.db"}
    assert config.load(environment={}).database == "file.db"
    assert config.load(environment=variables).database == "variable.db"
    assert config.load(environment=variables, database="argument.db").database == "argument.db"
    assert not config.load(environment={}).mouse


@pytest.mark.parametrize(
    ("name", "language"), [("zh", "zh_CN"), ("zh_CN.UTF-8", "zh_CN"), ("en-GB", "en"), ("fr", ""), ("C", ""), ("", "")]
)
def test_languages_are_known_by_their_usual_names(name: str, language: str) -> None:
    assert config.language_named(name) == language


def test_writing_a_setting_leaves_every_other_line_as_it_is() -> None:
    file = config.config_file()
    file.parent.mkdir(parents=True)
    file.write_text('# mine\nmouse = false # over ssh\nlanguage = "en"\n', encoding="utf-8")
    config.write(file, {"language": "zh_CN", "database": '/srv/"值班"/desk.sqlite'})
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines[:3] == ["# mine", "mouse = false # over ssh", 'language = "zh_CN"']
    assert config.read(file)["database"] == '/srv/"值班"/desk.sqlite'


def test_a_tilde_is_the_home_folder() -> None:
    assert config.load(environment={}, database="~/desk.sqlite").database == str(Path.home() / "desk.sqlite")


@pytest.mark.parametrize("zone", ["Asia/Shanghai", ":Asia/Shanghai", "/usr/share/zoneinfo/Asia/Shanghai"])
def test_the_time_zone_of_this_computer_may_be_named_by_tz(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    assert host.time_zone() == "Asia/Shanghai"


def test_a_time_zone_that_does_not_exist_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "CST-8")
    monkeypatch.setattr(host, "LOCALTIME", tmp_path / "none")
    assert host.time_zone("Asia/Shanghai") == "Asia/Shanghai"


@pytest.mark.parametrize("name", ["Asia", "", "/etc/passwd", "../zone", "No/Where"])
def test_what_is_no_zone_is_known(name: str) -> None:
    assert not host.is_zone(name)
