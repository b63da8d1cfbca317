"""Languages of articles."""

import pytest

from transforms.clean.language import language_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The province will open the gates of its largest dam on Friday, its governor said.", "en"),
        ("La provincia abrirá el viernes las compuertas de su mayor presa, dijo la gobernadora.", "es"),
        ("Die Provinz öffnet am Freitag die Tore ihres größten Staudamms, sagte die Gouverneurin.", "de"),
        ("Провинция откроет в пятницу ворота своей крупнейшей плотины, сказала губернатор.", "ru"),
        ("州长周五表示，该省将打开最大水坝的闸门。她在大坝告诉记者，雨不会停。", "zh"),
        ("U.S. envoy Ada Lund will meet Tom Aalto of Finland in Riga on May 6 for talks.", "en"),
    ],
)
def test_language(text: str, expected: str) -> None:
    assert language_of(text) == expected


def test_a_text_too_short_to_tell_has_the_stated_language() -> None:
    assert language_of("1,234", "pt-BR") == "pt"
    assert language_of("1,234", "x-klingon") is None
    assert language_of("1,234") is None
