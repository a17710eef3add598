//! People by name: a handle, a given name, or a bare word that did, was or had what only people do, are and have. It
//! judges nothing.
//!
//! Promises: a word that the rules know as something else is no name; one that is a name and a word of the language,
//! or a product, is taken for a name only where it does what a person does.

use super::clauses::Clause;
use super::lexicon::{Class, Form, Set, class_of};
use super::words::{Kind, Word};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::LazyLock;

/// The words of `names.txt` under their keys.
static WORDS: LazyLock<BTreeMap<&'static str, BTreeSet<&'static str>>> = LazyLock::new(|| {
    let mut words: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for (key, line) in include_str!("names.txt").lines().filter_map(|line| line.split_once(':')) {
        words.entry(key).or_default().extend(line.split_whitespace());
    }
    words
});

fn is_listed(key: &str, low: &str) -> bool {
    WORDS.get(key).is_some_and(|words| words.contains(low))
}

/// What is had or felt by a person alone, behind `was`.
const STATES: &[&[&str]] = &[
    &["on", "leave"],
    &["on", "holiday"],
    &["on", "holidays"],
    &["on", "vacation"],
    &["on", "pto"],
    &["on", "a", "plane"],
    &["off", "sick"],
    &["sick"],
    &["asleep"],
    &["tired"],
    &["exhausted"],
    &["distracted"],
    &["inexperienced"],
    &["at", "lunch"],
    &["at", "dinner"],
    &["at", "home"],
    &["in", "a", "hurry"],
    &["in", "a", "rush"],
    &["in", "a", "meeting"],
    &["out", "of", "office"],
    &["out", "sick"],
    &["off", "duty"],
    &["careless"],
    &["sloppy"],
    &["lazy"],
];

/// Whether a word means a part of a company, a role or a crowd, or what one looks after.
pub fn is_of_a_team(word: &str) -> bool {
    let low = word.to_lowercase();
    let of = [Class::Role, Class::Approver, Class::Group, Class::Unit, Class::Anyone, Class::Area, Class::Crowd];
    is_listed("team", &low) || class_of(&low).any(&of)
}

/// Whether a word is a given name that hardly means anything else.
pub fn is_given(word: &str) -> bool {
    is_listed("given", &word.to_lowercase())
}

/// The names in a sentence, as places of its words.
pub fn named(text: &str, clause: &Clause<'_>) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for at in 0..clause.words.len() {
        if found.last().is_some_and(|last| at < last.end) {
            continue;
        }
        if let Some(end) = name_at(text, clause, at) {
            found.push(at..end);
        }
    }
    found
}

/// Where a name ends that begins here.
fn name_at(text: &str, clause: &Clause<'_>, at: usize) -> Option<usize> {
    let word = clause.get(at)?;
    if let Some(handle) = word.low.strip_prefix('@') {
        return is_of_a_person(handle).then_some(at + 1);
    }
    if word.capital && matches!(word.low.as_str(), "mr" | "mrs" | "ms" | "dr") {
        let next = if clause.get(at + 1).and_then(Word::mark) == Some('.') { at + 2 } else { at + 1 };
        return clause.get(next).filter(|next| next.capital && next.kind == Kind::Word).map(|_| next + 1);
    }
    if !could_be(text, word) {
        return None;
    }
    let given = is_listed("given", &word.low);
    if !word.capital {
        // Names are written small too; there what is done around them has to show it.
        let acts =
            tells_what_was_done(clause, at) || thinks(clause, at) || was_done_by(clause, at) || whose(clause, at);
        return (given && acts).then_some(at + 1);
    }
    let place = matches!(clause.low_before(at), "san" | "santa" | "saint" | "st" | "hurricane" | "port" | "new");
    let alone = !clause.before(at).is_some_and(|before| before.is(Class::Determiner) && before.low != "that");
    if place || !alone {
        return None;
    }
    if given {
        return Some(surname(text, clause, at));
    }
    let also_word = is_listed("also-word", &word.low);
    let plural = word.low.ends_with('s') && clause.low_before(at).is_empty();
    let noun = ["ing", "ion", "ment", "ness", "ity"].iter().any(|ending| word.low.ends_with(ending));
    let unknown = !plural && !noun && !is_listed("machine", &word.low);
    let acts = also_word && tells_what_was_done(clause, at);
    ((unknown || is_also(word)) && (acts || thinks(clause, at) || was_thought_by(clause, at) || whose(clause, at)))
        .then_some(at + 1)
}

