"""Made-up states that look like real ones, of any size and under any column names."""

from districtbot.geo.sample.columns import FIELDS, columns_of
from districtbot.geo.sample.spec import Convention, Side, StateSpec
from districtbot.geo.sample.state import make_state

__all__ = ["FIELDS", "Convention", "Side", "StateSpec", "columns_of", "make_state"]
