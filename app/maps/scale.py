"""Colours of the map: pinned classes, the same for every party and year, so that two pages can be compared."""

BREAKS = (0, 20, 40, 60, 80, 100)

# Cividis (Nuñez, Anderton, Renslow 2018, doi:10.1371/journal.pone.0199239), sampled at 8/9, 6/9, 4/9, 2/9 and 0 so that
# strong is dark and the glaring end is left out: it reads the same with any form of colour blindness, and in grey.
COLOURS = ("#e1cc55", "#a59c74", "#707173", "#3b496c", "#00224e")
INKS = ("#000", "#000", "#fff", "#fff", "#fff")
"""Colour of text upon each of ``COLOURS``; contrast at least 4.5 (WCAG 2.2, 1.4.3)."""

NO_LIST_COLOUR = "#dfe1df"
