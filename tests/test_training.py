"""From corpora to examples: what is trained on, and what never is."""

from __future__ import annotations

import gzip
import random
import stat
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuager.errors import InputError, PackageError
from kuager.models.training.alignment import align
from kuager.models.training.cleaning import Overlap, clean, refuse_evaluation
from kuager.models.training.corpora import Corpus, Pair, parse_corpus, read_corpus
from kuager.models.training.examples import DigitSwap, make_batches, number_examples, tabulate
from kuager.models.training.preparation import Material, prepare
from kuager.models.training.tokenizer import language_token, load_tokenizer, train_tokenizer
from kuager.models.training.workers import choose_device

NAMES = ("Aigul", "Marat", "Dana", "Serik", "Asel", "Timur")
VERBS = {
    "saw": ("көрді", "видела"),
    "heard": ("естіді", "слышала"),
    "wrote": ("жазды", "писала"),
    "called": ("шақырды", "звала"),
    "lost": ("жоғалтты", "потеряла"),
}


def triples() -> list[Pair]:
    """Invent a small corpus in two languages."""
    pairs = []
    for number, name in enumerate(NAMES):
        for count, (verb, (kk, ru)) in enumerate(VERBS.items()):
            figure = 20 + 7 * number + count
            source = f"{name} {verb} {figure} people."
            pairs.append(Pair(source, f"{name} {figure} адамды {kk}.", "kk"))
            pairs.append(Pair(source, f"{name} {ru} {figure} человек.", "ru"))
    return pairs


def write_table(path: Path, pairs: list[Pair]) -> Corpus:
    """Write pairs as a table with both languages."""
    lines: dict[str, dict[str, str]] = {}
    for pair in pairs:
        lines.setdefault(pair.source, {})[pair.locale] = pair.target
    text = "".join(f"{source}\t{t['kk']}\t{t['ru']}\n" for source, t in lines.items())
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return parse_corpus(f"{path}=kk,ru")


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("tokenizer") / "sentencepiece.model"
    train_tokenizer(
        (t for p in triples() for t in (p.source, p.target)), ["kk", "ru"], 150, path, 1
    )
    return load_tokenizer(path)


@pytest.mark.parametrize(
    ("specification", "corpus"),
    [
        ("a.tsv=kk,ru", Corpus(Path("a.tsv"), ("kk", "ru"), 1.0)),
        ("news.en-kk.tsv.gz", Corpus(Path("news.en-kk.tsv.gz"), ("kk",), 1.0)),
        ("news.en-ru.tsv*0.25", Corpus(Path("news.en-ru.tsv"), ("ru",), 0.25)),
        ("m.tmx=ru*0.5", Corpus(Path("m.tmx"), ("ru",), 0.5)),
        ("b.tsv=ru*0.5@bible", Corpus(Path("b.tsv"), ("ru",), 0.5, "bible")),
        ("ui.en-kk.tsv@interface", Corpus(Path("ui.en-kk.tsv"), ("kk",), 1.0, "interface")),
    ],
)
def test_a_corpus_is_named_with_its_languages_and_share(specification: str, corpus: Corpus) -> None:
    assert parse_corpus(specification) == corpus


@pytest.mark.parametrize("specification", ["a.tsv", "a.po", "a.tsv=kk*0", "a.tsv=kk*1.5", ""])
def test_a_corpus_that_leaves_something_open_is_refused(specification: str) -> None:
    with pytest.raises(InputError):
        parse_corpus(specification)


def test_tables_are_read_packed_or_not(tmp_path: Path) -> None:
    for name in ("t.tsv", "t.tsv.gz"):
        assert read_corpus(write_table(tmp_path / name, triples())) == triples()


def test_a_tmx_file_gives_the_languages_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "m.tmx"
    path.write_text(
        '<tmx version="1.4"><header/><body>'
        '<tu><tuv xml:lang="en-US"><seg>A <bpt i="1">&lt;b></bpt>boat<ept i="1"/>.</seg></tuv>'
        '<tuv xml:lang="ru"><seg>Лодка.</seg></tuv><tuv xml:lang="kk"><seg>Қайық.</seg></tuv></tu>'
        '<tu><tuv xml:lang="en"><seg>A dog.</seg></tuv></tu></body></tmx>',
        "utf-8",
    )
    assert read_corpus(Corpus(path, ("kk",), 1.0)) == [Pair("A boat.", "Қайық.", "kk")]


