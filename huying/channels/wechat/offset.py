"""From the shifted coordinates of maps in China (GCJ-02), which WeChat sends, to WGS 84, which everything here holds."""

from __future__ import annotations

from math import cos, pi, sin, sqrt

AXIS, FLATNESS = 6378245.0, 0.00669342162296594323  # the ellipsoid of the shift (Krasovsky)
WEST, EAST, SOUTH, NORTH = 72.004, 137.8347, 0.8293, 55.8271  # where maps are shifted


def to_wgs(lat: float, lon: float) -> tuple[float, float]:
    """The real place, to about a metre: the shift is undone by steps. Outside of China nothing is shifted."""
    if not (WEST <= lon <= EAST and SOUTH <= lat <= NORTH):
        return lat, lon
    real_lat, real_lon = lat, lon
    for _ in range(4):
        shift_lat, shift_lon = _shift(real_lat, real_lon)
        real_lat, real_lon = lat - shift_lat, lon - shift_lon
    return round(real_lat, 6), round(real_lon, 6)


def _shift(lat: float, lon: float) -> tuple[float, float]:
    x, y = lon - 105.0, lat - 35.0
    wave = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + wave
    north += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + wave
    east += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    bend = 1 - FLATNESS * sin(lat / 180.0 * pi) ** 2
    return (north * 180.0 / ((AXIS * (1 - FLATNESS)) / (bend * sqrt(bend)) * pi),
            east * 180.0 / (AXIS / sqrt(bend) * cos(lat / 180.0 * pi) * pi))
