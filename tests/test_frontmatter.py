"""Front matter: flat, small, checked field by field; every fault names file and key."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuager.documents.frontmatter import read_metadata, split_front_matter
from kuager.errors import DocumentError
from kuager.model import Metadata, NarratorGender

MINIMAL = "id: sample\ntitle: A title\nlanguage: en\n"


def test_all_fields_are_read() -> None:
    fields = (
        "id: 2022-03-04-sample\n"
        'title: "Who: me?"\n'
        "recorded: 2022-03-04T16:09\n"
        "country: KZ\n"
        "language: en-GB\n"
        "anonymous: false\n"
        "narrator-gender: feminine\n"
        "licence: >\n  Two lines\n  in one.\n"
    )
    assert read_metadata(fields, "a.md") == Metadata(
        id="2022-03-04-sample",
        title="Who: me?",
        language="en-GB",
        recorded=datetime(2022, 3, 4, 16, 9),  # noqa: DTZ001 (local time, as documented)
        country="KZ",
        anonymous=False,
        narrator_gender=NarratorGender.FEMININE,
        licence="Two lines in one.",
    )


def test_the_rest_has_defaults_and_an_empty_field_is_no_field() -> None:
    metadata = read_metadata(f"{MINIMAL}country:\nrecorded: ~\n", "a.md")
    assert metadata == Metadata(id="sample", title="A title", language="en")
    assert metadata.anonymous
    assert metadata.narrator_gender is NarratorGender.NEUTRAL


def test_values_are_text_whatever_yaml_would_make_of_them() -> None:
    fields = "id: '1'\ntitle: 2022\nlanguage: no\ncountry: NO\nrecorded: 2022-03-04\n"
    metadata = read_metadata(fields, "a.md")
    assert (metadata.title, metadata.language, metadata.country) == ("2022", "no", "NO")
    assert metadata.recorded == datetime(2022, 3, 4)  # noqa: DTZ001 (local time, as documented)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("author: Somebody", '"author"'),
        ("language: xx", '"language"'),
        ("language: en_GB", '"language"'),
        ("language: en.<b>", '"language"'),
        ("language: en.<b>/../../x", '"language"'),
        ("language: en@x", '"language"'),
        ("language: english", '"language"'),
        ("country: Kazakhstan", '"country"'),
        ("country: kz", '"country"'),
        ("country: ZZ", '"country"'),
        ("country: QX", '"country"'),
        ("id: Sample", '"id"'),
        ("id: ../x", '"id"'),
        ("id: -x", '"id"'),
        ("id: kuager", '"id"'),
        ("id: " + "a" * 101, '"id"'),
        ("recorded: yesterday", '"recorded"'),
        ("recorded: 2022-02-30", '"recorded"'),
        ("recorded: 2022-03-04T16:09+06:00", '"recorded"'),
        ("anonymous: perhaps", '"anonymous"'),
        ("narrator-gender: male", '"narrator-gender"'),
        ('licence: "a\\nb"', '"licence"'),
        ("title: ", '"title"'),
        ("title: A\ntitle: B", '"title"'),
    ],
)
def test_a_wrong_field_is_named(line: str, names: str) -> None:
    key = line.partition(":")[0]
    others = "".join(kept + "\n" for kept in MINIMAL.splitlines() if not kept.startswith(f"{key}:"))
    with pytest.raises(DocumentError) as caught:
        read_metadata(others + line + "\n", "source/a.md")
    assert caught.value.problem.startswith("source/a.md: ")
    assert names in caught.value.problem
    assert caught.value.mend
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "line",
    [
        "Aigul Serikova: They beat",
        "aigul serikova: x",
        "Serikova: x",
        "aigulserikovatheybeatmebeforedawn: x",
        "Айгүл: x",
        '"a\\u202eb": x',
    ],
)
@pytest.mark.parametrize("times", [1, 2])
def test_what_may_be_words_of_the_text_is_not_said(line: str, times: int) -> None:
    with pytest.raises(DocumentError) as caught:
        read_metadata(MINIMAL + f"{line}\n" * times, "a.md")
    found = "there is no field" if times == 1 else "the field"
    end = "" if times == 1 else " is there twice"
    place = f"of the name on line {3 + times} of the front matter"
    assert caught.value.problem == f"a.md: {found} {place}{end}."
    assert line.partition(":")[0].strip('"') not in str(caught.value)


def test_a_key_twice_on_one_line_is_there_twice() -> None:
    with pytest.raises(DocumentError, match='"id" is there twice'):
        read_metadata("{id: a, id: b, title: c, language: en}", "a.md")


@pytest.mark.parametrize("key", ["id", "title", "language"])
def test_a_missing_field_is_named(key: str) -> None:
    rest = "".join(f"{line}\n" for line in MINIMAL.splitlines() if not line.startswith(key))
    with pytest.raises(DocumentError, match=f'"{key}" is missing'):
        read_metadata(rest, "a.md")


@pytest.mark.parametrize(
    "fields",
    [
        "just words",
        "- a\n- b\n",
        f"{MINIMAL}licence: [a, b]\n",
        f"{MINIMAL}licence: {{a: b}}\n",
        f"{MINIMAL}licence: !!python/object/apply:os.getcwd []\n",
        f"{MINIMAL}licence: !!int 3\n",
        f"{MINIMAL}licence: *x\n",
        f"{MINIMAL}licence: &x y\ncountry: *x\n",
        f"{MINIMAL}licence: Who: me?\n",
        f'{MINIMAL}licence: "open\n',
        f"{MINIMAL}? [{'[' * 4000}\n",
        f"{MINIMAL}\x07: x\n",
    ],
)
def test_what_is_no_flat_list_of_fields_is_refused(fields: str) -> None:
    with pytest.raises(DocumentError, match=r"a\.md: the front matter is not a plain list"):
        read_metadata(fields, "a.md")


def test_long_front_matter_is_refused() -> None:
    with pytest.raises(DocumentError, match="longer than"):
        read_metadata(MINIMAL + "# filler\n" * 5000, "a.md")


def fault(fields: str) -> str | None:
    """Return what is wrong with fields, or None."""
    try:
        read_metadata(fields, "a.md")
    except DocumentError as error:
        return str(error)
    return None


@given(st.text(alphabet="id:title\n -&*[]{}!'\"|>%@`#?~", max_size=60))
def test_any_text_is_metadata_or_one_clear_error(fields: str) -> None:
    message = fault(fields)
    assert message is None or (message.startswith("a.md: ") and "\n" not in message)


@given(st.text(alphabet="enkru-_0x@ .", max_size=20))
def test_any_language_tag_is_accepted_or_refused(tag: str) -> None:
    quoted = tag.replace("'", "")
    message = fault(f"id: a\ntitle: b\nlanguage: '{quoted}'\n")
    assert message is None or '"language"' in message


@pytest.mark.parametrize(
    ("text", "fields", "body", "first_line"),
    [
        ("---\nid: a\n---\nBody\n", "id: a\n", "Body\n", 4),
        ("---\nid: a\n---\n\nBody\n\n", "id: a\n", "Body\n\n", 5),
        ("---\nid: a\n---\n\n\nBody", "id: a\n", "\nBody", 5),
        ("---\r\nid: a\r\n---\r\n\r\nBody\r\n", "id: a\r\n", "Body\r\n", 5),
        ("---\nid: a\n...\n---\n", "id: a\n", "---\n", 4),
        ("---\n---\n", "", "", 3),
        ("---\nid: a\n---", "id: a\n", "", 3),
        ("Body\n---\n", None, "Body\n---\n", 1),
        ("---\nno end\n", None, "---\nno end\n", 1),
    ],
)
def test_front_matter_is_split_from_the_body(
    text: str, fields: str | None, body: str, first_line: int
) -> None:
    split = split_front_matter(text)
    assert (split.fields, split.body, split.first_line) == (fields, body, first_line)


_WORDS = st.sampled_from(
    ["null", "Null", "yes", "no", "-", "a-b", "1", "1.5", "2022-03-04", "...", "a,"]
)
_LINES = st.tuples(
    st.sampled_from(["licence", "anonymous", "recorded", "country", "title", "a-b"]),
    st.lists(_WORDS | st.text("ab0.,_- :#'\t", max_size=6), max_size=4).map(" ".join),
).map(": ".join)


_LINE = re.compile(r" on line \d+ of the front matter| \(line \d+ of it\)")


@given(st.lists(_LINES | st.text("a-: #\r\t", max_size=8), max_size=5).map("\n".join))
def test_plain_lines_are_read_as_yaml_reads_them(fields: str) -> None:
    """With a comment, which is no field and no plain line, the parser reads them."""
    found: list[Metadata | str] = []
    for text in (f"{MINIMAL}{fields}\n", f"# as it is\n{MINIMAL}{fields}\n"):
        try:
            found.append(read_metadata(text, "a.md"))
        except DocumentError as error:
            found.append(_LINE.sub("", error.problem))
    assert found[0] == found[1]
