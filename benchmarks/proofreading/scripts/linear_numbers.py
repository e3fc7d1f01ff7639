xs = [0.5, 1.5, -1.0, 2.0]
ys = [1.2, 2.9, -1.1, 4.2]
w = 0.4
b = 0.2
rate = 0.02
for epoch in range(3):
    loss = 0.0
    grad_w = 0.0
    grad_b = 0.0
    for x, y in zip(xs, ys):
        p = w * x + b
        loss += 0.5 * (p - y) ** 2
        # backward
        d = p - y
        grad_w += d * x
        grad_b += d
    # update
    w -= rate * grad_w
    b -= rate * grad_b
    print(loss)
