# DQN without gym: replay of made-up transitions, frozen target network, Huber loss
import numpy as np
np.random.seed(21)
n_s, n_h, n_a = 4, 7, 3
gamma, tau_steps, lr = 0.9, 5, 0.05

def make():
    return {'W1': np.random.randn(n_s, n_h) * 0.5, 'b1': np.zeros(n_h),
            'W2': np.random.randn(n_h, n_a) * 0.5, 'b2': np.zeros(n_a)}

def q_values(net, s):
    a1 = np.maximum(s @ net['W1'] + net['b1'], 0)
    return a1, a1 @ net['W2'] + net['b2']

memory = []
for _ in range(40):
    s = np.random.randn(n_s)
    a = np.random.randint(n_a)
    memory.append((s, a, float(np.tanh(s[a]) * 3), np.random.randn(n_s), np.random.rand() < 0.2))

online = make()
target = {k: v.copy() for k, v in online.items()}
for step in range(20):
    picks = np.random.choice(len(memory), 8, replace=False)
    S, A, R, S2, done = map(np.array, zip(*[memory[i] for i in picks]))
    # bootstrapped targets come from the OLD network, nothing flows through them
    _, q_next = q_values(target, S2)
    y = R + gamma * q_next.max(axis=1) * (1 - done)
    a1, q = q_values(online, S)
    rows = np.arange(len(A))
    td = q[rows, A] - y
    small = np.abs(td) <= 1.0
    loss = np.mean(np.where(small, 0.5 * td ** 2, np.abs(td) - 0.5))
    # backward
    dq = np.zeros_like(q)
    dq[rows, A] = np.clip(td, -1, 1) / len(A)      # huber derivative = clipped td error
    grad = {}
    grad['W2'] = a1.T @ dq
    grad['b2'] = dq.sum(0)
    da1 = dq @ online['W2'].T
    da1[a1 <= 0] = 0
    grad['W1'] = S.T @ da1
    grad['b1'] = da1.sum(0)
    # update
    for k in online:
        online[k] -= lr * grad[k]
    if (step + 1) % tau_steps == 0:
        target = {k: v.copy() for k, v in online.items()}
        print('sync', step, loss)
