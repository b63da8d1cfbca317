"""Photo credits and captions against prose that mentions pictures, agencies and slashes."""

import pytest

from tests.support.shipped import CLEANING
from transforms.clean.pictures import is_caption, is_photo_credit


@pytest.mark.parametrize(
    "line",
    [
        "Credit…Lena Hartmann/The New York Times",
        "Credit...Pool photo by Lena Hartmann",
        "Credit: Lena Hartmann",
        "Photo: Lena Hartmann",
        "Photo by Lena Hartmann",
        "(Photo by Lena Hartmann/AFP)",
        "Image credit: Marsh Gazette",
        "FILE - The premier at a market in May.",
        "Lena Hartmann/Reuters",
        "Lena Hartmann/Agence France-Presse — Getty Images",
        "Foto: Lena Hartmann",
        "Getty Images",
        "Reuters",
        "© AFP",
        "— Reuters",
        "Getty Images/AFP",
        "Lena Hartmann for The New York Times",
        "Lena Hartmann | AFP | Getty Images",
    ],
)
def test_a_credit_alone(line: str) -> None:
    assert is_photo_credit(line, CLEANING.agencies)


@pytest.mark.parametrize(
    "line",
    [
        "The premier with farmers in May. His party lost the vote.Credit…Lena Hartmann/Reuters",
        "The premier with farmers in May.Credit...Pool photo by Lena Hartmann",
        "The premier with farmers in May. Credit: Lena Hartmann",
        "The premier with farmers in May. (Lena Hartmann/CBC)",
        "The premier with farmers in May. (AP Photo/Lena Hartmann)",
        "The premier with farmers in May. (Lena Hartmann, Pool Photo via AP)",
        "The premier with farmers in May [Lena Hartmann/Reuters]",
        "The premier with farmers in May. Lena Hartmann/Agence France-Presse — Getty Images",
        "The premier with farmers in May. AP Photo/Lena Hartmann",
        "The premier with farmers in May. PHOTO COURTESY OF THE PALACE",
        "The premier with farmers in May. | Photo Credit: Lena Hartmann",
        "The premier with farmers in May. Photograph: Lena Hartmann/EPA",
        "The premier with farmers in May. — Reuters pic",
        "The premier with farmers in May. - AFP/File",
        "The premier with farmers in May (Supplied)",
        "Lena Hartmann, AFP | The premier with farmers in May.",
    ],
)
def test_a_caption_with_its_credit(line: str) -> None:
    assert is_caption(line, CLEANING.agencies)


@pytest.mark.parametrize(
    "line",
    [
        "The premier met farmers in May, according to a statement (Reuters).",
        "He gave the credit to his wife.",
        "The bank cut credit: lending fell by a third.",
        "The photo by Lena Hartmann shows a man at the gate.",
        "The pictures, he said, were taken via a drone.",
        "The law on men and/or women will change.",
        "“Give them credit,” she said.",
        "The talks in Riga (and Turku) failed.",
        "The minister said so in an interview (see above).",
        "Associated Press reporters saw the tanks.",
        "The file was closed in May.",
        "Reuters could not verify the report.",
        "“That is wrong,” he told Reuters.",
        "Lena Hartmann voted for The Greens.",
    ],
)
def test_prose_is_no_picture(line: str) -> None:
    assert not is_caption(line, CLEANING.agencies)
    assert not is_photo_credit(line, CLEANING.agencies)
