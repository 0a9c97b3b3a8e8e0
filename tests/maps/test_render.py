"""The real data rendered: what the page shows of Ifrane is what the data say."""

import json
import re

import pytest

from app.maps.page import render_atlas
from app.render import atlas_of, read_crosswalk, read_material
from app.settings import Settings


def test_the_page_of_the_mp_shows_ifrane_as_the_data_have_it(reader_session):
    page = render_atlas(atlas_of(read_material(reader_session, read_crosswalk(Settings())), "MP"))
    data = json.loads(re.search(r'id="data">(.*?)</script>', page, re.DOTALL)[1])
    ifrane = data["areas"]["code"].index("ifrane")
    latest = data["elections"][-1]
    assert latest["code"] == "house-2021-local"
    # 17,400 of 51,544 valid votes
    assert latest["results"]["votes"][ifrane] == 17400
    assert latest["results"]["share"][ifrane] == pytest.approx(17400 / 51544, abs=1e-5)
    assert latest["results"]["seats_won"][ifrane] == 1
    assert latest["contests"]["seats"][ifrane] == 2
    assert 0 <= latest["scores"]["score"][ifrane] <= 100
    assert sum(fielded for fielded in latest["fielded"]) == 79
    assert len(page.encode()) < 2.5e6
