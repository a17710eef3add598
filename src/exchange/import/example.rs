//! The worked example: GitLab.com's database outage of 31 January 2017, told again as a finished review.
//!
//! The facts are in `example/gitlab-2017-01-31.csv`, from the company's two public write-ups; `tests/example.rs`
//! holds every line here to them. The words are ours. Promises: nobody is named; no time is finer than the
//! sources are; what the team could not know at 23:00 is not known at 23:00 here either. It is made of intents
//! like any review, so each opening of it is a review of its own, with a beginning of its own.

use crate::review::field::{TextField, item, meta};
use crate::review::moment::{Day, Instant, Precision, Tick, Wall, When};
use crate::review::relation::{self, Stated};
use crate::review::{EntryKind, Intent, ItemId, Moment, NewItem, PersonId, Prose, Scalar, kind};

/// GitLab's first account, of the day after.
pub const FIRST_ACCOUNT: &str = "https://about.gitlab.com/blog/2017/02/01/gitlab-dot-com-database-incident/";
/// GitLab's own review, ten days later.
pub const POSTMORTEM: &str = "https://about.gitlab.com/blog/2017/02/10/postmortem-of-database-outage-of-january-31/";

/// Everything that makes the review: to be carried out as one act in a fresh review. `fresh` gives a new id at
/// each call; `now_ms` is when the copy is made, milliseconds since 1970.
pub fn intents(fresh: &mut dyn FnMut() -> ItemId, by: &PersonId, now_ms: i64) -> Vec<Intent> {
    let mut intents: Vec<Intent> = PROSE
        .iter()
        .map(|(field, text)| Intent::SpliceText {
            field: TextField::Prose(*field),
            at: 0,
            delete: 0,
            insert: (*text).to_owned(),
        })
        .collect();
    intents.push(Intent::set_meta(meta::DAY, Scalar::text("2017-01-31")));
    intents.push(Intent::set_meta(meta::ZONE, Scalar::text("UTC")));
    intents.push(Intent::set_meta(meta::STATUS, Scalar::text("agreed")));
    intents.push(Intent::set_meta(meta::DEPTH, Scalar::text("full")));
    intents.push(Intent::set_meta(meta::SOURCE_LINK, Scalar::text(POSTMORTEM)));
    intents.push(Intent::set_meta(meta::CREATED_AT, Scalar::Int(now_ms)));

    let mut entries: Vec<ItemId> = Vec::new();
    for line in TIMELINE {
        let id = fresh();
        entries.push(id.clone());
        let mut new = NewItem::entry(id, line.kind, &line.at.moment(), line.text, by, now_ms)
            .with(item::LANE, Scalar::text(line.lane))
            .with(item::SOURCE, Scalar::text(line.source.words()))
            .with(item::LINK, Scalar::text(line.source.links()));
        if let Some(known) = &line.known {
            new = new.with(item::KNOWN_AT, Scalar::text(known.moment().encode()));
        }
        if !line.why.is_empty() {
            new = new.with(item::WHY, Scalar::text(line.why));
        }
        for (key, value) in line.more {
            new = new.with(key, Scalar::text(*value));
        }
        if line.starred {
            new = new.with(item::STARRED, Scalar::Bool(true));
        }
        intents.push(Intent::AddItem(new));
    }
    for impact in IMPACTS {
        intents.push(Intent::AddItem(
            NewItem::new(fresh(), kind::IMPACT, impact.text, by, now_ms)
                .with(item::AT, Scalar::text(impact.at.moment().encode()))
                .with(item::WHO, Scalar::text(impact.who))
                .with(item::HOW_MANY, Scalar::text_or_null(impact.how_many)),
        ));
    }
    for (field, supported_by) in SUPPORTED {
        let entries = supported_by.iter().filter_map(|place| entries.get(*place));
        intents.extend(entries.map(|entry| relation::support(&Stated::Prose(*field), entry, true)));
    }
    let mut noted = |list: &[Noted], kind: &str, others: &[&[ItemId]]| {
        let mut ids = Vec::new();
        for (place, one) in list.iter().enumerate() {
            let id = fresh();
            let mut new = NewItem::new(id.clone(), kind, one.text, by, now_ms)
                .with(item::RANK, Scalar::text(format!("a{place:02}")));
            for (key, value) in one.fields {
                new = new.with(key, Scalar::text(*value));
            }
            for entry in one.entries.iter().filter_map(|place| entries.get(*place)) {
                new = new.with(&format!("{}{entry}", item::SUPPORTED_BY), Scalar::Bool(true));
            }
            for (relation, list, place) in one.related {
                // A cause stands behind those that it led to; everything else in a list that is done already.
                let to = if *list == OWN { ids.get(*place) } else { others.get(*list).and_then(|ids| ids.get(*place)) };
                if let Some(to) = to {
                    let value = if *relation == item::FACTOR { Scalar::text(to.as_str()) } else { Scalar::Bool(true) };
                    let key =
                        if *relation == item::FACTOR { (*relation).to_owned() } else { format!("{relation}{to}") };
                    new = new.with(&key, value);
                }
            }
            ids.push(id);
            intents.push(Intent::AddItem(new));
        }
        ids
    };
    let factors = noted(FACTORS, kind::FACTOR, &[]);
    let causes = noted(CAUSES, kind::CAUSE, &[&factors]);
    noted(LAYERS, kind::LAYER, &[]);
    noted(QUESTIONS, kind::QUESTION, &[]);
    noted(CHANGES, kind::CANDIDATE, &[&factors, &causes]);
    noted(LEARNED, kind::LEARNED, &[]);
    let reconvene = Date { month: 3, day: 2 };
    intents.push(Intent::set_meta(meta::RECONVENE, Scalar::text(Told::Day(reconvene).moment().encode())));
    intents.push(Intent::AddItem(
        NewItem::new(fresh(), kind::CHECK_IN, LOOKED, by, now_ms)
            .with(item::AT, Scalar::text(Told::Day(Date { month: 2, day: 10 }).moment().encode())),
    ));
    for (key, value) in SAID {
        intents.push(Intent::set_meta(key, Scalar::text(*value)));
    }
    intents
}

