"""Rate limits by caller."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import TooManyRequests
from app.http import rates
from app.http.rates import Rates
from tests.api.access.conftest import ELSEWHERE
from tests.api.test_errors import problem

ADDRESS = "/v1/parties"


class Clock:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@given(st.floats(0.1, 100), st.integers(1, 50), st.lists(st.floats(0, 5), min_size=1, max_size=200))
def test_never_more_than_the_burst_and_the_rate_since(per_s, burst, pauses):
    clock = Clock()
    limited = Rates(per_s, burst, clock)
    passed = 0
    for pause in pauses:
        clock.now += pause
        try:
            limited.take("one")
            passed += 1
        except TooManyRequests as refused:
            clock.now += int(refused.headers["Retry-After"])
            limited.take("one")  # who waits as told is let through
            passed += 1
        assert passed <= burst + clock.now * per_s + 1e-6


def test_one_caller_does_not_spend_what_is_another_s():
    limited = Rates(1, 1, Clock())
    limited.take("one")
    limited.take("other")
    with pytest.raises(TooManyRequests):
        limited.take("one")


def test_a_bounded_number_of_callers_is_remembered(monkeypatch):
    monkeypatch.setattr(rates, "KEPT", 10)
    limited = Rates(1, 1, Clock())
    for number in range(100):
        limited.take(str(number))
    assert len(limited._buckets) == 10


@pytest.fixture
def limited(keyed_settings, serving):
    few = {"rate_limit_per_s": 0.001, "rate_limit_burst": 2}
    with serving(keyed_settings.model_copy(update=few), **ELSEWHERE) as client:
        yield client


def test_a_key_is_told_what_is_left_and_when_to_come_back(limited, make_key):
    told = {"X-API-Key": make_key()}
    limited.get(ADDRESS, headers=told)  # at the cost of the address, until the key is known
    answers = [limited.get(ADDRESS, headers=told) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer.headers["ratelimit"].split(";")[1] for answer in answers] == ["r=1", "r=0", "r=0"]
    assert answers[0].headers["ratelimit-policy"] == '"requests";q=2;w=2000'
    assert problem(answers[2], 429)["type"] == "/docs#too-many-requests"
    assert 0 < int(answers[2].headers["retry-after"]) <= 1000
    other = {"X-API-Key": make_key()}
    assert limited.get(ADDRESS, headers=other).status_code == 200


def test_guessing_keys_is_at_the_cost_of_the_address(limited):
    guesses = [limited.get(ADDRESS, headers={"X-API-Key": f"kharita_000000000000_{'x' * 42}{n}"}) for n in range(4)]
    assert [answer.status_code for answer in guesses] == [401, 401, 429, 429]


def test_health_is_not_limited(limited):
    assert {limited.get("/health/live").status_code for _ in range(5)} == {200}


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("203.0.113.7", "203.0.113.8", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
    ],
)
def test_without_keys_an_address_is_limited_in_ipv6_a_subscriber(settings, serving, one, other, shared):
    public = settings.model_copy(update={"public_role": "reader", "rate_limit_per_s": 0.001, "rate_limit_burst": 1})
    with serving(public, **{**ELSEWHERE, "client_address": one}) as client:
        assert client.get("/v1/elections").status_code == 200
        client._transport.client = (other, 50_000)
        assert client.get("/v1/elections").status_code == (429 if shared else 200)


def test_the_machine_itself_is_limited_only_where_a_rate_is_set(settings, serving):
    with serving(settings.model_copy(update={"rate_limit_burst": 1})) as client:
        assert [client.get(ADDRESS).status_code for _ in range(3)] == [200, 200, 200]
    with serving(settings.model_copy(update={"rate_limit_burst": 1, "rate_limit_per_s": 0.001})) as client:
        assert [client.get(ADDRESS).status_code for _ in range(3)] == [200, 429, 429]
    with serving(settings.model_copy(update={"rate_limit_burst": 1, "rate_limit_per_s": 0.0})) as client:
        assert [client.get(ADDRESS).status_code for _ in range(3)] == [200, 200, 200]
