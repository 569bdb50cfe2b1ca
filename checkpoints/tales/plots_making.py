"""Plots about what one makes: a gift, a meal, a game, a garden."""

from .grammar import Plot
from .words import OUTDOORS, table

GIFT = Plot(
    cast={
        "gift": table(
            "noun made",
            ("cake", "mixed eggs and milk"),
            ("scarf", "used soft yarn"),
            ("card", "used paper and paint"),
            ("crown", "picked many flowers"),
            ("box", "used wood and nails"),
            ("picture", "used all the colors"),
        ),
    },
    setup=(
        "{h.He} had a good friend named {f}. It was {f}'s birthday.",
        "One day, it was the birthday of {h.his} friend {f}.",
    ),
    start=(
        "It was {f}'s birthday. {h} wanted to give {f.him} a gift.",
        "One day, {h} went to the birthday party of {h.his} friend {f}.",
        "{h} had a friend named {f}. It was {f}'s birthday.",
    ),
    middle=(
        (
            "But {h} had no money, and {h.he} did not know what to give.",
            "{h} looked in the shop, but all the gifts cost too much.",
            "",
        ),
        (
            '"You can make a gift," said {h.his} {m}.',
            '"What can I do?" {h.he} asked {h.his} {m}. "You can make something," {m.he} said.',
        ),
        (
            "So {h} made a {gift.noun}. {h.He} {gift.made} and worked [all day|for a long time].",
            "{h} had an idea! {h.He} {gift.made} and made a big {gift.noun}.",
        ),
    ),
    ending=(
        (
            'At the party, {h} gave the {gift.noun} to {f}. "I made it for you," {h.he} said.',
            '"Happy birthday, {f}!" said {h}. "This {gift.noun} is for you."',
        ),
        (
            '{f} was so happy. "This is the best {gift.noun}!" {f.he} said.',
            "{f} loved the {gift.noun} and gave {h} a big hug.",
        ),
        (
            "They ate, sang and danced all day.",
            "{h} was happy too, because {f} was happy.",
            "It was the best birthday.",
            "",
        ),
    ),
)

COOK = Plot(
    cast={
        "dish": table(
            "noun need smell",
            ("cake", "eggs", "sweet"),
            ("soup", "carrots", "warm and good"),
            ("pie", "apples", "sweet"),
            ("bread", "milk", "warm and good"),
            ("jam", "berries", "sweet"),
        ),
    },
    setup=(
        "One day, {h.he} wanted to make some {dish.noun} with {h.his} {m}.",
        "{h.He} loved to eat {dish.noun}. One day, {h.he} wanted to make some.",
    ),
    start=(
        "One day, {h} and {h.his} {m} wanted to make some {dish.noun}.",
        '{h} was hungry. "Can we make some {dish.noun}?" {h.he} asked {h.his} {m}.',
    ),
    middle=(
        (
            "They looked in the kitchen, but they had no {dish.need}.",
            '"We need {dish.need}," said {h.his} {m}. But they could not find any.',
            "",
        ),
        (
            'So {h} went to {f}\'s house. "Do you have some {dish.need}?" {h.he} asked.',
            "{h} ran to {h.his} friend {f} and asked for some {dish.need}.",
        ),
        (
            '"Yes, I do," said {f}, and gave {h.him} a [big|full] bag.',
            "{f} was kind and gave {h} a lot of {dish.need}.",
        ),
    ),
    ending=(
        (
            "{h} and {h.his} {m} made the {dish.noun}. It smelled {dish.smell}.",
            "At home, {h} put the {dish.need} in a big pot and mixed. Soon the {dish.noun} was done.",
        ),
        (
            "{h} asked {f} to come and eat with them.",
            "Then {h} took some {dish.noun} to {f} to say thank you.",
        ),
        (
            '"Yum! This is so good," said {f}.',
            "They ate it all up and were happy.",
            "It was the best {dish.noun} ever.",
            "",
        ),
    ),
)

RAIN = Plot(
    cast={
        "p": OUTDOORS,
        "game": table(
            "idea done",
            ("make a house with chairs and blankets", "made a big house and sat inside it"),
            ("draw a big picture", "drew a picture of the sun and the sea"),
            ("read a book", "read a book about a dragon and a king"),
            ("make paper boats", "made ten paper boats for the bath"),
            ("bake cookies", "baked cookies and ate them with milk"),
            ("put on a show", "sang songs in funny hats"),
        ),
    },
    setup=(
        "One day, {h.he} wanted to play {p.at}, but it began to rain.",
        "One morning, {h.he} woke up and saw rain. {h.He} could not go {p.to}.",
    ),
    start=(
        "One day, it rained and rained. {h} could not go {p.to}.",
        "{h} and {f} wanted to go {p.to}. But then it began to rain.",
    ),
    middle=(
        ("{h} looked out of the window and was sad.", '"I do not like rain," said {h}. {h.He} was sad.', ""),
        (
            '"Let\'s {game.idea}," said {h.his} {m}.',
            '{h.His} {m} had an idea. "We can {game.idea}!" {m.he} said.',
        ),
        ("So they {game.done}.", "{h} liked the idea. They {game.done}."),
        ("They laughed and had a lot of fun.", "{h} forgot all about the rain.", ""),
    ),
    ending=(
        ("Then the rain stopped and the sun came out.", "After a while, the rain stopped."),
        (
            '{h} saw a big rainbow in the sky. "Look, how pretty!" {h.he} said.',
            "{h} and {h.his} {m} ran out and jumped in the puddles.",
        ),
        (
            "It was a good day after all.",
            "{h} learned that a rainy day can be fun.",
            "Now {h} likes the rain.",
        ),
    ),
)

SEED = Plot(
    cast={
        "plant": table(
            "noun grown",
            ("flower", "It was red and yellow and smelled sweet."),
            ("tree", "It was full of sweet apples."),
            ("pumpkin", "It was so big that no one could lift it."),
            ("bean", "It went up higher than the house."),
            ("rose", "It was pink and very pretty."),
        ),
    },
    setup=(
        "One day, {h.his} {m} gave {h.him} a little seed.",
        "One day, {h.he} found a seed and put it in the ground.",
    ),
    start=(
        "{h} had a little seed. {h.He} put it in the ground.",
        "One day, {h} and {h.his} {m} put a seed in the garden.",
    ),
    middle=(
        (
            "{h} gave it water every day, but nothing came up.",
            "{h} looked at it every morning, but it did not grow.",
        ),
        ('"Why does it not grow?" {h.he} asked.', '{h} was sad. "My seed is bad," {h.he} said.', ""),
        (
            '"You have to wait," said {h.his} {m}.',
            '{h.His} friend {f} said, "It needs sun and water and time."',
        ),
        ("So {h} waited and waited.", "The sun was warm, and the rain came down.", ""),
    ),
    ending=(
        (
            "Then, one day, something green came up. It grew into a big {plant.noun}.",
            "At last, a little green leaf came up. Soon it was a tall {plant.noun}.",
        ),
        ("{plant.grown}",),
        (
            '"Look, my {plant.noun}!" said {h}. {h.He} was very happy.',
            "{h} showed the {plant.noun} to all of {h.his} friends.",
            "{h} was happy that {h.he} did not give up.",
        ),
    ),
)

PLOTS = (GIFT, COOK, RAIN, SEED)
