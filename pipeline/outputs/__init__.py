"""Events, reports and issues → the files of a dataset: CSV, GeoJSON, GeoPackage, GeoParquet, exchange formats."""

from pipeline.outputs.dataset import export, write
from pipeline.outputs.formats import DEFAULT as FORMATS
from pipeline.outputs.package import Provenance

__all__ = ["FORMATS", "Provenance", "export", "write"]
