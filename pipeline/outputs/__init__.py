"""Events, reports and issues → the files of a dataset: CSV, GeoJSON, GeoPackage, GeoParquet, exchange formats."""

from pipeline.outputs.dataset import FORMATS, write

__all__ = ["FORMATS", "write"]
