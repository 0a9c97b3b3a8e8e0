"""Every answer has one shape, is what the reference says it is, and names what it was made from."""

import pytest

from app.api import schemas

ANSWERS = {
    "/v1/elections": schemas.Election,
    "/v1/elections/house-2021-local": schemas.ElectionDetail,
    "/v1/elections/house-2011-local": schemas.ElectionDetail,
    "/v1/parties": schemas.Party,
    "/v1/parties/RNI": schemas.PartyDetail,
    "/v1/areas?level=region": schemas.NearArea,
    "/v1/areas?near=-7.6,33.57": schemas.NearArea,
    "/v1/areas/commune/04.421.01.05": schemas.Area,
    "/v1/areas/region/03": schemas.Area,
    "/v1/contests": schemas.Contest,
    "/v1/contests?area=meknes&format=json": schemas.Contest,
    "/v1/contests/house-2011-local/meknes": schemas.ContestDetail,
    "/v1/results?election=house-2021-local": schemas.AreaResult,
    "/v1/results?election=house-2011-local&level=region&party=RNI": schemas.AreaResult,
    "/v1/scores?election=house-2021-local&party=RNI": schemas.AreaScore,
    "/v1/scores?election=house-2021-local&area=meknes": schemas.AreaScore,
    "/v1/indicators?area=aousserd": schemas.AreaIndicator,
    "/v1/indicators?level=city&census=2014": schemas.AreaIndicator,
    "/v1/indices?election=house-2021-local&party=MP": schemas.AreaIndices,
    "/v1/nationalisation?election=house-2021-local": schemas.Nationalisation,
    "/v1/swing?before=house-2016-local&after=house-2021-local": schemas.Swing,
    "/v1/swing?before=house-2016-local&after=house-2021-local&by=region": schemas.Swing,
    "/v1/swing?before=house-2016-local&after=house-2021-local&by=country": schemas.Swing,
    "/v1/patterns?election=house-2021-local": schemas.Pattern,
    "/v1/clusters?election=house-2021-local&party=MP": schemas.AreaCluster,
    "/v1/zones?election=house-2021-local": schemas.Zone,
    "/v1/validation": schemas.Measure,
    "/v1/seats/house-2021-local": schemas.ContestSeats,
    "/v1/seats/house-2021-regional": schemas.ContestSeats,
    "/v1/seats/house-2016-local?area=03": schemas.ContestSeats,
    "/v1/seats/house-2011-local": schemas.ContestSeats,
    "/v1/seats/house-2021-regional/parties": schemas.PartySeats,
    "/v1/seats/house-2011-local/parties": schemas.PartySeats,
    "/v1/seats/house-2021-local/prices?party=RNI": schemas.ListPrice,
    "/v1/seats/house-2016-local/prices?area=meknes": schemas.ListPrice,
    "/v1/seats/house-2021-local/targets?party=USFP": schemas.RankedPrice,
    "/v1/seats/house-2021-local/endangered?party=PPS": schemas.RankedPrice,
    "/v1/seats/house-2021-local/laws": schemas.LawComparison,
    "/v1/sources": schemas.Source,
    "/v1/areas/province/03.061/neighbours": schemas.Neighbour,
    "/v1/areas/nearest?election=house-2021-local&party=MP&class=leaning&near=-5.55,33.9": schemas.NearScore,
    "/v1/totals?election=house-2021-local&areas=03,04.421.01.05": schemas.Totals,
    "/v1/comparison/areas?election=house-2021-local&areas=meknes,03": schemas.Comparison,
    "/v1/comparison/elections?before=house-2011-local&after=house-2021-local": schemas.Comparison,
    "/v1/ranking?election=house-2021-local&party=MP": schemas.RankedArea,
}


@pytest.mark.parametrize(("address", "item"), ANSWERS.items())
def test_every_answer_is_what_the_reference_says(client, address, item):
    answer = client.get(address)
    assert answer.status_code == 200
    envelope = schemas.Envelope[item].model_validate_json(answer.content, strict=True)
    assert envelope.count == len(envelope.items) > 0
    assert envelope.matched >= envelope.count
    assert len(envelope.provenance.dataset_version) == 16
    assert envelope.provenance.sources
    assert all(len(source.sha256) == 64 for source in envelope.provenance.sources)


@pytest.mark.parametrize(
    ("address", "item"),
    [("/v1/areas/within", schemas.DrawnArea), ("/v1/totals/within?election=house-2021-local", schemas.Totals)],
)
def test_every_answer_to_a_drawing_is_what_the_reference_says(client, address, item):
    for example in schemas.DRAWINGS.values():
        answer = client.post(address, json=example["value"])
        envelope = schemas.Envelope[item].model_validate_json(answer.content, strict=True)
        assert envelope.items
        assert envelope.provenance.sources
        assert answer.headers["cache-control"] == "no-store"


def test_results_name_the_files_their_figures_names_and_outlines_come_from(client):
    provenance = client.get("/v1/results?election=house-2016-local").json()["provenance"]
    assert {source["source_code"] for source in provenance["sources"]} == {"house-2016-local", "areas", "reference"}
    assert {source["path"] for source in provenance["sources"]} >= {
        "results/house-2016-local-votes.csv",
        "results/house-2016-local-contests.csv",
        "reference/constituencies.csv",
    }


def test_the_reference_shows_units_and_problems(client):
    api = client.get("/openapi.json").json()
    area = api["components"]["schemas"]["NearArea"]["properties"]
    assert area["area_km2"]["description"] == "surface, km²"
    for path, operations in api["paths"].items():
        for operation in operations.values():
            assert "application/problem+json" in operation["responses"]["default"]["content"], path
            assert "422" not in operation["responses"], path


def test_laws_are_what_the_reference_says(client):
    envelope = schemas.Envelope[schemas.Law].model_validate_json(client.get("/v1/laws").content, strict=True)
    assert envelope.count == len(envelope.items) > 0


def test_sources_tell_licence_citation_checksum_and_origin(client):
    sources = {source["path"]: source for source in client.get("/v1/sources").json()["items"]}
    votes = sources["results/house-2021-local-votes.csv"]
    assert votes["licence"] == "CC BY 4.0"
    assert "Association Tafra" in votes["citation"]
    assert votes["origin_sha256"] == "ffef1b78ae6b2dd4397e8837e094e991d9630787870b5724ee2bed5931374545"
