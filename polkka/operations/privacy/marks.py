"""Every table with its columns that could tell of a person, each marked; a test compares them with all models.

`personal` tells of a known person: a name, an address, or who it was. `free` is text that people write and in which
somebody may be named. `plain` does neither. Choices, numbers, times and files' digests need no mark.
"""

from dataclasses import dataclass

from .purposes import (
    ACCOUNTING,
    ANSWERING,
    ASSESSING,
    BELONGING,
    DESCRIBING,
    NOTICES,
    SAFETY,
    SIGNING_IN,
    Purpose,
)

ACCOUNT, PRACTICE = "account", "practice"
"""Kept as long as the account, and as long as the practice is in the portal (without name once the account is gone)."""


@dataclass(frozen=True)
class Table:
    """The marks of one table.

    `kept` is a rule of retention or ACCOUNT or PRACTICE; several with spaces between them. `copy` is the key of
    data.json in which a person's rows stand, "" for none (then `why` tells why not). `after` is what removing a
    person does: removed, blanked, unsigned (the row stays, signed “a former user”), struck (the name and the address go
    from the text), stays (the words of a text that is the practice's).
    """

    personal: tuple[str, ...] = ()
    free: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    purpose: Purpose | None = None
    kept: str = ""
    copy: str = ""
    why: str = ""
    after: str = ""


def _of(names: str) -> tuple[str, ...]:
    return tuple(names.split())


_WORDS = _of(
    "title summary challenge method steps result curriculum participation partners partners_note resources pitfalls"
    " when_not first_monday rooting builds_on materials links safety story dissemination renewal"
)
_DISCARDED = "of a moment: gone within minutes or days, and nothing in it that the person has not just sent"

