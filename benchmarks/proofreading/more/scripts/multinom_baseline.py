# Multinomial logit with a baseline category, plain Python (no numpy at all)
# class 0 is the baseline: its score is fixed at 0.  Only classes 1 and 2 have weights.
import math
import random

random.seed(42)
data = []
for _ in range(12):
    kind = random.randrange(3)
    pt = [1.0, random.gauss(kind - 1, 0.6), random.gauss(0.5 * kind, 0.6)]
    data.append((pt, kind))

W = [[0.0, 0.0, 0.0] for _ in range(2)]     # W[j] belongs to class j+1
lr = 0.4
decay = 0.95

for epoch in range(6):
    random.shuffle(data)
    for x, label in data:
        scores = [0.0]
        for w in W:
            scores.append(sum(wi * xi for wi, xi in zip(w, x)))
        biggest = max(scores)
        expd = [math.exp(s - biggest) for s in scores]
        total = sum(expd)
        p = [e / total for e in expd]
        loss = -math.log(p[label])
        # backward
        grad = []
        for j in (1, 2):
            err = p[j] - (1.0 if label == j else 0.0)
            grad.append([err * xi for xi in x])
        # update
        for j in range(2):
            for k in range(3):
                W[j][k] -= lr * grad[j][k]
    lr *= decay
    print("epoch", epoch, "last sample loss %.4f" % loss)

hits = 0
for x, label in data:
    s = [0.0] + [sum(a * b for a, b in zip(w, x)) for w in W]
    hits += s.index(max(s)) == label
print("training accuracy", hits / len(data))
