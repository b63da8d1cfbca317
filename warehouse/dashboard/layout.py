"""Layout of a small network: linked nodes close to each other, all of them apart."""

from collections.abc import Sequence

import numpy as np

ROUNDS = 250


def spring(n_nodes: int, edges: Sequence[tuple[int, int, float]]) -> list[tuple[float, float]]:
    """Places in the unit square, by the forces of Fruchterman and Reingold (1991).

    Nodes begin on a circle in their order, so the same network always looks the same. `edges` are pairs of
    nodes with a weight from 0 to 1 that draws them together. Time grows with the square of the nodes: some
    dozens are meant.
    """
    if n_nodes == 0:
        return []
    angles = 2 * np.pi * np.arange(n_nodes) / n_nodes
    places = np.column_stack([np.cos(angles), np.sin(angles)])
    pull = np.zeros((n_nodes, n_nodes))
    for one, other, weight in edges:
        pull[one, other] = pull[other, one] = max(pull[one, other], weight)
    ideal = 1.6 / np.sqrt(n_nodes)
    for heat in np.linspace(0.2, 0.002, ROUNDS):
        apart = places[:, None, :] - places[None, :, :]
        distance = np.maximum(np.linalg.norm(apart, axis=2), 1e-3)
        force = ideal**2 / distance**2 - pull * distance / ideal - 0.02  # the last keeps loose parts near
        step = (apart * force[:, :, None]).sum(axis=1)
        length = np.maximum(np.linalg.norm(step, axis=1, keepdims=True), 1e-9)
        places += step / length * np.minimum(length, heat)
    low, high = places.min(axis=0), places.max(axis=0)
    spread = np.where(high - low < 1e-9, 1, high - low)
    return [(float(x), float(y)) for x, y in (places - low) / spread]