TABLES: dict[str, Table] = {
    # --- people
    "network.User": Table(
        _of("email name"), plain=_of("password"),  # nobody has one: a stamp that ends sessions
        purpose=SIGNING_IN, kept="account unused", copy="person", after="blanked",
    ),
    "account.EmailAddress": Table(
        _of("user email"), purpose=SIGNING_IN, kept="account unused", copy="addresses", after="removed"
    ),
    "mfa.Authenticator": Table(
        _of("user data"), purpose=SIGNING_IN, kept="account", copy="second_step", after="removed"
    ),
    "sessions.Session": Table(
        _of("session_key session_data"), purpose=SIGNING_IN, kept="sessions", copy="sign_ins", after="removed"
    ),
    "network.Membership": Table(_of("user"), purpose=BELONGING, kept="account", copy="schools", after="removed"),
    "network.Duty": Table(_of("user"), purpose=BELONGING, kept="account", copy="duties", after="removed"),
    "network.MailChoice": Table(
        _of("user"), plain=_of("kind"), purpose=NOTICES, kept="account", copy="mail_not_wanted", after="removed"
    ),
    "network.Availability": Table(
        _of("user"), purpose=ASSESSING, kept="account", copy="tasks_at_once", after="removed"
    ),
    "projects.Coordinator": Table(_of("user"), purpose=BELONGING, kept="account", copy="coordinates", after="removed"),
    "projects.ProjectMember": Table(_of("user"), purpose=BELONGING, kept="account", copy="projects", after="removed"),
    "projects.Joining": Table(
        _of("user decided_by_name"), purpose=BELONGING, kept="account", copy="asked_to_join", after="removed unsigned"
    ),
    # --- writing
    "practices.Author": Table(_of("user"), purpose=DESCRIBING, kept="account", copy="practices", after="removed"),
    "practices.Invitation": Table(
        _of("address made_by made_by_name used_by used_by_name"), plain=_of("secret_digest"),
        purpose=DESCRIBING, kept="practice invitations", copy="invitations invited", after="unsigned blanked",
    ),
    "practices.Version": Table(
        _of("contact_name contact_email declared"), _of("aside"),
        purpose=DESCRIBING, kept="practice", copy="practices contact_of", after="blanked unsigned",
    ),
    "practices.Text": Table(
        free=_WORDS, plain=_of("sources"), purpose=DESCRIBING, kept="practice", copy="practices", after="stays"
    ),
    "practices.Comment": Table(
        _of("by by_name done_by_name"), _of("text"), _of("question"),
        purpose=DESCRIBING, kept="practice", copy="comments", after="unsigned",
    ),
    "practices.Rough": Table(
        _of("by_name"), _of("fields"), _of("question seen"),
        purpose=DESCRIBING, kept="practice", copy="practices", after="unsigned",
    ),
    "practices.Presence": Table(
        _of("user"), plain=_of("page"), purpose=DESCRIBING, kept="presence", why=_DISCARDED, after="removed"
    ),
    "practices.HistoryEntry": Table(
        _of("by by_name"), _of("note"), _of("move once"),
        purpose=ACCOUNTING, kept="practice", copy="history", after="unsigned",
    ),
    "practices.Point": Table(
        _of("answered_by"), _of("text answer"), _of("question"),
        purpose=DESCRIBING, kept="practice", copy="practices", after="unsigned",
    ),
    "practices.Attachment": Table(
        _of("uploaded_by_name"), _of("name"), _of("key kind sha256 warnings"),
        purpose=DESCRIBING, kept="practice files", copy="practices", after="unsigned",
    ),
    "practices.VersionAttachment": Table(
        free=_of("caption alt"), purpose=DESCRIBING, kept="practice files", copy="practices", after="stays"
    ),
    "practices.DraftTerms": Table(
        free=_of("terms"), plain=_of("analyser"), purpose=DESCRIBING, kept="practice",
        why="single words of texts that are in the copy, for the search of the staff", after="stays",
    ),
    "search.Entry": Table(
        free=_of("title summary body terms lexemes"), plain=_of("public_id language analyser facets"),
        purpose=DESCRIBING, kept="practice", why="the public text in another form", after="stays",
    ),
    "upkeep.Parked": Table(
        free=_of("fields"), plain=_of("key path"), purpose=DESCRIBING, kept="forms",
        why="nobody knows whose it is: only the browser that sent it has its key", after="removed",
    ),
    "upkeep.Receipt": Table(
        _of("user key"), plain=_of("url"), purpose=SAFETY, kept="receipts", why=_DISCARDED, after="removed"
    ),
    # --- assessing and coordinating
    "practices.Assessment": Table(
        _of("assessor"), _of("praise suggestions reason"),
        purpose=ASSESSING, kept="practice", copy="assessments", after="unsigned",
    ),
    "practices.Answer": Table(
        free=_of("comment"), purpose=ASSESSING, kept="practice", copy="assessments", after="stays"
    ),
    "practices.GateAnswer": Table(
        free=_of("reason"), purpose=ASSESSING, kept="practice", why="of the coordination, signed by nobody",
        after="stays",
    ),
    "practices.Schedule": Table(
        _of("by by_name"), _of("note"), purpose=ACCOUNTING, kept="practice", copy="planned", after="unsigned"
    ),
    "practices.Sheet": Table(
        _of("by by_name"), _of("name rows made about"), _of("plan"),
        purpose=ACCOUNTING, kept="sheets sheets_unloaded", copy="spreadsheets", after="unsigned struck",
    ),
    "upkeep.Change": Table(
        _of("by by_name"), _of("name fields"), _of("model key"),
        purpose=ACCOUNTING, kept="changes", copy="changes", after="unsigned struck",
    ),
    "admin.LogEntry": Table(
        _of("user"), _of("object_repr change_message"), _of("object_id"),
        purpose=ACCOUNTING, kept="admin_log", copy="admin_log", after="struck",
    ),
    # --- mail, readers, safety
    "upkeep.Mail": Table(
        _of("address context last_error"), plain=_of("key kind language message_id"),
        purpose=NOTICES, kept="mail", copy="mail mail_gathered", after="blanked",
    ),
    "portal.Wish": Table(
        _of("email"), _of("words purpose"), _of("once"),
        purpose=ANSWERING, kept="wishes", copy="wishes", after="blanked",
    ),
    "portal.Feedback": Table(
        _of("email"), _of("text page"), _of("once public_id"),
        purpose=ANSWERING, kept="feedback", copy="feedback", after="blanked",
    ),
    "portal.SearchMiss": Table(
        free=_of("words"), purpose=ANSWERING, kept="misses",
        why="nothing tells who searched; what looks like an address or a number is not counted", after="stays",
    ),
    "upkeep.Throttle": Table(
        _of("key"), purpose=SAFETY, kept="limits",
        why="a mark of the day from which the address cannot be read", after="removed",
    ),
    "network.Organisation": Table(
        _of("email"), plain=_of("code name name_sv name_en sort_key municipality municipality_sv loaded"),
        purpose=ANSWERING, kept="practice", why="the address of an organisation, public by its nature", after="stays",
    ),
    # --- nobody
    "upkeep.Generation": Table(),
    "upkeep.DayCount": Table(plain=_of("kind key")),
    "taxonomy.Vocabulary": Table(plain=_of("code name_fi name_sv name_en loaded")),
    "taxonomy.Concept": Table(
        plain=_of(
            "code name_fi name_sv name_en long_fi long_sv long_en definition_fi definition_sv definition_en"
            " introduction_fi introduction_sv introduction_en alternatives_fi alternatives_sv alternatives_en uri"
            " loaded"
        )
    ),
    "taxonomy.Gain": Table(plain=_of("text_fi text_sv text_en loaded")),
    "search.Lexeme": Table(plain=_of("language surface lemma")),
    "criteria.CriteriaSet": Table(
        plain=_of("version name_fi name_sv name_en introduction_fi introduction_sv introduction_en scale")
    ),
    "criteria.Criterion": Table(
        plain=_of("code name_fi name_sv name_en question_fi question_sv question_en guiding sub_criteria")
    ),
    "criteria.LevelText": Table(plain=_of("text_fi text_sv text_en")),
    "projects.CoordinationProject": Table(
        plain=_of(
            "code acronym name_fi name_sv name_en summary_fi summary_sv summary_en funder funder_sv funder_en loaded"
        )
    ),
    "projects.Project": Table(
        plain=_of("code name sort_key language summary_fi summary_sv summary_en funder funder_sv funder_en loaded")
    ),
    "taggit.Tag": Table(plain=_of("name slug")),
    "practices.Practice": Table(plain=_of("public_id source_id")),
    "practices.TagAlias": Table(plain=_of("slug name")),
    "practices.LinkCheck": Table(plain=_of("url fault")),
    "portal.SiteText": Table(plain=_of("title_fi title_sv title_en body_fi body_sv body_en loaded")),
    "portal.Spearhead": Table(
        plain=_of("name_fi name_sv name_en text_fi text_sv text_en words loaded")
    ),
    "portal.Pick": Table(plain=_of("public_id why_fi why_sv why_en")),
    "portal.Redirect": Table(plain=_of("old new")),
    "portal.Banner": Table(plain=_of("text_fi text_sv text_en url")),
    "auth.Permission": Table(plain=_of("name codename")),
    "auth.Group": Table(plain=_of("name")),
    "contenttypes.ContentType": Table(plain=_of("app_label model")),
    "account.EmailConfirmation": Table(plain=_of("key")),
}  # fmt: skip
