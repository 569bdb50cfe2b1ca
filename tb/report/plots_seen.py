"""What a reader sees in a plot's area: labelled axes, ticks with numbers or names, and data."""

import re

import numpy as np

INK = 90
"""How much darker than white a pixel of a letter is."""

COLOUR = 40
"""How far apart the channels of a coloured pixel are: axes, ticks and grid are grey, data is not."""

LETTERS, DATA = 0.02, 6
"""The share of ink in the box of a text; the coloured pixels of a series, at least."""


def faults(seen):
    """Sentences, each beginning with a plot's name, on what is not to be seen of the plots of a Seen."""
    found = []
    for figure in seen.figures:
        found += [f"{figure['name']}: {fault}" for fault in _faults(seen.image, figure)]
    return found


def _faults(image, figure):
    for axis in "xy":
        label, ticks = figure[f"{axis}_label"], figure[f"{axis}_ticks"]
        if not any(one["text"] and _ink(image, one, figure["picture"]) for one in label):
            yield f"the {axis} axis has no label"
        if sum(bool(one["text"]) and _ink(image, one, figure["picture"]) for one in ticks) < 2:
            yield f"the {axis} axis has less than two ticks with a text"
    if not figure["area"]:
        yield "there is no area of data"
        return
    area, series = figure["area"][0], {}
    coloured = _coloured(image, figure["legend"])
    for one in figure["data"]:
        number = re.fullmatch(r".*-data-(\d+)-\d+", one["id"])[1]
        series[number] = series.get(number, 0) + int(_part(coloured, _within(one, area)).sum())
    if not series:
        yield "there is no data"
    for number, pixels in series.items():
        if pixels < DATA:
            yield f"series {number} is not to be seen"


def _coloured(image, legends):
    """[height, width] whether a pixel has a colour, those of a legend apart."""
    channels = image.astype(np.int16)
    coloured = channels.max(-1) - channels.min(-1) > COLOUR
    for legend in legends:
        _part(coloured, legend)[:] = False
    return coloured


def _ink(image, box, picture):
    """Whether the box of a text, which lies within the picture, holds letters."""
    inside = _within(box, picture)
    part = _part(image, inside)
    whole = inside["right"] - inside["left"] > 0.9 * (box["right"] - box["left"])
    return whole and part.size > 0 and (255 - part.min(-1) > INK).mean() > LETTERS


def _within(box, limits):
    return {side: (max if side in ("left", "top") else min)(box[side], limits[side])
            for side in ("left", "top", "right", "bottom")}


def _part(image, box):
    """The pixels of a box, a view; a line that is thinner than a pixel has one."""
    top, left = int(box["top"]), int(box["left"])
    return image[max(0, top):max(0, int(np.ceil(box["bottom"]))), max(0, left):max(0, int(np.ceil(box["right"])))]
