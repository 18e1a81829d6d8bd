# ruff: noqa: E501 - one paragraph, one line
"""The journal of Kiln & Quill: what is written in it, and under which headings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from wix_headless.sandbox.blog.post_json import Post, Topic
from wix_headless.sandbox.blog.ricos import Block
from wix_headless.sandbox.credentials import fixed_id
from wix_headless.sandbox.media import pictures

if TYPE_CHECKING:
    from wix_headless.sandbox.state import State

LATEST = datetime(2026, 10, 29, 14, 30, tzinfo=UTC)
CATEGORIES = {
    "From the workshop": "What we are making, and what went wrong on the way.",
    "How to": "Small instructions for hands.",
    "Letters": "About paper, and what is put on it.",
}
TAGS = ("clay", "glaze", "paper", "kiln", "tools")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One post as its writer would hand it in."""

    title: str
    excerpt: str
    look: tuple[str, str]
    category: str
    tags: tuple[str, ...]
    days_ago: int
    author: str = "ada@example.com"
    featured: bool = False
    pinned: bool = False
    draft: bool = False
    blocks: tuple[Block, ...]


ROWS = (
    Row(
        title="What a Kiln Does at Night",
        excerpt="Twelve hours, twelve hundred degrees, and why we sit beside it with a thermos.",
        look=("kiln", "clay"),
        category="From the workshop",
        tags=("kiln", "clay"),
        days_ago=0,
        featured=True,
        pinned=True,
        blocks=(
            Block("p", "At six in the evening the last shelf goes in, and the door closes on three weeks of work. From then on *nothing can be helped any more*. That is the part that beginners dread, and the part we like."),
            Block("h2", "The slow hours"),
            Block("p", "Until about 600 °C the clay is still drying, molecule by molecule. Too fast, and the water leaves as steam through the wall of a bowl. So the first line of our program is the most patient one:"),
            Block("code", ["segment 1   80 °C/h  to  600 °C", "segment 2  150 °C/h  to 1060 °C", "segment 3   60 °C/h  to 1240 °C, hold 20 min", "then       off, and do not look"]),
            Block("picture", "The kiln with its door open, the morning after"),
            Block("h2", "What to bring"),
            Block("bullets", ["A thermos, because the good cups are inside", "Something to read that can be put down _at once_", "A second person, for the sake of conversation"]),
            Block("quote", "You do not open a kiln. You are let in."),
            Block("p", "In the morning it ticks like a clock that runs backwards. We wait until 90 °C, then another hour, and then we count what has survived."),
        ),
    ),
    Row(
        title="How to Centre, in Five Breaths",
        excerpt="Everybody's first lump of clay wobbles. It is not the clay.",
        look=("wheel", "oat"),
        category="How to",
        tags=("clay", "tools"),
        days_ago=17,
        featured=True,
        blocks=(
            Block("p", "Centring looks like strength and is mostly bones. If your elbow floats, the clay decides; if your elbow rests, you do."),
            Block("h2", "The five breaths"),
            Block("numbers", ["*Sit close.* Closer than is polite.", "*Anchor.* Left elbow into the hip, and leave it there.", "*Wet the clay, not the wheel.*", "*Push, do not squeeze.* Towards the middle, on a long breath out.", "*Let go slowly.* Hands leave as they came: together."]),
            Block("picture", "A pot on the wheel, half an hour after the fifth breath"),
            Block("p", "If it still wobbles, stop the wheel and begin again with the same lump. Clay has no memory for this; only you have."),
            Block("divider"),
            Block("p", "We practise exactly this, and little else, in the first hour of the [Wheel-Throwing Taster](https://www.kilnandquill.example/studio)."),
        ),
    ),
    Row(
        title="A Glaze Called Tuesday",
        excerpt="It was meant to be white. Now it is the colour that sells best.",
        look=("glaze", "sea"),
        category="From the workshop",
        tags=("glaze", "kiln"),
        days_ago=39,
        blocks=(
            Block("p", "The bucket said _chalk_. The scales said something else, and the notebook said nothing, because it was Tuesday and Jonas was humming. What came out of the kiln was the green-blue of a harbour at four in the afternoon."),
            Block("h3", "The recipe, as far as we can reconstruct it"),
            Block("bullets", ["Feldspar, 43 parts", "Silica, 27 parts", "Whiting, 18 parts", "Copper carbonate, `1.5` parts: this is where the humming was"]),
            Block("p", "We have since made it on purpose eleven times. It is on the Harbour Bowl and on the Tidal Vase, and it is still called Tuesday on the lid."),
            Block("quote", "A mistake is a recipe that has not been written down yet."),
        ),
    ),
    Row(
        title="Three Stitches for a Notebook That Lies Flat",
        excerpt="Thread, a needle, and folded paper. Glue comes last, and only a little.",
        look=("binding", "ink"),
        category="How to",
        tags=("paper", "tools"),
        days_ago=61,
        author="farid@example.com",
        blocks=(
            Block("p", "A glued notebook opens once, with a crack. A sewn one opens for years. All it takes is that the thread goes _through_ the fold and not along it."),
            Block("h2", "Which stitch?"),
            Block("bullets", ["*Saddle stitch*, for a single section: letters, programmes, thin things", "*Kettle stitch*, for many sections that should hold each other by the hand", "*Coptic stitch*, when the spine is to be seen"]),
            Block("picture", "Six sections between boards, before the cover"),
            Block("h2", "Before you begin"),
            Block("p", "Fold with the grain. Bend the sheet gently both ways; it prefers one, and that is the way the spine should run. If both feel the same, wet a strip: it curls _around_ the grain."),
            Block("p", "The rest is [a Thursday evening](https://www.kilnandquill.example/studio)."),
        ),
    ),
    Row(
        title="In Praise of the Short Letter",
        excerpt="Four sentences are enough. The stamp says the rest.",
        look=("card", "rose"),
        category="Letters",
        tags=("paper",),
        days_ago=84,
        author="farid@example.com",
        blocks=(
            Block("p", "People tell me that they would write letters if they had the time. But a letter that takes an evening is an essay with a stamp on it. Mine take the length of a pot of tea."),
            Block("h3", "Four sentences"),
            Block("numbers", ["Where I am sitting.", "What made me think of you.", "One thing that you cannot know.", "A question."]),
            Block("p", "That fits on a card, leaves room for a drawing of the cat, and is answered more often than anything longer."),
            Block("quote", "I am on the back step, there is fog, and the fern has a new leaf. How is the knee?"),
        ),
    ),
    Row(
        title="The Press from 1911 Has Opinions",
        excerpt="On cold ink, warm hands, and a machine that was built to be repaired.",
        look=("press", "plum"),
        category="Letters",
        tags=("paper", "tools"),
        days_ago=130,
        blocks=(
            Block("p", "It came in four pieces on a fishing boat, and it weighs as much as the boat. Nobody had printed on it since a grocery list for a hotel that is no longer there."),
            Block("h2", "What it taught us"),
            Block("bullets", ["Ink is cheese: it wants to be room temperature.", "A millimetre of packing is the difference between a kiss and a dent.", "Count your fingers *before* you tread."]),
            Block("picture", "The flywheel, and the twentieth card of the day"),
            Block("p", "Every part of it can be taken off with two spanners, and every part says on its back what it is for. We would like to make things like that."),
            Block("divider"),
            Block("p", "The orders we keep for it are in a notebook beside the flywheel, in a format that any computer would understand: `date, words, colour, how many`."),
        ),
    ),
    Row(
        title="Mending a Bowl, and When Not To",
        excerpt="Gold is for stories. Sometimes a crack is only a crack.",
        look=("bowl", "clay"),
        category="How to",
        tags=("clay", "glaze"),
        days_ago=175,
        blocks=(
            Block("p", "Every other week somebody brings us a bowl in a towel. Half of them should be mended, and half of them should become drainage for a geranium. Here is how to tell."),
            Block("h2", "Mend it if"),
            Block("bullets", ["the pieces are all there, and fewer than six", "it held something that mattered", "nobody will drink from it"]),
            Block("h2", "Let it go if"),
            Block("bullets", ["it sings when you tap it: there is a second crack that you cannot see", "it will go into the oven again"]),
            Block("p", "Glue that is _safe for food_ does exist, on labels. We have not met it yet."),
        ),
    ),
    Row(
        title="Spring Colours, Not Decided",
        excerpt="Notes to ourselves.",
        look=("vase", "sun"),
        category="From the workshop",
        tags=("glaze",),
        days_ago=1,
        draft=True,
        blocks=(Block("p", "Yellow? Ask Mira."),),
    ),
)  # fmt: skip


