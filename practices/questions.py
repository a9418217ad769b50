"""The guided questions as data: pages, what is asked on each, and at which depth an answer is required."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .states import Depth

Words = str | Promise
LINE, PROSE, ROWS, CONCEPTS, TAGS = "line", "prose", "rows", "concepts", "tags"
TIP, PRACTICE, MODEL = Depth.TIP, Depth.PRACTICE, Depth.MODEL
ALL, TWO, NEVER = (TIP, PRACTICE, MODEL), (PRACTICE, MODEL), ()
DEEP = (MODEL,)


Lengths = Mapping[Depth, tuple[int, int]]
"""Depth → from how many characters to how many a text is about right."""


def about(low: int, high: int, *, tip: tuple[int, int] | None = None) -> Lengths:
    """A suggested length, and that of a tip if it is another."""
    return {TIP: tip or (low, high), PRACTICE: (low, high), MODEL: (low, high)}


@dataclass(frozen=True)
class Question:
    """One question. `code` is the column of Text, the vocabulary, or the field of Version it fills.

    A prose answer is Markdown unless it `is_plain`. The same question may stand on the pages of several depths. Rows
    that are `is_aligned` stand beside those of an original. `helps` are other words of help for some depths.
    """

    code: str
    kind: str
    label: Words
    help: Words = ""
    example: Words = ""
    why: Words = ""
    limit: int = 0
    lengths: Lengths = field(default_factory=dict, hash=False)
    required: tuple[Depth, ...] = NEVER
    columns: tuple[tuple[str, Words, int], ...] = ()
    most: int = 0
    is_plain: bool = False
    helps: Mapping[Depth, Words] = field(default_factory=dict, hash=False)
    is_aligned: bool = False


@dataclass(frozen=True)
class Page:
    """One subject: its code in the address, its heading and its questions; `depths` that ask for it.

    `folded` are the codes of long lists and of what few answer: folded, with the answer beside the question.
    """

    code: str
    title: Words
    questions: tuple[Question, ...]
    depths: tuple[Depth, ...] = ALL
    lead: Words = ""
    short: Words = field(default="")
    folded: tuple[str, ...] = ()


TITLE = Question(
    "title", LINE, _("Title"), _("Say what is done, not the name of the project. A title of 4–8 words is found best."),
    _("Reading circle over video: one book, two countries"),
    why=_("By the title a reader decides whether to open the page at all."),
    limit=120, lengths=about(20, 70), required=ALL,
)  # fmt: skip
SUMMARY = Question(
    "summary", PROSE, _("Summary"),
    _("What is done, with whom, and what comes of it. This is what a teacher reads in the list of results."),
    _("Two fifth grades read the same book and talk about it over video four times in a term. Everybody has a role."),
    why=_("The summary stands in every list and goes along when a link is shared. A busy teacher often reads nothing else."),
    limit=400, lengths=about(120, 400, tip=(80, 300)), required=ALL, is_plain=True,
)  # fmt: skip
CHALLENGE = Question(
    "challenge", PROSE, _("Challenge"),
    _("Tell what did not work, for whom, and how you noticed it. Write as to a colleague in another school."),
    _("Our fifth grades learn English every week but hardly speak it. In autumn, nine of twenty-four said something in English to a visitor."),
    why=_("Another school must recognise its own situation before it believes in the solution."),
    limit=4000, lengths=about(300, 900, tip=(80, 300)), required=ALL,
)  # fmt: skip
METHOD = Question(
    "method", PROSE, _("What was done"), _("One or two sentences of the whole before the steps."),
    _("Four meetings in small groups, each of which fits into a lesson."),
    why=_("This is the part that others try. The more ordinary the words, the easier it is to follow."),
    limit=6000, lengths=about(80, 600, tip=(80, 400)), required=ALL,
    helps={TIP: _("What you did, with whom and in which order.")},
)  # fmt: skip
RESULT = Question(
    "result", PROSE, _("Result"), _("Numbers, what pupils said or made, what others noticed. What did not change is worth telling too."),
    _("In the first meeting 9 of 24 pupils spoke, in the fourth 22. We counted the turns from the recordings."),
    why=_("A small change told honestly convinces better than a large one that is only claimed."),
    limit=4000, lengths=about(200, 900, tip=(80, 300)), required=ALL,
)  # fmt: skip
LEVEL = Question(
    "level", CONCEPTS, _("Level of internationalisation"), _("Choose the main level first; it may sit on several."),
    why=_("Schools look for work of their own level, and most of it needs no journey."), required=ALL,
)  # fmt: skip
STAGE = Question(
    "stage", CONCEPTS, _("School stage"),
    why=_("It is the first thing by which a teacher narrows the search."), required=ALL,
)  # fmt: skip
THEME = Question("theme", CONCEPTS, _("Theme"), _("An administrative practice may be without a theme."))
TAGS_QUESTION = Question(
    "tags", TAGS, _("Keywords"), _("Two to five words of your own, with commas between them."),
    why=_("They lead here those who search with other words than you write with."), limit=200,
)  # fmt: skip
CONTACT_NAME = Question(
    "contact_name", LINE, _("Contact’s name or role"), _("A role stays when people change."),
    _("Language teachers of the school"),
    why=_("Projects end and people move on, but a role in a school goes on answering."), limit=120, required=TWO,
)  # fmt: skip
CONTACT_EMAIL = Question(
    "contact_email", LINE, _("Contact’s e-mail address"), _("Shown to readers only when they ask for it."),
    limit=254, required=TWO,
)  # fmt: skip

PAGES: tuple[Page, ...] = (
    Page(
        "basics", _("What is the practice called, and what is it in short?"), (TITLE, SUMMARY),
        depths=TWO, short=_("Title and summary"),
    ),
    Page(
        "for-whom",
        _("Whom is it for, and where does it belong?"),
        (
            LEVEL,
            STAGE,
            THEME,
            Question("subject", CONCEPTS, _("Subjects")),
            Question("kind", CONCEPTS, _("What kind of practice is it?"), required=TWO),
            Question(
                "time", CONCEPTS, _("Time needed"),
                why=_("Who has one lesson and no money sees at once what is possible."), required=TWO,
            ),
            Question("cost", CONCEPTS, _("Cost"), required=TWO),
            Question("travel", CONCEPTS, _("Travel needed"), required=TWO),
            Question("region", CONCEPTS, _("Region")),
            Question("country", CONCEPTS, _("Partner countries")),
            Question("maturity", CONCEPTS, _("How ready is it to be taken into use?")),
            Question("phase", CONCEPTS, _("Phase of the development")),
            TAGS_QUESTION,
        ),
        depths=TWO,
        short=_("Level, theme and for whom"),
        folded=("subject", "region", "country", "maturity", "phase"),
    ),
    Page(
        "challenge", _("Which challenge or need did you start from?"), (CHALLENGE,), depths=TWO, short=_("Challenge"),
    ),
    Page(
        "method",
        _("What did you do, step by step?"),
        (
            METHOD,
            Question(
                "steps", ROWS, _("The steps"),
                _("One row is one step. Another school should be able to follow them in this order. Empty rows are left out."),
                why=_("Whoever tries the practice keeps the steps at hand; they also make a card of one page."),
                columns=(("title", _("What is done"), 120), ("text", _("How"), 1500)), most=12, required=TWO,
            ),
        ),
        depths=TWO,
        short=_("Method, step by step"),
    ),
    Page("result", _("What changed, and how do you know?"), (RESULT,), depths=TWO, short=_("Result")),
    Page(
        "school",
        _("How does it belong to school work, and who took part?"),
        (
            Question(
                "curriculum", PROSE, _("Curriculum"), _("Which part of the curriculum does this answer to?"),
                _("Transversal competences L2 and L4; English, content area of interaction skills in grades 3–6."),
                why=_("A principal finds time for work that the curriculum asks for."),
                limit=2500, lengths=about(80, 500), required=TWO,
            ),
            Question(
                "participation", PROSE, _("Those who did not travel"), _("How did those take part and benefit who did not travel?"),
                _("Nobody travels. Pupils who were away listen to the recording of their group and leave a question for the next time."),
                why=_("Few pupils travel, and international work is for everybody. So every practice is asked about those at home."),
                limit=2500, lengths=about(80, 500), required=TWO,
            ),
            Question(
                "partners", ROWS, _("Partners and networks"),
                columns=(("name", _("Who"), 120), ("role", _("Role"), 200)), most=10,
            ),
            Question("partners_note", PROSE, _("More about the partners"), limit=2000),
        ),
        depths=TWO,
        short=_("Curriculum and participation"),
    ),
    Page(
        "adopt",
        _("What does another school need to take this into use?"),
        (
            Question(
                "resources", PROSE, _("What it took"), _("Time, money, space, tools, skill."),
                _("Eight lessons and two evenings of one teacher, a tablet for each group, no money."),
                why=_("Nobody begins without knowing what it takes."),
                limit=3000, lengths=about(100, 600), required=DEEP,
            ),
            Question(
                "pitfalls", PROSE, _("What did not work"), _("Pitfalls you would warn a friend of."),
                _("At first there were no roles, and the same three pupils did the talking. Cards with roles mended it."),
                why=_("What did not work saves others more time than what did."),
                limit=3000, lengths=about(100, 600), required=DEEP,
            ),
            Question(
                "when_not", PROSE, _("When not to do this"), "",
                _("Not in the last weeks of spring: the partner school’s term ends before ours."),
                limit=2000, lengths=about(60, 400),
            ),
            Question(
                "first_monday", PROSE, _("First Monday"), _("What does another school do first, with what it has already?"),
                _("Ask your class one question to which pupils in another country would have an answer. Write it down together."),
                why=_("It stands in the one yellow field of the page: a small deed that anybody can begin with."),
                limit=1500, lengths=about(60, 400), required=DEEP,
            ),
            Question(
                "rooting", PROSE, _("How it goes on"), _("Who carries it on, and where is it written down?"),
                _("The circle is in the annual plan of grade 5, and the language teachers take turns to lead it."),
                why=_("Much good work ends with its funding. Tell why yours does not."),
                limit=3000, lengths=about(80, 500), required=DEEP,
            ),
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
            Question(
                "safety", PROSE, _("Safety, data protection and consents"), "",
                _("The recordings stay in the school’s own system for a term. Guardians have agreed to video, pupils to each meeting."),
                limit=2500,
            ),
            Question(
                "story", PROSE, _("A moment that stayed in mind"), "",
                _("In the third meeting the line broke. When it came back, both classes were singing the same song."),
                limit=2000,
            ),
            Question("dissemination", PROSE, _("How you spread it"), _("To whom, where, when, and who does it."), limit=2500),
        ),
        depths=TWO,
        short=_("Materials and story"),
    ),
    Page("contact", _("Who answers questions in a year?"), (CONTACT_NAME, CONTACT_EMAIL), depths=TWO, short=_("Contact")),
    Page(
        "tip",
        _("What did you do, and what changed?"),
        (TITLE, SUMMARY, CHALLENGE, METHOD, RESULT),
        depths=(TIP,),
        lead=_("Two or three sentences to each question are enough."),
        short=_("What you did"),
    ),
    Page(
        "tip-for-whom",
        _("Whom is it for, and where does it belong?"),
        (LEVEL, STAGE, THEME, TAGS_QUESTION, CONTACT_NAME, CONTACT_EMAIL),
        depths=(TIP,),
        short=_("For whom"),
        folded=("theme", "tags", "contact_name", "contact_email"),
    ),
)  # fmt: skip

BY_CODE = {question.code: question for page in PAGES for question in page.questions}
TEXT_QUESTIONS = tuple(
    q for q in BY_CODE.values() if q.kind in (LINE, PROSE, ROWS) and not q.code.startswith("contact")
)
CONCEPT_QUESTIONS = tuple(q for q in BY_CODE.values() if q.kind == CONCEPTS)

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


def first_new(before: str, after: str) -> Page | None:
    """Where one goes on when telling more: the first page with something newly asked or required; None for less."""
    if ALL.index(Depth(after)) <= ALL.index(Depth(before)):
        return None
    asked = asked_codes(before)
    for page in pages(after):
        if any(q.code not in asked or (after in q.required and before not in q.required) for q in page.questions):
            return page
    return None
