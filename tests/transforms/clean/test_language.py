"""Languages of articles."""

import pytest

from tests.support.shipped import CLEANING
from transforms.clean.language import language_of as told_by


def language_of(text: str, stated: str | None = None) -> str | None:
    return told_by(text, CLEANING.english, stated)


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Das Lied „The River and the Man Who Was Away“ war ein Erfolg, sagte die Sängerin der Zeitung."
            " Sie hat es über viele Jahre gesungen, und die Leute kannten jedes Wort davon.",
            "de",
        ),
        (
            "Byen åpnet en ny bro over elven for to år siden. Nå vil politikerne ha en til, og den skal stå"
            " ferdig før sommeren, sier ordføreren i Holm.",
            "no",
        ),
    ],
)
def test_names_in_english_make_no_english_text(text: str, expected: str) -> None:
    assert language_of(text) == expected


@pytest.mark.parametrize(
    "flash",
    [
        "Gabon recalls envoy from Paris.", "Togo delays vote", "Peru declares emergency in Lima.",
        "Senegal postpones election", "Ruto sacks finance minister", "Armenia, Azerbaijan sign deal",
        "Laos rejects mediation.", "Ortega frees 12 prisoners", "Moldova expels two diplomats",
        "Cholera spreads in Malawi", "Tebboune meets Petro in Bogota.", "Lukashenko pardons activists",
        "Serbian minister resigns", "Rebels seize Goma airport",
    ],
)  # fmt: skip
def test_a_short_english_text(flash: str) -> None:
    assert language_of(flash) == "en"


@pytest.mark.parametrize(
    ("flash", "expected"),
    [
        ("Minister Lund tritt im Streit zurück.", "de"), ("Protest gegen die Ministerin in Berlin", "de"),
        ("Le Mali rappelle son ambassadeur à Paris.", "fr"), ("Maduro gana las elecciones", "es"),
        ("Il ministro si dimette", "it"), ("Ministro pede demissão em Lisboa", "pt"),
        ("Rusland valt Oekraïne aan", "nl"), ("Kungen besöker Oslo i maj", "sv"),
        ("Premierministeren besøger Kyiv i dag", "da"), ("Minister podał się do dymisji.", "pl"),
        ("Gempa bumi guncang Nepal, puluhan orang tewas", "id"), ("Bakan görevinden istifa etti.", "tr"),
        ("Rais wa Kenya atuma polisi Haiti.", "sw"), ("Pangulo ng Pilipinas bumisita sa Tokyo.", "tl"),
        ("Lemondott a védelmi miniszter.", "hu"), ("Ministrul apărării a demisionat.", "ro"),
        ("Министр ушел в отставку", "ru"), ("استقالة وزير الدفاع", "ar"), ("部长辞职", "zh"),
        ("Shugaban Najeriya ya ziyarci Kano", "ha"), ("Bộ trưởng từ chức.", "vi"),
    ],
)  # fmt: skip
def test_a_short_text_in_another_language(flash: str, expected: str) -> None:
    assert language_of(flash) == expected


def test_a_short_text_that_nothing_tells_has_the_stated_language() -> None:
    assert language_of("1,234", "pt-BR") == "pt"
    assert language_of("1,234", "x-klingon") is None
    assert language_of("1,234") is None
    assert language_of("Iran angriper Israel med droner", "nb") in {"da", "nb"}
    assert language_of("Iran angriper Israel med droner", "sv") == "sv"
    assert language_of("Fiji bans plastic bags.", "en") == "en"
    assert language_of("Le Mali rappelle son ambassadeur à Paris.", "en") == "fr"


@pytest.mark.parametrize(
    ("names", "language"),
    [
        (
            "Men’s 100m final: 1. Okello (Uganda) 9.91, 2. Brandt (Germany) 9.94, 3. Lindqvist (Sweden) 9.97,"
            " 4. Moreau (France) 10.02, 5. Tanaka (Japan) 10.04, 6. Silva (Brazil) 10.05.",
            "en",
        ),
        (
            "Harnby United: Olsen; Berg, Dahl, Vik, Moen; Okafor, Petersen, Holm; Silva, Santos, Diallo."
            " Subs: Kask, Lund, Nowak, Ferrari, Garcia. Referee: Jan Vermeer.",
            "en",
        ),
        (
            "Deaths: Margaret Ellen Shaw, Whitby; John Patrick Doyle, Cork; Agnes Wiśniewska, Leeds; Mohammed"
            " Iqbal Khan, Bradford; Giovanni Russo, Bedford; Siân Pugh, Bala.",
            "en",
        ),
        (
            "Domare: Jan Vermeer. Publik: 12 400. Harnby: Olsen – Berg, Dahl, Vik, Moen – Okafor, Petersen,"
            " Holm – Silva, Santos, Diallo. Avbytare: Kask, Lund, Nowak.",
            "sv",
        ),
    ],
)
def test_a_text_of_names_has_the_stated_language_if_it_may_be(names: str, language: str) -> None:
    assert language_of(names) != language
    assert language_of(names, language) == language
    assert language_of(names, "zh") == language_of(names)
