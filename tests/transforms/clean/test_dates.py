"""Dates of publication: what counts as stated, and what is nonsense."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.clean.dates import (
    Moment,
    is_plausible,
    parse_moment,
    parse_timestamp,
    url_date,
    written_moment,
)
from transforms.clean.written_dates import is_day_first, is_either_order
from transforms.clean.zone_names import Origin, origin_of
from transforms.clock import local_day


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("2021-05-06", utc(2021, 5, 6)),
        ("2021-05-06T07:08:09Z", utc(2021, 5, 6, 7, 8, 9)),
        ("2021-05-06T07:08:09+05:30", utc(2021, 5, 6, 1, 38, 9)),
        ("2021-05-06T07:08:09-0400", utc(2021, 5, 6, 11, 8, 9)),
        ("2021-05-06T07:08:09.1234567Z", utc(2021, 5, 6, 7, 8, 9, 123456)),
        ("2021-05-06T07:08", utc(2021, 5, 6, 7, 8)),
        ("2021-05-06 07:08:09", utc(2021, 5, 6, 7, 8, 9)),
        ("2021-05-06 07:08:09 UTC", utc(2021, 5, 6, 7, 8, 9)),
        ("20210506", utc(2021, 5, 6)),
        ("20210506070809", utc(2021, 5, 6, 7, 8, 9)),
        ("Thu, 06 May 2021 07:08:09 GMT", utc(2021, 5, 6, 7, 8, 9)),
        ("Thu, 06 May 2021 07:08:09 +0200", utc(2021, 5, 6, 5, 8, 9)),
        ("May 6, 2021", utc(2021, 5, 6)),
        ("6 May 2021", utc(2021, 5, 6)),
        ("Published: Sept. 6th, 2021, 9:30 pm", utc(2021, 9, 6, 21, 30)),
        ("6 de abril de 2021", utc(2021, 4, 6)),
        ("06.05.2021", utc(2021, 5, 6)),
        (1620284889, utc(2021, 5, 6, 7, 8, 9)),
        (1620284889000, utc(2021, 5, 6, 7, 8, 9)),
        ("1620284889", utc(2021, 5, 6, 7, 8, 9)),
        ("1620284889.0", utc(2021, 5, 6, 7, 8, 9)),
        ("1620284889000000000", utc(2021, 5, 6, 7, 8, 9)),
        (date(2021, 5, 6), utc(2021, 5, 6)),
        (datetime(2021, 5, 6, 7), utc(2021, 5, 6, 7)),
    ],
)
def test_a_stated_time(stated: object, expected: datetime) -> None:
    assert parse_timestamp(stated) == expected


@pytest.mark.parametrize(
    "stated",
    [
        None, "", "yesterday", "May 2021", "3/4/2021", "2021-02-30", "2021-13-01", "9999-12-31", "0001-01-01",
        "1066-10-14", "1969-07-20", True, False, float("nan"), float("inf"), 10**30, -1, [], {}, "x" * 5000,
        "Feb 30, 2021", "99999999999999999999",
    ],
)  # fmt: skip
def test_what_states_no_time(stated: object) -> None:
    assert parse_timestamp(stated) is None


@pytest.mark.parametrize(
    "stated",
    [
        "6 mei 2021 07:08", "wo 06 mei 2021 om 7.08 uur", "Donnerstag, 6. Mai 2021 - 07:08 Uhr",
        "le 6 mai 2021 à 7h08", "6 de mayo de 2021 a las 07:08", "gio, 6 mag 2021 ore 7.08",
        "6 de maio de 2021 às 7h08", "qui, 06 mai 2021 07:08", "6 мая 2021 г., 07:08", "6 травня 2021, 07:08",
        "6 maja 2021, 07:08", "6. května 2021 v 7:08", "6 maj 2021 kl. 07.08", "6. toukokuuta 2021 klo 7.08",
        "6 Mayıs 2021 Perşembe, 07:08", "2021. május 6. 7:08", "6 Μαΐου 2021, 07:08", "٦ مايو ٢٠٢١ 07:08",
        "2021年5月6日 07:08", "2021년 5월 6일 오전 7:08", "2021.05.06. 오전 7:08",
        "May 6, 2021, 7:08 am", "May 6, 2021 / 7:08 AM / Marsh News", "2021/05/06 07:08:00",
        "06.05.2021 07:08", "2021-05-06 7:08", "6-May-2021 07:08", "Thu May  6 07:08:00 2021",
        "7:08 a.m. on Thursday, May 6, 2021",
        "20210506 07:08",
    ],
)  # fmt: skip
def test_a_date_with_a_time_in_many_languages(stated: str) -> None:
    assert parse_moment(stated) == Moment(utc(2021, 5, 6, 7, 8), None)


@pytest.mark.parametrize(
    ("stated", "hour", "minute", "zone"),
    [
        ("Thu, 06 May 2021 09:08:00 CEST", 7, 8, "+02:00"),
        ("Thu, 06 May 2021 08:08:00 BST", 7, 8, "+01:00"),
        ("Thu, 06 May 2021 16:08:00 JST", 7, 8, "+09:00"),
        ("Thu, 06 May 2021 12:38:00 IST", 7, 8, "+05:30"),
        ("Thu, 06 May 2021 18:08:00 AEDT", 7, 8, "+11:00"),
        ("Thu, 06 May 2021 10:08:00 EEST", 7, 8, "+03:00"),
        ("Thu, 06 May 2021 2:08 PM EST", 19, 8, "-05:00"),
        ("Thu, 06 May 21 14:08:00 EST", 19, 8, "-05:00"),
        ("Thu May 06 14:08:00 EDT 2021", 18, 8, "-04:00"),
        ("Thu May 06 2021 09:08:00 GMT+0200 (Central European Summer Time)", 7, 8, "+02:00"),
        ("Thu, 06 May 2021 09:08:00 UTC+2", 7, 8, "+02:00"),
        ("6 May 2021 02:08 UTC−05:00", 7, 8, "-05:00"),
        ("2021-05-06 09:08:00 Europe/Berlin", 7, 8, "+02:00"),
        ("2021-05-06T09:08:00+02:00", 7, 8, "+02:00"),
        ("2021-05-06T09:08:00Z", 9, 8, "+00:00"),
        ("Thu, 06 May 2021 09:08:00 -0000", 9, 8, None),
        ("May 6, 2021 2:08 p.m. ET", 18, 8, "-04:00"),
        ("Jan. 6, 2021 2:08 p.m. PT", 22, 8, "-08:00"),
        ("0708 GMT, 6 May 2021", 7, 8, "+00:00"),
    ],
)  # fmt: skip
def test_the_zone_in_which_a_time_is_stated(stated: str, hour: int, minute: int, zone: str | None) -> None:
    found = parse_moment(stated)
    assert found is not None
    assert (found.when.hour, found.when.minute, found.zone) == (hour, minute, zone)


@pytest.mark.parametrize(
    "stated", ["6 May 2021 09:08 XQT", "6 May 2021, 09:08 (Lakeland time)", "6 May 2021 9:08 AM local time"]
)
def test_beside_a_zone_that_is_not_known_only_the_day_counts(stated: str) -> None:
    assert parse_moment(stated) == Moment(utc(2021, 5, 6), None)


@pytest.mark.parametrize(
    ("name", "origin", "zone"),
    [
        ("CST", origin_of("https://marsh.example.cn/dam"), "+08:00"),
        ("CST", origin_of("https://marsh.example/dam", ["zh-CN"]), "+08:00"),
        ("CST", origin_of("https://marsh.example/dam", ["en-US"], ["+08:00", "+00:00"]), "+08:00"),
        ("CST", origin_of("https://marsh.example/dam", ["en"], ["-05:00"]), "-06:00"),
        ("CST", origin_of("https://marsh.example/dam", ["es"]), "-06:00"),
        ("CST", origin_of("https://marsh.example.de/dam", ["en"]), None),
        ("CST", origin_of("https://marsh.example/dam", ["de"]), None),
        ("CST", origin_of("https://marsh.example/dam", ["en"], ["+02:00"]), None),
        ("CST", origin_of("https://marsh.example/dam", ["en"]), None),  # Chicago has CDT in May
        ("CDT", Origin(), "-05:00"),
        ("IST", Origin(), "+05:30"),
        ("IST", origin_of("https://marsh.example.ie/dam"), "+01:00"),
        ("IST", origin_of("https://marsh.example/dam", ["he", "en"]), "+02:00"),
        ("BST", origin_of("https://marsh.example/dam", ["en-BD"]), "+06:00"),
        ("BST", origin_of("https://marsh.example.uk/dam"), "+01:00"),
        ("EST", origin_of("https://marsh.example.au/dam"), "+10:00"),
        ("EST", origin_of("https://dam.example.gov/a"), "-05:00"),
        ("PST", origin_of("https://marsh.example.ph/dam"), "+08:00"),
        ("AST", Origin(), None),
        ("AST", origin_of("https://marsh.example.sa/dam"), "+03:00"),
        ("JST", origin_of("https://marsh.example.cn/dam"), "+09:00"),
    ],
)
def test_a_zone_whose_name_means_several(name: str, origin: Origin, zone: str | None) -> None:
    found = parse_moment(f"6 May 2021 09:08 {name}", origin=origin)
    assert found is not None
    assert found.zone == zone
    assert zone or found.when == utc(2021, 5, 6)


def test_a_name_of_winter_means_the_usual_zone_in_winter() -> None:
    assert str(parse_moment("6 January 2021 09:08 CST")) == "2021-01-06T09:08:00-06:00"
    assert str(parse_moment("6 January 2021 09:08 BST")) == "2021-01-06"


@pytest.mark.parametrize(
    ("stated", "hour", "minute"),
    [
        ("May 6, 2021, 8:15 in the evening", 20, 15), ("6 May 2021, 8.15 this evening", 20, 15),
        ("6 May 2021 at 8 o'clock in the morning", 8, 0), ("6 May 2021, 12:15 in the morning", 0, 15),
        ("6 May 2021, 12 noon", 12, 0), ("6 May 2021, 12.30 at night", 0, 30),
        ("6 May 2021, 11.30 at night", 23, 30), ("6 May 2021, 20:15 in the evening", 20, 15),
        ("May 6, 2021, this evening at 8:15", 20, 15), ("Thursday evening, May 6, 2021, 8:15", 20, 15),
        ("At 8:15 in the evening on 6 May 2021", 20, 15), ("6 May 2021 8:15 Evening Post", 8, 15),
        ("Donnerstag, 6. Mai 2021 um 8.15 Uhr abends", 20, 15), ("6. Mai 2021, 20 Uhr 15", 20, 15),
        ("6 de mayo de 2021 a las 8:15 de la tarde", 20, 15),
        ("6 de mayo de 2021 a la 1:15 de la madrugada", 1, 15),
        ("6 mai 2021 à 8 heures du soir", 20, 0), ("6 maggio 2021, alle 8.15 di sera", 20, 15),
        ("6 мая 2021, 8:15 вечера", 20, 15), ("6 mei 2021, 8.15 uur 's avonds", 20, 15),
        ("6 maja 2021, 8:15 rano", 8, 15),
        ("2021年5月6日 晚上8:15", 20, 15), ("2021年5月6日 下午8时15分", 20, 15),
        ("2021年5月6日 20時15分", 20, 15), ("2021년 5월 6일 오후 8시 15분", 20, 15),
        ("6 May 2021 9.15 per cent", 0, 0),
    ],
)  # fmt: skip
def test_words_for_a_part_of_the_day(stated: str, hour: int, minute: int) -> None:
    assert parse_moment(stated) == Moment(utc(2021, 5, 6, hour, minute), None)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("05-06-2021 07:08", None),
        ("5/6/2021", None),
        ("31/02/2021", None),
        ("10 listopada 2021", None),  # Polish November, Croatian October
        ("23/05/2021", utc(2021, 5, 23)),
        ("05-23-2021", utc(2021, 5, 23)),
        ("6/6/2021", utc(2021, 6, 6)),
        ("Thu, 06-05-2021", utc(2021, 5, 6)),
        ("Thursday 05/06/2021", utc(2021, 5, 6)),
    ],
)
def test_a_date_that_countries_read_differently(stated: str, expected: datetime | None) -> None:
    assert parse_timestamp(stated) == expected
    assert is_either_order(stated) == (stated[0] in "05" and expected is None)


def test_the_other_dates_of_a_source_tell_the_order_of_day_and_month() -> None:
    assert is_day_first(["5/6/2021", "23/5/2021", "2021-05-06"]) is True
    assert is_day_first(["05-06-2021", "05-23-2021 07:08"]) is False
    assert is_day_first(["5/6/2021", "6/6/2021"]) is None
    assert is_day_first(["23/5/2021", "5/23/2021"]) is None
    assert parse_timestamp("5/6/2021", day_first=True) == utc(2021, 6, 5)
    assert parse_timestamp("5/6/2021", day_first=False) == utc(2021, 5, 6)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Published 07:08 GMT, 6 May 2021", Moment(utc(2021, 5, 6, 7, 8), "+00:00")),
        ("By Ann Lind | May 6, 2021 2:08 PM EDT", Moment(utc(2021, 5, 6, 18, 8), "-04:00")),
        ("First published on Thu 6 May 2021 08.08 BST", Moment(utc(2021, 5, 6, 7, 8), "+01:00")),
        ("Updated: 8 May 2021 | Published: 6 May 2021", Moment(utc(2021, 5, 6))),
        ("Published May 6, 2021 | Updated May 8, 2021 9:15 am", Moment(utc(2021, 5, 6))),
        ("May 6, 2021 (Updated 9:15 p.m.)", Moment(utc(2021, 5, 6))),
        ("Last updated 6 May 2021", Moment(utc(2021, 5, 6))),
        ("Aktualisiert am 8. Mai 2021, veröffentlicht am 6. Mai 2021", Moment(utc(2021, 5, 6))),
        ("Stand: 08.05.2021 Erstellt: 06.05.2021", Moment(utc(2021, 5, 6))),
        ("Mis à jour le 8 mai 2021 à 10h00 - Publié le 6 mai 2021 à 9h15", Moment(utc(2021, 5, 6, 9, 15))),
        ("Actualizado: 8 de mayo de 2021 | 6 de mayo de 2021", Moment(utc(2021, 5, 6))),
        ("Aggiornato l'8 maggio 2021, pubblicato il 6 maggio 2021", Moment(utc(2021, 5, 6))),
        ("Zaktualizowano: 8 maja 2021, opublikowano: 6 maja 2021", Moment(utc(2021, 5, 6))),
        ("更新:2021年5月8日 发布:2021年5月6日", Moment(utc(2021, 5, 6))),
        ("Photo taken 8 May 1998. Published 6 May 2021", Moment(utc(2021, 5, 6))),
        ("Foto: 8 de mayo de 1998", None),
        ("Valid until 8 May 2021", None),
        ("3 Comments May 6, 2021", Moment(utc(2021, 5, 6))),
        ("On May 6, 2021 and 9.15 million people", Moment(utc(2021, 5, 6))),
        ("Top 10 stories 2021", None),
        ("In 2021, 30 people of 50", None),
    ],
)
def test_a_line_that_holds_a_date(line: str, expected: Moment | None) -> None:
    assert written_moment(line) == expected


def test_the_day_where_the_publisher_is() -> None:
    assert local_day(utc(2021, 5, 6, 3), "-05:00") == date(2021, 5, 5)
    assert local_day(utc(2021, 5, 6, 20), "+05:30") == date(2021, 5, 7)
    assert local_day(utc(2021, 5, 6, 20), None) == date(2021, 5, 6)


def test_tomorrow_is_the_latest_that_can_be() -> None:
    now = utc(2021, 5, 6, 12)
    assert is_plausible(utc(2021, 5, 7, 11), now)
    assert not is_plausible(utc(2021, 5, 7, 13), now)
    assert is_plausible(utc(1990, 1, 1), now)
    assert not is_plausible(utc(1989, 12, 31), now)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://marsh.example/2021/05/06/dam-opens", utc(2021, 5, 6)),
        ("https://marsh.example/news/2021-05-06-dam-opens.html", utc(2021, 5, 6)),
        ("https://marsh.example/dam-20210506", utc(2021, 5, 6)),
        ("https://marsh.example/2021/may/6/dam", utc(2021, 5, 6)),
        ("https://marsh.example/2021/05/dam", None),
        ("https://marsh.example/2021/13/06/dam", None),
        ("https://marsh.example/2021/02/31/dam", None),
        ("https://marsh.example/id/120210506123", None),
        ("https://marsh.example/dam?date=2021/05/06", None),
        ("https://marsh.example/1066/10/14/hastings", None),
    ],
)
def test_the_day_in_an_address(url: str, expected: datetime | None) -> None:
    assert url_date(url) == expected


@given(st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.none(), st.datetimes(), st.dates()))
def test_anything_gives_a_plausible_time_or_none(stated: object) -> None:
    found = parse_timestamp(stated)
    assert found is None or (found.tzinfo is UTC and is_plausible(found))


@given(st.text(st.sampled_from("0123456789 :/-.,TZ+年月日AMPMayGMTé"), max_size=200))
def test_what_looks_like_a_date_gives_a_plausible_one_or_none(stated: str) -> None:
    for day_first in (None, True, False):
        found = parse_moment(stated, day_first=day_first)
        assert found is None or is_plausible(found.when)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2023-05-10 21.15", "2023-05-10T21:15:00"),
        ("10 May 2023 · 3 h read", "2023-05-10"),
        ("12:45 mins, 10 May 2023", "2023-05-10"),
        ("May 10, 2023 5:15 p.m. Eastern Time", "2023-05-10"),
        ("10 May 2023 17:15 Beijing Time", "2023-05-10"),
    ],
)
def test_a_time_that_is_none_or_of_an_unknown_zone(written: str, expected: str) -> None:
    assert str(parse_moment(written)) == expected
