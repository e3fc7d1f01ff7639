import numpy as np
# Block adaptive echo canceller: two cascaded FIRs (b then c), gradient with correlations
np.random.seed(1)
x = np.random.randn(16)
echo = np.convolve(np.convolve(x, [1, .5, -.2]), [.7, .2])
mic = echo + .05 * np.random.randn(echo.size)

b = np.array([.8, .0, .0])
c = np.array([.8, .0])

def forward(b, c):
    m = np.convolve(x, b)
    return m, np.convolve(m, c)

for blk in range(20):
    m, yhat = forward(b, c)
    r = yhat - mic
    power = r.dot(r) / len(r)
    # backward
    dy = 2 * r / len(r)
    dc = np.correlate(dy, m, mode='valid')
    dm = np.correlate(dy, c, mode='valid')
    db = np.correlate(dm, x, mode='valid')
    # update
    b = b - .1 * db
    c = c - .1 * dc
    print('block %2d residual echo %.2f dB' % (blk, 10 * np.log10(power)))
print(np.convolve(b, c))
