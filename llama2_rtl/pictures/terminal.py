"""A terminal as a picture that moves: what it showed, and when; where pictures do not move, its last state."""

from xml.sax.saxutils import escape

from llama2_rtl.pictures.svg import shown

SIZE, ROW, CHARACTER, MARGIN, BAR = 14, 19, 8.43, 16, 34
"""Pixels: of a letter, from row to row, from letter to letter, around, and of the bar above."""

LAST_S = 6.0
"""As long the last state stands before the picture begins anew."""

STYLE = (
    'text{{font:{size}px "DejaVu Sans Mono",Menlo,Consolas,monospace;fill:#d8dee6;white-space:pre}}'
    ".b{{font-weight:bold;fill:#fff}}.t{{fill:#8a929b}}"
    ".o{{opacity:0}}.o,.l{{animation:{seconds}s step-end infinite}}"
    "@media(prefers-reduced-motion:reduce){{.o,.l{{animation:none}}}}")


def terminal_picture(frames, columns, title, mark=""):
    """The SVG of Frames on a terminal so many columns wide; a row of it is drawn once for each state that it has."""
    seconds = frames[-1].at + LAST_S
    rows = max(len(frame.lines) for frame in frames)
    width, height = 2 * MARGIN + columns * CHARACTER, BAR + rows * ROW + MARGIN
    keys, texts = [], []
    for row in range(rows):
        for runs, start, end in _states(frames, row):
            if not runs:
                continue
            name = f"k{len(keys)}"
            steps = f"0%{{opacity:{int(start == 0)}}}" + (
                f"{_percent(start, seconds)}{{opacity:1}}" if start else "") + (
                f"{_percent(end, seconds)}{{opacity:0}}" if end is not None else "")
            keys.append(f"@keyframes {name}{{{steps}}}")
            spans = "".join(f'<tspan class="b">{escape(text)}</tspan>' if bold else escape(text)
                            for text, bold in runs)
            texts.append(f'<text class="{"l" if end is None else "o"}" style="animation-name:{name}" x="{MARGIN}" '
                         f'y="{BAR + ROW * (row + 1) - 5}" xml:space="preserve">{spans}</text>')
    style = STYLE.format(size=SIZE, seconds=shown(round(seconds, 2)))
    return "\n".join([
        f'{mark}<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {shown(width)} {height}" width="{shown(width)}" '
        f'height="{height}" role="img">', f"<title>{escape(title)}</title>", f"<style>{style}", *keys, "</style>",
        f'<rect width="{shown(width)}" height="{height}" rx="8" fill="#161b22"/>',
        *(f'<circle cx="{MARGIN + 4 + 20 * number}" cy="17" r="6" fill="{colour}"/>'
          for number, colour in enumerate(("#e0655c", "#e0b34f", "#58a866"))),
        f'<text class="t" x="{shown(width / 2)}" y="22" text-anchor="middle">{escape(title)}</text>',
        *texts, "</svg>", ""])


def _states(frames, row):
    """[(runs, start, end)] of a row: None is the end of what stays."""
    states = []
    for frame in frames:
        runs = frame.lines[row] if row < len(frame.lines) else ()
        if not states or states[-1][0] != runs:
            if states:
                states[-1][2] = frame.at
            states.append([runs, frame.at if states else 0, None])
    return states


def _percent(at, seconds):
    return f"{shown(round(100 * at / seconds, 2))}%"
