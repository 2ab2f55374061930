"""Kazakh words and the forms they take: a stem and a chain of suffixes.

Kazakh adds its endings one after another. Each has its places in the chain, its vowel follows
the vowels of the stem (harmony), its first consonant the sound before it (assimilation), and the
stem's own last consonant may give way (құқық → құқығы). Order, forms and changes follow Қазақ
грамматикасы (Астана, 2002) and Muhamedowa, Kazakh: A Comprehensive Grammar (Routledge, 2016). No
native reader has gone over the tables. Where a loanword does not settle the harmony, endings of
either kind are let through.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kuager.numerals.words import listed
from kuager.termbase.words import shared_beginning

_BACK, _FRONT, _EITHER = "back", "front", "either"
_BACK_VOWELS = frozenset("аоұыяё")
_FRONT_VOWELS = frozenset("әеөүіэи")
_VOWELS = _BACK_VOWELS | _FRONT_VOWELS | frozenset("ую")
_OPEN = _VOWELS - frozenset("уию")
"""Vowels that a suffix treats as such; after у, и and ю it has the forms for a consonant."""
_VOICELESS = frozenset("кқпстфхцчшщһбвгдъ")
"""What makes a suffix begin voiceless; б, в, г, д sound so at the end of a stem."""
_NASAL = frozenset("мнң")
_VOICED = {"к": "г", "қ": "ғ", "п": "б"}
"""How a stem's last consonant sounds before a vowel: мектеп → мектебі."""
_UNVOICED = {voiced: voiceless for voiceless, voiced in _VOICED.items()}
_DROPS_VOWEL = frozenset(
    listed(
        "халық орын мойын ауыз мұрын қарын ерін көңіл дауыс қауіп ерік көрік бөрік қойын әріп "
        "құлып ырық мүлік"
    )
)
"""Stems that lose their last vowel before one: халық → халқы, орын → орны."""


@dataclass(frozen=True, slots=True)
class _Suffix:
    template: str
    """Small letters stand for themselves, capitals for what ``_sound`` says."""
    after: str
    """``+`` only after a consonant, ``-`` only after a vowel, empty after both."""
    then: str
    """The place in the chain that it leads to."""


# A line: places from which the suffixes may follow, the suffixes, the place they lead to.
# Places: s stem, p after the plural, m after -м and -ң (my, your), z after -мыз and -ңыз (our,
# your), h after the possessive of the 3rd person, c after a case, l after the locative, k after
# -ғы or -нікі, e the end; v verb stem, n negated verb stem, t after a tense with short personal
# endings, i after -ып and -а, u after -ған and its like.
_TABLE = """
s: сIз LI LIK > s
spmzhk: DAй ша ше > e
sk: LAр > p
spk: +Iм -м +Iң -ң > m
spk: +IңIз -ңIз +IмIз -мIз > z
spk: +I -сI > h
spk: NIң TI GA BAн MEн MEнен > c
spk: DA > l
m: NIң TI A BAн MEн MEнен > c
m: DA > l
z: NIң TI GA BAн MEн MEнен > c
z: DA > l
h: нIң н нA нAн мен менен > c
h: нDA > l
l: GI > k
spmzh: нікі дікі тікі > k
spmzhclku: MIн сIң сIз сIздAр MIз > e
v: +Iл -л +Iн -н +Iс -с т DIр +Iт GIз GIлA +IстIр -стIр > v
vn: MA > n
vn: DI сA > t
t: м ң ңIз к қ ңдAр ңIздAр > e
vn: +Iп -п > i
vn: +A -й > i
i: MIн сIң сIз MIз тI дI > e
vn: GAн +AтIн -йтIн MAK +Aр -р с > u
u: LAр > p
u: +Iм +Iң > m
u: +IңIз +IмIз > z
u: +I -сI > h
u: NIң TI GA BAн MEн > c
u: DA > l
vn: GAлI GAнша GAнше +IңIз -ңIз +IңдAр -ңдAр сIн +AйIн -йIн +AйIK -йIK > e
vn: у > s
v: +IK -K GI > s
"""
_FREE_TABLE = """
s: шI LAс +IрAK -рAK хана GI DAй > s
s: LA > v
h: нша нше нDAй > e
u: DAй ша ше > e
u: DIK LIK > s
sku: LIGI DIGI > h
sku: LIGIм LIGIң DIGIм DIGIң > m
sku: LIGIмIз LIGIңIз DIGIмIз DIGIңIз > z
i: сIңдAр сIздAр > e
u: сI > v
v: MA > e
n: йIнша йIнше > e
n: с > u
v: GIш > s
vn: MAKшI > k
vn: +Aм -йм +IңIздAр -ңIздAр > e
vn: шI +IңIзшI -ңIзшI +IңдAршI -ңдAршI сIншI +AйIншI -йIншI +AйIKшI -йIKшI > e
"""
"""What makes other words, and is no form of a term; who asks for a word's origin takes it too."""
_UNFINISHED = frozenset("vn")
"""Places at which no word ends. A bare verb stem is an imperative, and too short to go by."""


