#!/usr/bin/python3
"""Edit a copy of events.gpkg in QGIS, without a window, as a user would: move the first placed point, change a toll.

    QT_QPA_PLATFORM=offscreen /usr/bin/python3 qgis_edit.py COPY.gpkg

Prints the ids of the two events; `dateline corrections from COPY.gpkg --dataset FOLDER` has to give three rows for them.
"""

# ruff: noqa: T201
from __future__ import annotations

import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import QgsApplication, QgsGeometry, QgsPointXY, QgsVectorLayer, edit


def main(path: str) -> None:
    """Edit and save."""
    application = QgsApplication([], False)
    application.initQgis()
    layer = QgsVectorLayer(f"{path}|layername=events", "events", "ogr")
    placed = [feature for feature in layer.getFeatures() if not feature.geometry().isNull()]
    moved, told = placed[:2]
    with edit(layer):
        point = moved.geometry().asPoint()
        layer.changeGeometry(moved.id(), QgsGeometry.fromPointXY(QgsPointXY(point.x() + 0.25, point.y() - 0.25)))
        layer.changeAttributeValue(told.id(), layer.fields().indexOf("fatalities"), 77)
    print("moved", moved["event_id"], "toll", told["event_id"])
    del layer
    application.exitQgis()


if __name__ == "__main__":
    main(sys.argv[1])
