"""How long a run bears with hosts that hang."""

import pytest

from flows.sources.faults import FetchError, GivenUp
from flows.sources.patience import Patience
from flows.sources.waiting import WaitingList

FAULT = FetchError("timeout", "http://marsh.example/", "it hangs", transient=True)


def url(host: int) -> str:
    return f"http://host-{host}.example/dam"


def is_asked(patience: Patience, host: int) -> bool:
    try:
        patience.check(url(host))
    except GivenUp:
        return False
    return True


@pytest.fixture
def tried() -> Patience:
    """Of a run that lost more than ten times nine seconds on hosts 1 to 20, and had an answer of host 0."""
    patience = Patience(9)
    patience.answered(url(0))
    for host in range(1, 21):
        patience.lose(url(host), 5, FAULT)
    return patience


def test_beyond_the_bound_of_all_hosts_those_that_answer_are_asked(tried: Patience) -> None:
    assert [is_asked(tried, host) for host in (0, 1, 99)] == [True, False, False]
    with pytest.raises(GivenUp, match="more than 90 s were lost on hosts of this source"):
        tried.check(url(99))


def test_answers_bring_the_other_hosts_back(tried: Patience) -> None:
    for _ in range(11):
        tried.answered(url(0), 0.2)
    assert [is_asked(tried, host) for host in (0, 1, 99)] == [True, True, True]


def test_a_host_that_answered_and_hangs_then_is_not_trusted(tried: Patience) -> None:
    tried.lose(url(0), 1, FAULT)
    assert not is_asked(tried, 0)


def test_nobody_is_asked_beyond_twice_the_bound(tried: Patience) -> None:
    for host in range(21, 46):
        tried.answered(url(host))
        tried.lose(url(host), 5, FAULT)
    assert not is_asked(tried, 0)


def test_answers_that_take_a_little_less_than_the_timeout_have_a_bound() -> None:
    patience = Patience(9)
    n_answers = 0
    while is_asked(patience, 0):
        patience.answered(url(0), 4)
        n_answers += 1
    assert n_answers == 9 * 40 // 3 + 1
    with pytest.raises(GivenUp, match="the answers of this source took 363 s beyond a second each"):
        patience.check(url(1))
    quick = Patience(9)
    for _ in range(10_000):
        quick.answered(url(0), 0.9)
    assert is_asked(quick, 0)


def test_hosts_that_were_given_up_are_listed_up_to_twenty() -> None:
    waiting = WaitingList()
    for host in range(1000):
        waiting.by_host[f"host-{host}.example", "timeout"] += 2 if host == 999 else 1
    first, *_, last = waiting.messages()
    assert "host-999.example" in first
    assert len(waiting.messages()) == 21
    assert last.startswith("980 other hosts") and last.endswith(" 980")
