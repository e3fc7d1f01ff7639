"""A GPT that makes names: the model behind chatbots, in one file, of nothing but Values.

It reads a name letter by letter, and after each letter gives every letter a chance to be the next. Training makes
the right one likelier; then it writes names of its own. Everything a large language model has is here, but small:
tokens, embeddings, attention with 4 heads, a network on top, cross-entropy, Adam. The model is that of Karpathy's
microgpt (2026), written anew for this engine: 1 layer, width 16, RMSNorm, relu, no biases.

    python demos/gpt_names.py                            1000 steps, each on one name
    python demos/gpt_names.py --steps 100                a short run: it has learned less
    python demos/gpt_names.py --steps 100 --sums plain   the same numbers from + and × alone, in four times the time
"""

# %%
import argparse
import math
import random
import sys
from itertools import chain, pairwise
from pathlib import Path

import engine
from engine import Value, draw, no_grad

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("pictures", nargs="?", default="pictures", type=Path, help="the folder for the picture")
parser.add_argument("--steps", type=int, default=1000, help="how many names to train on, 100 or more")
parser.add_argument("--sums", choices=["dot", "plain"], default="dot", help="how weighted sums are written")
as_script = "__file__" in globals()  # and not as a notebook
if as_script:
    sys.stdout.reconfigure(encoding="utf-8")  # Windows would write a file in another encoding, without ∂
choice = parser.parse_args(sys.argv[1:] if as_script else [])
if choice.steps < 100:
    parser.error(f"--steps got {choice.steps}; with fewer than 100 there is nothing to see yet")
if as_script:
    print(__doc__)

# %% [markdown]
# ## The one thing it computes again and again
# is a weighted sum. Written with + and ×, every product and every sum is a Value, and `backward` goes through each.
# `engine.dot` and `engine.sum` make one Value of it all: the same numbers, in less time.

# %%
if choice.sums == "dot":
    dot, total = engine.dot, engine.sum
else:
    total = sum

    def dot(ws, xs):
        """w_0·x_0 + w_1·x_1 + …"""
        return sum(w * x for w, x in zip(ws, xs, strict=True))


# %% [markdown]
# ## Tokens
# A letter is a number from 0 to 25; 26 stands for "here a name begins or ends". Some names are kept aside: what the
# model makes of names it never saw is what it has learned.

# %%
END = 26
data = (Path(__file__).parent if as_script else Path()) / "data" / "names.txt"
rng = random.Random(1)
names = data.read_text(encoding="utf-8").split()  # put a list of your own there, if you like
if wrong := [name for name in names if not set(name) <= set("abcdefghijklmnopqrstuvwxyz")]:
    raise SystemExit(f"{data} has {wrong[0]!r}: only the letters a to z have a token")
LONGEST = max(map(len, names)) + 1  # so many tokens the model can look back on
rng.shuffle(names)
unseen, seen = names[:40], names[40:]
print(f"{len(names)} names, such as {', '.join(seen[:5])}; {len(unseen)} of them are kept aside\n")


def tokens_of(name):
    """The letters as numbers, between two ENDs."""
    return [END, *(ord(letter) - ord("a") for letter in name), END]


# %% [markdown]
# ## Parameters
# A matrix has a row of weights for each neuron. Keys, queries and values are what attention is made of.

# %%
WIDTH, HEADS = 16, 4


def matrix(rows, columns=WIDTH):
    """Small random weights."""
    return [[Value(rng.gauss(0, 0.08)) for _ in range(columns)] for _ in range(rows)]


letter_rows, place_rows, logit_rows = matrix(END + 1), matrix(LONGEST), matrix(END + 1)
query_rows, key_rows, value_rows, join_rows = (matrix(WIDTH) for _ in range(4))
up_rows, down_rows = matrix(4 * WIDTH), matrix(WIDTH, 4 * WIDTH)
attention_rows = query_rows, key_rows, value_rows, join_rows
parameters = list(chain(*letter_rows, *place_rows, *logit_rows, *chain(*attention_rows), *up_rows, *down_rows))
print(f"{len(parameters)} parameters; weighted sums are written with {'dot' if choice.sums == 'dot' else '+ and ×'}\n")

# %% [markdown]
# ## The model
# Two things happen to a letter: it looks back at the letters before it (attention), and it goes through a
# network of one hidden layer. Both results are *added* to what was there.


# %%
def layer(rows, x):
    """One weighted sum of x for each row."""
    return [dot(row, x) for row in rows]


def plus(xs, ys):
    """The sum of two vectors."""
    return [x + y for x, y in zip(xs, ys, strict=True)]


def normed(x):
    """RMSNorm: x divided by the root of its mean square."""
    scale = (dot(x, x) / len(x) + 1e-5) ** -0.5
    return [x_i * scale for x_i in x]


def softmax(logits):
    """Chances that add up to 1. The largest logit is taken off first, as a number: it cancels."""
    largest = max(logits).data
    powers = [(logit - largest).exp() for logit in logits]
    sum_of_powers = total(powers)
    return [power / sum_of_powers for power in powers]


def attend(query, keys, values):
    """The values of all letters so far, each weighted by how well its key fits the query."""
    weights = softmax([dot(query, key) / len(query) ** 0.5 for key in keys])
    return [dot(weights, column) for column in zip(*values, strict=True)]


