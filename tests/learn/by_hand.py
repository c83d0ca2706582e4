"""What the tests of the mistakes share: money rounded half up, and the ways in which a number is typed."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np

SCRIPTS = (0x0E50, 0x0ED0, 0x17E0)  # the zero of Thai, Lao, Khmer


def satang(value: float) -> float:
    exact = Decimal(repr(round(value, 9)))
    return float(exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)) + 0.0


def ways_to_type(value: float) -> list:
    shown = f"{satang(value):,.2f}"
    return [
        value,
        satang(value),
        np.float64(value),
        Decimal(repr(value)),
        shown,
        f"{shown} บาท",
        f"{shown} THB per box",
    ] + [shown.translate({ord("0") + n: chr(zero + n) for n in range(10)}) for zero in SCRIPTS]
