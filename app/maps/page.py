"""The atlas: a folium map in a page of ours, everything it needs written into one file."""

import re
from collections.abc import Sequence

import folium
from folium.map import CustomPane

from app.maps import inline
from app.maps.atlas import Atlas, Ground, Sibling
from app.maps.fonts import with_arabic
from app.maps.payload import levels, payload, script_json
from app.maps.readings import back_test_note, past_note
from app.maps.summary import coverage_note, key_figures
from app.maps.templating import templates
from app.maps.texts import words
from app.maps.themes import GROUPS, Theme, themes
from app.maps.words.catalogues import Text

# the order is the order of use: each script calls only what stands before it
SCRIPTS = (
    *("language.js", "words.js", "subjects.js", "themes.js", "legend.js", "strength.js", "charts.js", "area.js"),
    *("ranking.js", "zones.js", "table.js", "picture.js", "link.js", "search.js", "frame.js", "compare.js"),
    *("print.js", "atlas.js"),
)


def render_atlas(atlas: Atlas, others: Sequence[Sibling] = ()) -> str:
    """
    Render one party's map as a page that needs no network.

    Parameters
    ----------
    atlas : Atlas
        Everything the page shows; at least one election.
    others : sequence of Sibling
        The party's atlases of other ballots, to lead to.

    Returns
    -------
    str
        HTML. The same atlas gives the same text.

    Raises
    ------
    FileNotFoundError
        If the npm packages are not installed.
    """
    country = atlas.country
    leaflet_map = _folium_map(country.ground)
    figure = folium.Figure()
    figure.add_child(leaflet_map)
    leaflet_map.render()
    back_test = country.back_test
    page = templates.get_template("atlas.html").render(
        atlas=atlas,
        others=others,
        texts=words(country.level, country.basis),
        levels=levels(country),
        groups=_groups(themes(country.parties, country.level, country.basis)),
        shown=[
            (each, coverage_note(each.coverage, country.level), key_figures(atlas, each))
            for each in atlas.shown_elections
        ],
        tested=back_test and back_test_note(back_test),
        past=past_note(country.stand_ins),
        uncounted=_uncounted(country.ground),
        figure=figure,
        header=_header(figure),
        drawing=_drawing(figure),
        map_name=leaflet_map.get_name(),
        data=script_json(payload(atlas)),
        scripts=[inline.script(inline.ASSETS / name) for name in SCRIPTS],
    )
    return with_arabic(page)


def _header(figure: folium.Figure) -> str:
    """Render the head of folium's page without its viewport, which would keep readers from enlarging ours."""
    return re.sub(r'<meta name="viewport"[^>]*>', "", figure.header.render())


def _drawing(figure: folium.Figure) -> str:
    """Render folium's script without the spaces after the commas of its coordinates, which are a tenth of the page."""
    return re.sub(r"(?<=[\d\]]), (?=[\[\d-])", ",", figure.script.render())


def _groups(offered: Sequence[Theme]) -> list[tuple[Text, list[Theme]]]:
    """Put the themes under the questions they help to answer."""
    return [(question, [theme for theme in offered if theme.group == group]) for group, question in GROUPS.items()]


def _uncounted(ground: Ground) -> Text | None:
    """Name the areas whose population is not known."""
    areas = ground.areas[ground.areas["population"].isna()]
    return Text.join(map(Text, areas["name_fr"], areas["name_ar"])) if len(areas) else None


def _folium_map(ground: Ground) -> folium.Map:
    """
    Make the map with its layers from bottom to top; the page shows the borders of communes only when near.

    Only geometry goes through folium, never a name: branca reads what it renders as a template again.
    """
    leaflet_map = folium.Map(tiles=None, zoom_control=False, zoom_snap=0.1, attribution_control=False)
    leaflet_map._id = "kharita"  # branca draws a random name: the same figures would not give the same page
    # what folium would load from elsewhere; Leaflet is written into the page, the rest is not used
    leaflet_map.default_js, leaflet_map.default_css = [], []
    layers = {
        "gaps": ground.gaps,
        "areas": ground.area_features,
        "communes": ground.commune_lines,
        "regions": ground.region_lines,
    }
    for level, (name, features) in enumerate(layers.items()):
        pane = CustomPane(name, z_index=410 + level, pointer_events=name == "areas")
        layer = folium.GeoJson(
            features, show=name != "communes", pane=name, interactive=name == "areas", smooth_factor=0
        )
        for element in (pane, layer):
            element._id = name
            element.add_to(leaflet_map)
    return leaflet_map
