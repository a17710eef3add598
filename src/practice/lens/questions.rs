//! Questions that look for somebody: who did it, and why did you.

use super::clauses::{Clause, Who};
use super::lexicon::{Class, Form, plain_form};
use std::ops::Range;

/// A search for the culprit, as a question or as a demand.
pub fn who(clause: &Clause<'_>) -> Option<Range<usize>> {
    (clause.start..clause.words.len()).find_map(|at| {
        if refused(clause, at) {
            return None;
        }
        let end = match clause.low(at) {
            "who" => who_did(clause, at),
            "whose" => whose(clause, at),
            "which" | "what" => which_person(clause, at),
            "culprit" | "perpetrator" | "offender" => sought(clause, at),
            _ => None,
        }?;
        Some(at..end)
    })
}

/// Not asking is the opposite of asking.
fn refused(clause: &Clause<'_>, at: usize) -> bool {
    let from = clause.part_start(at);
    clause.words.get(from..at).is_some_and(|words| {
        words.iter().any(|word| {
            word.is(Class::Negation) && word.low != "no"
                || matches!(word.low.as_str(), "matter" | "matters" | "regardless" | "irrelevant")
        })
    })
}

/// Past the swearing that may stand behind a question word.
fn past_swearing(clause: &Clause<'_>, at: usize) -> usize {
    clause.all(Class::Swearing).find(|words| words.start == at).map_or(at, |words| words.end)
}

fn who_did(clause: &Clause<'_>, at: usize) -> Option<usize> {
    // `the engineer who restarted it` asks nothing.
    let relative = clause.before(at).is_some_and(|word| {
        word.is.any(&[
            Class::Role,
            Class::Approver,
            Class::Group,
            Class::Anyone,
            Class::Crowd,
            Class::Unit,
            Class::Thing,
        ]) || matches!(word.low.as_str(), "those" | "they" | "we" | "you" | "all" | "one" | "ones" | "to" | "with")
            || (word.mark() == Some(',') && at > clause.start + 1)
    });
    let hunted = clause.before(at).is_some_and(|word| {
        matches!(word.low.as_str(), "person" | "one" | "engineer" | "individual" | "developer" | "operator")
    }) && (clause.start..at)
        .any(|at| matches!(clause.low(at), "identify" | "find" | "name" | "track" | "unmask" | "expose"));
    if relative && !hunted {
        return None;
    }
    let mut verb = clause.past_adverbs(past_swearing(clause, at + 1));
    match clause.low(verb) {
        "is" | "was" | "were" | "are" | "'s" => {
            let past = clause.low(verb) == "was" || clause.low(verb) == "were";
            let next = clause.past_adverbs(verb + 1);
            if clause.low(next) == "responsible" && clause.low(next + 1) == "for" {
                let mishap = (next + 2..(next + 6).min(clause.words.len())).any(|at| clause.is(at, Class::Mishap));
                let undone = (next + 2..(next + 3).min(clause.words.len())).any(|at| {
                    matches!(clause.low(at), "breaking" | "letting" | "causing" | "taking" | "deleting" | "allowing")
                });
                let named = clause.form(next + 2, Form::GERUND) && !undone;
                return ((mishap && !named) || undone || (past && !named)).then_some(next + 2);
            }
            let guilty = clause.phrase_at(next, Class::AtFault).is_some()
                || clause.is(next, Class::Careless)
                || clause.low(next) == "behind"
                || (clause.low(next) == "the" && clause.is(next + 1, Class::Culprit))
                || (clause.low(next) == "supposed" && past)
                || (clause.low(next) == "responsible"
                    && (past || clause.get(next + 1).is_none_or(|word| word.mark().is_some())));
            guilty.then_some(next + 1)
        }
        "has" | "have" | "had" => {
            verb = clause.past_adverbs(verb + 1);
            let been = clause.low(verb) == "been" && clause.form(verb + 1, Form::GERUND);
            let verb = if been { verb + 1 } else { verb };
            ((been || clause.form(verb, Form::PARTICIPLE) && clause.low(verb) != "been")
                && !clause.acts(verb, Class::Benign))
            .then_some(verb + 1)
        }
        "did" => matches!(clause.low(verb + 1), "this" | "that" | "it" | "the").then_some(verb + 2),
        "'d" | "would" | "could" => None,
        "gave" | "made" | "wrote" | "took" => {
            let down = (verb..clause.words.len()).any(|at| clause.low(at) == "down");
            let over = matches!(clause.low(verb + 1), "over" | "part" | "care" | "notes");
            ((clause.low(verb) != "took" || down) && !over).then_some(verb + 1)
        }
        _ if clause.form(verb, Form::PAST) && !clause.acts(verb, Class::Benign) => {
            // Whole verbs such as `took over` begin with one that is no culprit's.
            let rolled = matches!(clause.low(verb), "rolled") && clause.low(verb + 1) == "back";
            (!rolled).then_some(verb + 1)
        }
        _ => None,
    }
}

