# Trabalho final: rede com duas saidas (preco = regressao, vende = classificacao)
import numpy as np

rs = np.random.RandomState(2024)
m = 10
dados = rs.randn(4, m)
preco = (dados[0] * 2 - dados[1])[None, :]
vende = (dados[2] > 0).astype(float)[None, :]
rede = {
    "tronco": [rs.randn(6, 4) * 0.4, np.zeros((6, 1))],
    "preco": [rs.randn(1, 6) * 0.4, np.zeros((1, 1))],
    "vende": [rs.randn(1, 6) * 0.4, np.zeros((1, 1))],
}
peso_tarefa = {"preco": 1.0, "vende": 2.0}
passo = 0.1


def afim(nome, entrada):
    P, v = rede[nome]
    return P @ entrada + v


for epoca in range(20):
    oculta = np.maximum(afim("tronco", dados), 0)
    saida = {"preco": afim("preco", oculta), "vende": 1 / (1 + np.exp(-afim("vende", oculta)))}
    perda_preco = 0.5 * np.mean((saida["preco"] - preco) ** 2)
    s = saida["vende"]
    perda_vende = -np.mean(vende * np.log(s) + (1 - vende) * np.log(1 - s))
    perda = peso_tarefa["preco"] * perda_preco + peso_tarefa["vende"] * perda_vende

    # backward
    # (y - saida): sinal trocado, por isso somamos depois
    residuo = {
        "preco": peso_tarefa["preco"] * (preco - saida["preco"]),
        "vende": peso_tarefa["vende"] * (vende - saida["vende"]),
    }
    volta = sum(rede[tarefa][0].T @ residuo[tarefa] for tarefa in residuo) * (oculta > 0)
    correcao = {tarefa: (r @ oculta.T / m, r.sum(axis=1, keepdims=True) / m) for tarefa, r in residuo.items()}
    correcao["tronco"] = (volta @ dados.T / m, volta.sum(axis=1, keepdims=True) / m)

    # update
    for nome, (cP, cv) in correcao.items():
        rede[nome][0] += passo * cP
        rede[nome][1] += passo * cv
    if epoca % 5 == 0:
        print("epoca", epoca, "perda", perda, "=", perda_preco, "+ 2 *", perda_vende)
