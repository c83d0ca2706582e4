"""Datasets with their provenance: each table comes with where its numbers were read."""

from otop.data.checking import update_sha256, validate
from otop.data.cost_cases import Check, check_case, pairs, published
from otop.data.provenance import Chip, chip, facts, ids
from otop.data.store import load, manifest, names

__all__ = [
    "Check", "Chip", "check_case", "chip", "facts", "ids", "load", "manifest", "names", "pairs", "published", "update_sha256",
    "validate",
]  # fmt: skip
