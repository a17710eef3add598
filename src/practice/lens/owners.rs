//! Commitments without a date, and commitments without a name.

use super::Context;
use super::clauses::{Clause, Who};
use super::lexicon::{Class, Form};
use super::words::Kind;
use std::ops::Range;

/// Put off without a date.
pub fn later(clause: &Clause<'_>) -> Option<Range<usize>> {
    if clause.asks() || clause.dated() {
        return None;
    }
    some_day(clause)
        .or_else(|| when_ripe(clause))
        .or_else(|| backlog(clause))
        .or_else(|| sequence(clause))
        .or_else(|| deferred(clause))
}

/// Doing without is no deferral: `not some day`.
fn denied(clause: &Clause<'_>, at: usize) -> bool {
    clause.negated(at)
        && !clause
            .words
            .get(clause.part_start(at)..at)
            .is_some_and(|words| words.iter().any(|word| word.low == "rather"))
}

fn some_day(clause: &Clause<'_>) -> Option<Range<usize>> {
    let told = happened(clause);
    let phrase = clause.all(Class::SomeDay).find(|words| {
        let low = clause.low(words.start);
        let loose = matches!(low, "indefinitely" | "tbd" | "on");
        let short = low == "sometime" && clause.low(words.end) == "between";
        !denied(clause, words.start)
            && !short
            && (!told || loose || matches!(low, "for" | "the" | "later" | "another"))
            && clause.low(words.end) != "storage"
    });
    let future = (clause.start..clause.words.len()).find(|&at| {
        let end = at + 1 == clause.end() || clause.get(at + 1).is_some_and(|word| word.mark().is_some());
        clause.low(at) == "future"
            && end
            && at > clause.start + 2
            && (clause.low_before(at) == "the" || clause.low_before(at) == "in")
    });
    let future = future.filter(|at| !told && !denied(clause, *at)).map(|at| at - 1..at + 1);
    phrase.or(future).or_else(|| {
        // `one day`, but not `within one day` and not `one day of retention`.
        (clause.start..clause.words.len()).find_map(|at| {
            let measured = clause.before(at).is_some_and(|word| {
                word.is(Class::Preposition)
                    || word.is(Class::Determiner)
                    || matches!(word.low.as_str(), "least" | "most")
            });
            let after = matches!(
                clause.low(at + 2),
                "of" | "before" | "after" | "ago" | "later" | "per" | "and" | "earlier" | "in" | "old"
            );
            (clause.low(at) == "one" && clause.low(at + 1) == "day" && !measured && !after && !told)
                .then_some(at..at + 2)
        })
    })
}

/// The sentence tells what happened.
fn happened(clause: &Clause<'_>) -> bool {
    clause.words.iter().enumerate().any(|(at, word)| {
        let past = word.form.may_be(Form::PAST) && !word.form.may_be(Form::BASE) && word.form != Form::NONE;
        let finite =
            past && !clause.before(at).is_some_and(|word| {
                word.is(Class::Be) || matches!(word.low.as_str(), "get" | "gets" | "have" | "has" | "the" | "a" | "an")
            }) && !(word.form.may_be(Form::PARTICIPLE)
                && clause.is(at + 1, Class::Thing)
                && clause.before(at).is_some_and(|word| {
                    word.is(Class::Determiner) || word.mark().is_none() && word.form.may_be(Form::BASE)
                }));
        finite || matches!(word.low.as_str(), "was" | "were" | "did")
    }) && !clause.words.iter().any(|word| matches!(word.low.as_str(), "will" | "should" | "must"))
}

