"""Moving the weights: the loop, optimisers, schedules, batches, and what is seen on the way."""

from nn.training.loop import fit as fit  # pickles name it here, from when this was one file
