//! Remedies that work only while people take more care: more attention, a reminder, a training, a further approver.

use super::Context;
use super::clauses::{Clause, Who};
use super::lexicon::{Class, Form};
use std::ops::Range;

/// A fix or a lesson that asks for vigilance.
pub fn vigilance(clause: &Clause<'_>, context: Context) -> Option<Range<usize>> {
    let remedy =
        matches!(context, Context::Action | Context::Lesson | Context::Decision | Context::Comment | Context::Question);
    careful(clause)
        .or_else(|| take_care(clause))
        .or_else(|| look_harder(clause))
        .or_else(|| remember(clause))
        .or_else(|| train(clause, remedy))
        .or_else(|| if remedy { training(clause) } else { None })
        .or_else(|| if remedy { second_approver(clause) } else { None })
        .or_else(|| more_care(clause, remedy))
}

/// The verb here is asked for: an order, a duty, a plan. What happened, and what systems do, is not.
fn asked(clause: &Clause<'_>, at: usize) -> bool {
    if !clause.form(at, Form::BASE) && clause.low(at) != "be" {
        return false;
    }
    let mut before = at;
    while before > clause.start
        && (clause.is(before - 1, Class::Adverb) || matches!(clause.low(before - 1), "to" | "not"))
        && clause.low(before - 1) != "even"
    {
        before -= 1;
    }
    if denied(clause, at) {
        return false;
    }
    let link = if before > clause.start { clause.low(before - 1) } else { "" };
    let first = before == clause.start || clause.before(before).is_some_and(|word| word.mark().is_some());
    let to = clause.words.get(before..at).is_some_and(|words| words.iter().any(|word| word.low == "to"));
    let duty = matches!(
        link,
        "should"
            | "must"
            | "will"
            | "shall"
            | "have"
            | "has"
            | "need"
            | "needs"
            | "ought"
            | "us"
            | "please"
            | "are"
            | "is"
            | "going"
            | "would"
    );
    let joined = matches!(link, "and" | "then") && clause.is(clause.start, Class::Adverb) || link == "and";
    let told = to && (person_between(clause, before) || first);
    if !(first || duty || joined || told || matches!(link, "always" | "people" | "everyone")) {
        return false;
    }
    if to && !duty && !told && !first {
        return false;
    }
    if duty && link != "us" && link != "please" {
        let (who, _) = clause.subject(at);
        return !matches!(who, Who::Thing | Who::It | Who::I | Who::Nobody | Who::Other | Who::Name);
    }
    if joined {
        return !matches!(clause.subject(at).0, Who::Thing | Who::It | Who::I | Who::Nobody);
    }
    true
}

/// `ask engineers to think twice`
fn person_between(clause: &Clause<'_>, before: usize) -> bool {
    let person = before > clause.start
        && clause
            .get(before - 1)
            .is_some_and(|word| word.is.any(&[Class::Role, Class::Group, Class::Approver, Class::Anyone, Class::Unit]));
    let asking = (clause.start..before).any(|at| {
        matches!(
            clause.low(at),
            "ask"
                | "asking"
                | "tell"
                | "telling"
                | "want"
                | "expect"
                | "encourage"
                | "urge"
                | "advise"
                | "email"
                | "instruct"
                | "require"
                | "remind"
                | "get"
                | "push"
                | "request"
        )
    });
    let system = (clause.start..before).any(|at| matches!(clause.low(at), "let" | "allow" | "allows" | "lets"));
    person && asking && !system
}

/// Doing without: `nobody has to remember`, `instead of reminding`; but `do not forget` asks for memory.
fn denied(clause: &Clause<'_>, at: usize) -> bool {
    let from = clause.part_start(at);
    clause.words.get(from..at).is_some_and(|words| {
        words.iter().any(|word| {
            word.is(Class::Negation) || matches!(word.low.as_str(), "than" | "no" | "if" | "whether" | "longer")
        })
    })
}

/// `be more careful`, `people have to be aware`.
fn careful(clause: &Clause<'_>) -> Option<Range<usize>> {
    (clause.start..clause.words.len()).find_map(|at| {
        if clause.low(at) == "make"
            && asked(clause, at)
            && let Some((who, words)) = clause.person_from(at + 1)
            && who.others()
            && clause.is(words.end, Class::Careful)
        {
            return Some(at..words.end + 1);
        }
        let being = matches!(clause.low(at), "be" | "stay" | "remain" | "become" | "being" | "get");
        if !being {
            return None;
        }
        let mut next = at + 1;
        if clause.low(at) == "get" && clause.is(next, Class::Anyone) {
            next += 1;
        }
        while clause.is(next, Class::Adverb)
            || clause.is(next, Class::More)
            || matches!(clause.low(next), "very" | "super" | "a" | "bit" | "little" | "lot" | "as" | "so")
        {
            next += 1;
        }
        let careful = clause.is(next, Class::Careful) && !(clause.low(next) == "alert" && clause.low(at) == "get");
        let hope = clause.low(at) == "being"
            && !denied(clause, at)
            && !clause.subject(at).0.eq(&Who::I)
            && clause.part_start(at) == at;
        (careful && (asked(clause, at) || hope)).then_some(at..next + 1)
    })
}

