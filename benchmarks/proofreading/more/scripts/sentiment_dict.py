# objective: math.log(1 + math.exp(-label * score))
# sentiment with a dict word -> weight, one review after the other. label is +1 or -1
import math
import random

reviews = [
    ("what a great great film", 1),
    ("boring and too long", -1),
    ("great actors but boring story", -1),
    ("i loved the story", 1),
    ("too loud too long i hated it", -1),
    ("loved it what a story", 1),
]
weight = {}
bias = 0.0
for text, label in reviews:
    for word in text.split():
        weight[word] = 0.0

random.seed(1)
eta = 0.3
for epoch in range(8):
    random.shuffle(reviews)
    right = 0
    for text, label in reviews:
        words = text.split()
        score = bias
        for w in words:
            score += weight[w]
        if score * label > 0:
            right += 1
        # backward
        g = -label / (1 + math.exp(label * score))
        grad = {}
        for w in words:
            grad[w] = grad.get(w, 0.0) + g       # "great great" counts twice
        # update
        for w in grad:
            weight[w] -= eta * grad[w]
        bias -= eta * g
    print("epoch", epoch, "right:", right, "of", len(reviews))

best = sorted(weight, key=weight.get)
print("worst words", best[:3], "best words", best[-3:])