/// What the review says in sentences.
const PROSE: &[(Prose, &str)] = &[
    (Prose::Title, "GitLab.com lost its database and found its backups empty"),
    (
        Prose::Summary,
        "On 31 January 2017 at 23:27 UTC, while the secondary database was being rebuilt, the data directory of \
         the primary was removed instead. GitLab.com stayed down until about 18:00 the next day. Everyone who used \
         it was locked out, and about six hours of what people had written there could not be brought back.",
    ),
    (
        Prose::Impact,
        "Projects, comments, issues, snippets and accounts that were made or changed after about 17:20 are gone. \
         Git repositories and wikis could not be reached during the outage but lost nothing. Installations that \
         people run themselves were not affected.",
    ),
    (
        Prose::ModelSaid,
        "If the primary is ever lost, the secondary takes over; if both are, a backup from the last day brings the \
         data back. And pg_basebackup either works or says why it does not.",
    ),
    (
        Prose::SystemDid,
        "The secondary had just been emptied in order to rebuild it. The daily backups were files of a few bytes, \
         and the mails that said so had been turned away. pg_basebackup was waiting and did not say so. The newest \
         copy that anyone could restore had been made by hand, six hours earlier, for something else.",
    ),
    (
        Prose::Trigger,
        "Under heavy load the secondary fell so far behind that the primary had already thrown away the WAL \
         segments it still needed. It had to be rebuilt from nothing, by hand. The removal that should clear the \
         way ran on db1, the primary, instead of on db2.",
    ),
    (
        Prose::Condition,
        "Rebuilding a secondary meant destructive commands typed into prompts that look alike, one of them on the \
         server that everyone depends on, with a tool that keeps silent while it waits. And there were four ways to \
         get the data back, none of which had ever been tried: nobody had been given the task, so nothing could \
         tell the difference between a backup and an empty bucket.",
    ),
    (
        Prose::Different,
        "A backup counts once it has been restored. Whoever looks after the database no longer takes for granted \
         that one exists, because a restore that ran says so, and one that could not run says so louder.",
    ),
    (Prose::Lives, "In a job that restores the latest backup by itself, and in the alarm it raises when it cannot."),
    (
        Prose::Holder,
        "The infrastructure lead, by 2 March 2017. The write-ups give no single holder and no date; that data \
         durability needs an owner is on their own list.",
    ),
    (
        Prose::Trap,
        "A backup that has never been restored is a hope with a schedule. The message that it failed can fail too, \
         and then silence looks like success.",
    ),
    (
        Prose::Luck,
        "Six hours earlier a snapshot of production had been taken by hand, for work on load balancing. Without it \
         the newest copy would have been almost a day old. Git repositories and wikis are kept elsewhere.",
    ),
    (
        Prose::Helped,
        "The removal was noticed and stopped within a second or two, and said aloud at once. The team recovered in \
         public: its notes were open to everyone while it worked, the first account came the next day and a full \
         review after ten. That is why this can be retold at all.",
    ),
    (
        Prose::Attribution,
        "Retold in our own words from two public write-ups by GitLab: the first account, of 1 February 2017 \
         (https://about.gitlab.com/blog/2017/02/01/gitlab-dot-com-database-incident/), and the review, of 10 \
         February 2017 (https://about.gitlab.com/blog/2017/02/10/postmortem-of-database-outage-of-january-31/). \
         The facts are theirs. How it ends is ours, to show how a review ends: which two of their published \
         improvements are funded and which are not, by when, what they take the place of, the day of the next \
         meeting, and the message of the check. GitLab lists more improvements and worked on several, the prompt \
         among them.",
    ),
    (
        Prose::Opening,
        "We read this to learn how careful people with ordinary tools came to lose a database. Everyone who typed a \
         command that night had reasons for it, and the reasons are in here.",
    ),
];

