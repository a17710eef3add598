//! The meeting: its five stages, its time, what to ask of an entry, and what to ask before everybody leaves.
//!
//! Promises: the timer is values of the review, never ticks in it, and is the same in every copy: [`seconds_left`]
//! needs only how far one's own clock is behind that of who began the stage. Where two copies moved the meeting on
//! apart from each other, both show the one that was begun later. Nothing here locks anything: every stage can be
//! visited, every question can stay open.

use crate::review::choice::{Disposition, Rung};
use crate::review::field::{item as fields, meta};
use crate::review::moment::Instant;
use crate::review::{
    EntryKind, Intent, Item, ItemId, Moment, NewItem, PersonId, Prose, Register, ReviewView, Scalar, kind,
};
use std::sync::Arc;

/// After how long without a word a meeting that nobody ended is over, in milliseconds: twelve hours.
const OVER_AFTER_MS: i64 = 12 * 3_600_000;
/// The longest stage, in minutes.
const LONGEST: u32 = 240;
/// How many seconds later the next meeting is: thirty days.
const THIRTY_DAYS: i64 = 30 * 86_400;

/// A stage of the meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// The room opens.
    Open,
    /// The timeline, without its causes.
    Happened,
    /// Why it was reasonable then.
    Why,
    /// What is done about it.
    Change,
    /// What stays when the room empties.
    Leave,
}

impl Stage {
    /// All of them, in order.
    pub const ALL: [Stage; 5] = [Stage::Open, Stage::Happened, Stage::Why, Stage::Change, Stage::Leave];

    /// Its name on the page.
    pub const fn name(self) -> &'static str {
        match self {
            Stage::Open => "Before we start",
            Stage::Happened => "What happened",
            Stage::Why => "Why it made sense",
            Stage::Change => "What will change",
            Stage::Leave => "Before we leave",
        }
    }

    /// Its number, from 1.
    pub const fn number(self) -> u8 {
        match self {
            Stage::Open => 1,
            Stage::Happened => 2,
            Stage::Why => 3,
            Stage::Change => 4,
            Stage::Leave => 5,
        }
    }

    /// How many minutes it has where nobody says otherwise: of forty-five.
    pub const fn minutes(self) -> u32 {
        match self {
            Stage::Open | Stage::Leave => 3,
            Stage::Happened => 20,
            Stage::Why => 10,
            Stage::Change => 9,
        }
    }

    /// The stage of that number.
    pub fn from_number(number: i64) -> Option<Stage> {
        Stage::ALL.into_iter().find(|stage| i64::from(stage.number()) == number)
    }

    /// The stage so many steps further; none beyond the first and the last.
    pub fn step(self, by: i64) -> Option<Stage> {
        Stage::from_number(i64::from(self.number()).saturating_add(by))
    }
}

/// Where a meeting is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its stage.
    pub stage: Stage,
    /// When it began as if it had never stood still, or when it was stopped, by the clock of [`Standing::clock`],
    /// milliseconds since 1970.
    pub since_ms: i64,
    /// By whose clock.
    pub clock: PersonId,
    /// While the timer stands still, the seconds that the stage had taken.
    pub stopped_at: Option<i64>,
}

/// Where the meeting is; nothing where nobody meets.
///
/// Copies that hold the same values give the same answer. Of several that were given apart, it is the one that was
/// begun last, and of two begun in the same millisecond that of the later name.
pub fn standing(view: &ReviewView) -> Option<Standing> {
    let since = view.meta(meta::MEETING_SINCE);
    let begun = since.claims().iter().filter_map(|claim| Some((claim.value.as_int()?, &claim.by)));
    let (since_ms, by) = begun.max()?;
    let of = |key: &str| of_them(view.meta(key), by).clone();
    Some(Standing {
        stage: Stage::from_number(of(meta::MEETING_STAGE).as_int()?)?,
        since_ms,
        clock: PersonId::new(of(meta::MEETING_CLOCK).as_str().unwrap_or_default()),
        // What stands still is said with since when, so that it is never taken for another stage's.
        stopped_at: (of(meta::MEETING_PAUSED).as_int() == Some(since_ms))
            .then(|| of(meta::MEETING_BEFORE).as_int().unwrap_or(0).max(0)),
    })
}

/// Of values that differ, the one that these people gave.
fn of_them<'a>(register: &'a Register, by: &[PersonId]) -> &'a Scalar {
    let theirs = register.claims().iter().find(|claim| claim.by.iter().any(|person| by.contains(person)));
    theirs.map_or(register.first(), |claim| &claim.value)
}