def plant(memory: State) -> None:
    """Fill the journal."""
    began = LATEST - timedelta(days=400)
    for position, (label, text) in enumerate(CATEGORIES.items()):
        topic = _topic("category", label, began, text=text, position=position)
        memory.blog_categories[topic.id] = topic
    for label in TAGS:
        topic = _topic("tag", label, began)
        memory.blog_tags[topic.id] = topic
    for row in ROWS:
        post = _post(memory, row)
        memory.posts[post.id] = post
        memory.pictures[pictures.scene_id(post.title)] = (*row.look, post.title)


def _topic(kind: str, label: str, created: datetime, *, text: str = "", position: int = 0) -> Topic:
    return Topic(
        id=fixed_id(f"blog {kind} {label}"),
        label=label,
        slug=_slug(label),
        text=text,
        position=position,
        created=created,
    )


def _post(memory: State, row: Row) -> Post:
    author = memory.member_by_email(row.author)
    if author is None:
        raise LookupError(row.author)
    return Post(
        id=fixed_id(f"post {row.title}"),
        title=row.title,
        slug=_slug(row.title),
        excerpt=row.excerpt,
        categories=(fixed_id(f"blog category {row.category}"),),
        tags=tuple(fixed_id(f"blog tag {label}") for label in row.tags),
        member_id=author.id,
        published=LATEST - timedelta(days=row.days_ago),
        blocks=row.blocks,
        featured=row.featured,
        pinned=row.pinned,
        draft=row.draft,
    )


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