def test_a_po_file_gives_what_is_not_fuzzy(tmp_path: Path) -> None:
    path = tmp_path / "c.po"
    path.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "Yes."\nmsgstr "Иә."\n\n#, fuzzy\nmsgid "No."\nmsgstr "Жоқ."\n\n'
        'msgid "Open."\nmsgstr ""\n',
        "utf-8",
    )
    assert read_corpus(Corpus(path, ("kk",), 1.0)) == [Pair("Yes.", "Иә.", "kk")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("missing.tsv", None),
        ("short.tsv", b"only a source\n"),
        ("latin.tsv", b"a\t\xff\xfe\n"),
        ("broken.tsv.gz", b"no gzip"),
        ("cut.tsv.gz", gzip.compress(b"a\tb\n" * 50, mtime=0)[:-9]),
        ("broken.tmx", b"<tmx><body>"),
    ],
)
def test_a_corpus_that_cannot_be_read_is_one_clear_error(
    tmp_path: Path, name: str, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=name):
        read_corpus(Corpus(tmp_path / name, ("kk",), 1.0))


@pytest.mark.parametrize(
    ("reason", "pair"),
    [
        ("long", Pair("word " * 100, "сөз " * 100, "kk")),
        ("ratio", Pair("Yes.", "Иә, мен ол кезде сол жерде болдым.", "kk")),
        ("same", Pair("Almaty", "Almaty", "kk")),
        ("script", Pair("He came.", "He came here.", "ru")),
        ("script", Pair("He came.", "Ол үйге келді.", "ru")),
        ("script", Pair("Он пришёл.", "Ол келді.", "kk")),
        ("script", Pair("12", "13", "kk")),
        ("evaluation", Pair("the train was late", "Пойыз кешікті.", "kk")),
        ("repeated", Pair("She  left.", "Ол кетті.", "kk")),
    ],
)
def test_what_teaches_wrong_things_is_taken_out(reason: str, pair: Pair) -> None:
    overlap = Overlap(["The train was late."])
    cleaned = clean([pair], overlap, {Pair("She left.", "Ол кетті.", "kk")})
    assert cleaned.pairs == ()
    assert dict(cleaned.removed) == {reason: 1}


def test_what_is_fit_stays_with_plain_spaces() -> None:
    cleaned = clean([Pair("We  waited.", "Біз\u00a0күттік.", "kk")], Overlap([]))
    assert cleaned.pairs == (Pair("We waited.", "Біз күттік.", "kk"),)


WORDS = st.lists(st.sampled_from(["we", "they", "saw", "heard", "a", "the", "man", "dog", "came"]))


@given(WORDS, WORDS, WORDS)
def test_an_evaluation_sentence_is_known_in_any_dress(
    before: list[str], words: list[str], after: list[str]
) -> None:
    overlap = Overlap([" ".join(words)])
    assert overlap.holds(" ".join(words).upper() + "!")
    assert overlap.holds("“" + ",  ".join(words) + "”")
    if len(words) >= 7:
        assert overlap.holds(" ".join(before + words + after))


def test_a_sentence_that_shares_six_words_is_another_sentence() -> None:
    overlap = Overlap(["I saw a man in a coat yesterday."])
    assert not overlap.holds("You saw a man in a hat.")


def test_an_evaluation_set_is_no_corpus_under_whatever_name(tmp_path: Path) -> None:
    path = tmp_path / "dev.tsv"
    path.write_text("a\tb\n")
    (tmp_path / "innocent.tsv").symlink_to(path)
    corpus = Corpus(tmp_path / "innocent.tsv", ("kk",), 1.0)
    with pytest.raises(InputError, match=r"innocent\.tsv"):
        refuse_evaluation([corpus], [path])
    refuse_evaluation([corpus], [tmp_path / "other.tsv"])


def test_tokens_are_copied_digit_by_digit_and_languages_are_one_token(tokenizer: Any) -> None:
    pieces = tokenizer.encode("Dana saw 2047 people.", out_type=str)
    start = pieces.index("2")
    assert pieces[start : start + 4] == ["2", "0", "4", "7"]
    for locale in ("kk", "ru"):
        assert tokenizer.encode(language_token(locale), out_type=str)[-1] == language_token(locale)
    assert [tokenizer.id_to_piece(n) for n in range(4)] == ["<pad>", "<unk>", "<s>", "</s>"]