/// Whether a meeting goes on. One that nobody ended is over half a day later.
pub fn is_running(view: &ReviewView, now_ms: i64) -> bool {
    standing(view).is_some_and(|standing| now_ms.saturating_sub(standing.since_ms) < OVER_AFTER_MS)
}

/// Seconds that the stage has taken. `skew_ms` is how far the clock of who began it is ahead of one's own.
pub fn seconds_taken(standing: &Standing, now_ms: i64, skew_ms: i64) -> i64 {
    standing
        .stopped_at
        .unwrap_or_else(|| now_ms.saturating_add(skew_ms).saturating_sub(standing.since_ms).max(0).div_euclid(1_000))
}

/// Seconds that the stage has left, below zero where it takes longer; nothing where nobody meets.
pub fn seconds_left(view: &ReviewView, now_ms: i64, skew_ms: i64) -> Option<i64> {
    let standing = standing(view)?;
    let whole = i64::from(minutes_of(view, standing.stage)).saturating_mul(60);
    Some(whole.saturating_sub(seconds_taken(&standing, now_ms, skew_ms)))
}

/// Seconds as a clock that counts down: "9:05", and "+0:20" beyond its end.
pub fn on_the_clock(left: i64) -> String {
    let sign = if left < 0 { "+" } else { "" };
    let left = left.unsigned_abs();
    format!("{sign}{}:{:02}", left / 60, left % 60)
}

/// Seconds in words, as one says them in passing: "12 minutes left".
pub fn in_words(left: i64) -> String {
    let minutes = left.unsigned_abs() / 60;
    let many = if minutes == 1 { "1 minute".to_owned() } else { format!("{minutes} minutes") };
    match (left < 0, minutes) {
        (false, 0) => "less than a minute left".to_owned(),
        (false, _) => format!("{many} left"),
        (true, 0) => "just past its time".to_owned(),
        (true, _) => format!("{many} past its time"),
    }
}

/// The minutes of every stage.
pub fn minutes(view: &ReviewView) -> [u32; 5] {
    let mut all = Stage::ALL.map(Stage::minutes);
    let said = view.meta(meta::MEETING_MINUTES).text().split_whitespace();
    for (minutes, word) in all.iter_mut().zip(said) {
        if let Ok(said) = word.parse() {
            *minutes = u32::clamp(said, 1, LONGEST);
        }
    }
    all
}

fn minutes_of(view: &ReviewView, stage: Stage) -> u32 {
    Stage::ALL.into_iter().zip(minutes(view)).find(|(each, _)| *each == stage).map_or(1, |(_, minutes)| minutes)
}

/// The same proportions with another total: whole minutes, none below one, and the total as it is said where it has
/// room for one minute each.
pub fn scaled(minutes: [u32; 5], total: u32) -> [u32; 5] {
    let total = total.clamp(5, 5 * LONGEST);
    let sum: u32 = minutes.iter().map(|each| (*each).max(1)).sum();
    let mut all = minutes.map(|each| (each.max(1) * total / sum).clamp(1, LONGEST));
    // What rounding left over goes to the longest, one by one; what it took is taken from there.
    loop {
        let now: u32 = all.iter().sum();
        let longest = all.iter_mut().filter(|each| now > total || **each < LONGEST).max_by_key(|each| **each);
        match longest {
            Some(longest) if now < total => *longest += 1,
            Some(longest) if now > total && *longest > 1 => *longest -= 1,
            _ => return all,
        }
    }
}

/// The act that says how many minutes each stage has.
pub fn set_minutes(minutes: [u32; 5]) -> Intent {
    let words = minutes.map(|each| each.clamp(1, LONGEST).to_string()).join(" ");
    let usual = minutes == Stage::ALL.map(Stage::minutes);
    Intent::set_meta(meta::MEETING_MINUTES, if usual { Scalar::Null } else { Scalar::text(words) })
}

/// The act of going to a stage, which also begins a meeting. Nothing where the meeting is there already.
pub fn go_to(view: &ReviewView, stage: Stage, me: &PersonId, now_ms: i64) -> Vec<Intent> {
    if is_running(view, now_ms) && standing(view).is_some_and(|standing| standing.stage == stage) {
        return Vec::new();
    }
    let mut act = set_going(stage, me, now_ms, None);
    act.push(Intent::set_meta(meta::MEETING_ENDED, Scalar::Null));
    act
}

