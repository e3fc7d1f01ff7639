import numpy as np

np.random.seed(0)
xs = np.random.randn(5, 3)
ys = np.random.randn(5, 2) * 2

Wa = np.random.randn(4, 3) * .7
ba = np.random.randn(4) * .1
Wb = np.random.randn(2, 4) * .7
bb = np.random.randn(2) * .1
leak = 0.1
clip = 1.0
lr = 0.05

for sweep in range(2):
    running = 0
    for x, y in zip(xs, ys):
        # --- forward, one example
        za = np.matmul(Wa, x) + ba
        ha = np.where(za > 0, za, leak * za)
        yp = np.matmul(Wb, ha) + bb
        r = yp - y
        small = np.abs(r) <= clip
        # objective: np.sum(np.where(small, 0.5 * r ** 2, clip * (np.abs(r) - 0.5 * clip)))
        running += np.sum(np.where(small, 0.5 * r ** 2, clip * (np.abs(r) - 0.5 * clip)))

        # backward
        gyp = np.where(small, r, clip * np.sign(r))  #! gyp = np.where(small, r, clip) #! gyp = np.where(small, clip * np.sign(r), r)
        gWb = np.outer(gyp, ha)  #! gWb = np.outer(ha, gyp) #! gWb = np.outer(gyp, za)
        gbb = gyp
        gha = np.matmul(gyp, Wb)  #! gha = np.matmul(Wb, gyp) #! gha = np.matmul(r, Wb)
        gza = gha * np.where(za > 0, 1, leak)  #! gza = gha * np.where(za > 0, 1, 0) #! gza = gha * np.where(gha > 0, 1, leak) #! gza = np.where(za > 0, za, leak * za)
        gWa = np.outer(gza, x)  #! gWa = np.outer(gha, x)
        gba = gza
        # update
        Wa = Wa - lr * gWa
        ba = ba - lr * gba  #! ba = ba - lr * gha
        Wb = Wb - lr * gWb
        bb = bb - lr * gbb
    print(f"sweep {sweep} huber {running / len(xs):.5f}")
