"""Names of places in a document: found, told apart from persons and actors, resolved, with precision and reasons.

    text → runs of capitalised words → **mentions** (cues) → **senses** (the whole document) → roles → `Place` records

The gazetteer is any object with the two methods of `Gazetteer`; `GeocoderGazetteer` lets a geopy geocoder stand in.
"""

from pipeline.places.finder import find
from pipeline.places.seam import Gazetteer, GeocoderGazetteer

__all__ = ["Gazetteer", "GeocoderGazetteer", "find"]
