"""What callers hear: sentences by a voice (espeak-ng, any other that speaks), tones where there is none, music made here.

Rendered once, 8 kHz 16-bit mono, and kept by what is said: var/phone/sounds may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import shutil
import subprocess
import threading
import wave
from pathlib import Path
from typing import Protocol

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

logger = logging.getLogger("huying.phone")
RATE = 8000
LONGEST = 600  # characters of one sentence
DIGITS = "零一二三四五六七八九"
Sound = NDArray[np.int16]


class Synthesis(Protocol):
    """Whatever makes speech of text. `name` goes into the cache's key."""

    name: str

    def speak(self, text: str, language: str) -> Sound:
        """The sound at 8 kHz; raises OSError when it cannot."""


class Espeak:
    """espeak-ng with the pinyin voice: its plain `cmn` spells Han characters out in English (seen with 1.51)."""

    name = "espeak-ng/2"

    def __init__(self, program: str) -> None:
        self.program = program

    def speak(self, text: str, language: str) -> Sound:
        voice = "en-us" if language.startswith("en") else "cmn-latn-pinyin"
        said = subprocess.run([self.program, "-v", voice, "-s", "185", "--stdout", "--stdin"], input=text.encode(),  # noqa: S603
                              capture_output=True, timeout=20, check=False)
        if said.returncode or len(said.stdout) <= 44:
            raise OSError(f"espeak-ng: {said.stderr.decode(errors='replace')[-200:]}")
        rate = int.from_bytes(said.stdout[24:28], "little")
        return resampled(np.frombuffer(said.stdout[44:], dtype="<i2"), rate)


class Tones:
    """No voice here: each sentence is a melody of its own, so that nothing breaks and a line can still be tried."""

    name = "tones/1"

    def speak(self, text: str, language: str) -> Sound:
        notes = hashlib.sha256(text.encode()).digest()[:4]
        return np.concatenate([tone(330 + 30 * (note % 12), 0.18) for note in notes])


def voice() -> Synthesis:
    """The best that this machine has."""
    program = shutil.which("espeak-ng")
    return Espeak(program) if program else Tones()


def tone(hertz: float, seconds: float, loud: float = 0.25) -> Sound:
    at = np.arange(int(RATE * seconds)) / RATE
    shape = np.minimum(1, np.minimum(at, seconds - at) * 50)
    return np.asarray(np.sin(2 * np.pi * hertz * at) * shape * loud * 32767, dtype=np.int16)


def resampled(sound: Sound, rate: int) -> Sound:
    if rate == RATE:
        return sound
    from math import gcd

    from scipy.signal import resample_poly

    step = gcd(rate, RATE)
    return np.asarray(np.clip(resample_poly(sound.astype(np.float32), RATE // step, rate // step), -32768, 32767), dtype=np.int16)


def spoken(text: str, language: str) -> str:
    """Figures as a voice should read them: small ones as numbers, others digit by digit (12345 is no quantity here)."""
    if language.startswith("en"):
        return re.sub(r"\d{4,}", lambda found: " ".join(found[0]), text)
    return re.sub(r"\d+", lambda found: _number(int(found[0])) if len(found[0]) < 3 else digits(found[0]), text)


def digits(text: str) -> str:
    """Digit by digit, in threes with a breath between."""
    read = [DIGITS[int(each)] for each in text if each.isdigit()]
    return "，".join("".join(read[at : at + 3]) for at in range(0, len(read), 3))


def _number(value: int) -> str:
    tens, ones = divmod(value, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{DIGITS[tens]}十"
    return (head + (DIGITS[ones] if ones or not tens else "")) if tens else DIGITS[ones]


class Cabinet:
    """Where the sounds lie. Safe between threads: each is written beside and then put in place."""

    def __init__(self, folder: Path, synthesis: Synthesis | None = None) -> None:
        self.folder, self.synthesis = folder, synthesis or voice()
        self._lock = threading.Lock()
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)  # Asterisk, perhaps another user, reads them

    def said(self, text: str, language: str = "zh-hans") -> Path:
        """The sound of this sentence; a tone when the voice fails. OSError only when nothing can be written."""
        words = spoken(text[:LONGEST], language)
        path = self._path(f"{self.synthesis.name}\n{language[:2]}\n{words}")
        if path.exists():
            return path
        with self._lock:
            if not path.exists():
                try:
                    sound = self.synthesis.speak(words, language)
                except (OSError, subprocess.SubprocessError) as error:
                    logger.warning("the voice failed: %s", error)
                    return self.beep()
                write(path, sound)
        return path

    def beep(self) -> Path:
        """The tone after which one speaks."""
        path = self._path("beep")
        if not path.exists():
            write(path, tone(950, 0.4))
        return path

    def _path(self, said: str) -> Path:
        return self.folder / f"{hashlib.sha256(said.encode()).hexdigest()[:32]}.wav"


def write(path: Path, sound: Sound) -> None:
    part = path.with_name(f"{path.stem}.{os.getpid()}.{threading.get_ident()}.part")
    with wave.open(str(part), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(sound.astype("<i2").tobytes())
    part.chmod(0o644)
    part.replace(path)


def music(path: Path) -> None:
    """A quiet piece for who waits, made here: nobody's rights."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    steps = [0, 2, 4, 7, 9, 7, 4, 2, 0, 4, 7, 12, 9, 7, 4, 2]  # pentatonic
    notes = [tone(262 * 2 ** (step / 12), 0.55, 0.1) for step in steps]
    write(path, np.concatenate([*notes, *reversed(notes), np.zeros(RATE, dtype=np.int16)]))


def cabinet() -> Cabinet:
    return Cabinet(Path(str(settings.PHONE["sounds"])))
