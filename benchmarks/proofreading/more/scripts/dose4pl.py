import numpy as np
# 4 parameter logistic dose-response, x = log10 dose. params packed in one vector like nls / drc
logdose = np.array([-3, -2.5, -2, -1.5, -1, -.5, 0, .5, 1.])
reps = np.array([[98, 101, 99, 93, 80, 52, 25, 12, 8],
                 [102, 97, 96, 95, 76, 55, 29, 10, 9]]) / 100.0
names = ("bottom", "top", "logEC50", "hill")
th = np.array([0.0, 1.0, -1.0, 1.0])

def curve(th):
    lo, hi, mid, hill = th
    s = 1 / (1 + 10 ** (hill * (logdose - mid)))
    return s, lo + (hi - lo) * s

def rss(th):
    return np.sum((reps - curve(th)[1]) ** 2)

def gradient(th):
    # backward
    lo, hi, mid, hill = th
    s, fit = curve(th)
    df = -2 * np.sum(reps - fit, axis=0)
    ds = df * (hi - lo)
    dq = ds * -s * (1 - s) * np.log(10)      # q = hill*(x-mid)
    return np.array([np.sum(df * (1 - s)), np.sum(df * s), np.sum(-hill * dq), np.sum(dq * (logdose - mid))])

def num_gradient(th, eps=1e-6):
    return np.array([(rss(th + eps * e) - rss(th - eps * e)) / (2 * eps) for e in np.eye(4)])

print("grad check:", np.abs(gradient(th) - num_gradient(th)).max())
for i in range(30):
    g = gradient(th)
    # backtracking line search
    step = 0.5
    while rss(th - step * g) > rss(th) - 0.3 * step * g @ g and step > 1e-8:
        step /= 2
    # update
    th = th - step * g
print(dict(zip(names, th.round(3))), rss(th))
