//! Actions that nobody could call done: an open verb first, or no verb, and nothing that bounds it.

use super::clauses::Clause;
use super::lexicon::{Class, Form};
use super::words::Kind;
use std::ops::Range;

/// An open-ended action without a measure, and without a deliverable that has a date.
pub fn vague(clause: &Clause<'_>) -> Option<Range<usize>> {
    let first = predicate(clause);
    let end = clause.end();
    if first >= end {
        return None;
    }
    let words = open(clause, first).or_else(|| shift(clause, first)).or_else(|| fragment(clause, first, end))?;
    (!bounded(clause, words.end)).then_some(words)
}

/// Where the act begins: past a label, a subject with its *will*, and a beginning such as *continue to*.
fn predicate(clause: &Clause<'_>) -> usize {
    let mut at = clause.start;
    // `Owner: … due …: remove the role`
    if let Some(colon) =
        (at..clause.words.len()).rev().find(|&at| clause.get(at).is_some_and(|word| word.mark() == Some(':')))
        && colon <= at + 10
        && !clause.acts(at, Class::Open)
    {
        at = colon + 1;
    }
    let limit = (at + 7).min(clause.words.len());
    let helper = (at..limit).find(|&at| {
        matches!(clause.low(at), "will" | "should" | "must" | "shall" | "to" | "can" | "could")
            && clause.before(at).is_none_or(|word| word.mark().is_none())
    });
    if let Some(helper) = helper {
        let subject = (at..helper).any(|at| {
            clause.get(at).is_some_and(|word| {
                word.is.any(&[Class::Role, Class::Group, Class::Unit, Class::Anyone, Class::Approver])
                    || matches!(word.low.as_str(), "we" | "i" | "they" | "you")
                    || word.kind == Kind::Blank
                    || word.low.starts_with('@')
            })
        });
        let begins = (at..helper).any(|at| clause.does(at, Class::Begin));
        let plain = (at..helper).all(|at| {
            !(clause.acts(at, Class::Open) || clause.does(at, Class::Concrete))
                || clause.is(at, Class::Group)
                || clause.is(at, Class::Unit)
                || clause.is(at, Class::Role)
        });
        if (subject || begins) && plain {
            at = helper + 1;
        }
    }
    loop {
        let begins = clause.does(at, Class::Begin) && clause.low(at + 1) == "to";
        let polite = matches!(clause.low(at), "please" | "be" | "further" | "also" | "have" | "need")
            && !(clause.low(at) == "be" && clause.low(at + 1) == "proactive");
        let adverb = clause.is(at, Class::Adverb) && clause.low(at) != "not" && !clause.acts(at, Class::Open);
        let going_on =
            matches!(clause.low(at), "continue" | "keep" | "start" | "begin") && clause.form(at + 1, Form::GERUND);
        if begins {
            at += 2;
        } else if clause.low(at) == "to" || polite || adverb || going_on {
            at += 1;
        } else {
            return at;
        }
    }
}

fn open(clause: &Clause<'_>, at: usize) -> Option<Range<usize>> {
    let phrase = clause.phrase_at(at, Class::OpenWith).or_else(|| clause.phrase_at(at, Class::Open));
    if phrase.is_some() {
        return phrase;
    }
    if !clause.does(at, Class::Open) || !(clause.form(at, Form::BASE) || clause.form(at, Form::GERUND)) {
        return None;
    }
    let next = clause.low(at + 1);
    let whole = clause.end() == at + 1;
    let alone = match clause.low(at) {
        "look" | "think" | "dig" | "work" | "deal" | "reflect" | "looking" | "working" | "thinking" => matches!(
            next,
            "into" | "at" | "about" | "on" | "with" | "for" | "further" | "harder" | "through" | "towards"
        ),
        "try" => next == "to",
        "learn" => next == "from" || next == "how" || next == "more",
        "better" => !next.is_empty() && !clause.is(at + 1, Class::Area),
        "support" | "supporting" => whole || !clause.is(at + 1, Class::Thing) || clause.is(at + 1, Class::Group),
        "tune" | "raise" | "help" | "track" | "manage" | "monitor" | "tidy" | "overhaul" | "rework" => true,
        "prevent" | "avoid" => true,
        "review" => next != ":",
        _ => true,
    };
    // A noun in front of a verb is no order: `Support will call back`.
    let noun = matches!(next, "will" | "is" | "should" | "must" | "has" | "to");
    (alone && (!noun || clause.low(at) == "try")).then_some(at..at + 1)
}

