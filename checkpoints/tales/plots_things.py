"""Plots about a thing: lost, stuck, shared, broken."""

from .grammar import Plot
from .words import BREAKABLE, FLYERS, HIDING_SPOTS, OUTDOORS, TOYS, table

LOST = Plot(
    cast={"t": TOYS, "p": OUTDOORS, "s1 s2 s3": HIDING_SPOTS},
    setup=(
        "{h.He} had {t.a}. One day, {h.he} took the {t} {p.to}.",
        "{h.His} {m} gave {h.him} {t.a}. The next day, {h} took it {p.to}.",
    ),
    start=(
        "One day, {h} took {h.his} {t.full} {p.to}.",
        "{h} had {t.a}. [Every day|One day], {h.he} played with it {p.at}.",
        "{h} and {h.his} {m} went {p.to}. {h} had {t.a} with {h.him}.",
    ),
    middle=(
        (
            "{h.He} played for a long time. But then the {t} was gone!",
            "{h} ran after a [bee|bug|butterfly]. Then the {t} was gone.",
        ),
        (
            "{h} began to cry.",
            '"Where is my {t}?" {h.he} [asked|said].',
            "",
        ),
        (
            '"Do not [cry|worry]," said {h.his} friend {f}. "I will help you."',
            '"I lost my {t}," {h.he} said to {h.his} friend {f}. "Let\'s look for it!" said {f}.',
        ),
        (
            "They looked {s1} and {s2}, but it was not there.",
            "First, they looked {s1}. It was not there.",
            "",
        ),
    ),
    ending=(
        (
            "Then {f} looked {s3} and [saw|found] the {t}.",
            "At last, they looked {s3}. There was the {t.full}!",
        ),
        (
            '"Thank you, {f}!" said {h}.',
            "{h} gave {f} a big hug.",
        ),
        (
            "They played with the {t} [all day|until the sun went down].",
            "From that day on, {h} took good care of the {t}.",
            "",
        ),
    ),
)

STUCK = Plot(
    cast={
        "t": FLYERS,
        "p": OUTDOORS,
        "high": ("in a tall tree", "on the roof", "on a high wall", "on top of a pole"),
        "g": table(
            "kind went",
            ("bird", "flew up"),
            ("squirrel", "ran up"),
            ("cat", "climbed up"),
            ("monkey", "climbed up"),
            ("giraffe", "put up its long neck"),
            ("owl", "flew up"),
        ),
    },
    setup=(
        "{h.He} liked to play with {h.his} {t.full} {p.at}.",
        "{h.He} took {h.his} {t.full} {p.to}.",
    ),
    start=(
        "{h} had {t.a}. {h.He} [loved|liked] to play with it {p.at}.",
        "One day, {h} and {f} played with {t.a} {p.at}.",
        "{h} was {p.at} with {h.his} {t.full}.",
    ),
    middle=(
        (
            "[One day|Then], the wind blew [very hard|hard]. The {t} went up and got stuck {high}.",
            "{h} threw the {t} up high. It did not come down. It was stuck {high}!",
        ),
        (
            "{h} jumped and jumped, but {h.he} could not get it.",
            "{h} tried to get it, but {h.he} was too small.",
            "",
        ),
        ('"Oh no!" said {h}. "My {t} is too high."', "{h} sat down and felt [very sad|sad].", ""),
    ),
    ending=(
        (
            '"I can help you," said a [kind|little|friendly] {g.kind}. It {g.went} and got the {t}.',
            "Just then, a [kind|little|friendly] {g.kind} came by. It {g.went} and got the {t} for {h}.",
        ),
        (
            '"Thank you, {g.kind}!" said {h} with a big smile.',
            "{h} gave the {g.kind} [some food|a cookie] to say thank you.",
            "",
        ),
        (
            "After that, {h} and the {g.kind} were good friends.",
            "{h} and the {g.kind} played with the {t} all day.",
            "{h} took the {t} and ran home to tell {h.his} {m}.",
        ),
    ),
)

SHARED = Plot(
    cast={"t": TOYS, "p": OUTDOORS},
    setup=(
        "One day, {h} and {h.his} friend {f} went {p.to}. They saw {t.a}.",
        "{h.He} had a friend named {f}. One day, they found {t.a} {p.at}.",
    ),
    start=(
        "{h} and {f} were friends. One day, they found {t.a} {p.at}.",
        "One day, {h} had {t.a}. {h.His} friend {f} came to play.",
        "{h} and {f} played {p.at}. They had only one {t}.",
    ),
    middle=(
        (
            '"I want the {t}!" said {h}. "No, I want it!" said {f}.',
            '"Can I play with the {t}?" asked {f}. "No! It is mine," said {h}.',
        ),
        (
            "They pulled and pulled. Soon they were both [angry|mad and sad].",
            "{f} was sad and sat down alone. {h} did not feel good.",
            "",
        ),
        (
            '{h.His} {m} came and said, "You can take turns."',
            '{h.His} {m} saw them and said, "It is more fun to share."',
        ),
    ),
    ending=(
        (
            '{h} [looked at {f}|thought about it] and said, "I am sorry. You can go first."',
            '"I am sorry, {f}," said {h}. "Let\'s play with the {t} together."',
        ),
        ('{f} smiled. "Thank you, {h}!" {f.he} said.', "{f} was happy again and gave {h} a hug.", ""),
        (
            "They shared the {t} and had [so much|a lot of] fun.",
            "First {f} played with the {t}, and then {h} did. It was a good day.",
            "{h} learned that it is good to share.",
        ),
    ),
)

BROKEN = Plot(
    cast={
        "t": BREAKABLE,
        "crash": (
            "hit a rock",
            "fell down the stairs",
            "fell off the table",
            "hit a wall",
            "fell on the floor",
        ),
        "fix": ("some glue", "some tape", "a long string", "a hammer and a nail"),
    },
    setup=(
        "{h.He} had {t.a}. It was {h.his} best toy.",
        "{h.His} best toy was {t.a}.",
    ),
    start=(
        "{h} had {t.a}. {h.He} played with it every day.",
        "{h} got {t.a} from {h.his} {m}.",
    ),
    middle=(
        (
            "One day, the {t} {crash}. Crack! The {t} was broken.",
            "{h} ran too fast, and the {t} {crash}. It broke!",
        ),
        ("{h} was very sad.", '"Oh no! My {t}!" cried {h}.', "{h} began to cry.", ""),
        (
            '{h.He} took it to {h.his} {m}. "Can you fix my {t}?" {h.he} asked.',
            '{h.His} {m} came in and asked, "Why are you sad?" {h} showed {m.him} the {t}.',
        ),
    ),
    ending=(
        (
            '"Yes, we can fix it together," said {h.his} {m}. They used {fix}.',
            "{h.His} {m} got {fix}. They worked all [morning|day] to fix the {t}.",
        ),
        (
            "Soon the {t} was as good as new.",
            "Now the {t} looked even better.",
            "",
        ),
        (
            '{h} was happy and said, "Thank you, {m.name}!"',
            "{h} smiled and gave {h.his} {m} a big hug.",
        ),
        (
            "From then on, {h} was very careful with the {t}.",
            "{h} learned that broken things can be fixed.",
            "",
        ),
    ),
)

PLOTS = (LOST, STUCK, SHARED, BROKEN)