def _read_table(text: str) -> dict[str, tuple[_Suffix, ...]]:
    """Return the suffixes that may follow at each place."""
    found: dict[str, list[_Suffix]] = {}
    for line in text.strip().splitlines():
        places, _, rest = line.partition(": ")
        templates, _, then = rest.partition(" > ")
        for template in templates.split():
            sign = template[0] if template[0] in "+-" else ""
            suffix = _Suffix(template.removeprefix(sign), sign, then)
            for place in places:
                found.setdefault(place, []).append(suffix)
    return {place: tuple(suffixes) for place, suffixes in found.items()}


_SUFFIXES = _read_table(_TABLE)
_FREE_SUFFIXES = _read_table(_TABLE + _FREE_TABLE.removeprefix("\n"))


def _harmony(letters: str) -> str:
    """Return which vowels endings have after a stem: its last vowel that settles it decides."""
    if letters.endswith(("ь", "ә")):  # альбомға, рольге; куәлар (so the laws), куәлер
        return _EITHER
    for letter in reversed(letters):
        if letter in _BACK_VOWELS:
            return _BACK
        if letter in _FRONT_VOWELS:
            return _FRONT
    return _EITHER


def _sound(sign: str, harmony: str, last: str) -> str:
    """Return the letter that a capital of a template is after ``last``."""
    front, voiceless = harmony == _FRONT, last in _VOICELESS
    nasal, sibilant = last in _NASAL, last in "зж"
    match sign:
        case "A":
            return "е" if front else "а"
        case "I":
            return "і" if front else "ы"
        case "E":  # мен is front after every stem
            return "е"
        case "K":
            return "к" if front else "қ"
        case "G":
            return ("к" if front else "қ") if voiceless else ("г" if front else "ғ")
        case "D":  # -да
            return "т" if voiceless else "д"
        case "T":  # -ны, -ды, -ты
            return "т" if voiceless else "н" if last in _OPEN else "д"
        case "N":  # -ның, -дың, -тың
            return "т" if voiceless else "н" if nasal or last in _OPEN else "д"
        case "B":  # -дан, -нан, -тан
            return "т" if voiceless else "н" if nasal else "д"
        case "L":  # -лар, -дар, -тар
            return "т" if voiceless else "д" if nasal or sibilant or last == "л" else "л"
        case "M":  # -мен, -бен, -пен; -ма, -ба, -па
            return "п" if voiceless else "б" if sibilant else "м"
    return sign


@lru_cache(maxsize=8192)
def _written(template: str, harmony: str, last: str) -> tuple[str, ...]:
    """Return what a template is after a stem of a harmony that ends in the letter ``last``."""
    if harmony == _EITHER:
        return (*_written(template, _BACK, last), *_written(template, _FRONT, last))
    letters: list[str] = []
    for sign in template:
        letters.append(_sound(sign, harmony, letters[-1] if letters else last))
    written = "".join(letters)
    if template[0] == "M" and last in _NASAL:  # адаммын, адамбын; жанба
        return (written, "б" + written[1:])
    return (written,)


_Endings = dict[str, tuple[tuple[str, str, str], ...]]
"""By first letter: what a suffix is, the place it leads to, the harmony after it."""


