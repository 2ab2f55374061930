"""Naming an engine changes one line of pyproject.toml, or nothing."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kuager.errors import ConfigurationError
from kuager.steps.engine_setting import name_engine

HEAD = '[tool.kuager]\ntarget-locales = ["kk", "ru"]  # two\n'
TABLE = "[tool.kuager.engines]"
NEW = "translate-en_kk"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f'{TABLE}\nkk = "old" # why\nru = "r"\n', f'{TABLE}\nkk = "{NEW}" # why\nru = "r"\n'),
        (f"{TABLE}\n  'kk'  =  'old'\n", f"{TABLE}\n  'kk'  =  \"{NEW}\"\n"),
        (f'{TABLE}\nru = "r"\n', f'{TABLE}\nkk = "{NEW}"\nru = "r"\n'),
        (f"{TABLE} # engines", f'{TABLE} # engines\nkk = "{NEW}"\n'),
        ("", f'\n{TABLE}\nkk = "{NEW}"\n'),
        (f'{TABLE}\r\nkk = "old"\r\n', f'{TABLE}\r\nkk = "{NEW}"\r\n'),
        (
            f'{TABLE}\nru = "r"\n[tool.other]\nkk = "mine"\n',
            f'{TABLE}\nkk = "{NEW}"\nru = "r"\n[tool.other]\nkk = "mine"\n',
        ),
    ],
)
def test_one_line_changes(before: str, after: str) -> None:
    head = HEAD.replace("\n", "\r\n") if "\r" in before else HEAD
    assert name_engine((head + before).encode(), "kk", NEW) == (head + after).encode()


@pytest.mark.parametrize(
    "text",
    [
        f'{HEAD}engines = {{ kk = "old" }}\n',
        f'{HEAD}engines.kk = "old"\n',
        f'{HEAD}note = """\n{TABLE}\nkk = "x"\n"""\n',
        f'{TABLE}\nkk = """old"""\n',
        "[tool.kuager\n",
    ],
)
def test_a_form_that_cannot_be_changed_by_a_line_is_left_and_said(text: str) -> None:
    with pytest.raises(ConfigurationError, match=r'\[tool\.kuager\.engines\] kk = "translate'):
        name_engine(text.encode(), "kk", NEW)


_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12)


@given(
    engines=st.dictionaries(st.sampled_from(["kk", "ru", "kk_Latn"]), _WORDS),
    comment=_WORDS,
    after=st.booleans(),
)
@settings(deadline=None)
def test_whatever_stands_there_only_the_setting_changes(
    engines: dict[str, str], comment: str, after: bool
) -> None:
    rows = [f"{key} = '{word.replace(chr(39), '')}' # {comment}" for key, word in engines.items()]
    lines = [HEAD, f"{TABLE} # {comment}", *rows, "[tool.z]\nkk = 1" if after else ""]
    text = "\n".join(lines)
    changed = name_engine(text.encode(), "kk", NEW)
    wanted = tomllib.loads(text)
    wanted["tool"]["kuager"]["engines"]["kk"] = NEW
    assert tomllib.loads(changed.decode()) == wanted
    assert name_engine(changed, "kk", NEW) == changed
    assert changed.decode().count(f"# {comment}") == text.count(f"# {comment}")
