//! Who holds a fix, and until when: what to say where that is not one person and not a day.
//!
//! Promises: nothing is said of an empty field, of one person however they are called, or of a day in whichever form;
//! what several words leave open is left alone.

use super::lens::{is_given, is_of_a_team};
use crate::review::moment::MONTHS;

const GROUPS: &[&str] = &[
    "team",
    "teams",
    "everyone",
    "everybody",
    "all",
    "we",
    "us",
    "they",
    "group",
    "squad",
    "guild",
    "tribe",
    "chapter",
    "crew",
    "department",
    "dept",
    "committee",
    "folks",
    "guys",
    "people",
    "volunteers",
    "rotation",
    "engineering",
    "ops",
    "sre",
    "sres",
    "devops",
    "oncall",
    "management",
    "leadership",
    "developers",
    "engineers",
    "admins",
    "dbas",
    "both",
    "call",
];

const NOBODIES: &[&str] = &[
    "nobody",
    "noone",
    "somebody",
    "someone",
    "anyone",
    "anybody",
    "tbd",
    "tba",
    "tbc",
    "unassigned",
    "whoever",
    "unknown",
    "one",
    "none",
];

const NOBODY: &str = "Somebody holds it, or it is not funded: who said yes?";
const GROUP: &str = "A group cannot say yes, one of them can: who?";
const MANY: &str = "What several hold, nobody holds: which one of them said yes?";

fn words(text: &str) -> Vec<&str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

/// What to say of an owner who is not one person (S3-13); nothing where it may be one.
pub fn owner_hint(owner: &str) -> Option<&'static str> {
    // Where they work is not who they are: "Ana (SRE team)", "Ana of payments".
    let whole = owner.split(['(', '[']).next().unwrap_or("").trim().to_lowercase();
    let person =
        [" from ", " of ", " at "].iter().fold(whole.as_str(), |text, part| text.split(part).next().unwrap_or(text));
    let mut listed = person.split([',', ';']).map(str::trim).filter(|part| !part.is_empty());
    let first = listed.next().unwrap_or("");
    let said = words(first);
    if said.is_empty() {
        return (!owner.trim().is_empty()).then_some(NOBODY);
    }
    if said.iter().any(|word| NOBODIES.contains(word)) || first == "no one" {
        return Some(NOBODY);
    }
    let mut telling = said.iter().filter(|word| !["the", "our", "a"].contains(*word));
    if said.iter().any(|word| GROUPS.contains(word)) || telling.all(|word| is_of_a_team(word) && !is_one(word)) {
        return Some(GROUP);
    }
    let several = person.contains(['/', '&', '+', ';'])
        || said.iter().skip(1).any(|word| ["and", "or", "plus", "und", "oder"].contains(word))
        || said.windows(2).any(|two| matches!(two, ["with" | "et" | "y", name] if is_given(name)))
        // "Ana, Ben" are two; "Ana, SRE" and "Diaz, Rosa" are one.
        || is_name(first) && listed.any(is_name);
    several.then_some(MANY)
}

/// What one person is called by what they do.
fn is_one(word: &str) -> bool {
    ["cto", "ceo", "lead", "manager", "director", "head", "owner"].contains(&word)
        || word.ends_with("er") && !["developer", "customer", "user"].contains(&word)
}

fn is_name(part: &str) -> bool {
    words(part).first().is_some_and(|first| is_given(first))
}

/// What to say of a date that is none (S3-16); nothing where it may be one.
pub fn due_hint(due: &str) -> Option<&'static str> {
    const SENTENCE: &str = "Things do not calm down by themselves: which day, or this sprint or the next?";
    let low = due.trim().to_lowercase();
    let low = low.trim_end_matches(['.', '!', '?', '…']).trim();
    let words = words(low);
    let bare = [
        "later",
        "soon",
        "eventually",
        "asap",
        "tbd",
        "tba",
        "tbc",
        "someday",
        "sometime",
        "whenever",
        "backlog",
        "ongoing",
        "continuous",
        "continuously",
        "permanently",
    ];
    // What waits for something waits with it: "after the freeze", "when capacity allows", "if we can".
    let waits = ["when", "once", "after", "if", "until", "depending", "pending", "subject"];
    let far = ["quarter", "half", "year"];
    let vague = [
        "as soon as",
        "as time",
        "time permitting",
        "if time",
        "at some point",
        "some time",
        "some day",
        "near future",
        "medium term",
        "long term",
        "short term",
        "mid term",
        "best effort",
        "low priority",
        "high priority",
    ];
    let near = [
        "today",
        "tomorrow",
        "tonight",
        "sprint",
        "iteration",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    let is_quarter = |word: &str| {
        word.len() == 2 && word.starts_with(['q', 'h']) && word.ends_with(|digit: char| digit.is_ascii_digit())
    };
    let first = words.first().copied().unwrap_or("");
    let loose = words.iter().any(|word| bare.contains(word))
        || vague.iter().any(|phrase| words.join(" ").contains(phrase))
        || waits.contains(&first) && !words.iter().any(|word| near.contains(word) || MONTHS.contains(word))
        || ["when things", "when we ", "when there", "once things", "once we "]
            .iter()
            .any(|phrase| low.contains(phrase))
        || matches!(words.as_slice(), [.., "next" | "this" | "coming" | "new" | "following", last] if far.contains(last));
    let quarter = matches!(words.as_slice(), [one] if is_quarter(one))
        || matches!(words.as_slice(), ["in" | "during" | "sometime", one, ..] if is_quarter(one));
    // A day said with it makes it one: "soon, by 1 April".
    let dated = low.chars().any(|letter| letter.is_ascii_digit()) && !words.iter().any(|word| is_quarter(word));
    (loose && !dated || quarter).then_some(SENTENCE)
}

/// What to say of both in one sentence, as the short review asks for them: "Ana, by 1 April".
pub fn holder_hint(sentence: &str) -> Option<&'static str> {
    let low = sentence.trim().to_lowercase();
    let said: Vec<&str> = low.split(',').collect();
    if said.iter().take(2).filter(|part| is_name(part)).count() == 2 {
        return Some(MANY);
    }
    let starts = [",", ":", " –", " -", " by ", " until ", " before ", " when ", " once ", " after ", " as soon as "];
    let at = starts.iter().filter_map(|start| low.find(start)).min().unwrap_or(low.len());
    let (who, when) = low.split_at(at);
    let bare = |part: &str| {
        let part = part.trim_matches(|letter: char| !letter.is_alphanumeric());
        let past = ["by ", "until ", "before "].iter().find_map(|word| part.strip_prefix(word));
        past.unwrap_or(part).to_owned()
    };
    let due = when.split([',', ';']).find_map(|part| due_hint(&bare(part)));
    spoken(who).or(due).or_else(|| due_hint(&bare(who)))
}

/// What to say of whoever a sentence begins with: "we will", "the team takes it".
fn spoken(low: &str) -> Option<&'static str> {
    let said = words(low);
    let who = said.iter().position(|word| {
        ["will", "holds", "hold", "takes", "take", "does", "do", "owns", "own", "said", "has", "have", "is", "are"]
            .contains(word)
    });
    let who = said.get(..who.unwrap_or(said.len()).min(6)).unwrap_or_default();
    if who.is_empty() { None } else { owner_hint(&who.join(" ")).or_else(|| several_of(low)) }
}

fn several_of(low: &str) -> Option<&'static str> {
    let marks = low.split_whitespace().take(4).any(|word| ["&", "+", "/"].contains(&word));
    marks.then_some(MANY)
}
