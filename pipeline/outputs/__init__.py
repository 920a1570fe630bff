"""Events, reports and issues → the files of a dataset: CSV, GeoJSON, GeoPackage, GeoParquet, exchange formats."""

from pipeline.outputs.dataset import Kept, Sources, export, write, write_lines
from pipeline.outputs.formats import DEFAULT as FORMATS
from pipeline.outputs.package import Provenance

__all__ = ["FORMATS", "Kept", "Provenance", "Sources", "export", "write", "write_lines"]
