"""From news articles to a dated, placed, sourced dataset of conflict events, and to maps.

data/raw → **documents** → **places** → **reports** → **events** → **outputs** (data/processed) and **maps** (maps/)
"""

__version__ = "0.1.0"
