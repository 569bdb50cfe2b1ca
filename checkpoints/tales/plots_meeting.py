"""Plots about whom one meets: an animal, a noise at night, a guide, a stranger."""

from .grammar import Plot
from .words import OUTDOORS, STRANGERS, table

ANIMAL = Plot(
    cast={
        "p": OUTDOORS,
        "pet": table(
            "noun trouble need after",
            ("bird", "It could not fly", "put a soft cloth on its wing", "flew up into the sky"),
            ("kitten", "It was wet and cold", "put it in a warm towel", "began to purr"),
            ("puppy", "It had no food", "gave it some milk and meat", "jumped up and down"),
            ("turtle", "It was on its back", "turned it over", "walked to the water"),
            ("duck", "It could not find its mom", "carried it to the other ducks", "swam away with its mom"),
            ("squirrel", "It was very hungry", "gave it some nuts", "ran up a tree"),
            ("hedgehog", "It was stuck in a net", "cut the net open", "ran into the grass"),
        ),
    },
    setup=(
        "One day, {h.he} saw a little {pet.noun} {p.at}.",
        "One morning, {h.he} went {p.to} and found a [small|little] {pet.noun}.",
    ),
    start=(
        "One day, {h} and {f} found a little {pet.noun} {p.at}.",
        "{h} went for a walk {p.at}. {h.He} saw a small {pet.noun}.",
        "One day, {h} heard a sad sound {p.at}. It was a little {pet.noun}.",
    ),
    middle=(
        ("{pet.trouble}.", "The {pet.noun} looked sad. {pet.trouble}."),
        (
            '"Poor little {pet.noun}," said {h}. "I will help you."',
            "{h} wanted to help the {pet.noun}. {h.He} asked {h.his} friend {f} what to do.",
            '"Can we help it?" {h.he} asked {h.his} {m}. "Yes, we can," said {m.name}.',
        ),
        ("{h} was very careful and {pet.need}.", "So {h} {pet.need}."),
    ),
    ending=(
        ("Soon the {pet.noun} felt better.", "After a while, the {pet.noun} was happy again.", ""),
        ("It {pet.after}.", "It looked at {h} and {pet.after}."),
        (
            "The next day, the {pet.noun} came back to see {h}. They were friends.",
            '"Bye, little {pet.noun}!" said {h}. {h.He} was happy that {h.he} could help.',
            '{h.His} {m} was proud of {h.him}. "You have a kind heart," {m.he} said.',
        ),
    ),
)

NOISE = Plot(
    cast={
        "sound": table(
            "word where animal",
            ("Tap, tap, tap", "at the window", "bird"),
            ("Scratch, scratch", "behind the door", "cat"),
            ("Squeak, squeak", "under the bed", "mouse"),
            ("Hoo, hoo", "on the roof", "big owl"),
            ("Thump, thump", "in the big box", "rabbit"),
            ("Croak, croak", "in the bath", "frog"),
            ("Crunch, crunch", "in the kitchen", "raccoon"),
        ),
    },
    setup=(
        "One night, {h.he} was in bed and heard a noise.",
        "One night, {h.he} could not sleep. There was a strange noise.",
    ),
    start=(
        "One night, {h} was in bed. Then {h.he} heard a noise.",
        "{h} and {f} were at home alone. They heard a strange noise.",
    ),
    middle=(
        ('"{sound.word}!" Something was {sound.where}.', 'It was {sound.where}. "{sound.word}!"'),
        (
            '{h} was scared. "Is it a monster?" {h.he} thought.',
            '"Who is there?" asked {h}, but no one said a word.',
            "",
        ),
        (
            "{h} called {h.his} {m}, and they went to look with a light.",
            "{h} took a light and went to look. {h.His} heart beat fast.",
        ),
    ),
    ending=(
        (
            "There, {sound.where}, was a {sound.animal}!",
            "It was not a monster. It was only a {sound.animal}!",
        ),
        (
            '{h} laughed. "Hello, little friend," {h.he} said.',
            '"You made that noise!" said {h} with a smile.',
            "",
        ),
        (
            "{h} gave the {sound.animal} some food and went back to bed.",
            "The {sound.animal} was hungry, so {h} gave it some bread. Then {h.he} slept well.",
        ),
        ("{h} was not scared any more.", ""),
    ),
)

LOST_WAY = Plot(
    cast={
        "chase": ("a blue butterfly", "a white rabbit", "a red leaf in the wind", "a little frog"),
        "guide": ("owl", "deer", "fox", "squirrel", "rabbit", "bear"),
        "sign": ("the big red barn", "the old bridge", "the little lake", "the tall oak tree"),
    },
    setup=(
        "One day, {h.he} ran into the forest after {chase}.",
        "One day, {h.he} saw {chase} and followed it into the forest.",
    ),
    start=(
        "One day, {h} ran after {chase}. {h.He} ran deep into the forest.",
        "{h} went for a walk in the forest. {h.He} saw {chase} and ran after it.",
    ),
    middle=(
        (
            "{h} ran too far. {h.He} could not find the way home.",
            "All the trees looked the same. {h} was lost.",
        ),
        (
            "It got dark, and {h} was scared.",
            "{h} sat down under a tree and cried.",
            '"Help! I am lost!" called {h}.',
            "",
        ),
        (
            'Then a kind {guide} came and asked, "Are you lost?" "Yes," said {h}.',
            'Then {h.he} met a kind {guide}. "I know the way," it said.',
        ),
    ),
    ending=(
        (
            "The {guide} took {h} to {sign}. Now {h} could see {h.his} house.",
            "They walked past {sign}, and soon {h} was home.",
        ),
        (
            "{h.His} {m} gave {h.him} a big hug.",
            '"There you are!" said {h.his} {m}.',
        ),
        (
            "{h} and the {guide} were friends from that day on.",
            "{h} never ran so far away again.",
        ),
    ),
)

STRANGER = Plot(
    cast={
        "o": STRANGERS,
        "p": OUTDOORS,
        "load": ("basket", "bag", "box", "pile of wood"),
        "reward": ("a sweet apple", "a warm cookie", "a shiny coin", "a little flower"),
    },
    setup=(
        "One day, {h.he} met an {o} {p.at}.",
        "One day, {h} was on {h.his} way {p.to}. {h.He} saw an {o}.",
    ),
    start=(
        "One day, {h} saw an {o} {p.at}.",
        "{h} and {f} were on the way {p.to}. They met an {o}.",
    ),
    middle=(
        (
            "The {o} had a big {load}. It was too heavy for {o.him}.",
            "The {o} had to stop, because {o.his} {load} was so heavy.",
        ),
        ('"Can I help you?" asked {h}.', '{h} felt sorry for {o.him}. "I will help you," {h.he} said.', ""),
        (
            "{h} carried the {load} to the {o}'s house.",
            "{h} carried the {load} all the way up the hill.",
        ),
    ),
    ending=(
        (
            '"You are so kind," said the {o}. {o.He} gave {h} {reward}.',
            '"Thank you," said the {o}. "Here is {reward} for you."',
        ),
        (
            "{h} ran home and told {h.his} {m} about it.",
            "{h} was happy and shared it with {f}.",
            "{h} came back the next day to help again.",
        ),
        ("It feels good to help.", '"I am proud of you," said {h.his} {m}.', ""),
    ),
)

PLOTS = (ANIMAL, NOISE, LOST_WAY, STRANGER)
