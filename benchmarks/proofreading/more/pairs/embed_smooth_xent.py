import numpy as np

# bag of words classifier head in one op:
# sum of word vectors -> class scores -> cross-entropy with label smoothing
SMOOTH = 0.1


def bag_loss(table, U, words, labels):
    bags = table[words].sum(axis=1)
    scores = bags @ U
    top = scores.max(axis=1, keepdims=True)
    logp = scores - top - np.log(np.exp(scores - top).sum(axis=1, keepdims=True))
    n, c = scores.shape
    soft = np.full((n, c), SMOOTH / c)
    soft[np.arange(n), labels] += 1 - SMOOTH
    loss = -(soft * logp).sum() / n
    return loss, dict(table=table, U=U, words=words, bags=bags, logp=logp, soft=soft)


def bag_loss_grad(upstream, saved):
    words, soft = saved['words'], saved['soft']
    n = len(words)
    # backward
    dscores = np.exp(saved['logp']) - soft  #! dscores = saved['logp'] - soft  #! dscores = soft - np.exp(saved['logp'])  #! dscores = np.exp(saved['logp']) - (soft > 0.5)  #! dscores = -soft
    dscores *= upstream / n  #! dscores *= upstream  #! dscores *= upstream / soft.size
    dU = saved['bags'].T @ dscores  #! dU = saved['bags'].T @ soft
    dbags = dscores @ saved['U'].T  #! dbags = soft @ saved['U'].T
    dtable = np.zeros_like(saved['table'])
    for row, ids in zip(dbags, words):
        np.add.at(dtable, ids, row)  #! dtable[ids] += row  #! dtable[ids] = row  #! np.add.at(dtable, ids, row / len(ids))
    # end
    return dtable, dU


_s = np.random.RandomState(77)
FORWARD = bag_loss
BACKWARD = bag_loss_grad
INPUTS = (_s.randn(6, 3), _s.randn(3, 4), np.array([[0, 2, 2], [1, 5, 0], [3, 3, 3], [4, 1, 2]]), np.array([3, 0, 1, 1]))
