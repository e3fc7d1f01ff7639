# objective: sum((cB[i] - B_meas[i])**2 for i in range(1, 11))
# A --k1--> B --k2--> C , follow B by UV absorbance.  Forward sensitivities would also do,
# here the Euler steps are unrolled backwards.
B_meas = [0.0, .17, .30, .38, .43, .46, .47, .47, .45, .43, .41]
h = 0.5
k1, k2 = 0.25, 0.25
lr = 0.03
steps = 10

for cycle in range(12):
    cA, cB, cC = [1.0], [0.0], [0.0]
    for i in range(steps):
        r1 = k1 * cA[i]
        r2 = k2 * cB[i]
        cA.append(cA[i] - h * r1)
        cB.append(cB[i] + h * (r1 - r2))
        cC.append(cC[i] + h * r2)
    # backward
    gk1 = gk2 = 0
    gA = gB = 0
    i = steps
    while i > 0:
        gB += 2 * (cB[i] - B_meas[i])
        gr1 = h * (gB - gA)
        gr2 = -h * gB
        gk1 += gr1 * cA[i - 1]
        gk2 += gr2 * cB[i - 1]
        gA += gr1 * k1
        gB += gr2 * k2
        i -= 1
    # update
    k1 -= lr * gk1
    k2 -= lr * gk2
    assert k1 > 0 and k2 > 0
    print("k1 = %.4f 1/min, k2 = %.4f 1/min, mass balance %.6f" % (k1, k2, cA[-1] + cB[-1] + cC[-1]))