/// A given name that means something else too.
fn is_also(word: &Word) -> bool {
    is_listed("also-word", &word.low) || is_listed("also-thing", &word.low)
}

/// A word of letters that means nothing to the rules.
fn could_be(text: &str, word: &Word) -> bool {
    let letters = text.get(word.span.clone()).unwrap_or_default();
    let shouted = letters.chars().count() > 1 && letters.chars().all(char::is_uppercase);
    word.kind == Kind::Word
        && !shouted
        && word.low.chars().all(|letter| letter.is_alphabetic() || matches!(letter, '-' | '\'' | '’'))
        && (word.is == Set::NONE && word.verb == Set::NONE || is_also(word) && word.capital)
}

/// A handle or the part before an address's `@`: of a person, where no part of it means a team or a role.
pub fn is_of_a_person(handle: &str) -> bool {
    let mut parts = handle.split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty()).peekable();
    parts.peek().is_some() && parts.all(|part| !is_of_a_team(part))
}

/// Behind a given name, a word in capitals that means nothing else belongs to it.
fn surname(text: &str, clause: &Clause<'_>, at: usize) -> usize {
    let initial = clause.get(at + 1).is_some_and(|word| word.capital && word.low.chars().count() == 1);
    let next = match (initial, clause.get(at + 2).and_then(Word::mark)) {
        (true, Some('.')) => at + 3,
        (true, _) => at + 2,
        _ => at + 1,
    };
    let is_one = clause.get(next).is_some_and(|word| word.capital && could_be(text, word));
    if is_one { next + 1 } else { at + 1 }
}

/// Past what may stand between a name and its verb.
fn verb_behind(clause: &Clause<'_>, at: usize) -> usize {
    let mut next = at + 1;
    while clause.is(next, Class::Adverb) || matches!(clause.low(next), "had" | "has" | "have" | "did" | "not") {
        next += 1;
    }
    next
}

/// It did what nobody but a person does, or was as nobody else is.
fn thinks(clause: &Clause<'_>, at: usize) -> bool {
    let verb = verb_behind(clause, at);
    if is_listed("personal", clause.low(verb)) || clause.phrase_at(verb, Class::FatFinger).is_some() {
        return true;
    }
    let was = matches!(clause.low(at + 1), "was" | "is" | "had" | "has");
    let state = if clause.low(at + 2) == "been" { at + 3 } else { at + 2 };
    let state = clause.past_adverbs(state);
    if was && STATES.iter().any(|words| words.iter().enumerate().all(|(n, word)| clause.low(state + n) == *word)) {
        return true;
    }
    // `deployed without asking`: machines are not expected to.
    tells_what_was_done(clause, at)
        && (verb + 1..(verb + 6).min(clause.words.len())).any(|then| {
            clause.low(then) == "without"
                && matches!(
                    clause.low(clause.past_adverbs(then + 1)),
                    "asking" | "telling" | "thinking" | "reading" | "looking" | "testing" | "checking" | "permission"
                )
        })
}

/// A verb in the past stands behind it.
fn tells_what_was_done(clause: &Clause<'_>, at: usize) -> bool {
    let verb = verb_behind(clause, at);
    let did = (at + 1..verb).any(|between| clause.low(between) == "did") && clause.form(verb, Form::BASE);
    (clause.form(verb, Form::PAST) || did) && !clause.is(verb, Class::Be)
}

fn was_thought_by(clause: &Clause<'_>, at: usize) -> bool {
    clause.low_before(at) == "by" && at > clause.start && is_listed("personal", clause.low_before(at - 1))
}

fn was_done_by(clause: &Clause<'_>, at: usize) -> bool {
    clause.low_before(at) == "by" && at.checked_sub(2).is_some_and(|verb| clause.form(verb, Form::PARTICIPLE))
}

fn whose(clause: &Clause<'_>, at: usize) -> bool {
    clause.low(at + 1) == "'s"
        && matches!(
            clause.low(at + 2),
            "mistake"
                | "fault"
                | "oversight"
                | "decision"
                | "idea"
                | "typo"
                | "judgement"
                | "laptop"
                | "first"
                | "shift"
        )
}