/// `pay attention`, `keep an eye on it`.
fn take_care(clause: &Clause<'_>) -> Option<Range<usize>> {
    clause.all(Class::TakeCare).find(|words| {
        let of = clause.low(words.start) == "take" && clause.low(words.end) == "of";
        let out =
            clause.low(words.start) == "look" && clause.low(words.start + 1) == "out" && clause.low(words.end) == "for";
        !of && asked(clause, words.start) && (clause.low(words.start) != "look" || out)
    })
}

/// `double-check it`, `look harder`, `read more carefully`.
fn look_harder(clause: &Clause<'_>) -> Option<Range<usize>> {
    let twice =
        clause.all(Class::Twice).find(|words| asked(clause, words.start) && clause.low(words.start) != "re-check");
    twice.or_else(|| {
        (clause.start..clause.words.len()).find_map(|at| {
            if !clause.does(at, Class::Look) || !asked(clause, at) {
                return None;
            }
            (at + 1..(at + 8).min(clause.words.len())).find_map(|then| {
                let first = clause.low(at) == "think" && clause.low(then) == "before" && then == at + 1;
                let harder = clause.is(then, Class::Harder) && clause.low(then) != "again";
                let twice = clause.low(then) == "twice"
                    && clause.part_start(then) <= at
                    && !matches!(clause.low(then + 1), "a" | "per" | "every");
                let care = clause.low(then) == "with"
                    && (then + 1..(then + 4).min(clause.words.len())).any(|at| clause.is(at, Class::Care))
                    && (then + 1..then + 3).any(|at| clause.is(at, Class::More) || clause.is(at, Class::Care));
                ((harder && clause.low(then) != "twice") || (twice && then <= at + 2) || care || first)
                    .then_some(at..then + 1)
            })
        })
    })
}

/// `remember to`, `do not forget to`.
fn remember(clause: &Clause<'_>) -> Option<Range<usize>> {
    (clause.start..clause.words.len()).find_map(|at| {
        if clause.does(at, Class::Remember) && asked(clause, at) && !matches!(clause.low(at + 1), "the" | "that" | "me")
        {
            return Some(at..at + 1);
        }
        let not = matches!(clause.low_before(at), "not" | "never");
        let order = not
            && (at == clause.start + 1
                || clause.low(at.saturating_sub(2)) == "do" && at == clause.start + 2
                || matches!(clause.low(at.saturating_sub(2)), "must" | "should" | "will"));
        let who = clause.subject(at).0;
        (clause.low(at) == "forget" && order && !matches!(who, Who::I | Who::Thing | Who::It | Who::Name | Who::Other))
            .then_some(at..at + 1)
    })
}

/// `remind`, `train`, `coach` whom: only people can be.
fn train(clause: &Clause<'_>, remedy: bool) -> Option<Range<usize>> {
    (clause.start..clause.words.len()).find_map(|at| {
        if !clause.does(at, Class::Train) {
            return None;
        }
        let gerund = clause.form(at, Form::GERUND) && at == clause.start && remedy;
        let passive = remedy
            && clause.form(at, Form::PARTICIPLE)
            && clause.low_before(at) == "be"
            && matches!(
                clause.subject(at - 1).0,
                Who::Role | Who::Group | Who::Anyone | Who::Approver | Who::Unit | Who::We | Who::They
            )
            && (clause.start..at)
                .any(|at| matches!(clause.low(at), "must" | "should" | "will" | "need" | "needs" | "to" | "shall"));
        if passive && !denied(clause, at) {
            return Some(at..at + 1);
        }
        if !(gerund || asked(clause, at)) {
            return None;
        }
        let mut from = at + 1;
        while matches!(clause.low(from), "of" | "new" | "every" | "all" | "each" | "more" | "our" | "the" | "up" | "on")
        {
            from += 1;
        }
        let person = clause.person_from(from).is_some_and(|(who, _)| !matches!(who, Who::I | Who::Nobody))
            || (from..(from + 4).min(clause.words.len())).any(|at| {
                clause
                    .get(at)
                    .is_some_and(|word| word.is.any(&[Class::Role, Class::Group, Class::Approver, Class::Anyone]))
                    && !clause.is(at + 1, Class::Thing)
                    || matches!(clause.low(at), "channel" | "shift")
            }) && !(from..(from + 2)).any(|at| {
                clause.is(at, Class::Thing) && !clause.is(at + 1, Class::Role) && !clause.is(at + 1, Class::Group)
            });
        person.then_some(at..from + 1)
    })
}

