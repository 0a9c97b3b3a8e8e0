"""Simulated: names of communal units misspelt the way publishers do, seeded."""

import numpy as np
import pandas as pd

FRENCH_VARIANTS = {
    "Bni": ["Beni", "Béni", "Bani"],
    "Oulad": ["Ouled", "Awlad", "Ould"],
    "Ouled": ["Oulad", "Awlad"],
    "Ait": ["Aït", "Ayt", "AIT"],
    "Ain": ["Aïn", "Aîn", "Ayn"],
    "Aîn": ["Ain"],
    "Sidi": ["Sd", "Sd.", "SIDI"],
    "Moulay": ["My", "My.", "Mly"],
    "My": ["Moulay"],
    "El": ["Al", "", "L'"],
    "Al": ["El", ""],
    "Ben": ["Bni", "Ibn"],
    "Zaouiat": ["Zaouia", "Zaouïat"],
    "Oued": ["Ouad", "Oud"],
    "Jbel": ["Jebel", "Djebel"],
    "Abdellah": ["Abdallah"],
    "Abdallah": ["Abdellah"],
}
SOUNDS = [("ou", "w"), ("k", "q"), ("q", "k"), ("ch", "sh"), ("ss", "s"), ("y", "i"), ("gh", "rh"), ("z", "s")]
ARABIC_LETTERS = [("أ", "ا"), ("إ", "ا"), ("آ", "أ"), ("ة", "ه"), ("ى", "ي"), ("ي", "ى"), ("ك", "گ"), ("ا", "ـا")]


def misspell(reference: pd.DataFrame, seed: int) -> pd.DataFrame:
    """
    Write each unit of a reference as a careless publisher would.

    A tenth is written in Arabic; of the rest most have one or two usual variants, one in twelve a slip of the pen.
    """
    random = np.random.default_rng(seed)
    arabic = random.random(len(reference)) < 0.1
    rows = []
    for in_arabic, unit in zip(arabic, reference.itertuples(), strict=True):
        if in_arabic:
            rows.append((_arabic(unit.province_ar, random), _arabic(unit.name_ar, random)))
        else:
            rows.append((_shape(unit.province_fr, random), _french(unit.name_fr, unit.kind, random)))
    return pd.DataFrame(rows, columns=["province_name", "unit_name"])


def _french(name: str, kind: str, random: np.random.Generator) -> str:
    words = [
        random.choice(FRENCH_VARIANTS[word]) if word in FRENCH_VARIANTS and random.random() < 0.5 else word
        for word in name.split(" ")
    ]
    name = " ".join(filter(None, words)).replace("L' ", "L'")
    if random.random() < 0.15:
        written, sounded = SOUNDS[random.integers(len(SOUNDS))]
        name = name.replace(written, sounded)
    if random.random() < 0.08:
        name = _slip(name, random)
    name = _shape(name, random)
    if kind == "arrondissement":
        return random.choice([f"{name} (AR)", f"Arrond. {name}", f"{name} (Arrond.)", name])
    return random.choice([name, name, name, f"{name} (Mun.)", f"Mun. {name}", f"Commune {name}"])


def _slip(name: str, random: np.random.Generator) -> str:
    """Drop, double, exchange or replace one letter after the second."""
    if len(name) < 6:
        return name
    i = int(random.integers(2, len(name) - 1))
    letter = "aeiourtnsl"[random.integers(10)]
    slips = [
        name[:i] + name[i + 1 :],
        name[:i] + name[i] + name[i:],
        name[:i] + name[i + 1] + name[i] + name[i + 2 :],
        name[:i] + letter + name[i + 1 :],
    ]
    return slips[random.integers(4)]


def _shape(name: str, random: np.random.Generator) -> str:
    """Change case, hyphens, accents, spaces."""
    shapes = [
        name,
        name.upper(),
        name.replace("-", " "),
        name.replace(" ", "-"),
        name.replace("'", ""),
        name.replace("'", "’"),
        name.replace("é", "e").replace("ê", "e").replace("â", "a").replace("è", "e").replace("î", "i"),
        name.replace("e", "é", 1),
        f"  {name.replace(' ', '  ')} ",
    ]
    return shapes[random.integers(len(shapes))]


def _arabic(name: str, random: np.random.Generator) -> str:
    for written, other in ARABIC_LETTERS:
        if random.random() < 0.3:
            name = name.replace(written, other)
    return name
