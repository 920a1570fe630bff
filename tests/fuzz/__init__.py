"""Fuzz targets over everything that reads what others have written."""