@lru_cache(maxsize=8192)
def _endings(place: str, harmony: str, last: str, *, freely: bool) -> _Endings:
    """Return what suffixes may follow at a place after a sound.

    ``freely`` takes those in that make another word.
    """
    found: dict[str, list[tuple[str, str, str]]] = {}
    for suffix in (_FREE_SUFFIXES if freely else _SUFFIXES).get(place, ()):
        if suffix.after and (suffix.after == "-") is not (last in _OPEN):
            continue
        for written in _written(suffix.template, harmony, last):
            settled = _harmony(written)
            after = harmony if settled == _EITHER else settled
            found.setdefault(written[0], []).append((written, suffix.then, after))
    return {letter: tuple(dict.fromkeys(endings)) for letter, endings in found.items()}


@lru_cache(maxsize=65536)
def _is_chain(rest: str, place: str, harmony: str, last: str, *, freely: bool = False) -> bool:
    """Say whether what follows a stem is a chain of suffixes to its end."""
    if not rest:
        return place not in _UNFINISHED
    return any(
        rest.startswith(written)
        and _is_chain(rest[len(written) :], then, after, written[-1], freely=freely)
        for written, then, after in _endings(place, harmony, last, freely=freely).get(rest[0], ())
    )


@dataclass(frozen=True, slots=True)
class _Stem:
    letters: str
    place: str
    harmony: str
    before: str = ""
    """What must follow: one of these letters; empty for anything."""


class KazakhForms:
    """A Kazakh word of a term, and a way to tell whether another word is a form of it."""

    def __init__(self, word: str, *, possessed: bool = False) -> None:
        """Take a word as a dictionary has it, or with a possessive where ``possessed``.

        The last word of a compound has one («тергеу изоляторы»), which its case endings follow
        in their own way and which another owner takes away.
        """
        self._stems = tuple(_stems(word.lower(), possessed=possessed))
        self.beginning = shared_beginning([stem.letters for stem in self._stems])
        """Small letters that every form begins with."""

    def matches(self, word: str) -> bool:
        """Say whether a word of a text, in small letters, may be a form of this one."""
        for stem in self._stems:
            if not word.startswith(stem.letters):
                continue
            rest = word[len(stem.letters) :]
            if stem.before and rest[:1] not in stem.before:
                continue
            if _is_chain(rest, stem.place, stem.harmony, stem.letters[-1]):
                return True
        return False


def _stems(word: str, *, possessed: bool) -> Iterator[_Stem]:
    """Yield the stems that a word's forms begin with."""
    if not word:
        return
    yield from _noun_stems(word)
    if possessed and (owned := _without_possessive(word)) is not None:
        yield _Stem(word, "h", _harmony(word))
        yield from _noun_stems(owned)
    if len(word) > (3 if word[-1] == "у" and word[-2:-1] in _OPEN else 2) and word[-1] in "ую":
        yield from _verb_stems(word)


def _noun_stems(word: str) -> Iterator[_Stem]:
    harmony = _harmony(word)
    yield _Stem(word, "s", harmony)
    last = word[-1]
    if last in _VOICED:
        yield _Stem(word[:-1] + _VOICED[last], "s", harmony, "ыі")
    if word in _DROPS_VOWEL:
        yield _Stem(word[:-2] + last, "s", harmony, "ыі")
    if last == "ь":
        yield _Stem(word[:-1], "s", _EITHER, "еілндртмыа")
    if len(word) > 3 and last not in _VOWELS and word[-2] not in _VOWELS:
        # митинг → митингіге, факт → фактісі: loans that end in two consonants.
        yield _Stem(word + "і", "s", _FRONT)
        if word.endswith("ст"):  # журналист → журналисі, журналистер
            yield _Stem(word[:-1], "s", harmony, "іт")


def _without_possessive(word: str) -> str | None:
    """Return a word without its possessive of the third person, None if it shows none."""
    if len(word) < 3 or word[-1] not in "ыі":
        return None
    if word[-2] == "с" and word[-3] in _OPEN:
        return word[:-2]
    if word[-2] in _OPEN:
        return None
    return word[:-2] + _UNVOICED.get(word[-2], word[-2])


