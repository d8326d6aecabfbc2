"""Reading addresses: which parts a place has, which division it lies in, and whether two are the same."""

from .gazetteer import Gazetteer
from .keys import same_place
from .reader import PlaceFound, PlacePart, find_places

__all__ = ["Gazetteer", "PlaceFound", "PlacePart", "find_places", "same_place"]
