"""Numbers and addresses that registers, phones, banks and networks know one person by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from kuager.risk.base import Hit, Level, Passage, Rule

_TWELVE = re.compile(r"(?<![0-9+])[0-9]{12}(?![0-9])")
_LABELLED = re.compile(
    r"\b(?:passport|identity card|ID(?: card)?|driving licen[cs]e|licen[cs]e|certificate|case|file|"
    r"protocol|decision|order|contract|statement|complaint|diploma|badge|record|prisoner|inmate|"
    r"паспорт\w*|удостоверени\w+|дел[оау]|протокол\w*|ИИН|ЖСН|IIN|іс|куәлік\w*|төлқұжат\w*)"
    r"\s*(?:number|no\.?|№|#|нөмірі|номер)?\s*[:.]?\s*(?:was |is )?"
    r"(?P<it>[A-ZА-Я]{0,3}[-/ ]?[0-9][0-9A-ZА-Я/-]{3,24}[0-9A-ZА-Я])\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?:№|\bNo\.|#)\s?(?P<it>[A-ZА-Я]{0,3}-?[0-9][0-9/-]{4,20}[0-9])\b")
_PASSPORT = re.compile(r"\b(?P<it>N[0-9]{8}|[0-9]{2} ?[0-9]{2} [0-9]{6})\b")
_CASE = re.compile(r"\b[0-9]{15}\b|\b[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]/[0-9]{1,6}\b")


def is_iin(digits: str) -> bool:
    """Tell whether twelve digits can be an individual identification number of Kazakhstan.

    Six digits of the birth date, one for century and sex (0 to 6), four, and a check digit: the
    weighted sum modulo 11, with the weights moved by two where that gives 10. Source: Government
    decree of 11 June 2003 No 565, rules on forming identification numbers.
    """
    figures = [int(sign) for sign in digits]
    century = {0: 2000, 1: 1800, 2: 1800, 3: 1900, 4: 1900, 5: 2000, 6: 2000}.get(figures[6])
    if century is None:
        return False
    try:
        date(century + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        return False
    for weights in (range(1, 12), (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)):
        check = sum(w * f for w, f in zip(weights, figures, strict=False)) % 11
        if check < 10:
            return check == figures[11]
    return False


class Documents(Rule):
    """Numbers of identity papers and cases."""

    id = "document-number"
    name = "Number of a document"
    description = (
        "The number of an identity paper, a case or a certificate leads to one person in a "
        "register."
    )
    advice = "Take the number out; it adds nothing to what happened."
    level = Level.HIGH
    neutral = True

    def find(self, passage: Passage) -> Iterator[Hit]:
        """Yield numbers; an identification number whose check digit is right weighs most."""
        text = passage.text
        for match in _TWELVE.finditer(text):
            sure = is_iin(match.group())
            yield Hit(*match.span(), Level.CRITICAL if sure else Level.HIGH)
        for pattern in (_LABELLED, _NUMBERED, _CASE):
            yield from self.hits(pattern, text)
        yield from self.hits(_PASSPORT, text, Level.CRITICAL)


_PHONE = re.compile(
    r"(?<![\w.,-])(?:\+[1-9][0-9]{0,2}[ -]?(?:\(?[0-9]{2,4}\)?[ -]?)?(?:[0-9]{2,4}[ "
    r"-]?){2,3}[0-9]{2}"
    r"|8[ -]?\(?7[0-9]{2}\)?[ -]?[0-9]{3}[ -]?[0-9]{2}[ -]?[0-9]{2}"
    r"|\(?7?7[0-9]{2}\)?[ -][0-9]{3}[ -][0-9]{2}[ -][0-9]{2})(?![\w-])"
)
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}")
_URL = re.compile(
    r"\b(?:https?://|www\.)[^\s<>\"'»]{3,200}"
    r"|\b(?:t\.me|vk\.com|wa\.me|instagram\.com|facebook\.com|youtube\.com"
    r"|tiktok\.com)/[\w./@-]{2,80}"
)
_HANDLE = re.compile(r"(?<![\w@./])@[A-Za-z][\w.]{3,31}\b")
_NETWORK = re.compile(
    r"(?<![\d.])(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})\.){3}(?:25[0-5]|2[0-4][0-9]"
    r"|1?[0-9]{1,2})(?![\d.])"
)


class Contacts(Rule):
    """Phones, mail addresses, accounts."""

    id = "contact"
    name = "Phone, mail or account"
    description = "A phone number, a mail address, a link or an account leads to its owner."
    advice = "Take it out."
    level = Level.CRITICAL
    neutral = True

    def find(self, passage: Passage) -> Iterator[Hit]:
        """Yield phone numbers, mail addresses, links, accounts and network addresses."""
        for pattern in (_PHONE, _MAIL, _HANDLE):
            yield from self.hits(pattern, passage.text)
        yield from self.hits(_URL, passage.text, Level.HIGH)
        yield from self.hits(_NETWORK, passage.text, Level.HIGH)


# Kazakhstan: 123 ABC 02 since 2012, A 123 BCD before (national standard ST RK 986); Russia:
# А 123 ВС 77 (GOST R 50577), which uses the Cyrillic letters that look like Latin ones.
_PLATE = re.compile(
    r"(?<![\w-])(?:[0-9]{3}[ -]?[A-Z]{3}[ -]?(?:0[1-9]|1[0-9]|20)"
    r"|[A-Z][ -]?[0-9]{3}[ -]?[A-Z]{3}"
    r"|[АВЕКМНОРСТУХABEKMHOPCTYX][ -]?[0-9]{3}[ -]?[АВЕКМНОРСТУХABEKMHOPCTYX]{2}[ -]?[0-9]{2,3})"
    r"(?![\w-])"
)
_CAR = re.compile(
    r"\b(?P<it>(?:(?:white|black|silver|grey|gray|red|blue|green|old|dark|yellow)\s+)*(?:Toyota"
    r"|Lada|"
    r"Niva|Zhiguli|UAZ|Kamaz|GAZelle|Volga|Audi|BMW|Mercedes|Nissan|Hyundai|Kia|Daewoo|Nexia|Lexus|"
    r"Mazda|Mitsubishi|Subaru|Honda|Volkswagen|Opel|Ford|Chevrolet|Land Cruiser|Camry)"
    r"(?:[ -](?:Camry|Corolla|Prado|Priora|Granta|[0-9]{2,4}))?)\b"
)


class Vehicles(Rule):
    """Cars."""

    id = "vehicle"
    name = "Vehicle"
    description = "A number plate leads to a car's owner; a make and colour help to find the car."
    advice = "Take the plate out; say a car, a van, a lorry."
    level = Level.LOW
    quasi = True
    neutral = True

    def find(self, passage: Passage) -> Iterator[Hit]:
        """Yield number plates, and makes of cars, which weigh little."""
        yield from self.hits(_PLATE, passage.text, Level.CRITICAL)
        yield from self.hits(_CAR, passage.text)


_CARD = re.compile(r"(?<![0-9])(?:[0-9]{4}[ -]?){3}[0-9]{4}(?:[ -]?[0-9]{2,3})?(?![0-9])")
_IBAN = re.compile(r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")


def is_luhn(digits: str) -> bool:
    """Tell whether digits end in the check digit of ISO/IEC 7812-1, annex B."""
    total = 0
    for place, sign in enumerate(reversed(digits)):
        figure = int(sign) * (2 if place % 2 else 1)
        total += figure - 9 if figure > 9 else figure
    return total % 10 == 0


def is_iban(number: str) -> bool:
    """Tell whether letters and digits are an account number by ISO 13616 (ISO 7064, MOD 97-10)."""
    moved = number[4:] + number[:4]
    return int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1


class Accounts(Rule):
    """Bank cards and accounts."""

    id = "bank"
    name = "Bank card or account"
    description = "The number of a bank card or account leads to its holder."
    advice = "Take it out."
    level = Level.CRITICAL
    neutral = True

    def find(self, passage: Passage) -> Iterator[Hit]:
        """Yield numbers whose check digits are right."""
        for match in _CARD.finditer(passage.text):
            if is_luhn(re.sub(r"[ -]", "", match.group())):
                yield Hit(*match.span(), self.level)
        for match in _IBAN.finditer(passage.text):
            if is_iban(match.group().replace(" ", "")):
                yield Hit(*match.span(), self.level)
