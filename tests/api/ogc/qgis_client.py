"""A QGIS without a screen that does as a user would; run by the system's Python, which has QGIS's bindings."""

import json
import sys
from urllib.parse import quote
from urllib.request import urlopen

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureRequest,
    QgsMapBoxGlStyleConverter,
    QgsMapRendererCustomPainterJob,
    QgsMapSettings,
    QgsRectangle,
    QgsVectorLayer,
    QgsVectorTileLayer,
)
from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QColor, QImage, QPainter


def count(layer, request=None):
    # fetched one by one: the iterator of this release's bindings can crash the interpreter
    features, feature, found = layer.getFeatures(request or QgsFeatureRequest()), QgsFeature(), 0
    while features.nextFeature(feature):
        found += not feature.geometry().isEmpty()
    return found


def features(url, collection, page_size, subset):
    address = (
        f"url='{url}' typename='{collection}' pagingEnabled='true' pageSize='{page_size}' restrictToRequestBBOX='1'"
    )
    layer = QgsVectorLayer(address, collection, "OAPIF")
    layer.setSubsetString(subset)
    return layer


def show(url, collection, *box):
    """What a collection is as a layer, and how many features it has, within a box where one is given."""
    layer = features(url, collection, 500, "")
    request = QgsFeatureRequest().setFilterRect(QgsRectangle(*box)) if box else None
    return {
        "valid": layer.isValid(),
        "crs": layer.crs().authid(),
        "fields": [field.name() for field in layer.fields()],
        "features": count(layer, request),
    }


def subset(url, collection, condition):
    return {"features": count(features(url, collection, 500, condition))}


def theme(url, style, file):
    """Draw the country's tiles in a style of the service, and say what the style is."""
    written = json.loads(urlopen(style).read())
    described = json.loads(urlopen(written["sources"]["kharita"]["url"]).read())
    address = quote(described["tiles"][0], safe=":/?,")
    layer = QgsVectorTileLayer(f"type=xyz&url={address}&zmin=0&zmax={described['maxzoom']}", "theme")
    converter = QgsMapBoxGlStyleConverter()
    done = converter.convert(json.dumps({**written, "layers": written["layers"][1:]}))
    layer.setRenderer(converter.renderer())
    draw(layer, (-1_950_000, 2_300_000, -50_000, 4_350_000), 512).save(file)
    return {"valid": layer.isValid() and done == QgsMapBoxGlStyleConverter.Success, "style": written}


def draw(layer, extent, side):
    """Draw a layer alone."""
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    settings.setExtent(QgsRectangle(*extent))
    settings.setOutputSize(QSize(side, side))
    picture = QImage(side, side, QImage.Format_ARGB32)
    picture.fill(Qt.white)
    painter = QPainter(picture)
    QgsMapRendererCustomPainterJob(settings, painter).renderSynchronously()
    painter.end()
    return picture


def tiles(url, collection):
    """Draw the tiles over the north-west of the country; how many of the picture's 65,536 dots are not blank."""
    address = f"{url}/collections/{collection}/tiles/WebMercatorQuad/%7Bz%7D/%7By%7D/%7Bx%7D"
    layer = QgsVectorTileLayer(f"type=xyz&url={address}&zmin=0&zmax=14", collection)
    picture = draw(layer, (-800_000, 3_900_000, -500_000, 4_200_000), 256)
    blank = QColor(Qt.white).rgb()
    drawn = sum(picture.pixel(x, y) != blank for x in range(256) for y in range(256))
    return {"valid": layer.isValid(), "drawn": drawn}


if __name__ == "__main__":
    application = QgsApplication([], False)
    application.initQgis()
    actions = {"show": show, "subset": subset, "tiles": tiles, "theme": theme}
    url, *asked = sys.argv[1:]
    print(json.dumps([actions[action](url, *told) for action, *told in map(json.loads, asked)]), flush=True)
