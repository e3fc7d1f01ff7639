import numpy as np

# Mini ResNet for vectors:  x <- x + V relu(U x + c)     repeated `depth` times, then linear head
np.random.seed(55)
depth, width, inner, batch = 3, 4, 6, 5
blocks = []
for _ in range(depth):
    blocks.append({
        'U': np.random.normal(0, 0.4, (width, inner)),
        'c': np.random.normal(0, 0.1, (inner,)),
        'V': np.random.normal(0, 0.4, (inner, width)),
    })
head = np.random.normal(0, 0.5, (width, 2))

x0 = np.random.normal(size=(batch, width))
goal = np.random.normal(size=(batch, 2))


def sgd(param, grad, lr=0.02):
    param -= lr * grad


for t in range(2):
    stream = [x0]
    tape = []
    for blk in blocks:
        s = stream[-1]
        pre = s @ blk['U'] + blk['c']
        hidden = np.maximum(pre, 0.)
        tape.append((s, pre, hidden))
        stream.append(s + hidden @ blk['V'])
    yhat = stream[-1] @ head
    loss = np.square(yhat - goal).sum(1).mean()

    # backward
    g_y = 2. / batch * (yhat - goal)  #! g_y = 2. / batch * (goal - yhat) #! g_y = 2. / yhat.size * (yhat - goal)
    g_head = stream[-1].T @ g_y  #! g_head = stream[-2].T @ g_y #! g_head = stream[0].T @ g_y
    g_stream = g_y @ head.T
    g_blocks = []
    for blk, (s, pre, hidden) in zip(reversed(blocks), reversed(tape)):  #! for blk, (s, pre, hidden) in zip(reversed(blocks), tape):
        g_hidden = g_stream @ blk['V'].T
        g_V = hidden.T @ g_stream  #! g_V = pre.T @ g_stream
        g_pre = g_hidden * (pre > 0)  #! g_pre = g_hidden * hidden #! g_pre = g_hidden * (s > 0)
        g_blocks.insert(0, {'U': s.T @ g_pre, 'c': g_pre.sum(0), 'V': g_V})
        g_stream = g_stream + g_pre @ blk['U'].T  #! g_stream = g_pre @ blk['U'].T #! g_stream = g_stream + g_pre @ blk['V'] #! g_stream = g_stream + g_hidden @ blk['U'].T
    # update
    sgd(head, g_head)
    for blk, gb in zip(blocks, g_blocks):
        for name in blk:
            sgd(blk[name], gb[name])
    print(t, loss)
