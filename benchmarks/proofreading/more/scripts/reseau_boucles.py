# -*- coding: utf-8 -*-
# Perceptron multicouche "a la main" : que des boucles, un exemple a la fois.
# 2 entrees -> 4 cachees (sigmoide) -> 3 sorties (softmax), entropie croisee, inertie
import math
import numpy

numpy.random.seed(17)

NE, NC, NS = 2, 4, 3
donnees = [([0.1, 0.9], 0), ([0.2, 0.7], 0), ([0.8, 0.9], 1), ([0.9, 0.6], 1),
           ([0.5, 0.1], 2), ([0.4, 0.2], 2)]

poids_c = numpy.random.uniform(-1, 1, (NE, NC))
seuil_c = numpy.random.uniform(-1, 1, NC)
poids_s = numpy.random.uniform(-1, 1, (NC, NS))
seuil_s = numpy.zeros(NS)
inertie_c = numpy.zeros((NE, NC))
inertie_s = numpy.zeros((NC, NS))
pas, alpha = 0.5, 0.5

for tour in range(20):
    erreur_totale = 0
    for entree, classe in donnees:
        cachee = numpy.zeros(NC)
        for j in range(NC):
            somme = seuil_c[j]
            for i in range(NE):
                somme += entree[i] * poids_c[i][j]
            cachee[j] = 1 / (1 + math.exp(-somme))
        expo = numpy.zeros(NS)
        for k in range(NS):
            somme = seuil_s[k]
            for j in range(NC):
                somme += cachee[j] * poids_s[j][k]
            expo[k] = math.exp(somme)
        sortie = expo / sum(expo)
        erreur = -math.log(sortie[classe])
        erreur_totale += erreur

        # backward
        delta_s = numpy.zeros(NS)
        for k in range(NS):
            delta_s[k] = sortie[k] - (1 if k == classe else 0)      #! delta_s[k] = (1 if k == classe else 0) - sortie[k]  #! delta_s[k] = (sortie[k] - (1 if k == classe else 0)) * sortie[k] * (1 - sortie[k])
        delta_c = numpy.zeros(NC)
        for j in range(NC):
            retour = 0.0
            for k in range(NS):
                retour += delta_s[k] * poids_s[j][k]        #! retour = delta_s[k] * poids_s[j][k]  #! retour += delta_s[k] * poids_c[i][j]
            delta_c[j] = retour * cachee[j] * (1 - cachee[j])       #! delta_c[j] = retour * (1 - cachee[j] ** 2)  #! delta_c[j] = retour * cachee[j]  #! delta_c[j] = retour * sortie[k] * (1 - sortie[k])
        # update
        for j in range(NC):
            for k in range(NS):
                inertie_s[j][k] = alpha * inertie_s[j][k] - pas * delta_s[k] * cachee[j]    #! inertie_s[j][k] = alpha * inertie_s[j][k] + pas * delta_s[k] * cachee[j]  #! inertie_s[j][k] = alpha * inertie_s[j][k] - pas * delta_s[k] * cachee[k]
                poids_s[j][k] += inertie_s[j][k]
        for k in range(NS):
            seuil_s[k] -= pas * delta_s[k]      #! seuil_s[k] -= pas * delta_c[k]
        for i in range(NE):
            for j in range(NC):
                inertie_c[i][j] = alpha * inertie_c[i][j] - pas * delta_c[j] * entree[i]    #! inertie_c[i][j] = alpha * inertie_c[i][j] - pas * delta_c[i] * entree[i]  #! inertie_c[i][j] = -pas * delta_c[j] * entree[i]
                poids_c[i][j] += inertie_c[i][j]
        for j in range(NC):
            seuil_c[j] -= pas * delta_c[j]      #! seuil_c[j] -= pas * retour
        # end
    if tour % 4 == 0:
        print('tour', tour, 'erreur', erreur_totale / len(donnees))