def chances(token, place, keys, values):
    """The chance of each token to come next; `keys` and `values` remember the letters before, and this one."""
    x = normed(plus(letter_rows[token], place_rows[place]))
    asked = layer(query_rows, now := normed(x))
    keys.append(layer(key_rows, now))
    values.append(layer(value_rows, now))
    parts = [slice(start, start + WIDTH // HEADS) for start in range(0, WIDTH, WIDTH // HEADS)]
    heads = [attend(asked[part], [key[part] for key in keys], [value[part] for value in values]) for part in parts]
    x = plus(x, layer(join_rows, list(chain(*heads))))
    hidden = [s.relu() for s in layer(up_rows, normed(x))]
    x = plus(x, layer(down_rows, hidden))
    return softmax(layer(logit_rows, x))


def loss_of(name):
    """The mean of −log of the chance that was given to the token that came: cross-entropy."""
    tokens, keys, values = tokens_of(name), [], []
    losses = [
        -chances(token, place, keys, values)[following].log()
        for place, (token, following) in enumerate(pairwise(tokens))
    ]
    return total(losses) / len(losses)


# %% [markdown]
# ## One head of attention, small enough to draw
# A query, and two letters with a key and a value of one number each.

# %%
query, keys, contents = (
    engine.values(numbers, label=label).tolist()
    for numbers, label in [([0.5], "q"), ([[1.0], [-2.0]], "k"), ([[3.0], [0.3]], "v")]
)
looked_up = attend(query, keys, contents)[0]
looked_up.backward()
picture = draw(looked_up)
print(f"picture of attention to two letters: {picture.save(choice.pictures / 'gpt_attention.svg')}\n")
picture  # a notebook shows it

# %% [markdown]
# ## Adam
# It keeps, for every parameter, a running mean of the gradient and one of its square, and steps by the one divided
# by the root of the other (Kingma and Ba, 2015). Both means start at 0 and are corrected for it.

# %%
RATE, BETA1, BETA2 = 0.01, 0.85, 0.99
means, squares = [0.0] * len(parameters), [0.0] * len(parameters)


def adam_step(number, rate):
    """Move all parameters against their gradients; `number` counts the steps from 1."""
    for i, p in enumerate(parameters):
        means[i] = BETA1 * means[i] + (1 - BETA1) * p.grad
        squares[i] = BETA2 * squares[i] + (1 - BETA2) * p.grad**2
        mean, square = means[i] / (1 - BETA1**number), squares[i] / (1 - BETA2**number)
        p.data -= rate * mean / (math.sqrt(square) + 1e-8)
        p.grad = None


# %% [markdown]
# ## Training: one name at a time, with a rate that falls to 0


# %%
@no_grad
def loss_on_unseen():
    """The mean loss of the names that were kept aside."""
    return sum(loss_of(name).data for name in unseen) / len(unseen)


def loss_of_frequencies():
    """What a model gets that knows how often each letter occurs, and does not look at the letters before."""
    count = [1] * (END + 1)
    for name in seen:
        for token in tokens_of(name)[1:]:
            count[token] += 1
    each = [[-math.log(count[token] / sum(count)) for token in tokens_of(name)[1:]] for name in unseen]
    return sum(sum(losses) / len(losses) for losses in each) / len(each)


print("   step   loss (mean of the last 50 names)")
history = []
for step in range(1, choice.steps + 1):
    loss = loss_of(seen[step % len(seen)])
    loss.backward()
    adam_step(step, RATE * (1 - (step - 1) / choice.steps))
    history.append(loss.data)
    if step % 50 == 0 or step == 1:
        last = history[-50:]
        print(f"   {step:4d}   {sum(last) / len(last):.4f}")

results = {
    "chance": math.log(END + 1),
    "frequencies": loss_of_frequencies(),
    "unseen": loss_on_unseen(),
    "history": history,
}
print("\nloss on names it never saw")
print(f"   {results['chance']:.4f}   every letter as likely as any other: log {END + 1}")
print(f"   {results['frequencies']:.4f}   each letter as often as it occurs, without looking back")
print(f"   {results['unseen']:.4f}   the model after {choice.steps} steps\n")
assert results["unseen"] < (2.5 if choice.steps >= 1000 else results["frequencies"])  # it does look back

# %% [markdown]
# ## Names that it makes
# Letter by letter, each drawn by its chance. A temperature below 1 makes likely letters likelier.


# %%
@no_grad
def invented(temperature=0.6):
    """A new name."""
    token, keys, values, name = END, [], [], ""
    for place in range(LONGEST):
        weights = [p.data ** (1 / temperature) for p in chances(token, place, keys, values)]
        weights[END] *= place > 0  # not at once
        token = rng.choices(range(END + 1), weights)[0]
        if token == END:
            break
        name += chr(ord("a") + token)
    return name


results["names"] = [invented() for _ in range(20)]
new = [name for name in results["names"] if name not in names]
print(f"20 names, {len(new)} of them in no list it was given:")
print("   " + "\n   ".join(", ".join(results["names"][i : i + 10]) for i in (0, 10)))