fn whose(clause: &Clause<'_>, at: usize) -> Option<usize> {
    (at + 1..(at + 4).min(clause.words.len())).find(|&noun| clause.is(noun, Class::CulpritOf)).and_then(|noun| {
        let next = clause.low(noun + 1);
        let was = matches!(
            next,
            "was"
                | "is"
                | "were"
                | "did"
                | "broke"
                | "caused"
                | "took"
                | "made"
                | "it"
                | "this"
                | "that"
                | "brought"
                | "introduced"
                | "triggered"
                | ""
        );
        was.then_some(noun + 1)
    })
}

/// `Which engineer ran it?`, `Which of you did this?`
fn which_person(clause: &Clause<'_>, at: usize) -> Option<usize> {
    let mut noun = at + 1;
    if clause.low(noun) == "of" {
        noun += if matches!(clause.low(noun + 1), "the" | "our") { 2 } else { 1 };
    } else if clause.low(noun) == "one" && clause.low(noun + 1) == "of" {
        noun += 2;
    }
    let person = clause.get(noun).is_some_and(|word| {
        word.is.any(&[Class::Role, Class::Group, Class::Approver])
            || matches!(word.low.as_str(), "you" | "idiot" | "genius" | "clown" | "them")
    });
    let (noun, person) = if person {
        (noun, true)
    } else {
        let next = clause.get(noun + 1).is_some_and(|word| word.is.any(&[Class::Role, Class::Group, Class::Approver]))
            && clause.get(noun).is_some_and(|word| word.is.any(&[Class::Unit, Class::Thing]) || word.low == "on-call");
        (noun + 1, next)
    };
    let verb = clause.past_adverbs(noun + 1);
    let did = clause.form(verb, Form::PAST)
        && !clause.is(verb, Class::Be)
        && !clause.is(verb, Class::Auxiliary)
        && !clause.acts(verb, Class::Benign);
    let guilty = clause.is(verb, Class::Be)
        && (clause.phrase_at(verb + 1, Class::AtFault).is_some()
            || (clause.low(verb) == "was" && clause.low(verb + 1) == "responsible"));
    (person && (did || guilty)).then_some(verb + 1)
}

/// `find the culprit`; a cache may be one too.
fn sought(clause: &Clause<'_>, at: usize) -> Option<usize> {
    let verb = (clause.part_start(at)..at).find(|&at| {
        matches!(clause.low(at), "find" | "identify" | "name" | "catch" | "unmask" | "expose" | "who" | "hunt")
    })?;
    (verb < at).then_some(at + 1)
}

/// A question that asks people to justify an act or an omission.
pub fn why(clause: &Clause<'_>) -> Option<Range<usize>> {
    (clause.start..clause.words.len()).find_map(|at| {
        if refused(clause, at) {
            return None;
        }
        let end = match clause.low(at) {
            "why" => justify(clause, at),
            "how" => how_could(clause, at),
            "what" => thinking(clause, at),
            _ => None,
        }?;
        Some(at..end)
    })
}

