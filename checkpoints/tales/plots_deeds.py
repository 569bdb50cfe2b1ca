"""Plots about what one does: to be brave, to learn, to tell the truth, to share."""

from .grammar import Plot
from .words import GARDEN, OUTDOORS, PARK, POND, table

BRAVE = Plot(
    cast={
        "fear": table(
            "noun do done",
            ("the dark", "go into the dark room", "went into the dark room"),
            ("the water", "step into the water", "stepped into the water"),
            ("the big slide", "go down the big slide", "went down the big slide"),
            ("the big dog", "pet the big dog", "put a hand on the big dog"),
            ("the old bridge", "walk over the old bridge", "walked over the old bridge"),
            ("the tall horse", "ride the tall horse", "got up on the tall horse"),
        ),
    },
    setup=(
        "{h.He} was [afraid of|scared of] {fear.noun}.",
        "There was only one thing {h} did not like. {h.He} was scared of {fear.noun}.",
    ),
    start=(
        "{h} was [afraid of|scared of] {fear.noun}.",
        "One day, {h} and {f} were out to play. {h} saw {fear.noun} and was [afraid|scared].",
    ),
    middle=(
        (
            '"Come with me, {h}," said {h.his} friend {f}. "Let\'s {fear.do}!"',
            '{h.His} friend {f} wanted to {fear.do}. "It is fun," {f.he} said.',
        ),
        ('"No, I am too scared," said {h}.', '{h} shook {h.his} head. "I can\'t," {h.he} said.', ""),
        (
            '"Hold my hand," said {f}. "I am here with you."',
            '{f} said, "I was scared too. We can do it together."',
        ),
    ),
    ending=(
        (
            "{h} held {f}'s hand and {fear.done}. [Nothing bad happened|It was not so bad].",
            "So {h} closed {h.his} eyes and {fear.done}. It was [fun|easy]!",
        ),
        ('"I did it!" said {h}.', "{h} laughed and wanted to do it again.", ""),
        (
            "{h} was not scared of {fear.noun} any more.",
            '{f} was proud of {h}. "You are very brave," {f.he} said.',
            "{h} learned that it is good to be brave.",
        ),
    ),
)

LEARN = Plot(
    cast={
        "skill": table(
            "do fail done place",
            ("ride a bike", "fell off the bike", "rode the bike all the way home", PARK),
            ("swim", "got water in the nose", "swam like a fish", POND),
            ("climb a tree", "fell on the soft grass", "climbed up to the top of the tree", GARDEN),
            ("skate", "fell down on the ice", "skated all the way over the ice", POND),
            ("catch a ball", "dropped the ball", "got the ball with both hands", PARK),
            ("jump rope", "got stuck in the rope", "jumped ten times", GARDEN),
            ("dance", "fell over a chair", "danced like a star", GARDEN),
        ),
    },
    setup=(
        "{h.He} wanted to learn how to {skill.do}.",
        "All of {h.his} friends could {skill.do}, but {h} could not.",
    ),
    start=(
        "{h} wanted to {skill.do}. {h.He} did not know how.",
        'One day, {h} saw {f} {skill.do} {skill.place.at}. "I want to do that too," said {h}.',
    ),
    middle=(
        (
            "One day, {h.he} went {skill.place.to} and tried. But {h} {skill.fail}.",
            "{h} tried and tried, but {h.he} {skill.fail}.",
        ),
        ('"It is too hard!" {h.he} [cried|said].', "{h} was sad and wanted to stop.", ""),
        (
            '"Do not give up," said {h.his} {m}. "Try again."',
            '{h.His} {m} said, "You need to try many times. I will help you."',
        ),
        ("So {h} tried again the next day, and the next.", "{h} took a deep breath and tried again.", ""),
    ),
    ending=(
        (
            "At last, {h.he} did it! {h} {skill.done}.",
            "Then, one day, {h} {skill.done}!",
        ),
        (
            '"Look at me!" {h} said. {h.His} {m} clapped and was very proud.',
            '"I can do it!" said {h}. {h.His} {m} smiled and gave {h.him} a hug.',
        ),
        ("{h} learned to never give up.", "Now {h} can {skill.do} every day.", ""),
    ),
)

TRUTH = Plot(
    cast={
        "oops": table(
            "noun how clean",
            ("cup", "broke a cup", "picked up all the pieces"),
            ("lamp", "broke the lamp", "picked up all the pieces"),
            ("window", "broke the window with a ball", "put in a new window"),
            ("milk", "spilled the milk", "cleaned the floor"),
            ("paint", "spilled the paint", "cleaned the rug"),
            ("plate", "broke a big plate", "picked up all the pieces"),
        ),
    },
    setup=(
        "One day, {h.he} ran in the house and {oops.how}.",
        "One day, {h.he} played with {h.his} friend {f} and {oops.how}.",
    ),
    start=(
        "One day, {h} ran in the house and {oops.how}.",
        "{h} and {f} played a game inside. {h} jumped too high and {oops.how}.",
    ),
    middle=(
        (
            "{h} was scared. {h.He} did not want to be in trouble.",
            '"Oh no! What will my {m} say?" thought {h}.',
            "",
        ),
        (
            'Then {h.his} {m} came in. "What happened here?" {m.he} asked.',
            '{h.His} {m} saw it and asked, "Who did this?"',
        ),
        (
            '{h} wanted to hide, but {h.he} told the truth. "I did it. I am sorry," {h.he} said.',
            '{h} looked down and said, "It was me. I am very sorry."',
        ),
    ),
    ending=(
        (
            '{h.His} {m} was not mad. "Thank you for telling the truth," {m.he} said.',
            '"It is okay," said {h.his} {m}. "You told the truth, and that is good."',
        ),
        ("Together they {oops.clean}.", "{h} helped {m.him}, and they {oops.clean}.", ""),
        (
            "After that, {h} did not run in the house any more.",
            "{h} felt much better. {h.He} knew it is good to tell the truth.",
            "",
        ),
    ),
)

GREEDY = Plot(
    cast={
        "food": ("cookies", "berries", "apples", "candies", "nuts", "plums"),
        "p": OUTDOORS,
    },
    setup=(
        "{h.He} loved to eat {food}. One day, {h.he} got a big bag of {food}.",
        "One day, {h.he} found a lot of {food} {p.at}.",
    ),
    start=(
        "{h} had a big bag of {food}.",
        "One day, {h} and {f} found a lot of {food} {p.at}.",
    ),
    middle=(
        (
            '"Can I have some {food}?" asked {h.his} friend {f}. "No, they are all mine!" said {h}.',
            "{h.His} friend {f} was hungry too, but {h} did not want to share.",
        ),
        ("{h} ate and ate until they were all gone.", "{h} ate all of the {food}."),
        (
            'Soon {h.his} tummy hurt. "Ow! I do not feel good," {h.he} cried.',
            "Then {h} felt sick and had to lie down.",
        ),
    ),
    ending=(
        (
            "{f} was kind. {f.He} gave {h} some water and sat with {h.him}.",
            '{h.His} {m} said, "You ate too much. Next time, you can share."',
            "",
        ),
        (
            '"I am sorry, {f}," said {h}. "I was not nice."',
            "{h} was sorry that {h.he} did not share with {f}.",
            "",
        ),
        (
            "The next day, {h} got more {food} and gave half of them to {f}. They were happy.",
            "From that day on, {h} always shared {h.his} {food}.",
        ),
    ),
)

PLOTS = (BRAVE, LEARN, TRUTH, GREEDY)
