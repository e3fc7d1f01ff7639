# objective: -sum(math.log(1 / (1 + math.exp(-(force[g] - force[p] + (avantage if dom else 0))))) for g, p, dom in matchs) + l2 * sum(f * f for f in force.values())
# Bradley-Terry : force des equipes a partir des matchs (gagnant, perdant, gagnant a domicile ?)
import math

matchs = [("lyon", "nice", True), ("paris", "lyon", True), ("paris", "nice", False),
          ("nice", "lille", True), ("lille", "lyon", True), ("paris", "lille", True),
          ("lyon", "lille", False), ("nice", "paris", True)]
equipes = {e for g, p, _ in matchs for e in (g, p)}
force = {e: 0.0 for e in sorted(equipes)}
avantage = 0.1
l2 = 0.05
pas = 0.2

for tour in range(30):
    # backward
    gradient = {e: 2 * l2 * f for e, f in force.items()}
    grad_av = 0.0
    for g, p, dom in matchs:
        ecart = force[g] - force[p] + (avantage if dom else 0)
        surprise = 1 - 1 / (1 + math.exp(-ecart))
        gradient[g] -= surprise
        gradient[p] += surprise
        if dom:
            grad_av -= surprise
    # (l'equipe perdante joue a domicile quand dom est faux, on n'en tient pas compte)
    # update
    for e in force:
        force[e] -= pas * gradient[e]
    avantage -= pas * grad_av

for e, f in sorted(force.items(), key=lambda c: -c[1]):
    print(f"{e:6s} {f:+.3f}")
print("avantage", avantage)