/// Which entries bear out what two of the sentences say, by their places in the timeline.
const SUPPORTED: &[(Prose, &[usize])] = &[(Prose::Trigger, &[4, 7, 8]), (Prose::Condition, &[6, 9, 10, 11])];

/// A time as the sources give it, in UTC.
enum Told {
    Minute(Clock),
    About(Clock),
    Between(Clock, Clock),
    /// Roughly from the first to the second.
    Roughly(Clock, Clock),
    From(Clock),
    /// From a minute to some time on a day.
    Until(Clock, Date),
    Day(Date),
    AboutDay(Date),
    BeforeDay(Date),
    Unknown,
}

/// A day of early 2017.
#[derive(Clone, Copy)]
struct Date {
    month: u32,
    day: u32,
}

/// An hour and a minute of it.
#[derive(Clone, Copy)]
struct Clock {
    date: Date,
    hour: u32,
    minute: u32,
}

const JANUARY_31: Date = Date { month: 1, day: 31 };
const FEBRUARY_1: Date = Date { month: 2, day: 1 };

const fn on_31(hour: u32, minute: u32) -> Clock {
    Clock { date: JANUARY_31, hour, minute }
}

const fn next_day(hour: u32, minute: u32) -> Clock {
    Clock { date: FEBRUARY_1, hour, minute }
}

impl Date {
    fn start(self) -> Instant {
        // All days of this file are days of the calendar, which the tests see to.
        let day = Day::new(2017, self.month, self.day);
        day.and_then(|day| Wall { day, second: 0, nanos: 0 }.at_offset(0)).unwrap_or(Instant::MIN)
    }

    fn tick(self) -> Tick {
        Tick::new(self.start(), Precision::DAY)
    }
}

impl Clock {
    fn at(self) -> Instant {
        self.date.start().plus(i64::from(self.hour) * 3600 + i64::from(self.minute) * 60)
    }

    fn tick(self) -> Tick {
        Tick::new(self.at(), Precision::Minute)
    }
}

impl Told {
    fn moment(&self) -> Moment {
        match self {
            Told::Minute(clock) => Moment::exact(clock.at(), Precision::Minute),
            Told::About(clock) => Moment::about(clock.at(), Precision::Minute),
            Told::Between(start, end) => Moment::range(Some(start.tick()), Some(end.tick())),
            Told::Roughly(start, end) => Moment::range(Some(start.tick()), Some(end.tick())).made_approximate(true),
            Told::From(start) => Moment::range(Some(start.tick()), None),
            Told::Until(start, date) => Moment::range(Some(start.tick()), Some(date.tick())),
            Told::Day(date) => Moment::exact(date.start(), Precision::DAY),
            Told::AboutDay(date) => Moment::about(date.start(), Precision::DAY),
            Told::BeforeDay(date) => Moment::utc(When::Before(date.tick())),
            Told::Unknown => Moment::unknown(),
        }
    }
}

