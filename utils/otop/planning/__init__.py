"""Planning: which product, for how large a market, by which way to a registration."""

from otop.planning.choice import (
    HIGHEST,
    LOWEST,
    Candidate,
    Criterion,
    Ranked,
    good_score,
    points,
    ranking,
    score_from,
    shares,
    winners,
    with_weights,
)
from otop.planning.demand import Asked, MarketSize, largest_share, market_size
from otop.planning.flips import Swap, WeightRange, at_share, sensitivity, swapped, swaps, weight_range
from otop.planning.registration import Rule, Step, first_open, registration_path
from otop.planning.segments import SegmentRule, answers_named, combinations_by_segment, segment_of

__all__ = [
    "HIGHEST", "LOWEST", "Asked", "Candidate", "Criterion", "MarketSize", "Ranked", "Rule", "SegmentRule", "Step", "Swap",
    "WeightRange", "answers_named", "at_share", "combinations_by_segment", "first_open", "good_score",
    "largest_share", "market_size", "points", "ranking", "registration_path", "score_from", "segment_of",
    "sensitivity", "shares", "swapped", "swaps", "weight_range", "winners", "with_weights",
]  # fmt: skip