/// `when things calm down`, `once there is time`.
fn when_ripe(clause: &Clause<'_>) -> Option<Range<usize>> {
    (clause.start..clause.words.len()).find_map(|at| {
        let soon = clause.low(at) == "as" && clause.low(at + 1) == "soon" && clause.low(at + 2) == "as";
        let from = match clause.low(at) {
            "when" | "once" | "if" | "until" | "till" | "whenever" | "after" => at + 1,
            _ if soon => at + 3,
            _ => return None,
        };
        if denied(clause, at) || (happened(clause) && !matches!(clause.low(from), "things" | "we" | "there")) {
            return None;
        }
        let limit = (from + 7).min(clause.words.len());
        let stop = (from..limit).find(|&at| clause.get(at).is_some_and(|word| word.mark().is_some())).unwrap_or(limit);
        let subject = (from..(from + 4).min(stop)).find(|&at| clause.is(at, Class::Ripe));
        if let Some(subject) = subject
            && let Some(verb) = (subject + 1..stop).find(|&at| clause.does(at, Class::Calm))
            && (clause.low(subject) != "work" || verb == subject + 1)
            && !clause.is(verb, Class::Be)
        {
            let end = if matches!(clause.low(verb + 1), "down" | "up" | "off") { verb + 2 } else { verb + 1 };
            return Some(at..end);
        }
        let has = (from..(from + 4).min(stop))
            .find(|&at| matches!(clause.low(at), "is" | "are" | "have" | "has" | "get" | "gets" | "find" | "finds"))?;
        let whose = matches!(clause.low(from), "we" | "there" | "someone" | "somebody" | "anyone" | "they" | "people")
            || clause.person_from(from).is_some();
        let time = (has + 1..stop).find(|&at| clause.is(at, Class::Time))?;
        let room = clause.low(time) == "room" && matches!(clause.low(time + 1), "on" | "in");
        let system = matches!(clause.low(at), "if" | "until" | "after")
            && clause.low(from) == "there"
            && clause.low(time) == "capacity";
        (whose && !room && !system).then_some(at..time + 1)
    })
}

/// `put it in the backlog`.
fn backlog(clause: &Clause<'_>) -> Option<Range<usize>> {
    (clause.start..clause.words.len()).find_map(|at| {
        if !matches!(clause.low(at), "backlog" | "backlogs" | "icebox" | "wishlist") || denied(clause, at) {
            return None;
        }
        let into = (at.saturating_sub(4)..at)
            .find(|&at| matches!(clause.low(at), "in" | "into" | "to" | "on" | "onto" | "for"))?;
        let put = (clause.start..into)
            .find(|&at| clause.acts(at, Class::Put))
            .or((into == clause.start || into == clause.start + 1).then_some(into));
        let measured = matches!(clause.low(at + 1), "of" | "size" | "alert" | "graph" | "above" | "is")
            || clause
                .before(at)
                .is_some_and(|word| word.is(Class::Thing) && !word.is(Class::Group) || word.low == "queue");
        put.filter(|_| !measured).map(|_| into..at + 1)
    })
}

/// `delete it eventually`; what eventually happened is a fact.
fn sequence(clause: &Clause<'_>) -> Option<Range<usize>> {
    if happened(clause) {
        return None;
    }
    clause.all(Class::Sequence).find(|words| {
        let at = words.start;
        let next = clause.low(words.end);
        let ago = clause.before(at).is_some_and(|word| {
            word.is(Class::TimeUnit)
                || word.is(Class::Much)
                || matches!(word.low.as_str(), "no" | "as" | "or" | "how" | "too" | "and" | "very" | "so" | "sooner")
        });
        let compared = matches!(
            next,
            "than"
                | "as"
                | "consistent"
                | "releases"
                | "versions"
                | "stage"
                | "stages"
                | "steps"
                | "step"
                | "enough"
                | "then"
        ) || clause.is(words.end, Class::Thing);
        let alone = at + 1 == clause.end() || clause.get(words.end).is_some_and(|word| word.mark().is_some());
        let plan = clause
            .words
            .iter()
            .any(|word| matches!(word.low.as_str(), "will" | "should" | "can" | "could" | "may" | "might" | "shall"));
        let order = clause.form(clause.start, Form::BASE)
            && clause.get(clause.start).is_some_and(|word| word.verb != super::lexicon::Set::NONE);
        !ago && !compared
            && clause.low_before(at) != "sooner"
            && (alone || order || (plan && clause.low(at) != "ultimately"))
            && !clause.words.iter().any(|word| matches!(word.low.as_str(), "if" | "when" | "until"))
    })
}

