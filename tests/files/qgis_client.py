"""A QGIS without a screen that opens a file as a user would; run by the system's Python, which has its bindings."""

import json
import sys

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsMapRendererCustomPainterJob,
    QgsMapSettings,
    QgsPointXY,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QImage, QPainter
from qgis.PyQt.QtXml import QDomDocument

MERCATOR = "EPSG:3857"


def show(path, name, style, picture, points):
    """Open a layer in a style (None: its own), draw it, and tell the colours around points (longitude, latitude)."""
    layer = QgsVectorLayer(f"{path}|layername={name}", name, "ogr")
    found = layer.listStylesInDatabase()  # their number, identifiers, names
    if style is not None:
        chosen = QDomDocument()
        chosen.setContent(layer.getStyleFromDatabase(found[1][found[2].index(style)])[0])
        layer.importNamedStyle(chosen)
    settings = _settings(layer)
    image = _drawn(settings)
    image.save(picture)
    to_map = QgsCoordinateTransform(layer.crs(), QgsCoordinateReferenceSystem(MERCATOR), QgsProject.instance())
    to_pixel = settings.mapToPixel()
    pixels = [to_pixel.transform(to_map.transform(QgsPointXY(*point))) for point in points]
    return {
        "valid": layer.isValid(),
        "features": layer.featureCount(),
        "renderer": layer.renderer().type(),
        "labels": [rule.label() for rule in layer.renderer().rootRule().children()],
        "aliases": {field.name(): field.alias() for field in layer.fields()},
        "styles": found[2][: found[0]],
        "colours": [_around(image, int(pixel.x()), int(pixel.y())) for pixel in pixels],
    }


def _around(image, x, y):
    """Name the colours of the five by five dots around one."""
    return sorted({image.pixelColor(x + dx, y + dy).name() for dx in range(-2, 3) for dy in range(-2, 3)})


def _settings(layer):
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(QgsCoordinateReferenceSystem(MERCATOR))
    settings.setExtent(settings.fullExtent().buffered(20_000))
    settings.setOutputSize(QSize(1400, 1400))
    settings.setFlag(QgsMapSettings.Antialiasing, True)
    return settings


def _drawn(settings):
    image = QImage(settings.outputSize(), QImage.Format_RGB32)
    image.fill(Qt.white)
    painter = QPainter(image)
    QgsMapRendererCustomPainterJob(settings, painter).renderSynchronously()
    painter.end()
    return image


if __name__ == "__main__":
    application = QgsApplication([], False)
    application.initQgis()
    print(json.dumps([show(**asked) for asked in json.load(sys.stdin)]), flush=True)
