import numpy as np

# tiny cnn: 6x6 picture -> one 3x3 filter -> relu -> 2x2 max pool -> 4 numbers -> "is it a plus or a cross"
plus = np.array([[0,0,1,0,0,0],[0,0,1,0,0,0],[1,1,1,1,1,0],[0,0,1,0,0,0],[0,0,1,0,0,0],[0,0,0,0,0,0]], float)
cross = np.array([[1,0,0,0,1,0],[0,1,0,1,0,0],[0,0,1,0,0,0],[0,1,0,1,0,0],[1,0,0,0,1,0],[0,0,0,0,0,0]], float)
np.random.seed(5)
pictures = []
answers = []
for shift in range(2):
    pictures.append(np.roll(plus, shift, axis=1) + 0.05 * np.random.rand(6, 6)); answers.append(1)
    pictures.append(np.roll(cross, shift, axis=0) + 0.05 * np.random.rand(6, 6)); answers.append(0)

filt = np.random.randn(3, 3) * 0.5
fbias = np.array([-0.2])
wts = np.random.randn(2, 2)
wbias = np.array([0.0])
speed = 0.2

for epoch in range(3):
    total = 0
    for pic, ans in zip(pictures, answers):
        # convolution
        conv = np.zeros((4, 4))
        for r in range(4):
            for s in range(4):
                conv[r, s] = np.sum(pic[r:r+3, s:s+3] * filt) + fbias[0]
        act = np.maximum(conv, 0)

        # pooling, remember where the winner was
        pool = np.zeros((2, 2))
        where = {}
        for r in range(2):
            for s in range(2):
                win = act[2*r:2*r+2, 2*s:2*s+2]
                rr, ss = np.unravel_index(win.argmax(), win.shape)
                pool[r, s] = win[rr, ss]
                where[r, s] = (2*r + rr, 2*s + ss)

        z = np.sum(pool * wts) + wbias[0]
        p = 1 / (1 + np.exp(-z))
        err = -(ans * np.log(p) + (1 - ans) * np.log(1 - p))
        total += err

        # backward
        dz = p - ans  #! dz = ans - p  #! dz = (p - ans) * p * (1 - p)
        dwts = dz * pool  #! dwts = dz * wts
        dwbias = dz
        dpool = dz * wts  #! dpool = dz * pool
        dact = np.zeros((4, 4))
        for r in range(2):
            for s in range(2):
                dact[where[r, s]] += dpool[r, s]  #! dact[2*r, 2*s] += dpool[r, s]  #! dact[2*r:2*r+2, 2*s:2*s+2] += dpool[r, s] / 4  #! dact[where[r, s]] += dpool[s, r]
        dconv = dact * (conv > 0)  #! dconv = dact * conv  #! dconv = dact * (conv < 0)
        dfilt = np.zeros((3, 3))
        for r in range(4):
            for s in range(4):
                dfilt += dconv[r, s] * pic[r:r+3, s:s+3]  #! dfilt = dconv[r, s] * pic[r:r+3, s:s+3]  #! dfilt += dconv[r, s] * pic[s:s+3, r:r+3]  #! dfilt += dact[r, s] * pic[r:r+3, s:s+3]
        dfbias = dconv.sum()  #! dfbias = dconv.mean()

        # update
        filt -= speed * dfilt  #! filt += speed * dfilt
        fbias -= speed * dfbias
        wts -= speed * dwts
        wbias -= speed * dwbias
        # end
    print('epoch', epoch, 'error', total / len(pictures))