/// `parking this`, `shelved for now`, with no end.
fn deferred(clause: &Clause<'_>) -> Option<Range<usize>> {
    clause.all(Class::Defer).find(|words| {
        let at = words.start;
        let lot = matches!(clause.low(words.end), "lot" | "space");
        let first = at == clause.start
            || clause.low_before(at) == "to"
            || matches!(
                clause.low_before(at),
                "we" | "will" | "should" | "is" | "are" | "was" | "be" | "chose" | "decided"
            )
            || clause.before(at).is_some_and(|word| word.mark() == Some(':'));
        let ends = clause.words.get(words.end..).is_some_and(|rest| {
            rest.iter().any(|word| {
                word.is(Class::Condition) && word.low != "for" || word.kind == Kind::Figure || word.kind == Kind::Clock
            })
        });
        let thing = clause.does(at, Class::Defer) && clause.is(at, Class::Thing);
        !lot && first && !ends && !thing && !denied(clause, at) && !clause.low(words.end).is_empty()
    })
}

/// A duty of a group, of everyone, or of somebody.
pub fn nobody(clause: &Clause<'_>, context: Context) -> Option<Range<usize>> {
    if clause.asks() {
        return None;
    }
    shared(clause).or_else(|| label(clause)).or_else(|| duty(clause, context))
}

fn shared(clause: &Clause<'_>) -> Option<Range<usize>> {
    let phrase = clause.all(Class::Everyones).find(|words| !clause.negated(words.start));
    phrase.or_else(|| {
        (clause.start..clause.words.len()).find_map(|at| {
            let everyone = matches!(clause.low(at), "everyone" | "everybody")
                && clause.low(at + 1) == "'s"
                && matches!(clause.low(at + 2), "job" | "responsibility" | "task" | "duty" | "business" | "problem");
            let all = clause.low(at) == "we"
                && matches!(clause.low(at + 1), "all" | "jointly" | "collectively")
                && matches!(
                    clause.low(at + 2),
                    "own"
                        | "share"
                        | "need"
                        | "must"
                        | "should"
                        | "will"
                        | "have"
                        | "commit"
                        | "take"
                        | "agree"
                        | "are"
                );
            let will_all = clause.low(at) == "we"
                && matches!(clause.low(at + 1), "will" | "should" | "must" | "shall")
                && clause.low(at + 2) == "all";
            let let_us = clause.low(at) == "let" && clause.low(at + 1) == "us" && clause.low(at + 2) == "all";
            let of_us = matches!(clause.low(at), "all" | "each" | "one" | "some")
                && clause.low(at + 1) == "of"
                && clause.low(at + 2) == "us"
                && matches!(
                    clause.low(at + 3),
                    "will"
                        | "should"
                        | "must"
                        | "needs"
                        | "need"
                        | "has"
                        | "have"
                        | "owns"
                        | "own"
                        | "can"
                        | "is"
                        | "are"
                        | "ought"
                );
            ((everyone || all || will_all || let_us || of_us) && !denied(clause, at))
                .then_some(at..at + if let_us || everyone || of_us || will_all { 3 } else { 2 })
        })
    })
}

/// `Owner: everyone`.
fn label(clause: &Clause<'_>) -> Option<Range<usize>> {
    (clause.start..clause.words.len()).find_map(|at| {
        let named = matches!(clause.low(at), "owner" | "owners" | "assignee" | "responsible")
            && clause.get(at + 1).is_some_and(|word| word.mark() == Some(':'));
        let from =
            if clause.is(at + 2, Class::Determiner) && !clause.is(at + 2, Class::Unassigned) { at + 3 } else { at + 2 };
        let last = if clause.is(from + 1, Class::Group) { from + 1 } else { from };
        (named
            && (clause.is(last, Class::Unassigned) || clause.is(last, Class::Group) || clause.is(from, Class::Unit))
            && !clause.is(last, Class::Role))
        .then_some(at..last + 1)
    })
}

