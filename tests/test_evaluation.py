"""``kuager models evaluate``: figures, how sure they are, and what they are measured on."""

from __future__ import annotations

import contextlib
import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kuager.errors import InputError, UsageError
from kuager.evaluation import Evaluator, group_by_document, group_by_length
from kuager.formats.sgm import sgm_parse
from kuager.metrics import measures, score_translations
from kuager.steps.evaluation_sets import Place, read_sets

from .support.dictionary_package import build_dictionary_package
from .support.packs import PackFolder, parse_json

REFERENCES = [
    "Олар кешкі сағат алтыда келді.",
    "Біз ұйықтаған жоқ едік.",
    "Олар менің ағамды әкетті.",
    "Ол екі күннен кейін қайтып келді.",
    "Ол бұл туралы айтпайды.",
] * 4
GOOD = [text.replace("келді", "келіп кетті") for text in REFERENCES]
BAD = [text[: len(text) // 2] for text in REFERENCES]
SOURCES = [
    "They came at six.",
    "We were not asleep.",
    "They took my brother.",
    "He came back after two days.",
    "He does not speak about it.",
]


def test_figures_are_those_of_sacrebleus_public_functions() -> None:
    from sacrebleu.metrics.ter import TER  # noqa: PLC0415 (optional)

    evaluator = Evaluator(measures(), REFERENCES)
    figures = {f.metric: f for f in evaluator.figures(evaluator.count(BAD))}
    for score in score_translations(BAD, REFERENCES):
        assert figures[score.metric].value == pytest.approx(score.value)
        assert figures[score.metric].signature == score.signature
    ter = TER()
    assert figures["TER"].value == pytest.approx(ter.corpus_score(BAD, [REFERENCES]).score)
    assert figures["TER"].signature == str(ter.get_signature())


def test_segments_and_groups_add_up_to_the_whole() -> None:
    evaluator = Evaluator(measures(), REFERENCES)
    counts = evaluator.count(BAD)
    whole = evaluator.group("all", counts, range(len(BAD)))
    assert {f.metric: f.value for f in evaluator.figures(counts)} == pytest.approx(whole.values)
    (score, *_) = score_translations(BAD[3:4], REFERENCES[3:4])
    assert evaluator.group("one", counts, [3]).values["chrF2"] == pytest.approx(score.value)


def test_equal_texts_give_equal_intervals_around_the_figure() -> None:
    evaluator = Evaluator(measures(), REFERENCES)
    first, second = (evaluator.figures(evaluator.count(GOOD)) for _ in range(2))
    assert first == second
    for figure in first:
        assert figure.low <= figure.value <= figure.high
        assert figure.low < figure.high


def test_a_worse_system_is_told_from_a_better_one_by_every_metric() -> None:
    evaluator = Evaluator(measures(), REFERENCES)
    good, bad = evaluator.count(GOOD), evaluator.count(BAD)
    for comparison in evaluator.compare(good, bad):
        assert not comparison.better
        assert comparison.p < 0.05
        assert (comparison.low > 0) == (comparison.metric == "TER")
    assert all(comparison.better for comparison in evaluator.compare(bad, good))


def test_a_system_is_not_better_than_itself() -> None:
    evaluator = Evaluator(measures(), REFERENCES)
    counts = evaluator.count(GOOD)
    for comparison in evaluator.compare(counts, counts):
        assert (comparison.difference, comparison.low, comparison.high) == (0, 0, 0)
        assert comparison.p == 1
        assert not comparison.better


def test_a_difference_of_one_segment_may_be_chance() -> None:
    evaluator = Evaluator(measures(), REFERENCES)
    nearly = [*REFERENCES[:-1], "Ол"]
    first, *_ = evaluator.compare(evaluator.count(REFERENCES), evaluator.count(nearly))
    assert first.difference < 0
    assert first.p > 0.05


def test_the_worst_come_first() -> None:
    evaluator = Evaluator(measures(), REFERENCES[:5])
    texts = [*REFERENCES[:2], "", *REFERENCES[3:4], "Ол мұны айтпайды."]
    worst = evaluator.worst(evaluator.count(texts), 2)
    assert [number for number, _ in worst] == [2, 4]
    assert worst[0][1] == 0


@given(st.lists(st.integers(0, 60), min_size=1, max_size=50))
@settings(deadline=None)
def test_every_segment_is_in_one_group_of_length(words: list[int]) -> None:
    groups = group_by_length([" ".join("w" * n) for n in words])
    members = [number for group in groups.values() for number in group]
    assert sorted(members) == list(range(len(words)))


def test_segments_without_a_document_are_in_no_group() -> None:
    assert group_by_document(["b", "", "a", "b"]) == {"b": [0, 3], "a": [2]}


# What is measured on ------------------------------------------------------------------------

SGM = """<?xml version="1.0"?>
<srcset setid="t" srclang="en"><doc docid="d1"><p>
<seg id="1"> They came  at six. </seg>
<seg id="2">Bread &amp; butter & salt.</seg></p></doc>
<DOC docid='d2'><hl><seg id=1>We were not asleep.</seg></hl></DOC></srcset>
"""
REFERENCE_SGM = """<refset setid="t" srclang="en" trglang="kk" refid="a"><doc docid="d2">
<seg id="1">Біз ұйықтаған жоқ едік.</seg></doc><doc docid="d1">
<seg id="1">Олар алтыда келді.</seg></doc></refset>
<refset refid="b"><doc docid="d1"><seg id="1">Басқа.</seg></doc></refset>
"""
WMT = """<dataset id="t"><doc id="d1" origlang="en">
<src lang="en"><p><seg id="1">They came.</seg></p></src>
<ref lang="kk" translator="A"><p><seg id="1">Олар келді.</seg></p></ref>
<hyp system="x" language="kk"><p><seg id="1">Келді.</seg></p></hyp></doc></dataset>
"""


def test_sgm_of_mteval_is_read_as_leniently_as_it_is_written() -> None:
    assert sgm_parse(SGM.encode(), "x") == {
        "source": {
            ("d1", "1"): "They came at six.",
            ("d1", "2"): "Bread & butter & salt.",
            ("d2", "1"): "We were not asleep.",
        }
    }
    assert sgm_parse(REFERENCE_SGM.encode(), "x")["reference"]["d1", "1"] == "Олар алтыда келді."


@given(st.text("<>segdocrt/ =\"'&1a\n", max_size=80))
@settings(deadline=None)
def test_no_text_breaks_the_reader(text: str) -> None:
    with contextlib.suppress(InputError):
        assert all(sgm_parse(text.encode(), "x").values())


def test_sgm_sets_are_joined_by_document_and_number(tmp_path: Path) -> None:
    (tmp_path / "s.sgm").write_text(SGM, "utf-8")
    (tmp_path / "r.sgm").write_text(REFERENCE_SGM, "utf-8")
    (own,) = read_sets(Place(source=tmp_path / "s.sgm", reference=tmp_path / "r.sgm"))
    assert own.references == ("Олар алтыда келді.", "", "Біз ұйықтаған жоқ едік.")
    assert own.documents == ("d1", "d1", "d2")
    assert own.usable == [0, 2]


def test_a_table_may_be_packed_and_hold_documents(tmp_path: Path) -> None:
    path = tmp_path / "dev.tsv.gz"
    path.write_bytes(gzip.compress("a\tә\tа\td1\n\nb\t\tб\td2\n".encode()))
    kazakh, russian = read_sets(Place(f"{path}=kk,ru", documents="4"))
    assert (kazakh.locale, kazakh.references, kazakh.usable) == ("kk", ("ә", ""), [0])
    assert (russian.references, russian.documents) == (("а", "б"), ("d1", "d2"))


@pytest.mark.parametrize(
    ("content", "place", "problem"),
    [
        (b"a\tb\n", "x.tsv=kk,ru", "Row 1 of x.tsv has 2 columns; 3 are needed"),
        (b"", "x.tsv=kk", "no row"),
        (b"\t\n", "x.tsv=kk", "no row"),
        (b"\xff\tb\n", "x.tsv=kk", "not UTF-8"),
        (b"no zip", "x.tsv.gz=kk", "damaged"),
        (b"<p>", "x.sgm", "no segments"),
        (SGM.encode(), "x.sgm", "no references"),
        (b"a\tb\n", "x.tsv", "does not say its languages"),
    ],
)
def test_a_bad_corpus_is_one_clear_line(
    content: bytes, place: str, problem: str, tmp_path: Path
) -> None:
    (tmp_path / place.partition("=")[0]).write_bytes(content)
    with pytest.raises(InputError, match=problem):
        read_sets(Place(str(tmp_path / place)))


def test_files_that_do_not_fit_each_other_are_refused(tmp_path: Path) -> None:
    for name, lines in (("a", 2), ("b", 3)):
        (tmp_path / name).write_text("x\n" * lines, "utf-8")
    with pytest.raises(InputError, match="a has 2 lines, b 3"):
        read_sets(Place(source=tmp_path / "a", reference=tmp_path / "b"))
    with pytest.raises(InputError, match="no file"):
        read_sets(Place(source=tmp_path / "c", reference=tmp_path / "b"))
    with pytest.raises(InputError, match="a has 2 lines, b 3 rows"):
        read_sets(
            Place(source=tmp_path / "b", reference=tmp_path / "b", documents=str(tmp_path / "a"))
        )
    with pytest.raises(UsageError):
        read_sets(Place(source=tmp_path / "a"))


# The command --------------------------------------------------------------------------------


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "dev.en-kk.tsv"
    rows = zip(SOURCES, REFERENCES, strict=False)
    path.write_text(
        "".join(f"{source}\t{target}\td{n // 3}\n" for n, (source, target) in enumerate(rows)),
        "utf-8",
    )
    return path


def measured(pack: PackFolder, *arguments: str) -> dict[str, Any]:
    result: dict[str, Any] = pack.read("evaluation", "models", "evaluate", *arguments)
    return result


def test_a_package_is_measured_with_all_that_decides_the_figures(
    pack: PackFolder, corpus: Path
) -> None:
    report = measured(
        pack, str(pack.root / "kk.argosmodel"), "--corpus", str(corpus), "--documents", "3"
    )
    (own,) = report["evaluations"]
    assert (own["system"], own["locale"], own["pairs"]) == ("translate-en_kk 1.0", "kk", 5)
    assert [f["metric"] for f in own["figures"]] == ["chrF2", "chrF2++", "BLEU", "TER"]
    assert all("version:" in figure["signature"] for figure in own["figures"])
    assert [group["label"] for group in own["documents"]] == ["d0", "d1"]
    assert sum(group["pairs"] for group in own["lengths"]) == 5
    assert own["signature"]["beam"] == 4
    assert own["speed"]["target_tokens"] > 20
    assert own["worst"] == []
    assert report["bootstrap"]["resamples"] == 1000


def test_two_systems_are_tested_against_each_other(
    pack: PackFolder, corpus: Path, tmp_path: Path
) -> None:
    other = build_dictionary_package(tmp_path / "o.argosmodel", {"x": "ы"}, version="0.5")
    perfect = tmp_path / "perfect.txt"
    perfect.write_text("\n".join(REFERENCES[:5]), "utf-8")
    report = measured(
        pack,
        str(pack.root / "kk.argosmodel"),
        str(other),
        *("--corpus", str(corpus), "--hypotheses", str(perfect)),
    )
    first, second = report["paired"]
    assert (first["first"], first["second"]) == ("translate-en_kk 1.0", "translate-en_kk 0.5")
    assert second["second"] == "perfect.txt"
    assert not any(c["better"] for c in first["comparisons"])
    assert all(c["better"] and c["p"] < 0.05 for c in second["comparisons"])
    assert report["evaluations"][2]["figures"][0]["value"] == pytest.approx(100)


def test_text_is_shown_only_when_it_is_asked_for(
    pack: PackFolder, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("models", "evaluate", str(pack.root / "kk.argosmodel"), "--corpus", str(corpus))
    assert pack.run(*arguments) == 0
    printed = capsys.readouterr()
    assert not [text for text in (*SOURCES, *REFERENCES) if text in printed.out + printed.err]
    assert "target tokens/s" in printed.out
    assert pack.run(*arguments, "--worst", "2") == 0
    shown = capsys.readouterr().out
    assert sum(source in shown for source in SOURCES) == 2


def test_names_and_versions_are_found_without_a_pack(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kuager.cli import run  # noqa: PLC0415

    monkeypatch.chdir(tmp_path)
    assert run(["models", "evaluate", "translate-en_kk", "--corpus", str(corpus)]) == 0
    assert run(["models", "evaluate", "translate-en_kk==99", "--corpus", str(corpus)]) == 3
    assert run(["--pack", "x", "models", "evaluate", "translate-en_kk", "--corpus", "x"]) == 3


def test_ready_translations_of_a_table_with_several_locales_need_theirs(
    pack: PackFolder, tmp_path: Path
) -> None:
    table, texts = tmp_path / "dev.tsv", tmp_path / "ru.txt"
    table.write_text("a b\tә б\tа б в\n", "utf-8")
    texts.write_text("а б в\n", "utf-8")
    arguments = ("--corpus", f"{table}=kk,ru", "--hypotheses", str(texts))
    assert pack.run("models", "evaluate", *arguments) == 2
    (own,) = measured(pack, *arguments, "--locale", "ru")["evaluations"]
    assert own["figures"][0]["value"] == pytest.approx(100)


def test_rows_without_a_reference_are_left_out_for_all(pack: PackFolder, tmp_path: Path) -> None:
    for name, text in (("s", "a b\n\nc d\n"), ("r", "а б\nх\n\n"), ("h", "а б\nу\nф\n")):
        (tmp_path / name).write_text(text, "utf-8")
    (own,) = measured(
        pack,
        *("--source", str(tmp_path / "s"), "--reference", str(tmp_path / "r")),
        *("--hypotheses", str(tmp_path / "h")),
    )["evaluations"]
    assert own["pairs"] == 1
    assert own["figures"][0]["value"] == pytest.approx(100)


def test_wmt_xml_holds_everything(pack: PackFolder, tmp_path: Path) -> None:
    path = tmp_path / "t.xml"
    path.write_text(WMT, "utf-8")
    (own,) = measured(pack, "--corpus", str(path), "--hypotheses", str(path))["evaluations"]
    assert 0 < own["figures"][0]["value"] < 100
    assert own["documents"][0]["label"] == "d1"


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("translate-en_kk",),
        ("translate-en_kk", "--worst", "-1"),
        ("translate-en_kk", "--corpus", "x.tsv"),
        ("missing.argosmodel", "--corpus", "{corpus}"),
        ("ru.argosmodel", "--corpus", "{corpus}"),
    ],
)
def test_what_cannot_be_measured_is_one_clear_line(
    arguments: tuple[str, ...],
    pack: PackFolder,
    corpus: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(pack.root)
    words = [word.format(corpus=corpus) for word in arguments]
    assert pack.run("models", "evaluate", *words) in {2, 3}
    told = capsys.readouterr()
    assert told.out == ""
    assert 1 <= len(told.err.strip().splitlines()) <= 2


def test_the_same_texts_print_the_same_figures(
    pack: PackFolder, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = corpus.with_name("h.txt")
    texts.write_text("\n".join(GOOD[:5]), "utf-8")
    outcomes = []
    for _ in range(2):
        arguments = ("--corpus", str(corpus), "--hypotheses", str(texts), "--format", "json")
        assert pack.run("models", "evaluate", *arguments) == 0
        outcomes.append(parse_json(capsys.readouterr().out, "evaluation"))
    assert json.dumps(outcomes[0]) == json.dumps(outcomes[1])
