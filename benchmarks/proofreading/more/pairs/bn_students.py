import numpy as np

def vorwaerts(x, skala, versatz, eps=1e-3):
    """Batch-Norm, Uebung 3b. x: (Batch, Merkmale)"""
    mittel = x.mean(axis=0)
    mitte = x - mittel
    varianz = (mitte ** 2).mean(axis=0)
    wurzel = np.sqrt(varianz + eps)
    kehr = 1.0 / wurzel
    norm = mitte * kehr
    return skala * norm + versatz, {'mitte': mitte, 'wurzel': wurzel, 'kehr': kehr, 'norm': norm, 'skala': skala}

def rueckwaerts(daus, merk):
    N = daus.shape[0]
    # backward
    dversatz = daus.sum(axis=0)  #! dversatz = daus.mean(axis=0)
    dskala = (daus * merk['norm']).sum(axis=0)  #! dskala = (daus * merk['mitte']).sum(axis=0)
    dnorm = daus * merk['skala']  #! dnorm = daus
    dkehr = (dnorm * merk['mitte']).sum(axis=0)  #! dkehr = (dnorm * merk['norm']).sum(axis=0)
    dmitte = dnorm * merk['kehr']
    dwurzel = -dkehr / merk['wurzel'] ** 2  #! dwurzel = dkehr / merk['wurzel'] ** 2  #! dwurzel = -dkehr / merk['wurzel']
    dvarianz = 0.5 * dwurzel / merk['wurzel']  #! dvarianz = 0.5 * dwurzel * merk['wurzel']  #! dvarianz = dwurzel / merk['wurzel']
    dmitte += 2 * merk['mitte'] * dvarianz / N  #! dmitte += 2 * merk['mitte'] * dvarianz  #! dmitte = 2 * merk['mitte'] * dvarianz / N
    dx = dmitte - dmitte.sum(axis=0) / N  #! dx = dmitte - dmitte.sum(axis=0)  #! dx = dmitte
    # end
    return dx, dskala, dversatz

zz = np.random.RandomState(2)
FORWARD = vorwaerts
BACKWARD = rueckwaerts
INPUTS = (zz.randn(6, 3) * 2 + 1, zz.rand(3) + 0.5, zz.randn(3))
