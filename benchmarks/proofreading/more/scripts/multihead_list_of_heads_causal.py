import numpy as np

# GPT style head list: every head is a dict, outputs are concatenated, then projected; one sequence, next-token loss.
np.random.seed(1337)
T, n_embd, n_head, head_size, vocab = 6, 4, 3, 2, 5
tokens = np.random.randint(vocab, size=T + 1)
idx, targets = tokens[:-1], tokens[1:]
wte = np.random.randn(vocab, n_embd)
heads = [{k: np.random.randn(n_embd, head_size) * 0.5 for k in ("key", "query", "value")} for _ in range(n_head)]
proj = np.random.randn(n_head * head_size, vocab) * 0.5
tril = np.tril(np.ones((T, T)))

for step in range(2):
    x = wte[idx]
    saved, outs = [], []
    for head in heads:
        k, q, v = x @ head["key"], x @ head["query"], x @ head["value"]
        wei = q @ k.T * head_size ** -0.5
        wei = np.exp(wei) * tril
        wei = wei / wei.sum(1, keepdims=True)
        outs.append(wei @ v)
        saved.append((k, q, v, wei))
    cat = np.concatenate(outs, axis=1)
    logits = cat @ proj
    m = logits.max(1, keepdims=True)
    lse = m + np.log(np.exp(logits - m).sum(1, keepdims=True))
    loss = (lse[:, 0] - logits[np.arange(T), targets]).mean()

    # backward
    dlogits = np.exp(logits - lse)
    dlogits[np.arange(T), targets] -= 1.0
    dlogits /= T
    dproj = cat.T @ dlogits
    dcat = dlogits @ proj.T
    dx = np.zeros_like(x)
    dheads = []
    for j, head in enumerate(heads):
        k, q, v, wei = saved[j]  #! q, k, v, wei = saved[j]
        dout = dcat[:, j * head_size:(j + 1) * head_size]  #! dout = dcat[:, j:j + head_size]
        dwei = dout @ v.T
        dv = wei.T @ dout  #! dv = wei @ dout
        datt = wei * dwei - wei * (wei * dwei).sum(1, keepdims=True)  #! datt = wei * dwei - wei * dwei.sum(1, keepdims=True)  #! datt = wei * dwei
        datt *= head_size ** -0.5  #! datt *= n_embd ** -0.5
        dq = datt @ k
        dk = datt.T @ q  #! dk = datt @ q
        dheads.append({"key": x.T @ dk, "query": x.T @ dq, "value": x.T @ dv})  #! dheads.append({"key": x.T @ dq, "query": x.T @ dk, "value": x.T @ dv})
        dx += dk @ head["key"].T + dq @ head["query"].T + dv @ head["value"].T  #! dx = dk @ head["key"].T + dq @ head["query"].T + dv @ head["value"].T
    dwte = np.zeros_like(wte)
    np.add.at(dwte, idx, dx)  #! dwte[idx] += dx  #! np.add.at(dwte, targets, dx)

    # update
    wte -= 0.3 * dwte
    proj -= 0.3 * dproj
    for head, dhead in zip(heads, dheads):
        for name in head:
            head[name] -= 0.3 * dhead[name]
