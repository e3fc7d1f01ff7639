import numpy as np

TEMP = 0.2

def forward(emb, protos, bias):
    """log-probabilities of classes from cosine similarity to prototypes (few shot head), column samples"""
    # emb (d, m), protos (d, c), bias (c, 1)
    en = np.sqrt(np.sum(emb ** 2, axis=0, keepdims=True))
    pn = np.sqrt(np.sum(protos ** 2, axis=0, keepdims=True))
    e_hat = emb / en
    p_hat = protos / pn
    logits = p_hat.T @ e_hat / TEMP + bias
    mx = logits.max(axis=0, keepdims=True)
    logp = logits - mx - np.log(np.sum(np.exp(logits - mx), axis=0, keepdims=True))
    return logp, (e_hat, p_hat, en, pn, logp)

def backward(dlogp, cache):
    # backward
    e_hat, p_hat, en, pn, logp = cache
    dlogits = dlogp - np.exp(logp) * np.sum(dlogp, axis=0, keepdims=True)  #! dlogits = dlogp - np.exp(logp) * dlogp
    dbias = np.sum(dlogits, axis=1, keepdims=True)  #! dbias = np.sum(dlogp, axis=1, keepdims=True)
    dcos = dlogits / TEMP  #! dcos = dlogits * TEMP
    de_hat = p_hat @ dcos
    dp_hat = e_hat @ dcos.T  #! dp_hat = e_hat @ dcos
    # the part along the vector itself does not count
    demb = (de_hat - e_hat * np.sum(de_hat * e_hat, axis=0, keepdims=True)) / en  #! demb = (de_hat - e_hat * np.sum(de_hat * e_hat, axis=0, keepdims=True)) / en ** 2  #! demb = de_hat / en
    dprotos = (dp_hat - p_hat * np.sum(dp_hat * p_hat, axis=0, keepdims=True)) / pn  #! dprotos = (dp_hat - p_hat * np.sum(dp_hat * p_hat, axis=1, keepdims=True)) / pn
    return demb, dprotos, dbias

np.random.seed(11)
FORWARD = forward
BACKWARD = backward
INPUTS = (np.random.randn(4, 5), np.random.randn(4, 3), np.random.randn(3, 1))