/// `make the pipeline more robust`.
fn shift(clause: &Clause<'_>, at: usize) -> Option<Range<usize>> {
    if !clause.does(at, Class::Shift) || !clause.form(at, Form::BASE) {
        return None;
    }
    let last = (at + 1..(at + 12).min(clause.end())).find(|&then| {
        clause.is(then, Class::Shapeless)
            && (matches!(clause.low_before(then), "more" | "as" | "less" | "fully" | "truly")
                || clause.low(then).ends_with("er")
                || then + 1 == clause.end()
                || matches!(clause.low(then + 1), "to" | "for" | "against" | "in"))
    })?;
    Some(at..last + 1)
}

/// `Better documentation for the on-call`, `Monitoring.`
fn fragment(clause: &Clause<'_>, at: usize, end: usize) -> Option<Range<usize>> {
    let improved = clause.is(at, Class::Improved) && clause.get(at + 1).is_some_and(|word| word.kind == Kind::Word);
    let verb = (at..end).any(|at| {
        let word = clause.low(at);
        matches!(word, "will" | "must" | "should" | "is" | "are")
            || (clause.does(at, Class::Concrete)
                && clause.form(at, Form::BASE)
                && !clause.is(at, Class::Area)
                && !clause.is(at, Class::Thing)
                && !matches!(
                    word,
                    "set"
                        | "file"
                        | "post"
                        | "report"
                        | "record"
                        | "list"
                        | "document"
                        | "block"
                        | "move"
                        | "show"
                        | "present"
                        | "fix"
                        | "close"
                        | "turn"
                        | "cut"
                        | "commit"
                        | "fail"
                ))
    });
    if improved && !verb {
        return Some(at..(at + 2).min(end));
    }
    let names = |at: usize| {
        clause.get(at).is_some_and(|word| {
            word.is(Class::Area) || matches!(word.low.as_str(), "and" | "for" | "the" | "more" | "of" | "api" | "our")
        })
    };
    (end - at <= 3
        && clause.is(end - 1, Class::Area)
        && (at..end).all(names)
        && !clause.does(at, Class::Concrete)
        && !(clause.form(at, Form::BASE)
            && end - at > 1
            && matches!(
                clause.low(at),
                "test" | "document" | "log" | "check" | "control" | "alert" | "code" | "process"
            )))
    .then_some(at..end)
}

/// A measure bounds an open verb; so does a deliverable with a date, or a further concrete act.
fn bounded(clause: &Clause<'_>, from: usize) -> bool {
    let after_by = |at: usize| {
        matches!(clause.low_before(at), "by" | "before" | "until" | "due")
            && clause.get(at).is_some_and(|word| word.kind == Kind::Clock)
            || clause.low_before(at) == "by"
    };
    let measured = clause.figures().any(|at| {
        at >= from.saturating_sub(2)
            && (!after_by(at) || clause.get(at + 1).is_some_and(|next| next.is(Class::TimeUnit)))
    });
    let blank = clause.words.iter().any(|word| word.kind == Kind::Blank);
    let rhythm = clause.words.iter().any(|word| word.is(Class::Rhythm)) || clause.words.windows(2).any(|two| matches!(two, [one, two] if matches!(one.low.as_str(), "every" | "each" | "per") && two.is(Class::TimeUnit)));
    let percent = clause.words.iter().any(|word| word.mark() == Some('%'));
    let concrete = (from..clause.words.len()).any(|at| {
        let order = clause.does(at, Class::Concrete)
            && clause.form(at, Form::BASE)
            && (matches!(clause.low_before(at), "and" | "then")
                || clause.before(at).is_some_and(|word| word.mark() == Some(',')));
        let how = clause.low_before(at) == "by" && clause.form(at, Form::GERUND);
        let into = order && clause.get(at + 1).is_some_and(|word| word.mark().is_none());
        into || how
    });
    measured || blank || rhythm || percent || concrete
}