def _verb_stems(word: str) -> Iterator[_Stem]:
    """Yield the stems of a verb that is named by its verbal noun: ұстау, тарту, жабу, қою."""
    stem = word[:-1]
    if word[-1] == "ю":
        yield _Stem(stem + "й", "v", _harmony(stem))
    harmony = _harmony(stem)
    yield _Stem(stem, "v", harmony)
    if stem[-1] in _UNVOICED:  # жабу → жапты
        yield _Stem(stem[:-1] + _UNVOICED[stem[-1]], "v", harmony)
    if stem[-1] not in _VOWELS:  # оқу → оқыды
        yield _Stem(stem + ("і" if harmony == _FRONT else "ы"), "v", harmony)


def is_ending(word: str) -> bool:
    """Say whether letters are endings alone, as after the hyphen of «БҰҰ-ның»."""
    word = word.lower()
    return any(_is_chain(word, "s", _EITHER, last) for last in "атнлы")


# Back to the dictionary ---------------------------------------------------------------------

_FULL = {word[:-2] + word[-1]: word for word in _DROPS_VOWEL}
"""Stems that lost their vowel, with the whole words: халқ → халық."""


def dictionary_forms(word: str, *, shortest: int = 2) -> Iterator[str]:
    """Yield words that a word in small letters may come from by a chain of suffixes.

    As a dictionary names them, those with the longest stems first; some are no words at all, for
    only the endings are looked at. ``shortest`` is the least number of letters of a stem. Other
    than of ``KazakhForms``, suffixes that make other words count too: күзет → күзетші.
    """
    for cut in range(len(word) - 1, shortest - 1, -1):
        stem, rest = word[:cut], word[cut:]
        harmonies = [_harmony(stem)]
        if harmonies != [_EITHER] and _loses_softness(stem, rest):
            harmonies.append(_EITHER)
        last = stem[-2] if stem[-1] == "ь" else stem[-1]  # медальдар, as after л
        if any(_is_chain(rest, "s", harmony, last, freely=True) for harmony in harmonies):
            yield from _nouns(stem, rest)
        if stem[-1] in "ыі" and _is_chain(rest, "h", harmonies[0], last, freely=True):
            yield stem  # отбасы, which has its possessive from the beginning: отбасында
        for verb, ending in _unfused(stem, rest):
            if _is_chain(ending, "v", harmonies[0], verb[-1], freely=True):
                yield from _verbs(verb)


def _unfused(stem: str, rest: str) -> Iterator[tuple[str, str]]:
    """Yield stem and ending of a verb, also where two sounds are one letter: оқы-йды, қой-ады."""
    yield stem, rest
    if rest[0] == "и":
        yield stem + ("і" if _harmony(stem) == _FRONT else "ы"), "й" + rest[1:]
    elif rest[0] == "я":
        yield stem + "й", "а" + rest[1:]


def _loses_softness(stem: str, rest: str) -> bool:
    return stem[-1] not in _VOWELS and rest[0] in "еілндртмыа"


def _nouns(stem: str, rest: str) -> Iterator[str]:
    """Yield the nouns that may have such a stem before such endings."""
    yield stem
    last, before_vowel = stem[-1], rest[0] in "ыі"
    if before_vowel and last in _UNVOICED:
        yield stem[:-1] + _UNVOICED[last]
    if before_vowel and stem in _FULL:
        yield _FULL[stem]
    if _loses_softness(stem, rest):
        yield stem + "ь"
    if last == "і" and len(stem) > 4 and not _VOWELS.intersection(stem[-3:-1]):
        yield stem[:-1]
    if last == "с":  # журналисі, процестер
        yield stem + "т"
        yield stem + "с"
    elif last == "з":  # подъезде
        yield stem + "д"


def _verbs(stem: str) -> Iterator[str]:
    """Yield the verbal nouns of verbs that may have such a stem."""
    last = stem[-1]
    yield stem + "у"
    if last == "й":
        yield stem[:-1] + "ю"
    if last in _VOICED:
        yield stem[:-1] + _VOICED[last] + "у"
    if last in "ыі" and len(stem) > 2:
        yield stem[:-1] + "у"
    if last == "у":  # тауып, of табу
        yield stem[:-1] + "бу"
    if last == "и":  # тиді, of тию
        yield stem + "ю"
    if len(stem) > 4 and stem[-2] in "ыі":  # қорықпа, of қорқу
        yield stem[:-2] + last + "у"