/// Which of the two write-ups tells it.
enum Source {
    Notes,
    Review,
    Both,
}

impl Source {
    const fn words(&self) -> &'static str {
        match self {
            Source::Notes => "incident notes",
            Source::Review => "postmortem",
            Source::Both => "incident notes + postmortem",
        }
    }

    fn links(&self) -> String {
        match self {
            Source::Notes => FIRST_ACCOUNT.to_owned(),
            Source::Review => POSTMORTEM.to_owned(),
            Source::Both => format!("{FIRST_ACCOUNT} {POSTMORTEM}"),
        }
    }
}

struct Line {
    at: Told,
    /// Where the sources do not say from when it was known, nor do we.
    known: Option<Told>,
    kind: EntryKind,
    lane: &'static str,
    text: &'static str,
    source: Source,
    /// Of a decision: why it made sense then.
    why: &'static str,
    /// Of a decision: what else is said of it.
    more: &'static [(&'static str, &'static str)],
    starred: bool,
}

/// A line that stands for itself.
const fn line(
    at: Told,
    known: Option<Told>,
    kind: EntryKind,
    lane: &'static str,
    source: Source,
    text: &'static str,
) -> Line {
    Line { at, known, kind, lane, text, source, why: "", more: &[], starred: false }
}

/// A line that the short form keeps; a decision says why it made sense.
const fn starred(line: Line, why: &'static str) -> Line {
    Line { why, starred: true, ..line }
}

/// A decision of which more is said.
const fn told_more(line: Line, more: &'static [(&'static str, &'static str)]) -> Line {
    Line { more, ..line }
}

/// When the team looked for something to restore: the write-ups say no more closely when each was found.
const WHILE_LOOKING: Told = Told::Until(on_31(23, 27), FEBRUARY_1);

