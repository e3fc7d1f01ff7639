import numpy as np

# forward pushes (kind, name, saved) on a stack; backward pops it
rng = np.random.RandomState(88)
P = {
    'A': rng.randn(3, 5) * 0.5,
    'B': rng.randn(5, 4) * 0.5,
    'C': rng.randn(4, 2) * 0.5,
}
bias = {'A': rng.randn(5) * 0.1, 'B': rng.randn(4) * 0.1, 'C': rng.randn(2) * 0.1}
X = rng.randn(6, 3)
Y = rng.randn(6, 2)


def forward(x):
    stack = []
    for name in 'ABC':
        stack.append(('affine', name, x))
        x = x @ P[name] + bias[name]
        if name == 'A':
            stack.append(('elu', None, x))
            x = np.where(x > 0, x, np.expm1(x))
        elif name == 'B':
            x = 1 / (1 + np.exp(-x))
            stack.append(('sigmoid', None, x))
    return x, stack


def backward(grad, stack):
    dP, dbias = {}, {}
    # backward
    while stack:
        kind, name, saved = stack.pop()  #! kind, name, saved = stack.pop(0)
        if kind == 'affine':
            dP[name] = saved.T @ grad  #! dP[name] = grad.T @ saved
            dbias[name] = grad.sum(axis=0)  #! dbias[name] = grad.sum()
            grad = grad @ P[name].T  #! grad = grad @ P[name]  #! grad = saved @ P[name].T
        elif kind == 'elu':
            grad = grad * np.where(saved > 0, 1.0, np.exp(saved))  #! grad = grad * np.where(saved > 0, 1.0, 0.0)  #! grad = grad * np.where(saved > 0, saved, np.exp(saved))  #! grad = grad * np.where(saved > 0, 1.0, np.expm1(saved))
        else:
            grad = grad * saved * (1 - saved)  #! grad = grad * np.exp(-saved) / (1 + np.exp(-saved)) ** 2  #! grad = grad * saved  #! grad = grad * (1 - saved ** 2)
    # end
    return dP, dbias


for epoch in range(3):
    out, stack = forward(X)
    E = 0.5 * np.mean(np.sum((out - Y) ** 2, axis=1))
    dP, dbias = backward((out - Y) / len(X), stack)
    # update
    for name in P:
        P[name] -= 0.2 * dP[name]
        bias[name] -= 0.2 * dbias[name]  #! bias[name] += 0.2 * dbias[name]
    # end
    print(epoch, E)
