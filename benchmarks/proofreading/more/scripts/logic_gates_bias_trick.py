from numpy import *

# Q: why does my network learn AND and OR but is slow on XOR?
# one hidden layer, 3 outputs (AND, OR, XOR), bias glued on as a column of ones in both layers
X = array([[0,0],[0,1],[1,0],[1,1]])
T = array([[0,0,0],
           [0,1,1],
           [0,1,1],
           [1,1,0]])

def nonlin(x, deriv=False):
    if deriv:
        return x*(1-x)
    return 1/(1+exp(-x))

def addones(A):
    return hstack([A, ones((A.shape[0],1))])

random.seed(1)
syn0 = 2*random.random((3,4)) - 1
syn1 = 2*random.random((5,3)) - 1
v0 = zeros_like(syn0)
v1 = zeros_like(syn1)
l0 = addones(X)

for it in range(25):
    h = nonlin(dot(l0, syn0))
    l1 = addones(h)
    l2 = nonlin(dot(l1, syn1))
    loss = sum((l2 - T)**2)/len(X)

    # backward
    l2_error = 2*(l2 - T)/len(X)  #! l2_error = 2*(T - l2)/len(X)  #! l2_error = 2*(l2 - T)  #! l2_error = (l2 - T)/len(X)
    l2_delta = l2_error*nonlin(l2, deriv=True)  #! l2_delta = l2_error*nonlin(l2)  #! l2_delta = l2_error*nonlin(nonlin(l2), deriv=True)  #! l2_delta = l2_error
    l1_error = l2_delta.dot(syn1.T)[:, :-1]  #! l1_error = l2_error.dot(syn1.T)[:, :-1]  #! l1_error = l2_delta.dot(syn1.T)[:, 1:]
    l1_delta = l1_error*nonlin(h, True)  #! l1_delta = l1_error*h
    g1 = l1.T.dot(l2_delta)  #! g1 = l1.T.dot(l2_error)
    g0 = l0.T.dot(l1_delta)  #! g0 = l0.T.dot(l1_error)
    # update
    # (with momentum)
    v0 = 0.5*v0 - 0.8*g0  #! v0 = 0.5*v0 + 0.8*g0
    v1 = 0.5*v1 - 0.8*g1
    syn0 += v0
    syn1 += v1  #! syn1 -= v1
    # end
    if it % 6 == 0:
        print("Error: " + str(loss))
print(around(l2, 2))