def test_typographic_quotes_are_evened_and_number_signs_kept(tmp_path: Path) -> None:
    texts = ["It's № 5 …", '"Yes"', "no no no № yes it is"] * 2
    train_tokenizer(texts, ["kk"], 60, tmp_path / "m", 1)
    tokenizer = load_tokenizer(tmp_path / "m")
    assert tokenizer.decode(tokenizer.encode("It’s № 5 …")) == "It's № 5 …"
    assert tokenizer.encode("“Yes”") == tokenizer.encode('"Yes"')


def test_the_same_sentences_give_the_same_tokenizer(tmp_path: Path) -> None:
    texts = [text for pair in triples() for text in (pair.source, pair.target)]
    for name, order in (("a", texts), ("b", texts[::-1])):
        train_tokenizer(order, ["kk"], 150, tmp_path / name, 1)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert b"rules" not in (tmp_path / "a").read_bytes()


def aligner(path: Path, forward: str, reverse: str, status: int = 0) -> str:
    """Write a program that takes the aligner's arguments and answers the same for every pair."""
    path.write_text(
        f"#!{sys.executable}\n"
        "import sys, pathlib\n"
        "a = dict(zip(sys.argv[2::2], sys.argv[3::2]))\n"
        "count = len(pathlib.Path(a['-s']).read_text().splitlines())\n"
        f"pathlib.Path(a['-f']).write_text('{forward}\\n' * count)\n"
        f"pathlib.Path(a['-r']).write_text('{reverse}\\n' * count)\n"
        f"sys.exit({status})\n"
    )
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_links_of_both_directions_are_joined(tmp_path: Path) -> None:
    program = aligner(tmp_path / "align", "0-0 1-2", "1-1 0-0")
    pairs = [(["a", "b"], ["x", "y", "z"])] * 2
    assert align(program, pairs) == [((0, 0), (1, 1), (1, 2))] * 2


def test_an_aligner_that_fails_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(PackageError, match="status 3"):
        align(aligner(tmp_path / "align", "", "", 3), [(["a"], ["b"])])


def test_a_source_is_held_once_with_all_its_targets(tokenizer: Any) -> None:
    pairs = triples()
    links = [((0, 0),)] * len(pairs)
    examples = number_examples(pairs, links, [1.0] * len(pairs), tokenizer)
    assert len(examples) == len(pairs) // 2
    for example, kk, ru in zip(examples, pairs[::2], pairs[1::2], strict=True):
        assert tokenizer.decode(list(example.source[:-1])) == kk.source
        assert [tokenizer.decode(list(t.tokens)) for t in example.targets] == [kk.target, ru.target]
        assert [tokenizer.id_to_piece(t.language) for t in example.targets] == ["<2kk>", "<2ru>"]


def test_a_pass_holds_every_example_once_in_batches_of_bounded_size(tokenizer: Any) -> None:
    pairs = triples()
    examples = number_examples(pairs, [()] * len(pairs), [1.0] * len(pairs), tokenizer)
    batches = make_batches(examples, 150, DigitSwap(tokenizer), 0.0, "1:0")
    assert sorted(e.source for b in batches for e in b) == sorted(e.source for e in examples)
    for batch in batches:
        table = tabulate(batch)
        assert len(table.inputs) * len(table.inputs[0]) <= 150
    assert batches == make_batches(examples, 150, DigitSwap(tokenizer), 0.0, "1:0")
    assert batches != make_batches(examples, 150, DigitSwap(tokenizer), 0.0, "1:1")


@given(seed=st.integers(0, 10_000))
def test_swapped_digits_are_the_same_on_both_sides(tokenizer: Any, seed: int) -> None:
    pairs = [
        Pair("Dana saw 2034 people.", "Dana 2034 адамды көрді.", "kk"),
        Pair("Dana saw 2034 people.", "Dana видела 2034 человек.", "ru"),
    ]
    (example,) = number_examples(pairs, [(), ()], [1, 1], tokenizer)
    swapped = DigitSwap(tokenizer)(example, random.Random(seed))
    source, kk, ru = (
        tokenizer.decode(list(tokens))
        for tokens in (swapped.source[:-1], swapped.targets[0].tokens, swapped.targets[1].tokens)
    )
    figure = source.split()[2]
    assert figure[1] == "0"
    assert set(figure) - {"0"} <= set("234")
    assert (source, kk, ru) == (
        f"Dana saw {figure} people.",
        f"Dana {figure} адамды көрді.",
        f"Dana видела {figure} человек.",
    )


