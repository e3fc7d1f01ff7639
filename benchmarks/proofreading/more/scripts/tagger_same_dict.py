# word tagger with a 3-word window; weights AND gradients live in the same dict ("W" and "dW")
import numpy as np

sentences = [("the cat eats fish", "D N V N"), ("a dog sees the cat", "D N V D N"),
             ("fish swim", "N V"), ("the dog eats", "D N V")]
vocab = {"<pad>": 0}
tags = {}
for s, t in sentences:
    for w in s.split():
        vocab.setdefault(w, len(vocab))
    for w in t.split():
        tags.setdefault(w, len(tags))

wins, labs = [], []
for s, t in sentences:
    ids = [0] + [vocab[w] for w in s.split()] + [0]
    for i, tag in enumerate(t.split()):
        wins.append(ids[i:i + 3])
        labs.append(tags[tag])
wins, labs = np.array(wins), np.array(labs)

np.random.seed(4)
net = {"E": 0.3 * np.random.randn(len(vocab), 3), "W": 0.3 * np.random.randn(9, 6),
       "b": np.zeros(6), "U": 0.3 * np.random.randn(6, len(tags)), "c": np.zeros(len(tags))}
weights = list(net)

for epoch in range(20):
    net["x"] = net["E"][wins].reshape(len(wins), -1)
    net["h"] = np.tanh(net["x"] @ net["W"] + net["b"])
    s = net["h"] @ net["U"] + net["c"]
    logp = s - np.log(np.exp(s).sum(1, keepdims=True))
    loss = -logp[range(len(labs)), labs].sum()

    # backward
    ds = np.exp(logp)
    ds[range(len(labs)), labs] -= 1
    net["dU"] = net["h"].T @ ds
    net["dc"] = ds.sum(0)
    net["dh"] = ds @ net["U"].T * (1 - net["h"] ** 2)
    net["dW"] = net["x"].T @ net["dh"]
    net["db"] = net["dh"].sum(0)
    net["dx"] = net["dh"] @ net["W"].T
    net["dE"] = np.zeros_like(net["E"])
    np.add.at(net["dE"], wins.ravel(), net["dx"].reshape(-1, 3))

    # update
    for k in weights:
        net[k] -= 0.1 * net["d" + k]
    if epoch % 5 == 0:
        print(epoch, loss, (s.argmax(1) == labs).mean())