/// The act that lets the timer stand still, or go on. `skew_ms` as in [`seconds_taken`].
pub fn pause(view: &ReviewView, paused: bool, me: &PersonId, now_ms: i64, skew_ms: i64) -> Vec<Intent> {
    let Some(standing) = standing(view).filter(|standing| standing.stopped_at.is_some() != paused) else {
        return Vec::new();
    };
    let taken = seconds_taken(&standing, now_ms, skew_ms);
    if paused {
        set_going(standing.stage, me, now_ms, Some(taken))
    } else {
        set_going(standing.stage, me, now_ms.saturating_sub(taken.saturating_mul(1_000)), None)
    }
}

fn set_going(stage: Stage, me: &PersonId, since_ms: i64, stopped_at: Option<i64>) -> Vec<Intent> {
    vec![
        Intent::set_meta(meta::MEETING_STAGE, Scalar::Int(i64::from(stage.number()))),
        Intent::set_meta(meta::MEETING_SINCE, Scalar::Int(since_ms)),
        Intent::set_meta(meta::MEETING_CLOCK, Scalar::text(me.as_str())),
        Intent::set_meta(meta::MEETING_BEFORE, stopped_at.map_or(Scalar::Null, Scalar::Int)),
        Intent::set_meta(meta::MEETING_PAUSED, stopped_at.map_or(Scalar::Null, |_| Scalar::Int(since_ms))),
    ]
}

/// The act that ends the meeting.
pub fn end(now_ms: i64) -> Vec<Intent> {
    let mut act: Vec<Intent> =
        [meta::MEETING_STAGE, meta::MEETING_SINCE, meta::MEETING_CLOCK, meta::MEETING_BEFORE, meta::MEETING_PAUSED]
            .into_iter()
            .map(|key| Intent::set_meta(key, Scalar::Null))
            .collect();
    act.push(Intent::set_meta(meta::MEETING_ENDED, Scalar::Int(now_ms)));
    act
}

// ---- what is written for the room -------------------------------------------------------------------------------

/// A remark for the parking lot. Where it was made about an entry, it says when that was.
pub fn parked(id: ItemId, words: &str, about: Option<&Item>, me: &PersonId, now_ms: i64) -> NewItem {
    let new = NewItem::new(id, kind::PARKED, words.trim(), me, now_ms).with(fields::SOURCE, Scalar::text("meeting"));
    match about.map(Item::at).filter(|at| at.is_placed()) {
        Some(at) => new.with(fields::AT, Scalar::text(at.encode())),
        None => new,
    }
}

/// One thing that somebody did not know. Nothing in it says who.
pub fn learned(id: ItemId, words: &str, now_ms: i64) -> NewItem {
    unnamed(NewItem::new(id, kind::LEARNED, words.trim(), &PersonId::new(""), now_ms))
}

/// A show of hands: how many of how many. Nothing in it says whose.
///
/// # Errors
/// One sentence, where there is no question or the numbers are none.
pub fn hands(id: ItemId, question: &str, raised: &str, of: &str, now_ms: i64) -> Result<NewItem, &'static str> {
    let number = |text: &str| text.trim().parse::<i64>().ok().filter(|number| (0..=100_000).contains(number));
    let question = question.trim();
    let (Some(raised), Some(of)) = (number(raised), number(of)) else {
        return Err("How many hands, of how many? Two numbers are needed.");
    };
    if question.is_empty() {
        return Err("What was asked? Write the question first.");
    }
    if raised > of {
        return Err("There are more hands than people. Which number is right?");
    }
    let new = NewItem::new(id, kind::HANDS, question, &PersonId::new(""), now_ms)
        .with(fields::RAISED, Scalar::Int(raised))
        .with(fields::OF, Scalar::Int(of));
    Ok(unnamed(new))
}

fn unnamed(mut new: NewItem) -> NewItem {
    new.fields.remove(fields::CREATED_BY);
    new
}