def test_digits_stay_where_the_two_sides_differ(tokenizer: Any) -> None:
    pairs = [Pair("Marat called 6 people.", "Marat 18 адамды шақырды.", "kk")]
    (example,) = number_examples(pairs, [()], [1], tokenizer)
    assert DigitSwap(tokenizer)(example, random.Random(1)) == example


def test_targets_are_shifted_by_one_and_links_point_to_what_is_said_next(tokenizer: Any) -> None:
    pairs = [Pair("Dana saw.", "Dana көрді.", "kk"), Pair("Asel.", "Asel.", "ru")]
    examples = number_examples(pairs, [((0, 0), (1, 0), (1, 1)), ()], [1, 1], tokenizer)
    table = tabulate(examples)
    first = examples[0].targets[0].tokens
    assert table.inputs[0, : len(first) + 2].tolist() == [
        2,
        examples[0].targets[0].language,
        *first,
    ]
    assert table.outputs[0, : len(first) + 2].tolist() == [0, *first, 3]
    assert table.rows.tolist() == [0, 1]
    assert table.inputs.shape == table.outputs.shape
    learnt = [place for place, token in enumerate(table.outputs.flatten()) if token]
    assert table.wanted.tolist() == learnt
    end = [0, len(first) + 1, len(examples[0].source) - 1]
    assert table.links.T.tolist() == [[0, 1, 0], [0, 1, 1], [0, 2, 1], end]
    assert table.weights.tolist() == [0.5, 0.5, 1.0, 1.0]


def test_preparation_keeps_evaluation_out_and_is_done_once(tmp_path: Path) -> None:
    corpus = write_table(tmp_path / "triples.tsv", triples())
    held_out = triples()[0].source
    (tmp_path / "dev.tsv").write_text(f"{held_out.upper()}\tx\ty\n")
    text = tmp_path / "source.md"
    text.write_text("# Title\n\nMarat saw 27 people. Nobody else knows of it.\n")
    material = Material(
        [corpus], [parse_corpus(f"{tmp_path / 'dev.tsv'}=kk,ru")], [text], 150, False, 1
    )
    lines: list[str] = []
    prepared = prepare(material, tmp_path / "work", lines.append)
    assert prepared.sources[0].removed == {"evaluation": 4}
    assert len(prepared.examples) == len(triples()) // 2 - 2
    again = prepare(material, tmp_path / "work", lines.append)
    assert again == prepared
    assert lines[-1].endswith("prepared before")


def test_preparation_refuses_to_train_on_the_development_set(tmp_path: Path) -> None:
    corpus = write_table(tmp_path / "triples.tsv", triples())
    with pytest.raises(InputError, match="both as a corpus and for evaluation"):
        prepare(Material([corpus], [corpus], [], 150, False, 1), tmp_path / "work", lambda _: None)


def test_a_training_to_start_from_gives_its_tokenizer_or_is_refused(tmp_path: Path) -> None:
    corpus = write_table(tmp_path / "triples.tsv", triples())
    first = prepare(Material([corpus], [], [], 150, False, 1), tmp_path / "first", lambda _: None)
    (tmp_path / "more.tsv").write_text("Zxq, vyw!\tФщц, эъю!\n")
    more = parse_corpus(f"{tmp_path / 'more.tsv'}=kk")
    material = Material([corpus, more], [], [], 150, False, 1, tmp_path / "first")
    second = prepare(material, tmp_path / "second", lambda _: None)
    assert second.tokenizer_path.read_bytes() == first.tokenizer_path.read_bytes()
    with pytest.raises(InputError, match="no folder of a training"):
        prepare(replace(material, start=tmp_path), tmp_path / "third", lambda _: None)
    tatar = parse_corpus(f"{tmp_path / 'more.tsv'}=tt")
    with pytest.raises(InputError, match="does not know tt"):
        prepare(replace(material, corpora=[tatar]), tmp_path / "fourth", lambda _: None)


def test_a_gpu_that_is_not_there_is_one_clear_error() -> None:
    torch = pytest.importorskip("torch")
    if torch.cuda.is_available():
        assert choose_device("auto") == "cuda"
    else:
        assert choose_device("auto") == "cpu"
        with pytest.raises(PackageError, match="finds no GPU"):
            choose_device("cuda")
