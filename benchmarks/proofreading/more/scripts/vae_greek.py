# Auto-Encoding Variational Bayes (Kingma & Welling), appendix B + C, for a toy set.
# φ: encoder,  θ: decoder.   -L(θ,φ;x) = KL(q_φ(z|x) || N(0,I)) - E[log p_θ(x|z)]
import numpy as np

rng = np.random.default_rng(2013)
x = (rng.random((5, 6)) > 0.5).astype(float)       # x^(i), binary
M, D = x.shape
J, Hn = 2, 4

φ = {'W3': rng.normal(0, .5, (D, Hn)), 'b3': np.zeros(Hn),
     'W4': rng.normal(0, .5, (Hn, J)), 'b4': np.zeros(J),
     'W5': rng.normal(0, .5, (Hn, J)), 'b5': np.zeros(J)}
θ = {'W1': rng.normal(0, .5, (J, Hn)), 'b1': np.zeros(Hn),
     'W2': rng.normal(0, .5, (Hn, D)), 'b2': np.zeros(D)}
α = 0.05

for τ in range(8):
    ε = rng.normal(size=(M, J))
    # encoder
    η = np.tanh(x @ φ['W3'] + φ['b3'])
    μ = η @ φ['W4'] + φ['b4']
    λ = η @ φ['W5'] + φ['b5']                      # λ = log σ²
    σ = np.exp(λ / 2)
    z = μ + σ * ε
    # decoder
    ζ = np.tanh(z @ θ['W1'] + θ['b1'])
    y = 1 / (1 + np.exp(-(ζ @ θ['W2'] + θ['b2'])))
    KL = -0.5 * np.sum(1 + λ - μ**2 - σ**2) / M
    rec = -np.sum(x * np.log(y) + (1 - x) * np.log(1 - y)) / M
    ℒ = KL + rec
    print(f'{τ}  KL={KL:.4f}  rec={rec:.4f}  -ELBO={ℒ:.4f}')

    # backward
    δy = (y - x) / M  #! δy = y - x  #! δy = (y - x) * y * (1 - y) / M
    dW2 = ζ.T @ δy
    db2 = δy.sum(0)
    δζ = (δy @ θ['W2'].T) * (1 - ζ**2)  #! δζ = (δy @ θ['W2'].T) * (1 - np.tanh(ζ)**2)
    dW1 = z.T @ δζ  #! dW1 = μ.T @ δζ
    db1 = δζ.sum(0)
    δz = δζ @ θ['W1'].T
    δμ = δz + μ / M  #! δμ = δz  #! δμ = δz + μ
    δλ = δz * ε * σ / 2 + (σ**2 - 1) / (2 * M)  #! δλ = δz * ε * σ + (σ**2 - 1) / (2 * M)  #! δλ = δz * ε / 2 + (σ**2 - 1) / (2 * M)  #! δλ = δz * ε * σ / 2 + (1 - σ**2) / (2 * M)
    dW4 = η.T @ δμ
    db4 = δμ.sum(0)
    dW5 = η.T @ δλ  #! dW5 = η.T @ δμ
    db5 = δλ.sum(0)
    δη = δμ @ φ['W4'].T + δλ @ φ['W5'].T  #! δη = δμ @ φ['W4'].T
    δ3 = δη * (1 - η**2)  #! δ3 = δη * η * (1 - η)
    dW3 = x.T @ δ3
    db3 = δ3.sum(0)

    # update
    for Θ, ds in ((θ, dict(W1=dW1, b1=db1, W2=dW2, b2=db2)),
                  (φ, dict(W3=dW3, b3=db3, W4=dW4, b4=db4, W5=dW5, b5=db5))):
        for n in ds:
            Θ[n] -= α * ds[n]
    # end
