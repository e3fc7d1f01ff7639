# objective: -(y*np.log(q)+(1-y)*np.log(1-q)).sum()
# eleven-line-ish neural network, golfed. Read at your own risk
import numpy as np
R=np.random.default_rng(11).normal
X=R(size=(8,4))
y=(X[:,:1]*X[:,1:2]>0)*1.
a,b=R(size=(4,6)),R(size=(6,5))
c=R(size=(5,1))
S=lambda z:1/(1+np.exp(-z))
n=0
while n<25:
    h=S(X@a);k=S(h@b);q=S(k@c)
    # backward
    e=y-q
    f=e@c.T*k*(1-k)
    g=f@b.T*h*(1-h)
    # update
    c+=k.T@e*.1;b+=h.T@f*.1;a+=X.T@g*.1
    n+=1
print(*q.ravel().round(2))
print(*y.ravel())
# y-q and += : we walk UP the log likelihood
