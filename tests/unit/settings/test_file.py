"""Reading settings: which source wins, where paths lead, and errors an admin can act on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings.file import (
    Loaded,
    config_path,
    load_settings,
    require_credentials,
    shipped_knowledge,
    starter_dir,
)

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A config.toml with this text, beside a knowledge folder."""
    (tmp_path / "knowledge").mkdir()

    def write(text: str) -> Path:
        path = tmp_path / "config.toml"
        path.write_text(text, "utf-8")
        return path

    return write


def _error(load: Callable[[], Loaded]) -> str:
    with pytest.raises(SettingsError) as caught:
        load()
    sentence = str(caught.value)
    assert "\n" not in sentence
    return sentence


def test_without_a_file_the_defaults_hold(no_config: Path) -> None:
    loaded = load_settings(None)
    assert loaded.settings.timezone == "Asia/Shanghai"
    assert loaded.settings.storage.index_dir == no_config / "data" / "index"
    assert loaded.path is None


def test_a_variable_wins_over_the_file(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write('[dingtalk]\nclient_id = "file"\nrobot_code = "robot"')
    monkeypatch.setenv("XIANGWEN_DINGTALK__CLIENT_ID", "variable")
    table = load_settings(path).settings.dingtalk
    assert (table.client_id, table.robot_code) == ("variable", "robot")


def test_dingtalks_own_variable_wins_over_ours(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write('[dingtalk]\napi_base = "http://file.invalid"')
    monkeypatch.setenv("XIANGWEN_DINGTALK__API_BASE", "http://ours.invalid")
    assert load_settings(path).settings.dingtalk.api_base == "http://ours.invalid"
    monkeypatch.setenv("DINGTALK_OPENAPI_ENDPOINT", "http://theirs.invalid/")
    assert load_settings(path).settings.dingtalk.api_base == "http://theirs.invalid"


def test_lists_are_json_in_a_variable(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIANGWEN_ROLES__ADMINS", '["050001", "050002"]')
    assert load_settings(write("")).settings.roles.admins == ("050001", "050002")


def test_an_empty_variable_counts_as_unset(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIANGWEN_TIMEZONE", "")
    assert load_settings(write("")).settings.timezone == "Asia/Shanghai"


def test_without_the_environment_no_variable_counts(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XIANGWEN_TIMEZONE", "Europe/Berlin")
    monkeypatch.setenv("XIANGWEN_NONSENSE", "1")
    monkeypatch.setenv("DINGTALK_OPENAPI_ENDPOINT", "http://canary.invalid")
    settings = load_settings(write(""), environment=False).settings
    assert settings.timezone == "Asia/Shanghai"
    assert settings.dingtalk.api_base == "https://api.dingtalk.com"


def test_paths_are_relative_to_the_file(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pages").mkdir()
    path = write(
        '[knowledge]\npaths = ["pages", "knowledge"]\n'
        '[storage]\nurl = "sqlite:///state/bot.db"\nindex_dir = "state/index"'
    )
    monkeypatch.chdir("/")
    settings = load_settings(path).settings
    assert settings.knowledge.paths == (tmp_path / "pages", tmp_path / "knowledge")
    assert settings.storage.url.get_secret_value() == f"sqlite:///{tmp_path}/state/bot.db"
    assert settings.storage.index_dir == tmp_path / "state" / "index"


def test_a_database_server_is_no_path(write: Write) -> None:
    path = write('[storage]\nurl = "postgresql://bot@db/xiangwen?connect_timeout=3"')
    storage = load_settings(path).settings.storage
    assert storage.address == "postgresql://bot@db/xiangwen?connect_timeout=3"
    assert "bot@db" not in repr(storage)


def test_an_absolute_database_stays_where_it_is(write: Write, tmp_path: Path) -> None:
    path = write(f'[storage]\nurl = "sqlite:///{tmp_path}/elsewhere.db"')
    url = load_settings(path).settings.storage.url.get_secret_value()
    assert url == f"sqlite:///{tmp_path}/elsewhere.db"


@pytest.mark.parametrize("text", ["", '[knowledge]\npaths = ["knowledge"]'])
def test_the_default_folder_may_be_missing_with_a_warning(
    write: Write, tmp_path: Path, text: str
) -> None:
    path = write(text)
    (tmp_path / "knowledge").rmdir()
    loaded = load_settings(path)
    assert loaded.settings.knowledge.paths == (shipped_knowledge(),)
    assert [w for w in loaded.warnings if str(tmp_path / "knowledge") in w] != []


def test_a_folder_that_was_asked_for_must_exist(write: Write, tmp_path: Path) -> None:
    path = write('[knowledge]\npaths = ["knowledge", "more"]')
    assert str(tmp_path / "more") in _error(lambda: load_settings(path))
    assert "--knowledge" in _error(lambda: load_settings(path, [tmp_path / "none"]))


def test_given_folders_replace_the_configured_ones(write: Write, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    path = write('[knowledge]\npaths = ["gone"]')
    assert load_settings(path, [tmp_path / "mine"]).settings.knowledge.paths == (
        tmp_path / "mine",
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[dingtalk]\nclientid = 'a'", ["[dingtalk] clientid", "是不是想写 client_id"]),
        ("[dingtlk]\nclient_id = 'a'", ["dingtlk", "是不是想写 dingtalk"]),
        ("[dingtalk]\nclient_id = 5", ["[dingtalk] client_id", "字符串"]),
        ("dingtalk = 3", ["[dingtalk]", "一张表"]),
        ("[limits]\nworkers = 'many'", ["[limits] workers", "整数"]),
        ("[limits]\nworkers = 0", ["[limits] workers", "不小于 1"]),
        ("[knowledge]\nwritable = 'maybe'", ["[knowledge] writable", "true"]),
        ("[knowledge]\npaths = []", ["[knowledge] paths", "不能是空的"]),
        ("[roles]\nadmins = '050001'", ["[roles] admins", "列表"]),
        ("[roles]\nadmins = ['a', 1]", ["[roles] admins", "第 2 项", "字符串"]),
        ("groups = 3", ["[[groups]]"]),
        ("[[groups]]\nname = 'a'", ["第 1 个 [[groups]]", "conversation_id", "必须填写"]),
        (
            "[[groups]]\nname = 'a'\nconversation_id = 'b'\nwebhook = 'canary'",
            ["webhook", "https://"],
        ),
        ("[[reminders]]\nname = 'a'\nbefore = 1", ["before", "1d"]),
        ("[[reminders]]\nname = 'a'\nbefore = '1d'\nat = '25:00'", ["at", "10:00"]),
        ("[[reminders]]\nname = 'a'", ["第 1 行，[[reminders]] a 要写 before", "三者之一"]),
        ("[storage]\nurl = 'mysql://canary@db'", ["第 2 行，[storage] url", "sqlite:///data"]),
        ("[storage]\nurl = 'sqlite:///'", ["[storage] url", "文件路径"]),
        ("timezone = 'Mars'", ["timezone", "Asia/Shanghai"]),
        ("timezone = Asia\n[web]\n", ["第 1 行", "TOML"]),
        ("client_secret = 'canary'", ["第 1 行，client_secret 要写在 [dingtalk] 下面"]),
        ("[web]\nconversation_id = 'canary'", ["第 2 行", "写在 [[groups]] 下面"]),
        ("[web]\ntimezone = 'canary'", ["要写在文件开头、第一张表的前面，或者 [[groups]] 下面"]),
        ("[web]\nlisten = ''\nlisten = ''", ["第 3 行", "写了两次"]),
        ("[web]\n[limits]\n[web]\n", ["第 3 行", "前面已经写过"]),
        ("[web]\nlisten = “canary”", ["第 2 行", "中文标点"]),
        ("[roles]\nadmins = ['1'，'2']", ["第 2 行", "中文标点"]),
        ('[roles]\nadmins = ["1”]\n', ["第 2 行", "中文标点"]),
        ('[knowledge]\npaths = ["C:\\kb"]', ["第 2 行", "换成 /"]),
        ("[knowledge]\npaths = ['config.toml']", ["不是文件夹"]),
    ],
)
def test_a_mistake_is_one_sentence_with_file_key_and_remedy(
    write: Write, text: str, words: list[str]
) -> None:
    path = write(text)
    sentence = _error(lambda: load_settings(path))
    assert sentence.startswith(f"{path}：")
    assert [word for word in words if word not in sentence] == []
    assert "canary" not in sentence


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("XIANGWEN_LIMITS__WORKERS", "canary", ["XIANGWEN_LIMITS__WORKERS", "整数"]),
        ("XIANGWEN_ROLES__ADMINS", "canary,b", ["XIANGWEN_ROLES__ADMINS", "JSON"]),
        ("XIANGWEN_ROLES__ADMIN", "canary", ["XIANGWEN_ROLES__ADMIN", "XIANGWEN_ROLES__ADMINS"]),
        ("XIANGWEN_COLOUR", "canary", ["XIANGWEN_COLOUR：没有这个配置项，请改名"]),
        ("XIANGWEN_DINGTALK_CLIENT_ID", "canary", ["是不是想写 XIANGWEN_DINGTALK__CLIENT_ID？"]),
        ("XIANGWEN_TIMEZONE__NAME", "canary", ["没有这个配置项"]),
        ("XIANGWEN_STORAGE__URL", "mysql://canary/a", ["XIANGWEN_STORAGE__URL", "sqlite:///"]),
        ("XIANGWEN_STORAGE__URL", "postgresql://canary", ["XIANGWEN_STORAGE__URL", "库名"]),
        # With a bare / in the password the rest of it would be taken for server and database.
        ("XIANGWEN_STORAGE__URL", "postgresql://x:canary/9@db:5432/x", ["%40"]),
        ("XIANGWEN_TIMEZONE__CITY", "canary", ["XIANGWEN_TIMEZONE__CITY"]),
        ("DINGTALK_OPENAPI_ENDPOINT", "canary", ["DINGTALK_OPENAPI_ENDPOINT", "https://"]),
        ("XIANGWEN_KNOWLEDGE__PATHS", '["canary"]', ["XIANGWEN_KNOWLEDGE__PATHS", "不存在"]),
    ],
)
def test_a_mistake_in_a_variable_names_the_variable(
    write: Write, monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: list[str]
) -> None:
    monkeypatch.setenv(name, value)
    path = write("[limits]\nworkers = 4")
    sentence = _error(lambda: load_settings(path))
    assert [word for word in words if word not in sentence] == []
    assert str(path) not in sentence


SEVERAL = """
timezone = "Mars"
[dingtalk]
clientid = "a"
client_secret = 5

[limits]
# workers = 3
workers = "many"
queue = 0

[[groups]]
name = "a"
conversation_id = "b"

[[groups]]
name = "c"
webhook = "canary"
"""


def test_every_mistake_is_told_with_its_line_and_what_is_allowed(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XIANGWEN_COLOUR", "canary")
    monkeypatch.setenv("XIANGWEN_WEB__LISTEN", "canary")
    with pytest.raises(SettingsError) as caught:
        load_settings(write(SEVERAL))
    first, *lines = str(caught.value).splitlines()
    assert first == "配置有 9 处要改："
    for words in (
        "XIANGWEN_COLOUR：没有这个配置项",
        "第 2 行，timezone 里的时区名不认识",
        "第 4 行，没有 [dingtalk] clientid",
        "第 5 行，[dingtalk] client_secret 要写字符串",
        "第 9 行，[limits] workers 要写整数",
        "第 10 行，[limits] queue 取值要不小于",
        "第 16 行，第 2 个 [[groups]] 的 conversation_id 必须填写",
        "第 18 行，第 2 个 [[groups]] 的 webhook 要写以 https://",
        "XIANGWEN_WEB__LISTEN：[web] listen 要写",
    ):
        assert sum(words in line for line in lines) == 1, (words, lines)
    assert "canary" not in str(caught.value)


def test_what_does_not_fit_together_is_told_all_at_once(write: Write) -> None:
    group = '[[groups]]\nname = "a"\nconversation_id = "x"\n'
    rule = '[[reminders]]\nname = "r"\nbefore = "1d"\ngroups = ["q"]\n'
    with pytest.raises(SettingsError) as caught:
        load_settings(write(group * 2 + rule * 2))
    for words in ("[[groups]] name", "[[groups]] conversation_id", "[[reminders]] name", "「q」"):
        assert words in str(caught.value)


def test_a_secret_of_the_wrong_type_is_not_repeated(write: Write) -> None:
    sentence = _error(lambda: load_settings(write("[dingtalk]\nclient_secret = ['canary']")))
    assert "[dingtalk] client_secret" in sentence
    assert "canary" not in sentence


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes('timezone = "亚洲"'.encode("gb18030"))
    assert "UTF-8" in _error(lambda: load_settings(path))


def test_a_byte_order_mark_is_no_mistake(write: Write) -> None:
    assert load_settings(write('\ufefftimezone = "UTC"')).settings.timezone == "UTC"


def test_the_file_is_the_given_one_then_the_variables_then_the_one_here(
    no_config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert config_path(None) is None
    (no_config / "config.toml").write_text("")
    assert config_path(None) == Path("config.toml")
    other = no_config / "other.toml"
    monkeypatch.setenv("XIANGWEN_CONFIG", str(other))
    with pytest.raises(SettingsError, match=r"other\.toml"):
        config_path(None)
    other.write_text("")
    assert config_path(None) == other
    assert config_path(no_config / "config.toml") == no_config / "config.toml"


def test_missing_credentials_are_named_with_their_variable(write: Write) -> None:
    path = write('[dingtalk]\nclient_id = "a"')
    with pytest.raises(SettingsError) as caught:
        require_credentials(load_settings(path).settings, path)
    assert str(path) in str(caught.value)
    assert "XIANGWEN_DINGTALK__CLIENT_SECRET" in str(caught.value)


def test_the_starter_holds_the_knowledge_and_the_example() -> None:
    assert (starter_dir() / "config.example.toml").is_file()
    assert (shipped_knowledge() / "README.md").is_file()