/// In the order of the facts.
static TIMELINE: &[Line] = &[
    line(
        Told::About(on_31(17, 20)),
        Some(Told::Minute(on_31(17, 20))),
        EntryKind::Change,
        "engineering",
        Source::Review,
        "An LVM snapshot of production is taken by hand and loaded into staging, for work on load balancing that \
         has nothing to do with what follows.",
    ),
    line(
        Told::Minute(on_31(18, 0)),
        Some(Told::Minute(on_31(18, 0))),
        EntryKind::Alarm,
        "database",
        Source::Notes,
        "Spammers hammer the database by creating snippets; it becomes unstable.",
    ),
    line(
        Told::Minute(on_31(21, 0)),
        Some(Told::Minute(on_31(21, 0))),
        EntryKind::Impact,
        "database",
        Source::Notes,
        "Writes to the database lock up; GitLab.com is down for some of the time.",
    ),
    line(
        Told::BeforeDay(JANUARY_31),
        None,
        EntryKind::WeakSignal,
        "database",
        Source::Review,
        "A background job is deleting a staff account with all its data, after a troll reported the account. Part of \
         the load comes from it.",
    ),
    starred(
        line(
            Told::Minute(on_31(22, 0)),
            Some(Told::Minute(on_31(22, 0))),
            EntryKind::Alarm,
            "database",
            Source::Both,
            "Page: replication lags so far that it has in effect stopped. WAL segments that the secondary still needed \
             have already been removed.",
        ),
        "",
    ),
    line(
        Told::Between(on_31(22, 0), on_31(23, 0)),
        Some(Told::Minute(on_31(22, 0))),
        EntryKind::Response,
        "database",
        Source::Review,
        "The secondary's data directory is wiped, so that pg_basebackup can start clean.",
    ),
    line(
        Told::Between(on_31(22, 0), on_31(23, 0)),
        None,
        EntryKind::WeakSignal,
        "database",
        Source::Both,
        "pg_basebackup hangs without output. It is waiting for the primary, silently, for up to ten minutes; neither \
         the runbooks nor its documentation say so.",
    ),
    told_more(
        starred(
            line(
                Told::About(on_31(23, 0)),
                Some(Told::Minute(on_31(23, 0))),
                EntryKind::Decision,
                "database",
                Source::Notes,
                "Remove the PostgreSQL data directory on db2, the secondary: its presence might be what keeps \
             pg_basebackup from starting.",
            ),
            "Replication had stopped and could not catch up; the secondary had to be built anew, and the runbook's way \
         is pg_basebackup. It had been tried several times, and each time it sat there without a word. It does need \
         an empty directory, an earlier attempt may have left something behind, and nothing at hand gave another \
         reason for the silence. Clearing a directory on a server that serves nobody is routine, and costs nothing \
         if it does not help.",
        ),
        &[
            (
                item::OPTIONS,
                "Trying pg_basebackup once more and waiting longer; or going home with one database and no spare.",
            ),
            (
                item::MISSING,
                "That pg_basebackup was waiting for the primary, and may do so for ten minutes without a word.",
            ),
            (item::MISSING_WAS, "Nowhere that the team could look: neither in the runbooks nor in its documentation."),
            (
                item::LEARNED_LATER,
                "Nothing was wrong with the directory. It was waiting, and the removal that was meant for db2 ran on db1.",
            ),
        ],
    ),
    starred(
        line(
            Told::Minute(on_31(23, 27)),
            Some(Told::Minute(on_31(23, 27))),
            EntryKind::Impact,
            "database",
            Source::Notes,
            "The removal is stopped after a second or two: it ran on the primary, db1, not on the secondary, db2. Of \
             about 300 GB, 4.5 GB are left. GitLab.com is down.",
        ),
        "",
    ),
    line(
        Told::Unknown,
        Some(WHILE_LOOKING),
        EntryKind::WeakSignal,
        "backups",
        Source::Review,
        "The daily export has been producing files of a few bytes: pg_dump 9.2 against a server of version 9.6 exits \
         with an error.",
    ),
    line(
        Told::Unknown,
        Some(WHILE_LOOKING),
        EntryKind::WeakSignal,
        "backups",
        Source::Review,
        "The backup job's failure mails have been rejected by the receiver for want of DMARC. Nobody has seen one.",
    ),
    line(
        Told::Unknown,
        Some(WHILE_LOOKING),
        EntryKind::WeakSignal,
        "backups",
        Source::Review,
        "The bucket that the exports go to is empty.",
    ),
    line(
        Told::Unknown,
        Some(WHILE_LOOKING),
        EntryKind::WeakSignal,
        "backups",
        Source::Review,
        "The provider's disk snapshots are on for the NFS servers and have never been on for the database servers.",
    ),
    told_more(
        starred(
            line(
                Told::AboutDay(FEBRUARY_1),
                Some(Told::Day(FEBRUARY_1)),
                EntryKind::Decision,
                "recovery",
                Source::Review,
                "Restore from staging, from the snapshot taken at 17:20: any other way loses almost 24 hours of data.",
            ),
            "The secondary was empty, the exports were not there, disk snapshots had never been on. Two LVM snapshots \
         were left: the automatic one, almost a day old, and the one taken by hand six hours before. The copy in \
         staging lacks the webhooks and sits on slow disks, so bringing it over takes most of a day. Hours of outage \
         come to an end; a lost day of what people had written would not have come back.",
        ),
        &[
            (
                item::OPTIONS,
                "The automatic LVM snapshot, almost a day old. Everything else that was meant for this was not there.",
            ),
            (item::MISSING, "How long it would take: the disks in staging let through about 60 Mbps."),
            (item::MISSING_WAS, "In staging, where a way back had never been needed or tried."),
        ],
    ),
    line(
        Told::AboutDay(FEBRUARY_1),
        Some(Told::Day(FEBRUARY_1)),
        EntryKind::Note,
        "recovery",
        Source::Review,
        "Copying from staging to production takes about 18 hours: the staging disks are throttled to about 60 Mbps.",
    ),
    line(
        Told::Minute(next_day(17, 0)),
        Some(Told::Minute(next_day(17, 0))),
        EntryKind::Recovery,
        "recovery",
        Source::Review,
        "The database is restored, still without webhooks.",
    ),
    starred(
        line(
            Told::About(next_day(18, 0)),
            Some(Told::Minute(next_day(18, 0))),
            EntryKind::Recovery,
            "recovery",
            Source::Review,
            "Webhooks are restored and operation is confirmed: the end of the outage, after about 18 hours.",
        ),
        "",
    ),
    line(
        Told::About(next_day(18, 0)),
        Some(Told::Minute(next_day(18, 0))),
        EntryKind::Impact,
        "customers",
        Source::Review,
        "Lost for good: roughly 5,000 projects, 5,000 comments and 700 new accounts. Git repositories and wikis were \
         not affected.",
    ),
];