fn justify(clause: &Clause<'_>, at: usize) -> Option<usize> {
    let helper = past_swearing(clause, at + 1);
    if clause.low(helper) == "not" && clause.asks() {
        return None;
    }
    let asks = matches!(
        clause.low(helper),
        "did" | "would" | "had" | "were" | "was" | "do" | "does" | "has" | "have" | "are" | "is" | "could" | "should"
    );
    if !asks {
        // `Explain why you ignored it`
        let demanded = (clause.start..at).any(|at| {
            matches!(
                clause.low(at),
                "explain" | "justify" | "account" | "ask" | "asked" | "tell" | "say" | "reason" | "clarify"
            )
        });
        let (who, words) = clause.person_from(helper)?;
        let verb = clause.past_adverbs(words.end);
        let acted = clause.form(verb, Form::PAST) && !clause.is(verb, Class::Be) && !clause.does(verb, Class::Receive)
            || clause.low(verb) == "did";
        return (demanded && acted && who.others()).then_some(verb + 1);
    }
    let mut from = helper + 1;
    let mut denied = false;
    while matches!(clause.low(from), "not" | "never") {
        denied = true;
        from += 1;
    }
    let (who, words) = clause.person_from(from)?;
    if !(who.others() || who == Who::Nobody) {
        return None;
    }
    let mut verb = words.end;
    // `the engineer on the night shift`
    if clause.is(verb, Class::Preposition) {
        verb = (verb..(verb + 6).min(clause.words.len()))
            .find(|&at| {
                clause.get(at).is_some_and(|word| {
                    word.form.may_be(Form::BASE) && !word.is(Class::Thing) && !word.is(Class::Group)
                })
            })
            .unwrap_or(verb);
    }
    while clause.is(verb, Class::Adverb) || clause.low(verb) == "ever" || clause.low(verb) == "of" {
        denied |= matches!(clause.low(verb), "not" | "never");
        verb += 1;
    }
    let word = clause.get(verb)?;
    if word.mark().is_some() {
        return None;
    }
    let be = matches!(clause.low(helper), "was" | "were" | "is" | "are");
    let in_the_dark = be && word.form.may_be(Form::PARTICIPLE) && !word.form.may_be(Form::GERUND)
        || (be && !denied && matches!(word.low.as_str(), "on" | "in"))
        || (be && matches!(word.low.as_str(), "unable" | "locked" | "unaware" | "the" | "a" | "able"));
    let took_in = clause.does(verb, Class::Receive) && !denied_notice(clause, verb, denied, who);
    (!in_the_dark && !took_in).then_some(verb + 1)
}

/// To see or to think is no act; not to have thought is a reproach.
fn denied_notice(clause: &Clause<'_>, verb: usize, denied: bool, who: Who) -> bool {
    (denied || who == Who::Nobody) && plain_form(clause.low(verb)).is_some_and(|plain| plain == "think")
}

fn how_could(clause: &Clause<'_>, at: usize) -> Option<usize> {
    let helper = past_swearing(clause, at + 1);
    if clause.low(helper) == "come" || clause.low(helper) == "dare" {
        let (who, words) = clause.person_from(helper + 1)?;
        return (who.others() || who == Who::Nobody).then_some(words.end);
    }
    let managed = |from: usize| {
        (from..(from + 3).min(clause.words.len()))
            .any(|at| matches!(clause.low(at), "manage" | "managed" | "miss" | "forget" | "overlook" | "fail"))
    };
    let could = matches!(clause.low(helper), "could" | "can");
    if !could && clause.low(helper) != "did" {
        return None;
    }
    let from = if clause.low(helper + 1) == "not" { helper + 2 } else { helper + 1 };
    let (who, words) = clause.person_from(from)?;
    // How people could be helped, and how they came to know, are good questions.
    let denied = matches!(clause.low(words.end), "not" | "possibly" | "ever" | "so") || from == helper + 2;
    let blamed = managed(words.end) || (denied && could) || (could && clause.low(helper) == "could" && who == Who::You);
    let also = clause.low(helper) == "could"
        && clause
            .get(words.end)
            .is_some_and(|word| word.verb.any(&[Class::Fault, Class::Change, Class::Skip, Class::Approve]));
    ((who.others() || who == Who::Nobody) && (blamed || also)).then_some((words.end + 2).min(clause.words.len()))
}

/// `What were you thinking?`
fn thinking(clause: &Clause<'_>, at: usize) -> Option<usize> {
    let helper = past_swearing(clause, at + 1);
    if clause.low(helper) == "possessed" {
        return clause.person_from(helper + 1).map(|(_, words)| words.end);
    }
    if clause.low(helper) == "made"
        && clause.person_from(helper + 1).is_some_and(|(_, words)| clause.low(words.end) == "think")
    {
        let (who, words) = clause.person_from(helper + 1)?;
        return who.others().then_some(words.end + 1);
    }
    if !matches!(clause.low(helper), "were" | "was") {
        return None;
    }
    let (who, words) = clause.person_from(helper + 1)?;
    (who.others() && matches!(clause.low(words.end), "thinking" | "playing")).then_some(words.end + 1)
}
