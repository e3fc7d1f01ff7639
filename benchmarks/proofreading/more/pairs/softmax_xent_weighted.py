import numpy as np

# cross entropy with class weights and label smoothing, like F.cross_entropy(reduction='mean')
SMOOTH = 0.1

def forward(logits, target, weight):
    z = logits - np.max(logits, axis=1, keepdims=True)
    logp = z - np.log(np.sum(np.exp(z), axis=1, keepdims=True))
    n, k = logits.shape
    q = np.full((n, k), SMOOTH / k)
    q[np.arange(n), target] += 1 - SMOOTH
    wsum = weight[target].sum()
    loss = -np.sum(q * weight * logp) / wsum
    return loss, (logp, q, weight, wsum)

# returns only the gradient of the logits (target are ints, weight is fixed)
def backward(dloss, cache):
    logp, q, weight, wsum = cache
    p = np.exp(logp)  #! p = logp
    qw = q * weight  #! qw = q
    mass = np.sum(qw, axis=1, keepdims=True)  #! mass = np.sum(qw, axis=0, keepdims=True)  #! mass = np.sum(q, axis=1, keepdims=True)
    dlogits = p * mass - qw  #! dlogits = p - qw  #! dlogits = qw - p * mass  #! dlogits = (p - q) * weight  #! dlogits = p * mass
    dlogits = dlogits / wsum  #! dlogits = dlogits / len(logp)  #! dlogits = dlogits * wsum
    return dlogits * dloss  #! return dlogits  #! return dlogits + dloss

FORWARD = forward
BACKWARD = backward
INPUTS = (np.array([[1.0, 2.0, -0.5], [0.3, 0.1, 0.2], [-1.2, 0.8, 2.2], [0.0, -2.0, 1.0]]), np.array([1, 0, 2, 2]), np.array([0.5, 2.0, 1.3]))
