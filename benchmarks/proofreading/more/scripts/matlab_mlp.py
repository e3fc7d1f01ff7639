# objective: 0.5*sum(sum((A3 - T)**2))/m
# translated from my matlab code (column = sample, bias is the last column of Theta)
from numpy import *
random.seed(0)
m = 8
P = random.rand(3, m)*2 - 1
T = vstack([P[0]*P[1], (P[2] > 0)*1.0])
Theta1 = random.randn(5, 4)*0.4
Theta2 = random.randn(2, 6)*0.4
eta = 0.6; mc = 0.7
D1old = zeros(Theta1.shape); D2old = zeros(Theta2.shape)

for epoch in range(1, 26):
    A1 = vstack([P, ones((1, m))])
    N1 = dot(Theta1, A1)
    A2 = vstack([2/(1 + exp(-2*N1)) - 1, ones((1, m))])      # tansig
    A3 = dot(Theta2, A2)                                     # purelin
    # backward
    delta3 = (A3 - T)/m
    delta2 = dot(Theta2[:, :-1].T, delta3)*(1 - A2[:-1, :]**2)
    Grad2 = dot(delta3, A2.T)
    Grad1 = dot(delta2, A1.T)
    # update
    D1old = mc*D1old - (1 - mc)*eta*Grad1
    D2old = mc*D2old - (1 - mc)*eta*Grad2
    Theta1 = Theta1 + D1old
    Theta2 = Theta2 + D2old
    if mod(epoch, 5) == 0:
        print('epoch %d, max abs err %g' % (epoch, abs(A3 - T).max()))
