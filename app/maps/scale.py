"""Colours of the map: pinned classes, the same for every party and year, so that two pages can be compared."""

# Cividis (Nuñez, Anderton, Renslow 2018, doi:10.1371/journal.pone.0199239), sampled at 8/9, 6/9, 4/9, 2/9 and 0 so that
# strong is dark and the glaring end is left out: it reads the same with any form of colour blindness, and in grey.
STRENGTH = ("#e1cc55", "#a59c74", "#707173", "#3b496c", "#00224e")

# GnBu and PuOr (ColorBrewer 2.0, Brewer and Harrower): another hue than strength for what is not the party's own, and
# orange against purple, the pair that every form of colour blindness keeps apart, for what goes both ways
TURNOUT = ("#f0f9e8", "#bae4bc", "#7bccc4", "#43a2ca", "#0868ac")
BEHIND = ("#b35806", "#f1a340", "#fdd9a0")
AHEAD = ("#beb8e0", "#8b7fc0", "#47187d")
STEADY = "#f7f7f7"

SEATS = ("#f6efc9", "#6ba3d6", "#1f5a9c", "#00224e")

# YlGn (ColorBrewer 2.0) from dark to light: what costs least stands out
PRICE = ("#004529", "#31843f", "#78c679", "#c8e69b", "#ffffcc")

# the pair that goes both ways again: high among high and low among low dark, what differs from its neighbours light
HIGH_HIGH, LOW_LOW, HIGH_LOW, LOW_HIGH = AHEAD[2], BEHIND[0], AHEAD[0], BEHIND[1]

# Okabe and Ito (2008), "Color Universal Design": sky and deep blue, orange and vermilion are told apart by all
BASTION, HELD, IN_REACH, PRESENT, MARGINAL = "#00224e", "#56b4e9", "#d55e00", "#e6cf6b", "#f7f2d2"
PARTIES = ("#56b4e9", "#0072b2", "#e69f00", "#cc79a7", "#d55e00", "#f0e442", "#333333", "#009e73")
OTHER_PARTIES = "#b9bcba"

NO_LIST = "#d9dbd9"

_DARKEST_GROUND = 0.179
"""Luminance where black and white upon it have the same contrast, 4.58: √(1.05 · 0.05) − 0.05."""


def ink(colour: str) -> str:
    """
    Choose the colour of text upon a colour.

    Parameters
    ----------
    colour : str
        ``#rrggbb``.

    Returns
    -------
    str
        Black or white, whichever has more contrast: 4.5 or more (WCAG 2.2, 1.4.3).
    """
    return "#000" if luminance(colour) > _DARKEST_GROUND else "#fff"


def luminance(colour: str) -> float:
    """
    Measure how light a colour is.

    Parameters
    ----------
    colour : str
        ``#rrggbb`` in sRGB.

    Returns
    -------
    float
        Relative luminance (WCAG 2.2) in [0, 1].
    """
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
