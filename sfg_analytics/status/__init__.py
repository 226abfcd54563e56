"""What a store holds: from whom, which months, how complete, how fresh, and where sources disagree.

Of records, each organisation has a scorecard, with a date on it. No clock is read here: whoever asks says what time it is.
"""

from sfg_analytics.status.holdings import Holding, disagreements, holdings
from sfg_analytics.status.references import references
from sfg_analytics.status.scorecards import VERDICTS, Score, Scorecard, scorecards

__all__ = [
    "VERDICTS",
    "Holding",
    "Score",
    "Scorecard",
    "disagreements",
    "holdings",
    "references",
    "scorecards",
]
