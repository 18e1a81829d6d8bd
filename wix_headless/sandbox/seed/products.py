# ruff: noqa: E501 - one product, one line
"""
The catalog of Kiln & Quill, the shop that the sandbox plays: categories and products.

A row reads: name, motif, tint, price, pieces in stock, description; then what is special about it:
``was`` (compare-at price), ``ribbon``, ``sizes`` or ``colours`` (choices with price and stock each).
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Row:
    """One product as the shopkeeper would write it down."""

    name: str
    motif: str
    tint: str
    price: str
    stock: int
    text: str
    was: str = ""
    ribbon: str = ""
    option: str = ""
    choices: dict[str, tuple[str, int]] = field(default_factory=dict)
    swatches: dict[str, str] = field(default_factory=dict)
    visible: bool = True


SIZES = {"Small": ("", 9), "Large": ("+14.00", 5)}
PAPERS = {"Plain": ("", 20), "Dotted": ("", 14), "Lined": ("", 0)}
GLAZES = {"Sea": "#5a9497", "Clay": "#c4764f", "Oat": "#dccaa9"}
DYES = {"Moss": "#7f9263", "Rose": "#d49a8b", "Ink": "#3d4f70"}

CATEGORIES = {
    "Bowls & Plates": "Thrown in small batches, glazed by hand, fit for the dishwasher.",
    "Mugs & Pitchers": "For the first coffee, the last tea, and the water in between.",
    "Vases": "One stem or the whole meadow.",
    "Notebooks": "Sewn bindings and paper that takes a fountain pen.",
    "Cards & Letters": "Printed on an old platen press, with envelopes to match.",
    "Candles & Linen": "Beeswax, rapeseed wax, and cloth that gets better with washing.",
}

ROWS: dict[str, list[Row]] = {
    "Bowls & Plates": [
        Row("Harbour Bowl", "bowl", "sea", "34.00", 12, "A wide, low bowl for salads and for sharing. The glaze pools a little darker at the foot, so no two are alike.", ribbon="Best seller"),
        Row("Porridge Bowl", "bowl", "oat", "22.00", 40, "Deep enough for breakfast, small enough for one hand. Stacks without wobbling."),
        Row("Ember Bowl", "bowl", "clay", "29.00", 8, "Red stoneware with a clear glaze inside and bare clay outside. Warm to hold.", was="36.00", ribbon="Sale"),
        Row("Night Market Bowl", "bowl", "ink", "31.00", 0, "Our noodle bowl: tall, straight, with a notch for chopsticks. The next firing is in three weeks."),
        Row("Orchard Plate", "plate", "moss", "26.00", 18, "A dinner plate with a ring of brushed leaves around the rim, 27 cm across."),
        Row("Sunday Plate", "plate", "sun", "24.00", 22, "The yellow one. Cake looks better on it, and so does toast."),
        Row("Rose Petal Plate", "plate", "rose", "21.00", 3, "A side plate in a soft, sugary pink, 20 cm across. The last few of this glaze.", was="28.00", ribbon="Sale"),
        Row("Chalk Serving Plate", "plate", "chalk", "48.00", 6, "A large oval-rimmed plate for the middle of the table, left almost white."),
    ],
    "Mugs & Pitchers": [
        Row("Everyday Mug", "mug", "sea", "18.00", 0, "Holds 300 ml, fits under every coffee machine, survives every dishwasher. Three glazes.", ribbon="Best seller", option="Glaze", choices={"Sea": ("", 30), "Clay": ("", 16), "Oat": ("", 0)}, swatches=GLAZES),
        Row("Studio Mug", "mug", "clay", "20.00", 25, "The mug we drink from at the wheel: broad base, thick handle, hard to knock over."),
        Row("Espresso Cup", "mug", "ink", "14.00", 36, "Eighty millilitres of cup, and a handle that a whole finger fits through."),
        Row("Garden Mug", "mug", "moss", "19.00", 15, "Half a litre for long mornings outside. Speckled clay under a green glaze."),
        Row("Butter Yellow Mug", "mug", "sun", "18.00", 2, "A cheerful mug for grey days. Two left from the last kiln.", was="22.00", ribbon="Sale"),
        Row("Milk Pitcher", "pitcher", "chalk", "32.00", 11, "Pours without a drip; we tested that on our own tablecloths."),
        Row("Water Pitcher", "pitcher", "sea", "46.00", 7, "A litre and a half, with a waist that is easy to grip with wet hands.", option="Size", choices=SIZES),
        Row("Cellar Pitcher", "pitcher", "plum", "52.00", 4, "For wine, cider or branches of cherry. The glaze is a plum we mix ourselves.", ribbon="New"),
    ],
    "Vases": [
        Row("Meadow Vase", "vase", "oat", "38.00", 9, "A generous vase with a narrow neck that holds a handful of flowers upright.", ribbon="Best seller", option="Size", choices=SIZES),
        Row("Single Stem Vase", "vase", "chalk", "19.00", 24, "For the one tulip you could not leave behind."),
        Row("Tidal Vase", "vase", "sea", "44.00", 6, "Dipped three times, so that the glaze runs like a tide line around the belly."),
        Row("Terracotta Vase", "vase", "clay", "36.00", 13, "Unglazed outside, sealed inside. It darkens with time and touch."),
        Row("Juniper Vase", "vase", "moss", "41.00", 0, "Tall and green, made for branches. Sold out until the spring firing."),
        Row("Dusk Vase", "vase", "plum", "45.00", 5, "A round vase in the colour of the sky twenty minutes after sunset.", was="58.00", ribbon="Sale"),
        Row("Marigold Vase", "vase", "sun", "39.00", 10, "Small, bright and heavy at the foot. Stands on a windowsill through any draught."),
    ],
    "Notebooks": [
        Row("Field Notebook", "notebook", "moss", "16.00", 0, "Ninety-six pages in a cover that bends and does not break. Fits a coat pocket.", ribbon="Best seller", option="Paper", choices=PAPERS),
        Row("Studio Notebook", "notebook", "ink", "24.00", 0, "A5, 192 pages, lies flat at every one of them. Thread-sewn, with a ribbon.", option="Paper", choices={"Plain": ("", 12), "Dotted": ("", 30), "Lined": ("", 18)}),
        Row("Letterpress Journal", "notebook", "plum", "32.00", 14, "Cloth-bound, with the title pressed into the cover so that you can feel it."),
        Row("Recipe Book", "notebook", "clay", "28.00", 17, "Room for a hundred and twenty recipes, an index, and the spills that come with them."),
        Row("Pocket Sketchbook", "notebook", "sea", "18.00", 21, "Heavy, warm-white paper for pencil and a light wash."),
        Row("Undated Planner", "notebook", "oat", "27.00", 3, "Fifty-two weeks that start whenever you do.", was="34.00", ribbon="Sale"),
        Row("Guest Book", "notebook", "rose", "42.00", 8, "Large, square and patient. For weddings, cabins and long tables."),
    ],
    "Cards & Letters": [
        Row("Fern Card", "card", "moss", "4.50", 120, "A folded card with a fern from the wall behind our workshop. Blank inside."),
        Row("Thank You Card", "card", "sun", "4.50", 95, "Says it once, in small type, and leaves you the rest of the space.", ribbon="Best seller"),
        Row("Letter Writing Set", "card", "ink", "26.00", 19, "Twenty sheets, ten envelopes, one sheet of blotting paper."),
        Row("Birthday Card", "card", "rose", "4.50", 80, "Sprigs of something that blooms in every month of the year."),
        Row("Seaside Postcards", "card", "sea", "12.00", 33, "Eight postcards from a coast that we made up. Stamps not included."),
        Row("Seed Paper Cards", "card", "clay", "15.00", 0, "Six cards that can be planted after reading. The next batch is drying."),
    ],
    "Candles & Linen": [
        Row("Beeswax Pillar", "candle", "sun", "23.00", 27, "Pure beeswax from a keeper two valleys away. Burns for fifty hours.", option="Size", choices={"Small": ("", 15), "Large": ("+9.00", 12)}),
        Row("Fig Leaf Candle", "candle", "moss", "28.00", 16, "Green and milky, like the tree and not like the fruit. Rapeseed wax in a reusable cup.", ribbon="New"),
        Row("Cedar Candle", "candle", "clay", "28.00", 12, "Pencil shavings, a sauna, the inside of an old chest."),
        Row("Storm Candle", "candle", "ink", "30.00", 5, "Unscented, thick, and slow: made for power cuts.", was="38.00", ribbon="Sale"),
        Row("Kitchen Towel", "linen", "oat", "17.00", 0, "Heavy linen with a stripe of our own. Dries glass without a trace.", option="Stripe", choices={"Moss": ("", 22), "Rose": ("", 7), "Ink": ("", 11)}, swatches=DYES),
        Row("Table Runner", "linen", "rose", "49.00", 9, "Forty by a hundred and fifty centimetres of stonewashed linen."),
        Row("Bath Linen", "linen", "sea", "58.00", 6, "A towel in waffle weave that is thinner than you expect and dries better than you hope."),
        Row("Apprentice Apron", "linen", "clay", "64.00", 4, "Next season's apron, not yet shown to anybody.", visible=False),
    ],
}  # fmt: skip
