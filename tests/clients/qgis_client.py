#!/usr/bin/python3
"""Open a dataset's files in QGIS, without a window, and print what a user would get, one JSON object a layer.

    QT_QPA_PLATFORM=offscreen /usr/bin/python3 qgis_client.py FOLDER [--png FILE]

`loadDefaultStyle` is what QGIS calls when a layer is opened. `wrong_months` compares what the Temporal Controller would show
month by month with the days in the data. The PNG shows the footprints and the events of events.gpkg.
"""

# ruff: noqa: T201
from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsDateTimeRange,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsFeatureRequest,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsProject,
    QgsVectorLayer,
    QgsVectorLayerTemporalContext,
)
from qgis.PyQt.QtCore import QDate, QDateTime, QSize, Qt, QTime, QUrl
from qgis.PyQt.QtGui import QColor

LAYERS = ("events", "footprints", "reports", "issues")


def opened(folder: Path) -> dict[str, Any]:
    """The layers as QGIS opens them: the CSV both as delimited text and as dropped on the window."""
    table = QUrl.fromLocalFile(str(folder / "events.csv")).toString()
    points = "xField=longitude&yField=latitude&crs=EPSG:4326"
    layers = {
        "events.geojson": QgsVectorLayer(str(folder / "events.geojson"), "events", "ogr"),
        "events.csv": QgsVectorLayer(str(folder / "events.csv"), "events", "ogr"),
        "events.csv as text": QgsVectorLayer(f"{table}?type=csv&detectTypes=yes&{points}", "events", "delimitedtext"),
    }
    path = folder / "events.gpkg"
    return layers | {f"events.gpkg {name}": QgsVectorLayer(f"{path}|layername={name}", name, "ogr") for name in LAYERS}


def start_of(day: Any) -> Any:
    """Midnight, UTC."""
    return QDateTime(day, QTime(0, 0), Qt.UTC)


def wrong_months(layer: Any) -> dict[str, list[int]]:
    """Months in which the Temporal Controller shows another number of features than begin in them."""
    context = QgsVectorLayerTemporalContext()
    context.setLayer(layer)
    days = [feature["event_date"] for feature in layer.getFeatures()]
    truth = Counter(day.toString("yyyy-MM") for day in days if isinstance(day, QDate) and day.isValid())
    wrong = {}
    for month in truth:
        first = QDate.fromString(f"{month}-01", "yyyy-MM-dd")
        frame = QgsDateTimeRange(start_of(first), start_of(first.addMonths(1)), True, False)
        shown = QgsExpression(layer.temporalProperties().createFilterString(context, frame))
        count = sum(1 for _ in layer.getFeatures(QgsFeatureRequest(shown)))
        if count != truth[month]:
            wrong[month] = [count, truth[month]]
    return wrong


def hostile_tips(layer: Any) -> list[str]:
    """Map tips, as QGIS fills them, of places whose name holds a tag."""
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    tips = []
    for feature in layer.getFeatures():
        context.setFeature(feature)
        if "<" in str(feature["location"]):
            tips.append(QgsExpression.replaceExpressionText(layer.mapTipTemplate(), context))
    return tips


def facts(layer: Any) -> dict[str, Any]:
    """What a user gets of one layer."""
    _, styled = layer.loadDefaultStyle()
    index = layer.fields().indexOf("event_date")
    renderer = layer.renderer()
    found: dict[str, Any] = {
        "valid": layer.isValid(),
        "features": layer.featureCount(),
        "crs": layer.crs().authid(),
        "styled": styled,
        "categories": [item.label() for item in renderer.categories()] if hasattr(renderer, "categories") else [],
        "date": layer.fields()[index].typeName().lower() if index >= 0 else None,
        "alias": layer.attributeAlias(index) if index >= 0 else None,
        "map_tip": bool(layer.mapTipTemplate()),
        "temporal": layer.temporalProperties().isActive(),
    }
    if found["map_tip"]:
        found["hostile_tips"] = hostile_tips(layer)[:1]
    if found["temporal"]:
        found["wrong_months"] = wrong_months(layer)
    return found


def draw(layers: list[Any], path: Path) -> None:
    """Draw layers, the first on top, in web Mercator."""
    target = QgsCoordinateReferenceSystem("EPSG:3857")
    change = QgsCoordinateTransform(layers[0].crs(), target, QgsProject.instance())
    extent = change.transformBoundingBox(layers[0].extent())
    extent.grow(max(extent.width(), extent.height()) * 0.08)
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(target)
    settings.setExtent(extent)
    settings.setOutputSize(QSize(1000, 750))
    settings.setBackgroundColor(QColor("white"))
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    job.renderedImage().save(str(path))


def main() -> None:
    """Print the facts of each layer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--png", type=Path)
    options = parser.parse_args()
    application = QgsApplication([], False)
    application.initQgis()
    layers = opened(options.folder.resolve())
    for name, layer in layers.items():
        print(json.dumps({"layer": name, **facts(layer)}, ensure_ascii=False))
    if options.png:
        draw([layers["events.gpkg events"], layers["events.gpkg footprints"]], options.png)
    sys.stdout.flush()
    os._exit(0)  # QGIS may crash while it takes itself down without a display


if __name__ == "__main__":
    main()