/// A show of hands as a sentence: "Did the alarm say enough? 3 of 9 hands."
pub fn hands_said(item: &Item) -> String {
    let number = |key: &str| {
        let each: Vec<String> = item
            .field(key)
            .claims()
            .iter()
            .filter_map(|claim| claim.value.as_int())
            .map(|number| number.to_string())
            .collect();
        each.join(" or ")
    };
    let (question, raised, of) = (item.body().trim(), number(fields::RAISED), number(fields::OF));
    let stop = if question.ends_with(['?', '.', '!', ':']) { "" } else { ":" };
    let numbers = match (raised.is_empty(), of.is_empty()) {
        (true, _) => return question.to_owned(),
        (false, true) => format!("{raised} hands."),
        (false, false) => format!("{raised} of {of} hands."),
    };
    if question.is_empty() { numbers } else { format!("{question}{stop} {numbers}") }
}

// ---- the facilitator's question --------------------------------------------------------------------------------

/// What whoever leads may ask about an entry: one question, about what was seen, never about who.
///
/// Words decide before the kind does. What is quoted was said by somebody else, or by a machine, and does not count.
pub fn question_about(what: EntryKind, said: &str) -> &'static str {
    let words = words_outside_quotes(said);
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| holds(&words, phrase));
    if says(&["why did you", "why did he", "why did she", "why did they", "why didn't", "who pushed", "who did"]) {
        return "How was it possible to do that without a check catching it?";
    }
    if says(&[
        "i knew",
        "we knew",
        "they knew",
        "he knew",
        "she knew",
        "everybody knew",
        "everyone knew",
        "knew that",
        "obvious",
        "obviously",
        "clearly",
        "of course",
    ]) {
        return "How did you know?";
    }
    if says(&["should have", "should've", "could have", "could've", "failed to", "forgot", "overlooked", "missed"]) {
        return "What was in sight at that moment instead?";
    }
    if says(&[
        "thought",
        "believed",
        "assumed",
        "assuming",
        "expected",
        "suspected",
        "were sure",
        "was sure",
        "figured",
        "supposed",
        "convinced",
        "looked like",
        "seemed",
    ]) {
        return "What made that the likely reading then?";
    }
    if says(&["because", "caused by", "root cause", "due to", "the reason"]) {
        return "Shall we park the why, and stay with what could be seen?";
    }
    if what != EntryKind::Decision && says(&["waited", "held off", "hesitated", "hesitating", "unsure", "not sure"]) {
        return "What would you have needed to see to go on?";
    }
    match what {
        EntryKind::Decision => "What did you see when you decided?",
        EntryKind::Alarm => "What did it say, and what did it not say?",
        EntryKind::Detection => "What were you looking at when you noticed?",
        EntryKind::Response => "What did you expect it to do?",
        EntryKind::Recovery => "What told us that it was over?",
        EntryKind::Impact => "How did we come to know that they felt it?",
        EntryKind::Communication => "Who heard it, and what did they take it to mean?",
        EntryKind::Change => "What did the system show when this went in?",
        EntryKind::WeakSignal => "What did it mean to you then?",
        EntryKind::Note => "What did you see at that moment?",
    }
}

/// The words in lower case, without what stands in quotation marks.
fn words_outside_quotes(said: &str) -> Vec<String> {
    let mut outside = String::new();
    let mut closing = None;
    for letter in said.chars() {
        let opens = match letter {
            '“' | '„' => Some('”'),
            '"' => Some('"'),
            '`' => Some('`'),
            '«' => Some('»'),
            _ => None,
        };
        match (closing, opens) {
            (Some(end), _) if letter == end || (end == '”' && letter == '“') => closing = None,
            (None, Some(end)) => {
                closing = Some(end);
                outside.push(' ');
            }
            (None, None) => outside.push(if letter == '’' { '\'' } else { letter }),
            _ => {}
        }
    }
    outside
        .to_lowercase()
        .split(|letter: char| !letter.is_alphanumeric() && letter != '\'')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn holds(words: &[String], phrase: &str) -> bool {
    let wanted: Vec<&str> = phrase.split(' ').collect();
    words.windows(wanted.len()).any(|some| some.iter().map(String::as_str).eq(wanted.iter().copied()))
}

// ---- before everybody leaves -----------------------------------------------------------------------------------

/// What is asked before everybody leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Leaving {
    /// What has changed?
    Changed,
    /// Who holds it?
    Held,
    /// Where does it live?
    Lives,
    /// Does it last?
    Lasts,
    /// When does the room meet again?
    Reconvene,
}

impl Leaving {
    /// All of them, in the order in which they are asked.
    pub const ALL: [Leaving; 5] = [Leaving::Changed, Leaving::Held, Leaving::Lives, Leaving::Lasts, Leaving::Reconvene];

