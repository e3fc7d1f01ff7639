# Kaggle "movie reviews" toy: mean of word vectors -> logistic. sparse gradient rows. Adagrad
import numpy as np
np.random.seed(42)

train = [("good fun film", 1), ("bad boring plot", 0), ("good good acting", 1), ("boring bad bad film", 0),
         ("fun acting", 1), ("plot was bad", 0)]
vocab = {}
for text, _ in train:
    for word in text.split():
        if word not in vocab:
            vocab[word] = len(vocab)

EMB = 3
emb = np.random.uniform(-.5, .5, (len(vocab), EMB))
w = np.random.uniform(-.5, .5, EMB)
b = 0.0
acc_e, acc_w, acc_b = np.zeros(emb.shape), np.zeros(EMB), 0.0

for epoch in range(15):
    logloss = 0.0
    gemb = np.zeros(emb.shape)
    gw = np.zeros(EMB)
    gb = 0.0
    hits = 0
    # backward
    for text, label in train:
        ids = [vocab[word] for word in text.split()]
        mean = np.zeros(EMB)
        for i in ids:
            mean += emb[i] / len(ids)
        pred = 1 / (1 + np.exp(-(mean @ w + b)))
        logloss += -(label * np.log(pred) + (1 - label) * np.log(1 - pred)) / len(train)
        hits += int((pred > .5) == label)
        err = (pred - label) / len(train)
        gw += err * mean
        gb += err
        for i in ids:                       # "bad bad" must count twice
            gemb[i] += err * w / len(ids)
    # update
    acc_e += gemb ** 2; acc_w += gw ** 2; acc_b += gb ** 2
    emb -= 0.3 * gemb / (np.sqrt(acc_e) + 1e-8)
    w -= 0.3 * gw / (np.sqrt(acc_w) + 1e-8)
    b -= 0.3 * gb / (np.sqrt(acc_b) + 1e-8)
    if epoch % 5 == 0:
        print("epoch", epoch, "logloss", round(logloss, 4), "acc", hits / len(train))
