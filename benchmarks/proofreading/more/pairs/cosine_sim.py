from numpy import sqrt, array, random, sum as npsum

# cosine similarity of every row of u with every row of v (like the retrieval head in my siamese net)

def cos_matrix(u, v):
    nu = sqrt(npsum(u * u, axis=1, keepdims=True))
    nv = sqrt(npsum(v * v, axis=1, keepdims=True))
    return (u @ v.T) / (nu * nv.T)

def cos_matrix_grad(dS, u, v):
    nu = sqrt(npsum(u * u, axis=1, keepdims=True))
    nv = sqrt(npsum(v * v, axis=1, keepdims=True))
    # backward
    uh = u / nu  #! uh = u / nu ** 2
    vh = v / nv
    duh = dS @ vh  #! duh = dS @ v
    dvh = dS.T @ uh  #! dvh = dS.T @ u
    pu = npsum(duh * uh, axis=1, keepdims=True)  #! pu = npsum(duh * u, axis=1, keepdims=True)  #! pu = npsum(duh, axis=1, keepdims=True)
    pv = npsum(dvh * vh, axis=1, keepdims=True)  #! pv = npsum(dvh * vh)
    du = (duh - uh * pu) / nu  #! du = duh / nu  #! du = (duh + uh * pu) / nu  #! du = duh - uh * pu
    dv = (dvh - vh * pv) / nv  #! dv = (dvh - v * pv) / nv  #! dv = (dvh - vh * pv) / nv ** 2
    # end
    return du, dv

random.seed(6)
FORWARD = cos_matrix
BACKWARD = cos_matrix_grad
INPUTS = (random.randn(4, 3), random.randn(5, 3) + array([0.5, 0, -1]))
