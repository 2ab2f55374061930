"""[tool.kuager]: right settings are read, wrong ones named."""

from __future__ import annotations

import pytest

from kuager.configuration import configuration_parse
from kuager.errors import ConfigurationError

GOOD = b"""
[tool.kuager]
target-locales = ["kk", "ru"]
[tool.kuager.engines]
kk = "translate-en_kk"
[tool.kuager.policies]
four-eyes = false
ledger-dates = "day"
"""


def test_a_full_configuration() -> None:
    configuration = configuration_parse(GOOD)
    assert configuration.source_locale == "en"
    assert configuration.target_locales == ["kk", "ru"]
    assert configuration.engines == {"kk": "translate-en_kk"}
    assert not configuration.policies.four_eyes
    assert configuration.policies.ledger_dates == "day"


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"[tool.kuager", "not valid TOML"),
        (b"\xff", "not valid TOML"),
        (b"[tool.other]", "no \\[tool.kuager\\]"),
        (b"[tool.kuager]", "target-locales"),
        (b"[tool.kuager]\ntarget-locales = []", "empty"),
        (b'[tool.kuager]\ntarget-locales = ["kk", "kk"]', "twice"),
        (b'[tool.kuager]\ntarget-locales = "kk"', "at target-locales"),
        (b'[tool.kuager]\ntarget-locales = ["klingon"]', "klingon"),
        (b'[tool.kuager]\ntarget-locales = ["../kk"]', "is not a locale"),
        (b'[tool.kuager]\ntarget-locales = ["en"]', "both source and target"),
        (b'[tool.kuager]\ntarget-locale = ["kk"]', "target-locale"),
        (GOOD.replace(b"kk =", b"de ="), "de is not a target"),
        (GOOD.replace(b'"day"', b'"hour"'), "policies.ledger-dates|ledgerDates|hour"),
        (GOOD.replace(b"four-eyes = false", b'four-eyes = "no"'), "four-eyes"),
    ],
)
def test_a_wrong_configuration_is_named(content: bytes, complaint: str) -> None:
    with pytest.raises(ConfigurationError, match=complaint) as caught:
        configuration_parse(content)
    assert "\n" not in str(caught.value)
