"""Profiles: laying one file over another, and what is said of a wrong one."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from xlgoals import messages, profiles
from xlgoals.checks import Severity, find, load_profile, run, severities
from xlgoals.checks.examples import base
from xlgoals.profiles import ProfileError


def written(folder: Path, text: str, name: str = "our.toml") -> str:
    path = folder / name
    path.write_text(text, "utf-8")
    return str(path)


def test_shipped_profiles_load_with_the_default_first() -> None:
    assert profiles.names() == ["hebei", "central-2021"]
    assert [load_profile(name).name for name in profiles.names()] == profiles.names()


def test_loading_again_gives_the_same_profile() -> None:
    assert profiles.load("hebei") is profiles.load("hebei")


def test_own_file_overrides_and_extends(tmp_path: Path) -> None:
    name = written(
        tmp_path,
        """
        extends = "hebei"
        name = "our county"
        [severity]
        FND003 = "error"
        FND011 = "off"
        [thresholds]
        satisfaction = 99.5
        [add.words]
        staff = ["奖金"]
        [words.typos]
        "帐号" = "账号"
        """,
    )
    ours, theirs = load_profile(name), profiles.load("hebei")
    assert ours.name == "our county"
    assert ours.words.staff == (*theirs.words.staff, "奖金")
    assert ours.words.typos == {**theirs.words.typos, "帐号": "账号"}
    assert ours.thresholds.satisfaction == Decimal("99.5")
    assert ours.thresholds.goal == theirs.thresholds.goal
    assert severities(find("FND003"), ours) == {"": Severity.ERROR}
    assert severities(find("FND011"), ours) == {"": None}
    assert run(base(), ours) == []


def test_list_without_add_is_replaced(tmp_path: Path) -> None:
    name = written(tmp_path, 'extends = "hebei"\n[words]\nstaff = ["奖金"]')
    assert load_profile(name).words.staff == ("奖金",)


def test_severity_of_a_code_holds_for_its_variants_unless_they_are_named() -> None:
    profile = profiles.from_data(
        {"extends": "hebei", "severity": {"FND005": "info", "FND009:empty": "error"}}, "x.toml"
    )
    assert severities(find("FND005"), profile) == {"": Severity.INFO, "below": Severity.INFO}
    assert severities(find("FND009"), profile)["empty"] is Severity.ERROR
    assert severities(find("FND009"), profile)[""] is Severity.WARNING


def test_file_may_extend_a_file_beside_it(tmp_path: Path) -> None:
    written(tmp_path, 'extends = "central-2021"\nmoney_unit = "元"', "base.toml")
    name = written(tmp_path, 'extends = "base.toml"\nname = "x"')
    assert (load_profile(name).money_unit, load_profile(name).name) == ("元", "x")


WRONG = [
    ('extends = "hebei"\nsurname = "x"', "profile-key", "surname"),
    ('extends = "hebei"\n[words]\ntypoz = []', "profile-key", "words.typoz"),
    ('extends = "hebei"\n[severity]\nFND001 = "grave"', "profile-value", "severity.FND001"),
    ('extends = "hebei"\n[severity]\nfnd001 = "off"', "profile-key", "severity.fnd001"),
    ('extends = "hebei"\n[severity]\nFND999 = "off"', "profile-key", "severity.FND999"),
    ('extends = "hebei"\n[severity]\n"FND001:x" = "off"', "profile-key", "severity.FND001:x"),
    ('extends = "hebei"\n[thresholds]\ngoal = "many"', "profile-value", "thresholds.goal"),
    ('extends = "hebei"\n[thresholds.pace]\nmay = 50', "profile-key", "thresholds.pace.may"),
    ('extends = "hebei"\n[names]\nrate = "("', "profile-value", "names.rate"),
    ('extends = "hebei"\n[add.words]\nnames = ["x"]', "profile-key", "add.words.names"),
    ('extends = "hebei"\nadd = 3', "profile-value", "add"),
    ("extends = 3", "profile-value", "extends"),
    ('extends = "hubei"', "profile-extends", "hubei"),
    ('name = "x"', "profile-missing", "money_unit"),
]


@pytest.mark.parametrize(("text", "key", "named"), WRONG, ids=[named for *_, named in WRONG])
def test_error_names_the_file_and_the_key(tmp_path: Path, text: str, key: str, named: str) -> None:
    name = written(tmp_path, text)
    with pytest.raises(ProfileError) as caught:
        load_profile(name)
    assert caught.value.key == key
    assert caught.value.values == {"file": name, "key": named}
    for language in messages.LANGUAGES:
        words = messages.text(caught.value.key, language, **caught.value.values)
        assert name in words
        assert named in words


def test_error_in_a_file_below_names_that_file(tmp_path: Path) -> None:
    below = written(tmp_path, 'extends = "hebei"\nsurname = "x"', "base.toml")
    name = written(tmp_path, 'extends = "base.toml"')
    with pytest.raises(ProfileError) as caught:
        load_profile(name)
    assert caught.value.values["file"] == below


def test_circle_of_files_is_an_error(tmp_path: Path) -> None:
    written(tmp_path, 'extends = "b.toml"', "a.toml")
    name = written(tmp_path, 'extends = "a.toml"', "b.toml")
    with pytest.raises(ProfileError) as caught:
        load_profile(name)
    assert caught.value.key == "profile-cycle"


@pytest.mark.parametrize("name", ["hubei", "common", "nothing.toml"])
def test_unknown_profile_says_which_there_are(name: str) -> None:
    with pytest.raises(ProfileError, match="hebei、central-2021") as caught:
        load_profile(name)
    assert caught.value.key == "profile-unknown"


def test_broken_toml_says_where(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="line 2") as caught:
        load_profile(written(tmp_path, "name = 1\nx y\n"))
    assert caught.value.key == "profile-syntax"