/// `the team will add it`, `someone should look`, `SRE to write the test`.
fn duty(clause: &Clause<'_>, context: Context) -> Option<Range<usize>> {
    (clause.start + 1..clause.words.len()).find_map(|at| {
        let low = clause.low(at);
        let bound = match low {
            "will" | "must" | "should" | "shall" => true,
            "has" | "have" | "needs" | "need" | "ought" | "are" | "is" | "going" => clause.low(at + 1) == "to",
            "to" => {
                context == Context::Action
                    && at <= clause.start + 4
                    && clause.subject(at).1.start == clause.start
                    && !clause.form(clause.start, Form::BASE)
            }
            "can" => clause.does(clause.past_adverbs(at + 1), Class::Take),
            "owns" | "own" | "takes" => matches!(clause.low_before(at), "everyone" | "everybody" | "all" | "we"),
            _ => false,
        };
        if !bound || matches!(clause.low_before(at), "would" | "to") {
            return None;
        }
        let (who, subject) = clause.subject(at);
        if subject.start >= subject.end || subject.end > at || !owns_nothing(clause, who, &subject, low) {
            return None;
        }
        // A condition or a relative clause gives no duty.
        if subject.start > clause.start
            && clause.before(subject.start).is_some_and(|word| {
                word.is(Class::Subordinate) && word.low != "so" || matches!(word.low.as_str(), "than" | "as")
            })
        {
            return None;
        }
        if clause
            .words
            .get(subject.start..subject.end)
            .is_some_and(|words| words.iter().any(|word| matches!(word.low.as_str(), "who" | "that" | "which")))
        {
            return None;
        }
        let mut verb = at + 1;
        while matches!(clause.low(verb), "to" | "all" | "both" | "jointly" | "together" | "each")
            || clause.is(verb, Class::Adverb) && clause.low(verb) != "not"
        {
            verb += 1;
        }
        let norm = matches!(low, "should" | "must")
            && matches!(clause.low(verb), "have" | "know" | "see")
            && subject_is_distributive(clause, &subject)
            || clause.low(verb) == "be"
                && (matches!(clause.low(verb + 1), "able" | "allowed" | "paged" | "notified" | "free" | "informed")
                    || clause.form(verb + 1, Form::PARTICIPLE));
        let past = clause.low(verb) == "have" && clause.form(clause.past_adverbs(verb + 1), Form::PARTICIPLE);
        let denied = matches!(clause.low(verb), "not" | "never");
        let cared =
            clause.low(verb) == "be" && clause.is(clause.past_adverbs(verb + 1), Class::Careful) && who == Who::Group;
        (!norm && !past && !denied && !cared).then_some(subject.start..at + 1)
    })
}

fn subject_is_distributive(clause: &Clause<'_>, subject: &Range<usize>) -> bool {
    matches!(clause.low(subject.start), "each" | "every" | "all" | "everyone" | "everybody" | "anyone" | "anybody")
}

fn owns_nothing(clause: &Clause<'_>, who: Who, subject: &Range<usize>, helper: &str) -> bool {
    let last = clause.low(subject.end.saturating_sub(1));
    let all = matches!(clause.low(subject.start), "all" | "both")
        || matches!(clause.low(subject.start), "every" | "each")
            && matches!(helper, "will" | "must" | "has" | "needs" | "is");
    match who {
        Who::Anyone => {
            !matches!(clause.low(subject.start), "people" | "whoever")
                && (helper != "can" || !matches!(clause.low(subject.start), "everyone" | "everybody"))
        }
        Who::Group => {
            !matches!(
                last,
                "vendor"
                    | "supplier"
                    | "provider"
                    | "partner"
                    | "company"
                    | "agency"
                    | "subcontractor"
                    | "shift"
                    | "rota"
                    | "committee"
                    | "board"
                    | "vendors"
            ) && helper != "can"
                || all
        }
        Who::Unit => helper != "can",
        Who::Role | Who::Approver => all,
        Who::Other => matches!(last, "volunteer"),
        _ => false,
    }
}
