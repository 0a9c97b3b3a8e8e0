"""Allocations that others have published: tables of the literature, elections, simulations in the press."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest

from app.analysis.seats import SeatRule, allocate, allocate_all, seats_by_party, vary_rule
from app.analysis.seats.award import award

HARE = SeatRule(
    "Hare", "list", "qualifying_votes", Fraction(0), "largest_remainder", "youngest_candidate_then_draw", (), "H", ""
)
FIVE_PERCENT = replace(HARE, threshold=Fraction(1, 20))


def seats_won(votes: Mapping[str, int], seats: int, rule: SeatRule = HARE) -> dict[str, int]:
    result = allocate(votes, seats, rule)
    assert not result.ties
    return {party: won for party, won in result.seats.items() if won}


@pytest.mark.parametrize(
    ("votes", "seats", "expected"),
    [
        ([5_117, 4_400, 162, 161, 160], 100, [51, 44, 2, 2, 1]),
        ([9_061, 7_179, 5_259, 3_319, 1_182], 26, [9, 7, 5, 4, 1]),
    ],
)
def test_largest_remainder_tables_of_balinski_and_young(votes, seats, expected):
    """M. Balinski & H. P. Young (1975), The quota method of apportionment, Amer. Math. Monthly 82(7), 701–730."""
    lists = {f"L{position}": count for position, count in enumerate(votes)}
    assert list(allocate(lists, seats, HARE).seats.values()) == expected


@pytest.mark.parametrize(
    ("votes", "seats", "d_hondt", "sainte_lague"),
    [
        ([5_117, 4_400, 162, 161, 160], 100, [52, 45, 1, 1, 1], [51, 43, 2, 2, 2]),
        ([9_061, 7_179, 5_259, 3_319, 1_182], 26, [10, 7, 5, 3, 1], [9, 8, 5, 3, 1]),
    ],
)
def test_highest_averages_tables_of_balinski_and_young(rules, votes, seats, d_hondt, sainte_lague):
    """The same article; the methods are called Jefferson's and Webster's there."""
    lists = {f"L{position}": count for position, count in enumerate(votes)}
    assert list(allocate(lists, seats, rules["d-hondt", "national"]).seats.values()) == d_hondt
    assert list(allocate(lists, seats, rules["sainte-lague", "national"]).seats.values()) == sainte_lague


class TestAlabamaParadox:
    """One seat more for all can be one seat fewer for a list: largest remainder is not house-monotone."""

    def test_textbook(self):
        """M. Balinski & H. P. Young (1982), Fair Representation: 6, 6 and 2 for ten and eleven seats."""
        assert seats_won({"A": 6, "B": 6, "C": 2}, 10) == {"A": 4, "B": 4, "C": 2}
        assert seats_won({"A": 6, "B": 6, "C": 2}, 11) == {"A": 5, "B": 5, "C": 1}

    @pytest.mark.parametrize(("house", "expected"), [(299, (8, 9, 18)), (300, (7, 10, 19))])
    def test_alabama_texas_and_illinois_in_the_census_of_1880(self, house, expected):
        """
        C. W. Seaton's finding, from the apportionment populations of 1880 (quotas 7.646, 9.640, 18.640 of 299).

        Nevada, at 0.377 of a quota, has its constitutional seat; the others share the rest with the quotient of all.
        """
        others = {state: population * house for state, population in CENSUS_1880.items() if state != "Nevada"}
        awarded = award(list(others.values()), house - 1, sum(CENSUS_1880.values()) * (house - 1))
        won = dict(zip(others, awarded.won, strict=True))
        assert (won["Alabama"], won["Texas"], won["Illinois"]) == expected


CENSUS_1880 = {
    "Alabama": 1_262_505,
    "Arkansas": 802_525,
    "California": 864_694,
    "Colorado": 194_327,
    "Connecticut": 622_700,
    "Delaware": 146_608,
    "Florida": 269_493,
    "Georgia": 1_542_180,
    "Illinois": 3_077_871,
    "Indiana": 1_978_301,
    "Iowa": 1_624_615,
    "Kansas": 996_096,
    "Kentucky": 1_648_690,
    "Louisiana": 939_946,
    "Maine": 648_936,
    "Maryland": 934_943,
    "Massachusetts": 1_783_085,
    "Michigan": 1_636_937,
    "Minnesota": 780_773,
    "Mississippi": 1_131_597,
    "Missouri": 2_168_380,
    "Nebraska": 452_402,
    "Nevada": 62_266,
    "New Hampshire": 346_991,
    "New Jersey": 1_131_116,
    "New York": 5_082_871,
    "North Carolina": 1_399_750,
    "Ohio": 3_198_062,
    "Oregon": 174_768,
    "Pennsylvania": 4_282_891,
    "Rhode Island": 276_531,
    "South Carolina": 995_577,
    "Tennessee": 1_542_359,
    "Texas": 1_591_749,
    "Vermont": 332_286,
    "Virginia": 1_512_565,
    "West Virginia": 618_457,
    "Wisconsin": 1_315_497,
}


# Votes of the national list of 7 October 2016, sums of the 92 constituencies. Source: Association Tafra, Résultats
# des élections législatives marocaines de 2016, listes locales et nationales, Rabat 2019, CC BY 4.0.
NATIONAL_2016 = {
    "PJD": 1_618_963,
    "PAM": 1_216_552,
    "PI": 620_041,
    "RNI": 544_118,
    "MP": 397_085,
    "USFP": 359_600,
    "PPS": 273_800,
    "UC": 263_720,
    "FGD": 164_575,
    "MDS": 77_630,
    "AHD": 51_906,
    "FFD": 49_360,
    "PEDD": 35_167,
    "PUD": 23_574,
    "NEO": 19_284,
    "PRV": 14_955,
    "PLJS": 14_735,
    "PDI": 13_418,
    "PAN": 12_710,
    "PE": 9_117,
    "PT": 7_228,
    "PCS": 6_977,
    "UMD": 6_379,
    "PSD": 5_110,
}


def test_the_national_list_of_2016_comes_out_as_declared(rules):
    """90 seats as announced by the Ministry of the Interior on 8 October 2016 (TelQuel, HuffPost Maroc)."""
    expected = {"PJD": 27, "PAM": 21, "PI": 11, "RNI": 9, "MP": 7, "USFP": 6, "PPS": 5, "UC": 4}
    assert seats_won(NATIONAL_2016, 90, rules["20-16", "national"]) == expected


class TestForeignElections:
    def test_namibia_1994(self):
        """National Assembly, 72 seats, Hare. Votes and seats: EISA; method: ACE Project, Namibia."""
        votes = {
            "SWAPO": 361_800,
            "DTA": 101_748,
            "UDF": 13_309,
            "DCN": 4_058,
            "MAG": 4_005,
            "SWANU": 2_598,
            "FCN": 1_166,
            "WRP": 952,
        }
        assert seats_won(votes, 72) == {"SWAPO": 53, "DTA": 15, "UDF": 2, "DCN": 1, "MAG": 1}

    def test_germany_in_the_european_parliament_2004(self):
        """99 seats, Hare–Niemeyer, 5 %. Votes and seats: Bundeswahlleiter, as given by wahlrecht.de."""
        votes = {
            "CDU": 9_412_997,
            "SPD": 5_547_971,
            "GRÜNE": 3_079_728,
            "CSU": 2_063_900,
            "PDS": 1_579_109,
            "FDP": 1_565_431,
            "REP": 485_662,
            "Tierschutz": 331_388,
            "GRAUE": 314_402,
            "FAMILIE": 268_468,
            "NPD": 241_743,
            "ödp": 145_537,
            "FRAUEN": 145_312,
            "Deutschland": 135_015,
            "PBC": 98_651,
            "Unabhängige": 70_301,
            "DP": 62_005,
            "CM": 46_037,
            "AUFBRUCH": 43_128,
            "DKP": 37_160,
            "BP": 35_152,
            "ZENTRUM": 26_803,
            "PSG": 25_795,
            "BüSo": 21_983,
        }
        assert sum(votes.values()) == 25_783_678
        expected = {"CDU": 40, "SPD": 23, "GRÜNE": 13, "CSU": 9, "PDS": 7, "FDP": 7}
        assert seats_won(votes, 99, FIVE_PERCENT) == expected

    def test_ukraine_2019_party_lists(self):
        """225 seats among the lists above 5 %, Hare. Votes and seats: Central Election Commission, Interfax-Ukraine."""
        votes = {
            "Servant of the People": 6_307_793,
            "Opposition Platform": 1_908_111,
            "Batkivshchyna": 1_196_303,
            "European Solidarity": 1_184_620,
            "Holos": 851_722,
        }
        assert list(seats_won(votes, 225).values()) == [124, 37, 24, 23, 17]

    def test_hong_kong_island_2004(self):
        """Legislative Council, 6 seats, Hare. Votes and seats: mathdb.org, Implications of the LegCo Election 2004."""
        votes = {
            "Democratic Party": 131_788,
            "DAB": 74_659,
            "Audrey Eu": 73_844,
            "Rita Fan": 65_661,
            "Tsang Kin-shing": 5_313,
            "Wong Kam-fai": 2_830,
        }
        assert seats_won(votes, 6) == {"Democratic Party": 2, "DAB": 2, "Audrey Eu": 1, "Rita Fan": 1}


class TestForeignHighestAverages:
    def test_scotland_in_the_european_parliament_2014(self, rules):
        """Six seats, D'Hondt. Votes, seats and their order: declaration of the Regional Returning Officer."""
        votes = {
            "SNP": 389_503,
            "Labour": 348_219,
            "Conservative": 231_330,
            "UKIP": 140_534,
            "Green": 108_305,
            "Liberal Democrats": 95_319,
            "Britain First": 13_639,
            "BNP": 10_216,
            "NO2EU": 6_418,
        }
        rule = rules["d-hondt", "regional"]
        assert seats_won(votes, 6, rule) == {"SNP": 2, "Labour": 2, "Conservative": 1, "UKIP": 1}
        order = ["SNP", "Labour", "Conservative", "SNP", "Labour", "UKIP"]
        for seats, party in enumerate(order):
            before = seats_won(votes, seats, rule) if seats else {}
            after = seats_won(votes, seats + 1, rule)
            assert after == {**before, party: before.get(party, 0) + 1}

    def test_austria_2019(self, rules):
        """183 seats, D'Hondt in the whole country, 4 %. Votes and seats: Federal Ministry of the Interior."""
        votes = {
            "ÖVP": 1_789_417,
            "SPÖ": 1_011_868,
            "FPÖ": 772_666,
            "GRÜNE": 664_055,
            "NEOS": 387_124,
            "JETZT": 89_169,
            "KPÖ": 32_736,
            "WANDL": 22_168,
            "BIER": 4_946,
            "GILT": 1_767,
            "BZÖ": 760,
            "SLP": 310,
            "CPÖ": 260,
        }
        assert sum(votes.values()) == 4_777_246
        expected = {"ÖVP": 71, "SPÖ": 40, "FPÖ": 31, "GRÜNE": 26, "NEOS": 15}
        assert seats_won(votes, 183, vary_rule(rules["d-hondt", "national"], threshold=Fraction(4, 100))) == expected

    def test_new_zealand_2017(self, rules):
        """
        120 seats, Sainte-Laguë, 5 % or a constituency won, which ACT had. Votes and seats: Electoral Commission.
        """
        votes = {"National": 1_152_075, "Labour": 956_184, "NZ First": 186_706, "Green": 162_443, "ACT": 13_075}
        expected = {"National": 56, "Labour": 46, "NZ First": 9, "Green": 8, "ACT": 1}
        assert seats_won(votes, 120, rules["sainte-lague", "national"]) == expected


class TestSimulationsInThePress:
    """What others computed for Morocco with another law than that of the day."""

    def test_2021_with_the_quotient_of_valid_votes_and_no_threshold(self, election):
        """RNI 118 and PJD 4 of the 395 seats: Médias24, 27 September 2021."""
        held = [election(code) for code in ("house-2021-local", "house-2021-regional")]
        without_threshold = [
            seats_by_party(allocate_all(each.contests, vary_rule(each.rule, "qualifying_votes")))["seats"]
            for each in held
        ]
        seats = without_threshold[0].add(without_threshold[1], fill_value=0)
        assert seats.sum() == 395
        assert (seats["RNI"], seats["PJD"]) == (118, 4)

    def test_2016_with_the_quotient_of_registered_voters(self, election, rules):
        """PJD 72 local seats in place of 98: A. Talhi for the PJD, quoted by Médias24, 3 March 2021."""
        seats = seats_by_party(allocate_all(election("house-2016-local").contests, rules["04-21", "local"]))
        assert seats.loc["PJD", "seats"] == seats.loc["PJD", "seats_min"] == seats.loc["PJD", "seats_max"] == 72