    /// The question.
    pub const fn question(self) -> &'static str {
        match self {
            Leaving::Changed => "What has changed in the system?",
            Leaving::Held => "Who holds it, until when?",
            Leaving::Lives => "Where does it live when this page is forgotten?",
            Leaving::Lasts => "Would it hold in the next crunch?",
            Leaving::Reconvene => "Is the reconvene booked?",
        }
    }
}

/// A question, and what the review answers; several where it says several things, none where it is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Which question.
    pub about: Leaving,
    /// What the review says.
    pub answers: Vec<String>,
}

/// The funded fixes, in the order of the page.
pub fn funded(view: &ReviewView) -> impl Iterator<Item = &Arc<Item>> {
    let is_funded = |register: &Register| {
        register.claims().iter().any(|claim| claim.value.as_str() == Some(Disposition::Funded.key()))
    };
    view.of_kind(kind::CANDIDATE).filter(move |item| is_funded(item.field(fields::DISPOSITION)))
}

/// What is asked before everybody leaves, with what the review answers. What is open is no fault: it is shown.
pub fn before_we_leave(view: &ReviewView) -> Vec<Asked> {
    Leaving::ALL.into_iter().map(|about| Asked { about, answers: answers(view, about) }).collect()
}

fn answers(view: &ReviewView, about: Leaving) -> Vec<String> {
    let prose = |field: Prose| view.prose(field).trim().to_owned();
    let mut said: Vec<String> = match about {
        Leaving::Changed => {
            let mut fixes: Vec<String> = funded(view).map(|fix| fix.body().trim().to_owned()).collect();
            let nothing = prose(Prose::NothingBecause);
            if fixes.is_empty() {
                fixes.push(prose(Prose::Different));
            }
            if !nothing.is_empty() {
                fixes.push(format!("We choose to change nothing, because {nothing}"));
            }
            fixes
        }
        Leaving::Held => {
            let mut held: Vec<String> = funded(view)
                .map(|fix| {
                    let (owner, due) = (values(fix.field(fields::OWNER)), values(fix.field(fields::DUE)));
                    match (owner.is_empty(), due.is_empty()) {
                        (false, false) => format!("{owner}, until {due}"),
                        (true, false) => format!("until {due}"),
                        _ => owner,
                    }
                })
                .collect();
            held.push(prose(Prose::Holder));
            held
        }
        Leaving::Lives => vec![prose(Prose::Lives)],
        Leaving::Lasts => funded(view)
            .flat_map(|fix| fix.field(fields::RUNG).claims())
            .filter_map(|claim| Rung::from_key(claim.value.as_str()?))
            .map(|rung| lasts(rung).to_owned())
            .collect(),
        Leaving::Reconvene => {
            let mut when: Vec<String> = view
                .meta(meta::RECONVENE)
                .claims()
                .iter()
                .filter_map(|claim| Moment::decode(claim.value.as_str()?).ok())
                .map(|moment| moment.as_written())
                .collect();
            if when.is_empty() && view.meta(meta::NO_RECONVENE).first().is_set() {
                when.push("Said aloud: there will be no next meeting.".to_owned());
            }
            when
        }
    };
    said.retain(|answer| !answer.is_empty());
    said.dedup();
    said
}

/// How long a change lasts on a rung.
pub const fn lasts(rung: Rung) -> &'static str {
    match rung {
        Rung::Heads => "It lives in people's heads: gone within weeks.",
        Rung::Checklist => "It lives on a checklist: until the first real deadline crunch.",
        Rung::Path => "It lives in the path of the work: until somebody removes it.",
    }
}

/// Every value of a register, so that none is hidden where people differ.
fn values(register: &Register) -> String {
    let each: Vec<&str> = register.claims().iter().filter_map(|claim| claim.value.as_str()).collect();
    each.join(" or ")
}

/// When the next meeting is, as one would type it: thirty days out, at this quarter of an hour, not on a weekend.
/// `offset` is that of the zone in which it is read, seconds east of Greenwich.
pub fn thirty_days_out(now: Instant, offset: i32) -> String {
    let then = now.plus(THIRTY_DAYS).wall(offset);
    let day = match then.day.weekday() {
        5 => then.day.plus(2),
        6 => then.day.plus(1),
        _ => then.day,
    };
    format!("{} {:02}:{:02}", day.iso(), then.second / 3_600 % 24, then.second / 900 * 15 % 60)
}
