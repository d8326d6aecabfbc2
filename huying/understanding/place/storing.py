"""Weights in a file: in coarse steps, which cost the reader nothing and make the file small."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import numpy.typing as npt

from .training import Learned

FINE = 0.02


def save(learned: Learned, path: Path, *, step: float = FINE) -> None:
    """Write the weights in whole steps, at most 127 of them; features without any left are dropped.

    The file is a numpy archive packed with LZMA: which weights are not zero as bits, and these alone.
    """
    small = np.clip(np.round(learned.weights / step), -127, 127).astype(np.int8)
    kept = np.flatnonzero(small.any(1))
    names = sorted(learned.names, key=learned.names.__getitem__)
    there = small[kept] != 0
    arrays: dict[str, npt.NDArray[np.generic]] = {
        "labels": np.array(learned.labels),
        "names": np.frombuffer("\n".join(names[i] for i in kept).encode(), np.uint8),
        "there": np.packbits(there),
        "weights": small[kept][there],
        "step": np.float32(step).reshape(1),
        "steps": learned.steps.astype(np.float16),
        "first": learned.first.astype(np.float16),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as file:
        for name, array in arrays.items():
            written = io.BytesIO()
            np.save(written, array, allow_pickle=False)
            file.writestr(zipfile.ZipInfo(name + ".npy", (1980, 1, 1, 0, 0, 0)), written.getvalue(), zipfile.ZIP_LZMA)


def load(path: Path) -> Learned:
    """Read what `save` wrote."""
    with np.load(path, allow_pickle=False) as file:
        names, labels = bytes(file["names"]).decode().split("\n"), [str(label) for label in file["labels"]]
        there = np.unpackbits(file["there"], count=len(names) * len(labels)).astype(bool)
        weights = np.zeros(len(there), np.float32)
        weights[there] = file["weights"] * file["step"]
        steps, first = file["steps"].astype(np.float32), file["first"].astype(np.float32)
        return Learned(labels, {name: i for i, name in enumerate(names)}, weights.reshape(len(names), -1), steps, first)
