"""The guided questions as data: pages, what is asked on each, and at which depth an answer is required."""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .states import Depth

Words = str | Promise
LINE, PROSE, ROWS, CONCEPTS, TAGS, CHOICE = "line", "prose", "rows", "concepts", "tags", "choice"
TIP, PRACTICE, MODEL = Depth.TIP, Depth.PRACTICE, Depth.MODEL
ALL, TWO, NEVER = (TIP, PRACTICE, MODEL), (PRACTICE, MODEL), ()
DEEP = (MODEL,)


@dataclass(frozen=True)
class Question:
    """One question. `code` is the column of Text, the vocabulary, or the field of Version it fills."""

    code: str
    kind: str
    label: Words
    help: Words = ""
    example: Words = ""
    limit: int = 0
    length: tuple[int, int] | None = None
    required: tuple[Depth, ...] = NEVER
    columns: tuple[tuple[str, Words, int], ...] = ()
    most: int = 0


@dataclass(frozen=True)
class Page:
    """One subject: its code in the address, its heading and its questions; `depths` that ask for it."""

    code: str
    title: Words
    questions: tuple[Question, ...]
    depths: tuple[Depth, ...] = ALL
    lead: Words = ""
    short: Words = field(default="")


PAGES: tuple[Page, ...] = (
    Page(
        "basics",
        _("What is the practice called, and what is it in short?"),
        (
            Question(
                "title", LINE, _("Title"), _("Say what is done, not the name of the project. A title of 4–8 words is found best."),
                _("Reading circle over video: one book, two countries"), limit=120, required=ALL,
            ),
            Question(
                "summary", PROSE, _("Summary"),
                _("What is done, with whom, and what comes of it. This is what a teacher reads in the list of results."),
                _("Two fifth grades read the same book and talk about it over video four times in a term. Everybody has a role."),
                limit=400, length=(120, 400), required=ALL,
            ),
        ),
        short=_("Title and summary"),
    ),
    Page(
        "for-whom",
        _("Whom is it for, and where does it belong?"),
        (
            Question("level", CONCEPTS, _("Level of internationalisation"), _("Choose the main level first; it may sit on several."), required=ALL),
            Question("stage", CONCEPTS, _("School stage"), required=ALL),
            Question("theme", CONCEPTS, _("Theme"), _("An administrative practice may be without a theme.")),
            Question("subject", CONCEPTS, _("Subjects")),
            Question("kind", CONCEPTS, _("What kind of practice is it?"), required=TWO),
            Question("time", CONCEPTS, _("Time needed"), required=TWO),
            Question("cost", CONCEPTS, _("Cost"), required=TWO),
            Question("travel", CONCEPTS, _("Travel needed"), required=TWO),
            Question("region", CONCEPTS, _("Region")),
            Question("country", CONCEPTS, _("Partner countries")),
            Question("maturity", CONCEPTS, _("How ready is it to be taken into use?")),
            Question("phase", CONCEPTS, _("Phase of the development")),
            Question(
                "tags", TAGS, _("Keywords"), _("Two to five words of your own, with commas between them."), limit=200,
            ),
        ),
        short=_("Level, theme and for whom"),
    ),
    Page(
        "challenge",
        _("Which challenge or need did you start from?"),
        (
            Question(
                "challenge", PROSE, _("Challenge"),
                _("Tell what did not work, for whom, and how you noticed it. Write as to a colleague in another school."),
                _("Our fifth grades learn English every week but hardly speak it. In autumn, nine of twenty-four said something in English to a visitor."),
                limit=4000, length=(300, 900), required=ALL,
            ),
        ),
        short=_("Challenge"),
    ),
    Page(
        "method",
        _("What did you do, step by step?"),
        (
            Question(
                "method", PROSE, _("What was done"), _("One or two sentences of the whole before the steps."),
                _("Four meetings in small groups, each of which fits into a lesson."), limit=6000, length=(80, 600), required=ALL,
            ),
            Question(
                "steps", ROWS, _("The steps"),
                _("One row is one step. Another school should be able to follow them in this order. Empty rows are left out."),
                columns=(("title", _("What is done"), 120), ("text", _("How"), 1500)), most=12, required=TWO,
            ),
        ),
        short=_("Method, step by step"),
    ),
    Page(
        "result",
        _("What changed, and how do you know?"),
        (
            Question(
                "result", PROSE, _("Result"), _("Numbers, what pupils said or made, what others noticed. What did not change is worth telling too."),
                _("In the first meeting 9 of 24 pupils spoke, in the fourth 22. We counted the turns from the recordings."),
                limit=4000, length=(200, 900), required=ALL,
            ),
        ),
        short=_("Result"),
    ),
    Page(
        "school",
        _("How does it belong to school work, and who took part?"),
        (
            Question(
                "curriculum", PROSE, _("Curriculum"), _("Which part of the curriculum does this answer to?"),
                _("Transversal competences L2 and L4; English, content area of interaction skills in grades 3–6."),
                limit=2500, length=(80, 500), required=TWO,
            ),
            Question(
                "participation", PROSE, _("Those who did not travel"), _("How did those take part and benefit who did not travel?"),
                _("Nobody travels. Pupils who were away listen to the recording of their group and leave a question for the next time."),
                limit=2500, length=(80, 500), required=TWO,
            ),
            Question("partners", ROWS, _("Partners and networks"), columns=(("name", _("Who"), 120), ("role", _("Role"), 200)), most=10),
            Question("partners_note", PROSE, _("More about the partners"), limit=2000),
        ),
        depths=TWO,
        short=_("Curriculum and participation"),
    ),
    Page(
        "adopt",
        _("What does another school need to take this into use?"),
        (
            Question("resources", PROSE, _("What it took"), _("Time, money, space, tools, skill."), limit=3000, length=(100, 600), required=DEEP),
            Question("pitfalls", PROSE, _("What did not work"), _("Pitfalls you would warn a friend of."), limit=3000, length=(100, 600), required=DEEP),
            Question("when_not", PROSE, _("When not to do this"), limit=2000, length=(60, 400)),
            Question(
                "first_monday", PROSE, _("First Monday"), _("What does another school do first, with what it has already?"),
                limit=1500, length=(60, 400), required=DEEP,
            ),
            Question("rooting", PROSE, _("How it goes on"), _("Who carries it on, and where is it written down?"), limit=3000, length=(80, 500), required=DEEP),
            Question("builds_on", PROSE, _("What it builds on"), limit=2000),
        ),
        depths=TWO,
        short=_("Taking into use"),
    ),
    Page(
        "more",
        _("Materials, permissions and the story"),
        (
            Question("materials", PROSE, _("Materials and their licence"), _("The licence is CC BY 4.0 if you say nothing else."), limit=3000),
            Question("links", ROWS, _("Links"), columns=(("title", _("What it is"), 120), ("url", _("Address"), 300)), most=10),
            Question("safety", PROSE, _("Safety, data protection and consents"), limit=2500),
            Question("story", PROSE, _("A moment that stayed in mind"), limit=2000),
            Question("dissemination", PROSE, _("How you spread it"), _("To whom, where, when, and who does it."), limit=2500),
        ),
        depths=TWO,
        short=_("Materials and story"),
    ),
    Page(
        "contact",
        _("Who answers questions in a year?"),
        (
            Question("contact_name", LINE, _("Contact’s name or role"), _("A role stays when people change."), _("Language teachers of the school"), limit=120, required=TWO),
            Question("contact_email", LINE, _("Contact’s e-mail address"), _("Shown to readers only when they ask for it."), limit=254, required=TWO),
        ),
        short=_("Contact"),
    ),
)  # fmt: skip

TEXT_QUESTIONS = tuple(
    q for page in PAGES for q in page.questions if q.kind in (LINE, PROSE, ROWS) and not q.code.startswith("contact")
)
CONCEPT_QUESTIONS = tuple(q for page in PAGES for q in page.questions if q.kind == CONCEPTS)
BY_CODE = {question.code: question for page in PAGES for question in page.questions}

GATE: tuple[tuple[str, Words], ...] = (
    ("used", _("It has been used with pupils or staff for at least a term, or it is honestly marked as an idea.")),
    ("curriculum", _("It is linked to the curriculum.")),
    ("consents", _("Consents and licence are in order.")),
    ("contact", _("There is a contact who answers.")),
    ("materials", _("The materials can be reached.")),
)
"""What is asked before an assessment begins: yes or no, with a reason."""


def pages(depth: str) -> tuple[Page, ...]:
    """The pages that a record of this depth is asked."""
    return tuple(page for page in PAGES if depth in page.depths)


def asked_codes(depth: str) -> frozenset[str]:
    """The questions that a record of this depth is asked; answers to others are kept but not shown."""
    return frozenset(question.code for page in pages(depth) for question in page.questions)
