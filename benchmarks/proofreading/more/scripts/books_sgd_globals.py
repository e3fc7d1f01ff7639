# objective: (stars - prediction) ** 2 + REG * (user_bias[u] ** 2 + book_bias[b] ** 2 + taste[u] @ taste[u] + style[b] @ style[b])
# book recommender, one rating at a time, everything global (sorry)
import numpy as np
import random

random.seed(5)
np.random.seed(5)
ratings = [("ann", "dune", 5), ("ann", "emma", 2), ("bob", "dune", 4), ("bob", "ulysses", 1),
           ("cleo", "emma", 5), ("cleo", "ulysses", 4), ("ann", "ulysses", 1), ("cleo", "dune", 3)]
REG = 0.05
RATE = 0.02
user_bias, book_bias, taste, style = {}, {}, {}, {}
for u, b, stars in ratings:
    user_bias[u] = 0.0
    book_bias[b] = 0.0
    taste[u] = np.random.randn(2) * 0.3
    style[b] = np.random.randn(2) * 0.3
average = sum(s for _, _, s in ratings) / len(ratings)
prediction = None

def predict(u, b):
    global prediction
    prediction = average + user_bias[u] + book_bias[b] + taste[u] @ style[b]

def one_step(u, b, stars):
    global prediction
    predict(u, b)
    # backward
    g = -2 * (stars - prediction)
    g_ub = g + 2 * REG * user_bias[u]
    g_bb = g + 2 * REG * book_bias[b]
    g_taste = g * style[b] + 2 * REG * taste[u]
    g_style = g * taste[u] + 2 * REG * style[b]
    # update
    user_bias[u] -= RATE * g_ub
    book_bias[b] -= RATE * g_bb
    taste[u] = taste[u] - RATE * g_taste
    style[b] = style[b] - RATE * g_style

for rnd in range(12):
    random.shuffle(ratings)
    worst = 0
    for u, b, stars in ratings:
        one_step(u, b, stars)
        worst = max(worst, abs(stars - prediction))
    if rnd % 4 == 3:
        print("round", rnd + 1, "worst miss", worst)
predict("bob", "emma")
print("bob would give emma", prediction)
