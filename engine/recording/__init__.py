"""How operations are recorded, and what happens to a record: paused, watched, copied, walked back faster."""

from engine.recording.blocks import no_grad as no_grad  # pickles name it here, from when this was one file
