"""Each injector makes exactly the errors it is said to make, and none where it does not fit."""

from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from tests.benchmarks import checks
from tests.benchmarks.injectors import INJECTORS, Pair
from tests.benchmarks.injectors.base import Injector
from tests.benchmarks.injectors.gender import shows_feminine
from tests.benchmarks.injectors.kazakh import affirm, negate
from tests.benchmarks.injectors.roles import with_person

CASES = Path(__file__).parent / "cases" / "injectors.tsv"
KINDS = {injector.kind: injector for injector in INJECTORS}


def outcomes(kind: str, pair: Pair) -> list[str | None]:
    """Return all that an injector makes of a pair, over many throws of the dice."""
    results = {KINDS[kind].corrupt(pair, Random(seed)) for seed in range(200)}
    return sorted(results, key=str)


def read_cases() -> list[tuple[str, str, str, str, list[str | None]]]:
    """Read the case file, and add the cases whose point is white space or code points."""
    rows = [
        line.split("\t")
        for line in CASES.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    cases = [
        (kind, locale, source, target, outcomes_of(outcome))
        for kind, locale, source, target, outcome in rows
    ]
    return cases + UNSEEN


def outcomes_of(column: str) -> list[str | None]:
    """Read the last column of the case file."""
    return [None] if column == "-" else [*column.split(" | ")]


# Kind, locale, source, target, every outcome there may be.
UNSEEN: list[tuple[str, str, str, str, list[str | None]]] = [
    ("empty", "ru", "He came.", "Он пришёл.", [""]),
    ("empty", "ru", "He came.", "", [None]),
    ("double-space", "ru", "He came.", "Он пришёл.", ["Он  пришёл."]),
    ("double-space", "ru", "No", "Нет", [None]),
    ("outer-space", "ru", "Yes", "Да", [" Да", "Да "]),
    ("outer-space", "ru", "Yes", "Да ", [None]),
    ("decompose", "ru", "May", "май", ["\u043c\u0430\u0438\u0306"]),
    ("decompose", "ru", "house", "дом", [None]),
]


@pytest.mark.parametrize(("kind", "locale", "source", "target", "expected"), read_cases())
def test_exactly_these_errors(
    kind: str, locale: str, source: str, target: str, expected: list[str | None]
) -> None:
    assert outcomes(kind, Pair(source, target, locale)) == expected


@pytest.mark.parametrize(
    ("kind", "target", "other", "expected"),
    [
        (
            "swap-language",
            "Ол кеше үйге келді.",
            "Он вчера пришёл домой.",
            "Он вчера пришёл домой.",
        ),
        ("swap-language", "Ол келді.", "Он пришёл.", None),
        (
            "swap-language-part",
            "Он пришёл, и все ушли.",
            "Ол келді, содан кейін бәрі кетті.",
            "Он пришёл, содан кейін бәрі кетті.",
        ),
        ("swap-language-part", "Он пришёл.", "Ол келді.", None),
    ],
)
def test_the_other_language(kind: str, target: str, other: str, expected: str | None) -> None:
    assert outcomes(kind, Pair("He came.", target, "kk", other)) == [expected]


def test_every_kind_has_a_case_and_a_description() -> None:
    covered = {case[0] for case in read_cases() if case[4] != [None]}
    apart = {"swap-language", "swap-language-part", "repeat-words", "repeat-letters", "invisible"}
    apart |= {"typo"}
    assert covered | apart == set(KINDS)
    assert len(KINDS) == len(INJECTORS) >= 25
    assert all(injector.description.endswith(".") for injector in INJECTORS)


@given(seed=st.integers(0, 10**6))
def test_a_slip_of_the_hand_changes_one_letter_or_two_neighbours(seed: int) -> None:
    text = KINDS["typo"].corrupt(
        Pair("Tents.", "Ол «шатырлар» деді, Шатырлар.", "kk"), Random(seed)
    )
    assert text is not None
    word = text.removeprefix("Ол «").removesuffix("» деді, Шатырлар.")
    assert word != "шатырлар"
    assert abs(len(word) - 8) <= 1
    changed = Levenshtein.distance(word, "шатырлар")
    assert changed == 1 or (changed == 2 and sorted(word) == sorted("шатырлар"))
    assert KINDS["typo"].corrupt(Pair("A dog.", "Ит Шатырлар.", "kk"), Random(seed)) is None


@given(seed=st.integers(0, 10**6))
def test_a_loop_over_letters_keeps_the_word_before_it(seed: int) -> None:
    text = KINDS["repeat-letters"].corrupt(Pair("He came.", "Он пришёл.", "ru"), Random(seed))
    assert text is not None
    word = text.removeprefix("Он ").removesuffix(".")
    tail = word.removeprefix("приш")
    assert tail in {"ё" + "л" * times for times in range(5, 11)} | {
        "ёл" * times for times in range(5, 11)
    }


@given(seed=st.integers(0, 10**6))
def test_a_loop_over_words_repeats_neighbours(seed: int) -> None:
    text = KINDS["repeat-words"].corrupt(Pair("x", "а б в г д", "ru"), Random(seed))
    assert text is not None
    counts = {word: text.split().count(word) for word in "абвгд"}
    assert counts["а"] == 1
    assert sorted(set(counts.values())) in [[1, times] for times in range(4, 9)]
    repeated = [word for word in "абвгд" if counts[word] > 1]
    assert " ".join(repeated * counts[repeated[0]]) in text


@given(seed=st.integers(0, 10**6))
def test_an_unseen_character_leaves_the_letters(seed: int) -> None:
    text = KINDS["invisible"].corrupt(
        Pair("They came home.", "Они пришли домой.", "ru"), Random(seed)
    )
    assert text is not None
    assert len(text) == len("Они пришли домой.") + 1
    seen = "".join(sign for sign in text if sign.isalpha() or sign in " .")
    assert seen == "Они пришли домой."


@given(
    source=st.text(max_size=60),
    target=st.text(alphabet="абвқәіел «»().,—<1>/ -0123456789?", max_size=60),
    locale=st.sampled_from(["kk", "ru"]),
    seed=st.integers(0, 1000),
)
def test_any_text_is_corrupted_or_left_alone(
    source: str, target: str, locale: str, seed: int
) -> None:
    pair = Pair(source, target, locale, "Қазақша да, орысша да мәтін, тағы бір сөз бар.")
    for injector in INJECTORS:
        first, second = (_run(injector, pair, seed) for _ in range(2))
        assert first == second
        if first is not None:
            clean, corrupted = first
            assert corrupted != clean.target


def _run(injector: Injector, pair: Pair, seed: int) -> tuple[Pair, str] | None:
    dice = Random(seed)
    clean = injector.prepare(pair, dice)
    corrupted = None if clean is None else injector.corrupt(clean, dice)
    return None if clean is None or corrupted is None else (clean, corrupted)


@pytest.mark.parametrize(
    ("kind", "source", "target"),
    [
        ("url", "He came. See http", "Он пришёл. См. http"),
        ("mail", "He came. Write to: ", "Он пришёл. Пишите: "),
        ("drop-tag", "<1>He</1> came home then<2/>.", "<1>Он</1> потом пришёл домой<2/>."),
        ("brackets", "He came home (then).", "Он потом пришёл (домой)."),
    ],
)
def test_the_scene_is_set_on_both_sides(kind: str, source: str, target: str) -> None:
    plain = {
        "url": ("He came.", "Он пришёл."),
        "mail": ("He came.", "Он пришёл."),
        "drop-tag": ("He came home then.", "Он потом пришёл домой."),
        "brackets": ("He came home then.", "Он потом пришёл домой."),
    }[kind]
    injector = KINDS[kind]
    scenes = [injector.prepare(Pair(*plain, "ru"), Random(seed)) for seed in range(40)]
    assert any(
        scene and scene.source.startswith(source) and scene.target.startswith(target)
        for scene in scenes
    )
    assert all(scene and injector.corrupt(scene, Random(1)) for scene in scenes)


def test_a_prepared_address_is_the_same_on_both_sides() -> None:
    scene = KINDS["url"].prepare(Pair("He came.", "Он пришёл.", "ru"), Random(3))
    assert scene is not None
    assert scene.source.split()[-1] == scene.target.split()[-1]


@pytest.mark.parametrize(
    ("word", "positive"),
    [
        ("бармадым", "бардым"),
        ("келмеген", "келген"),
        ("айтпаған", "айтқан"),
        ("көрсетпеді", "көрсетті"),
        ("болмайды", "болады"),
        ("оқымайды", "оқиды"),
        ("сөйлемейді", "сөйлейді"),
        ("қоймайды", "қояды"),
        ("шықпайды", "шығады"),
        ("таппайды", "табады"),
        ("таппай", "тауып"),
        ("айтпай", "айтып"),
        ("бармас", "барар"),
        ("бармаса", "барса"),
        ("бармауға", "баруға"),
        ("сұрамау", "сұрау"),
        ("алмаңыз", "алыңыз"),
        ("сезбеді", "сезді"),
        ("көнбеді", "көнді"),
        ("бармапты", "барыпты"),
        ("қамады", None),
        ("қамау", None),
        ("тұмау", None),
        ("немесе", None),
        ("Семей", None),
        ("маған", None),
        ("мектеп", None),
        ("алма", None),
    ],
)
def test_negative_verbs_become_positive(word: str, positive: str | None) -> None:
    assert affirm(word) == positive


@pytest.mark.parametrize(
    ("word", "negative"),
    [
        ("келдім", ["келмедім", "келген жоқпын"]),
        ("айтты", ["айтпады", "айтқан жоқ"]),
        ("сұрады", ["сұрамады", "сұраған жоқ"]),
        ("барады", ["бармайды"]),
        ("төлейді", ["төлемейді"]),
        ("қоямын", ["қоймаймын"]),
        ("шығатын", ["шықпайтын"]),
        ("жатыр", ["жатқан жоқ"]),
        ("бар", ["жоқ"]),
        ("керек", ["керек емес"]),
        ("маңызды", []),
        ("кітап", []),
        ("келмеді", []),
    ],
)
def test_predicates_become_negative(word: str, negative: list[str]) -> None:
    assert negate(word) == negative


@pytest.mark.parametrize("verb", ["келді", "айтты", "сұрады", "көрді", "қойды", "болды"])
def test_denying_and_affirming_again_gives_the_verb_back(verb: str) -> None:
    assert affirm(negate(verb)[0]) == verb


@pytest.mark.parametrize(
    ("verb", "who", "expected"),
    [
        ("келді", "мен", "келдім"),
        ("барды", "біз", "бардық"),
        ("келдік", "олар", "келді"),
        ("барамын", "ол", "барады"),
        ("келеді", "біз", "келеміз"),
        ("үй", "мен", None),
    ],
)
def test_verbs_change_person(verb: str, who: str, expected: str | None) -> None:
    assert with_person(verb, who) == expected


@pytest.mark.parametrize(
    ("source", "target", "feminine"),
    [
        ("I saw him.", "Я видел его.", False),
        ("I was not there.", "Я никогда там не была, я не видела.", True),
        ("I came.", "Я пришла, а потом я ушёл.", None),
        ("I was beaten.", "Меня били.", None),
        ("He came.", "Он сказал: я пришёл.", None),
    ],
)
def test_the_gender_that_a_sentence_shows(source: str, target: str, feminine: bool | None) -> None:
    assert shows_feminine(Pair(source, target, "ru")) is feminine


TRIPLES = [
    ("I was not beaten.", "Мені ұрмады.", "Меня не били."),
    ("He came on 4 May 2022.", "Ол 2022 жылғы 4 мамырда келді.", "Он приехал 4 мая 2022 года."),
    (
        "We paid a fine, and they left.",
        "Біз айыппұл төледік, олар кетті.",
        "Мы заплатили, и они ушли.",
    ),
    ("Who came?", "Кім келді?", "Кто пришёл?"),
    ("They said yes.", "Олар иә деді.", "Они сказали да."),
    ("Snow fell in the night.", "Түнде қар жауды.", "Ночью выпал снег."),
]


def test_the_benchmark_prints_recall_false_alarms_and_speed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "triples.tsv"
    path.write_text("".join("\t".join((*row, "x")) + "\n" for row in TRIPLES), encoding="utf-8")
    monkeypatch.setattr("shutil.which", lambda name: None)
    report = {}
    for split in ("dev", "held-out"):
        monkeypatch.setattr("sys.argv", ["checks", str(path), "--split", split, "--markdown"])
        checks.main()
        report[split] = capsys.readouterr().out
        assert "| kind | locale | caught | recall |" in report[split]
        assert "units/s" in report[split]
    sizes = [int(report[split].split(": ")[1].split()[0]) for split in report]
    assert sum(sizes) == len(TRIPLES)
    assert 0 < sizes[0] < len(TRIPLES)


def test_held_out_errors_are_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [str(tmp_path / "none.tsv"), "--split", "held-out", "--show", "3"]
    monkeypatch.setattr("sys.argv", ["checks", *arguments])
    with pytest.raises(SystemExit) as stopped:
        checks.main()
    assert stopped.value.code == 2
    assert "for reporting only" in capsys.readouterr().err


def test_the_same_seed_gives_the_same_errors() -> None:
    pairs = [Pair(english, russian, "ru", kazakh) for english, kazakh, russian in TRIPLES]
    for injector in INJECTORS:
        assert checks.inject(injector, pairs, 5, 3) == checks.inject(injector, pairs, 5, 3)
