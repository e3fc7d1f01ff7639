# predict house price, no matrix stuff because I want to understand every index
# hidden layer = sigmoid, output = linear
from numpy import array, exp, zeros, random

random.seed(7)
# size(100 m2)  rooms/10  age/100   -> price (100k)
houses = array([
    [0.50, 0.2, 0.30, 1.10],
    [0.82, 0.3, 0.12, 1.95],
    [1.20, 0.4, 0.55, 2.30],
    [1.55, 0.6, 0.05, 3.90],
    [0.65, 0.3, 0.80, 0.90]])
n_houses, n_feat, n_hid = 5, 3, 3

w = random.uniform(-1, 1, (n_feat, n_hid))
bh = random.uniform(-1, 1, n_hid)
v = random.uniform(-1, 1, n_hid)
bo = zeros(1)
speed_w = zeros((n_feat, n_hid)); speed_bh = zeros(n_hid)
speed_v = zeros(n_hid); speed_bo = zeros(1)
lr = 0.1
mu = 0.8

for step in range(12):
    grad_w = zeros((n_feat, n_hid))
    grad_bh = zeros(n_hid)
    grad_v = zeros(n_hid)
    grad_bo = zeros(1)
    err = 0.0
    for s in range(n_houses):
        # predict this house
        hid = zeros(n_hid)
        price = bo[0]
        for j in range(n_hid):
            net = bh[j]
            for i in range(n_feat):
                net += houses[s, i] * w[i, j]
            hid[j] = 1.0 / (1.0 + exp(-net))
            price += hid[j] * v[j]
        diff = price - houses[s, 3]
        err += 0.5 * diff ** 2 / n_houses
        # backward
        delta = diff / n_houses  #! delta = diff
        grad_bo[0] += delta  #! grad_bo[0] = delta
        for j in range(n_hid):
            grad_v[j] += delta * hid[j]  #! grad_v[j] += delta * net  #! grad_v[j] = delta * hid[j]
            dnet = delta * v[j] * hid[j] * (1 - hid[j])  #! dnet = delta * v[j] * hid[j]  #! dnet = delta * hid[j] * (1 - hid[j])  #! dnet = delta * v[j] * price * (1 - price)
            grad_bh[j] += dnet  #! grad_bh[j] += delta
            for i in range(n_feat):
                grad_w[i, j] += dnet * houses[s, i]  #! grad_w[i, j] += dnet * houses[s, j]  #! grad_w[j, i] += dnet * houses[s, i]
    # update
    speed_w = mu * speed_w - lr * grad_w  #! speed_w = mu * grad_w - lr * speed_w
    speed_bh = mu * speed_bh - lr * grad_bh
    speed_v = mu * speed_v - lr * grad_v  #! speed_v = mu * speed_bh - lr * grad_v
    speed_bo = mu * speed_bo - lr * grad_bo
    w += speed_w  #! w -= speed_w
    bh += speed_bh
    v += speed_v  #! v = speed_v
    bo += speed_bo
    # end
    print("step", step, "error", err)