struct Impact {
    at: Told,
    text: &'static str,
    who: &'static str,
    /// Empty where the sources do not say.
    how_many: &'static str,
}

static IMPACTS: &[Impact] = &[
    Impact {
        at: Told::From(on_31(21, 0)),
        text: "Writes lock up, with some downtime. The write-ups do not say when this first trouble ended.",
        who: "people who wrote to GitLab.com",
        how_many: "",
    },
    Impact {
        at: Told::Roughly(on_31(23, 27), next_day(18, 0)),
        text: "GitLab.com cannot be reached.",
        who: "everyone who used GitLab.com",
        how_many: "all of them",
    },
    Impact {
        at: Told::Roughly(on_31(17, 20), on_31(23, 27)),
        text: "What was written in this time is lost for good.",
        who: "people who made or changed something on GitLab.com",
        how_many: "roughly 5,000 projects, 5,000 comments and 700 new accounts",
    },
];

/// Something of the review that is no line of its timeline.
struct Noted {
    text: &'static str,
    fields: &'static [(&'static str, &'static str)],
    /// The entries that bear it out, by their places in the timeline.
    entries: &'static [usize],
    /// What it hangs together with: the relation, a list, a place in it.
    related: &'static [(&'static str, usize, usize)],
}

/// Of what it hangs together with: the list that it is in itself.
const OWN: usize = usize::MAX;
/// The factors, where they are another's.
const FACTOR_LIST: usize = 0;
/// The causes, where they are another's.
const CAUSE_LIST: usize = 1;

/// Something that stands for itself.
const fn noted(text: &'static str) -> Noted {
    Noted { text, fields: &[], entries: &[], related: &[] }
}

/// What contributed: conditions, each of which can be found again next week.
static FACTORS: &[Noted] = &[
    factor(
        "Nobody owned the restoring of backups. That they were made was somebody's job; that they could be used was \
         nobody's, so the whole procedure had never been run.",
        &[(item::FAMILY, "ownership"), (item::EFFECT, "enabled"), (item::AGAIN, "easy")],
        &[9, 11],
    ),
    factor(
        "The backups failed in silence. The one message that would have told was a mail, the mail was turned away, and \
         nothing looked at the size of what arrived.",
        &[(item::FAMILY, "safeguards"), (item::EFFECT, "enabled"), (item::AGAIN, "easy")],
        &[9, 10, 11],
    ),
    factor(
        "db1 and db2 are told apart by one character of the prompt. The terminals of a rebuild stand side by side, and \
         nothing in the work asks which of the two a command is about to run on.",
        &[(item::FAMILY, "safeguards"), (item::EFFECT, "enabled"), (item::AGAIN, "easy")],
        &[7, 8],
    ),
    factor(
        "Rebuilding the secondary is done by hand from a runbook that does not say how long pg_basebackup may wait, or \
         that it says nothing while it does.",
        &[(item::FAMILY, "communication"), (item::EFFECT, "enabled"), (item::AGAIN, "easy")],
        &[5, 6],
    ),
    factor(
        "WAL is not archived. A secondary that falls behind cannot catch up; it can only be emptied and filled again, \
         and until then there is no spare.",
        &[(item::FAMILY, "complexity"), (item::EFFECT, "worsened"), (item::AGAIN, "possible")],
        &[4],
    ),
    factor(
        "One primary carries the whole load and one secondary is the only spare. Load that should have been a nuisance \
         took both.",
        &[(item::FAMILY, "complexity"), (item::EFFECT, "worsened"), (item::AGAIN, "possible")],
        &[1, 2, 4],
    ),
    factor(
        "The page came on top of four hours of fighting spam and load, late in the evening for those who answered it.",
        &[(item::FAMILY, "pressure"), (item::EFFECT, "worsened"), (item::AGAIN, "possible")],
        &[1, 2, 4],
    ),
    factor(
        "The only usable copy lay on slow disks in staging, where nothing had been built for a way back. That turned \
         hours of recovery into most of a day.",
        &[(item::FAMILY, "complexity"), (item::EFFECT, "delayed-response"), (item::AGAIN, "possible")],
        &[14],
    ),
];