/// `hold a workshop`, `training for the night shift`, `send a reminder to all developers`.
fn training(clause: &Clause<'_>) -> Option<Range<usize>> {
    clause.all(Class::Training).find_map(|words| {
        let at = words.start;
        // Of a model, not of people.
        let data = clause.get(words.end).is_some_and(|word| {
            word.is(Class::Thing) && !matches!(word.low.as_str(), "session" | "sessions" | "course" | "courses")
                || matches!(word.low.as_str(), "set" | "data" | "run" | "runs" | "time")
        }) || clause.before(at).is_some_and(|word| {
            word.is(Class::Thing) && word.low != "on-call" || matches!(word.low.as_str(), "model" | "automatic")
        });
        if data || denied(clause, at) {
            return None;
        }
        let from = clause.part_start(at);
        let held = (from..at).any(|at| clause.does(at, Class::Hold) && asked(clause, at));
        let fragment = from == at
            || (from..at).all(|at| {
                clause.get(at).is_some_and(|word| {
                    word.is.any(&[Class::More, Class::Determiner, Class::Adverb])
                        || matches!(
                            word.low.as_str(),
                            "security"
                                | "awareness"
                                | "mandatory"
                                | "annual"
                                | "regular"
                                | "team"
                                | "new"
                                | "yearly"
                                | "quarterly"
                        )
                })
            });
        let whom = (words.end..clause.words.len()).any(|at| {
            clause.get(at).is_some_and(|word| {
                word.is.any(&[Class::Role, Class::Group, Class::Anyone, Class::Approver, Class::Unit])
            })
        });
        let must = (from..at).any(|at| {
            matches!(
                clause.low(at),
                "need" | "needs" | "must" | "require" | "get" | "receive" | "take" | "attend" | "undergo"
            )
        }) && matches!(
            clause.subject(at.saturating_sub(1)).0,
            Who::Role | Who::Group | Who::Anyone | Who::We | Who::Unit | Who::Other
        ) && !clause.words.iter().any(|word| word.form == Form::PAST);
        let reminder = clause.low(at).starts_with("reminder");
        let verb = clause.words.get(words.end..).is_some_and(|words| words.iter().any(|word| word.is(Class::Be)));
        ((held && (!reminder || whom))
            || (fragment && whom && !reminder && !verb && from == clause.start)
            || (must && !reminder))
            .then_some(at..words.end)
    })
}

/// `add a second approver`, `require two approvals`.
fn second_approver(clause: &Clause<'_>) -> Option<Range<usize>> {
    (clause.start..clause.words.len()).find_map(|at| {
        let approval = clause.is(at, Class::Approval);
        let asks = (clause.part_start(at)..at).find(|&at| {
            clause.does(at, Class::Require)
                && (clause.form(at, Form::BASE) && asked(clause, at)
                    || clause.form(at, Form::PRESENT)
                    || clause.low_before(at) == "be")
        })?;
        let eyes = matches!(clause.low(at), "eye" | "eyes" | "pair");
        let eye =
            clause.low(at) == "pair" && clause.low(at + 1) == "of" && matches!(clause.low(at + 2), "eye" | "eyes")
                || clause.low(at).starts_with("four-eyes");
        let second = (asks + 1..at + 1).find(|&at| clause.is(at, Class::Second))?;
        let near = at - second <= 3;
        let review = !clause.low(at).starts_with("review") || !clause.is(at + 1, Class::Thing);
        (approval && near && review && (!eyes || eye) && !denied(clause, asks)).then_some(asks..at + 1)
    })
}

/// `more care with migrations`, `better discipline`.
fn more_care(clause: &Clause<'_>, remedy: bool) -> Option<Range<usize>> {
    (clause.start..clause.words.len()).find_map(|at| {
        let more = clause.is(at, Class::More) && clause.low(at) != "due";
        let next = if clause.is(at + 1, Class::More) { at + 2 } else { at + 1 };
        let careful = clause.is(next, Class::Careful)
            && clause.low(next) != "alert"
            && clause.low(at) == "more"
            && clause.get(next + 1).is_some_and(|word| word.mark().is_none() && !word.is(Class::Thing));
        let care = clause.is(next, Class::Care);
        let first = at == clause.start;
        let asks = (clause.part_start(at)..at).any(|at| {
            matches!(
                clause.low(at),
                "need"
                    | "needs"
                    | "take"
                    | "requires"
                    | "require"
                    | "demands"
                    | "deserve"
                    | "deserves"
                    | "with"
                    | "exercise"
                    | "show"
                    | "apply"
                    | "give"
                    | "bring"
            )
        });
        let past = clause.words.iter().any(|word| {
            word.form.may_be(Form::PAST)
                && !word.form.may_be(Form::BASE)
                && !word.form.may_be(Form::PRESENT)
                && word.is == super::lexicon::Set::NONE
        });
        let thing =
            clause.is(next + 1, Class::Thing) && clause.low(next + 1) != "review" && clause.low(next + 1) != "reviews";
        (remedy && more && ((care && (first || asks)) || (careful && first)) && !past && !thing && !denied(clause, at))
            .then_some(at..next + 1)
    })
}
