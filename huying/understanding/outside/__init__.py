"""An outside language model that may refine what was understood: optional, off by default, never waited for long.

The only part of the understanding that speaks over a network. Nothing calls it unless a city names a model in its
settings; what is sent is de-identified, what comes back is validated, and any failure leaves what was there.
"""

from .guard import Guard
from .protocol import Failure, Terms, ask
from .refine import Refined, refine

__all__ = ["Failure", "Guard", "Refined", "Terms", "ask", "refine"]