const fn factor(
    text: &'static str,
    fields: &'static [(&'static str, &'static str)],
    entries: &'static [usize],
) -> Noted {
    Noted { text, fields, entries, related: &[] }
}

/// How it was possible, each behind what it made possible.
static CAUSES: &[Noted] = &[
    noted("The database was gone, and six hours of it could not be brought back."),
    cause("A removal ran on the primary.", &[(item::LEADS_TO, OWN, 0)], &[8]),
    cause("Nothing that was called a backup could be restored.", &[(item::LEADS_TO, OWN, 0)], &[9, 11, 12]),
    cause(
        "Two prompts look alike, and nothing asks which server a command is for.",
        &[(item::LEADS_TO, OWN, 1), (item::FACTOR, FACTOR_LIST, 2)],
        &[7],
    ),
    cause("A secondary was being rebuilt by hand, with commands that destroy.", &[(item::LEADS_TO, OWN, 1)], &[5]),
    cause(
        "A tool waited without a word, so the way seemed to be blocked.",
        &[(item::LEADS_TO, OWN, 4), (item::FACTOR, FACTOR_LIST, 3)],
        &[6],
    ),
    cause(
        "What the secondary still needed had been thrown away before it came.",
        &[(item::LEADS_TO, OWN, 4), (item::FACTOR, FACTOR_LIST, 4)],
        &[4],
    ),
    cause(
        "The exports had been failing, and the mails that said so were turned away.",
        &[(item::LEADS_TO, OWN, 2), (item::FACTOR, FACTOR_LIST, 1)],
        &[9, 10],
    ),
    cause(
        "Restoring had never been tried, because it was nobody's task.",
        &[(item::LEADS_TO, OWN, 2), (item::LEADS_TO, OWN, 7), (item::FACTOR, FACTOR_LIST, 0)],
        &[],
    ),
];

const fn cause(
    text: &'static str,
    related: &'static [(&'static str, usize, usize)],
    entries: &'static [usize],
) -> Noted {
    Noted { text, fields: &[], entries, related }
}

/// What should have stood in between.
static LAYERS: &[Noted] = &[
    factor("A secondary that takes over", &[(item::STATE, "failed")], &[4, 5]),
    factor("A daily export of the database", &[(item::STATE, "failed")], &[9, 11]),
    factor("The mail that tells of a failed export", &[(item::STATE, "failed")], &[10]),
    factor("The provider's disk snapshots", &[(item::STATE, "missing")], &[12]),
    factor("Anything that asks before a database is removed", &[(item::STATE, "missing")], &[8]),
    factor("The automatic LVM snapshot, once a day", &[(item::STATE, "held")], &[13]),
];

static QUESTIONS: &[Noted] = &[
    noted("How long had the daily export been failing before 31 January?"),
    noted(
        "How could one report by a troll have a staff account deleted, and what bounds the load that such a deletion \
         puts on the database?",
    ),
    noted("Which other failure mails are being turned away without anyone knowing?"),
];

/// What GitLab named, each decided: two funded, two declined, one that needs somebody's budget.
static CHANGES: &[Noted] = &[
    Noted {
        text: "Restore the latest database backup automatically and regularly, and raise an alarm when that fails.",
        fields: &[
            (item::DISPOSITION, "funded"),
            (item::OWNER, "infrastructure lead"),
            (item::DUE, "2 March 2017"),
            (item::RUNG, "path"),
            (item::PATH_KIND, "ci-gate"),
            (item::CATEGORY, "automation"),
            (item::SHORTENS, "unmitigated"),
            (item::MEASURE, "A restore runs without anyone starting it, and a broken backup raises an alarm."),
            (item::CAPACITY, "the next iteration"),
            (item::DISPLACES, "The work on load balancing, for which the snapshot was taken."),
        ],
        entries: &[],
        related: &[
            (item::COMES_FROM, FACTOR_LIST, 0),
            (item::COMES_FROM, FACTOR_LIST, 1),
            (item::COMES_FROM, CAUSE_LIST, 8),
        ],
    },
    Noted {
        text: "Take LVM snapshots of the production database every hour instead of once a day.",
        fields: &[
            (item::DISPOSITION, "funded"),
            (item::OWNER, "infrastructure lead"),
            (item::DUE, "10 February 2017"),
            (item::RUNG, "path"),
            (item::PATH_KIND, "default"),
            (item::CATEGORY, "automation"),
            (item::SHORTENS, "unmitigated"),
            (item::MEASURE, "At any time there is a snapshot that is no older than an hour."),
            (item::CAPACITY, "this iteration"),
            (item::DISPLACES, "Nothing that anybody would miss: it is one line of a schedule."),
            (
                item::SECOND_BECAUSE,
                "It takes next to nothing, and until restores have proven themselves it makes an hour of what could be \
                 lost out of a day.",
            ),
        ],
        entries: &[],
        related: &[(item::COMES_FROM, FACTOR_LIST, 7)],
    },
    Noted {
        text: "Name one owner for data durability.",
        fields: &[
            (item::DISPOSITION, "budget"),
            (item::RUNG, "heads"),
            (item::CATEGORY, "ownership"),
            (item::ADDRESSEE, "whoever staffs infrastructure"),
            (
                item::REASON,
                "It takes a part of somebody's week for as long as there are data, and the team has no such part to give.",
            ),
        ],
        entries: &[],
        related: &[(item::COMES_FROM, FACTOR_LIST, 0)],
    },
    Noted {
        text: "Show host and environment in every prompt, so that production cannot be taken for anything else.",
        fields: &[
            (item::DISPOSITION, "declined"),
            (item::RUNG, "path"),
            (item::CATEGORY, "deployment"),
            (
                item::REASON,
                "It helps whoever still reads the prompt late in the evening. A database that is back within the hour \
                 helps whatever was removed, and by whatever means.",
            ),
            (item::REVISIT, "when restores have run by themselves for a quarter"),
        ],
        entries: &[],
        related: &[(item::COMES_FROM, FACTOR_LIST, 2), (item::COMES_FROM, CAUSE_LIST, 3)],
    },
    Noted {
        text: "Replace rm on production hosts by something safer.",
        fields: &[
            (item::DISPOSITION, "declined"),
            (item::RUNG, "path"),
            (item::CATEGORY, "deployment"),
            (
                item::REASON,
                "It would guard against this one command. Data can be lost in many other ways, and being able to \
                 restore quickly helps against all of them.",
            ),
            (item::REVISIT, "if something is removed on the wrong server again"),
        ],
        entries: &[],
        related: &[(item::COMES_FROM, FACTOR_LIST, 2)],
    },
];

static LEARNED: &[Noted] = &[
    noted("A tool can wait ten minutes without a word, and silence is not an error."),
    noted("The message that a backup failed can itself be turned away."),
];

/// What is known of it ten days later.
const LOOKED: &str = "Ten days later GitLab tells all of it in public and lists what it is going to change, each with an \
                      issue in its open tracker. What became of each by 2 March is not in the write-ups, so here this \
                      retelling ends.";

/// What is said of the whole besides its sentences.
const SAID: &[(&str, &str)] = &[
    (meta::FAILURE_CLASS, "a backup that cannot be restored"),
    (
        meta::GATE_DO,
        "Read the log of the restore that failed, mend what stopped it and run the job again. Until it is green, act as \
         if the database had no backup.",
    ),
    (meta::GATE_ASK, "infrastructure team"),
    (meta::GATE_LINK, POSTMORTEM),
];
