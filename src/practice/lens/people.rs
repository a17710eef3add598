//! Fault of people: who is made the cause, by which judging word. An act alone is a fact, and systems may fail.

use super::clauses::{Clause, Who};
use super::lexicon::{Class, Form};
use std::ops::Range;

/// People made the cause through fault, neglect or a judged act.
pub fn person_fault(clause: &Clause<'_>) -> Option<Range<usize>> {
    faults(clause)
        .find(|(who, _)| *who != Who::Approver)
        .map(|(_, words)| words)
        .or_else(|| judged_adverb(clause))
        .or_else(|| verdict(clause, false))
}

/// Whoever reviewed, approved or signed off is made the cause.
pub fn approver_fault(clause: &Clause<'_>) -> Option<Range<usize>> {
    faults(clause)
        .find(|(who, _)| *who == Who::Approver)
        .map(|(_, words)| words)
        .or_else(|| approved_blindly(clause))
        .or_else(|| waved_through(clause))
        .or_else(|| unread(clause))
        .or_else(|| approver_should_have(clause))
        .or_else(|| verdict(clause, true))
}

/// Judging verbs with people as their subject or their agent.
fn faults<'a>(clause: &'a Clause<'_>) -> impl Iterator<Item = (Who, Range<usize>)> + 'a {
    (clause.start..clause.words.len()).filter_map(move |at| {
        let fault = clause.acts(at, Class::Fault) && told(clause, at) && is_fault(clause, at);
        let omission = omitted(clause, at);
        if !fault && !omission {
            return None;
        }
        if clause.passive(at) {
            let by = (at + 1..(at + 5).min(clause.words.len())).find(|&by| clause.low(by) == "by")?;
            let (who, words) = clause.person_from(by + 1)?;
            return (who.others() && !clause.negated(at)).then_some((who, at..words.end));
        }
        if fault && !omission && clause.negated(at) {
            return None;
        }
        let (who, subject) = clause.subject(at);
        let intent = ["forget", "neglect", "bother"].iter().any(|word| plain(clause, at, word));
        let nobody = who == Who::Nobody && plain(clause, at, "bother");
        let named = who == Who::Name && intent;
        let start = if subject.end <= at && subject.start < subject.end { subject.start } else { at };
        (who.others() || nobody || named).then_some((who, start..at + 1))
    })
}

fn plain(clause: &Clause<'_>, at: usize, word: &str) -> bool {
    super::lexicon::plain_form(clause.low(at)).is_some_and(|plain| plain == word)
}

/// The verb tells what happened: past, perfect, or a habit in the present; no order, plan or question of whether.
fn told(clause: &Clause<'_>, at: usize) -> bool {
    let before = clause.low_before(at);
    if matches!(
        before,
        "to" | "will" | "would" | "may" | "might" | "can" | "could" | "should" | "must" | "not" | "never"
    ) && before != "never"
    {
        return false;
    }
    clause.form(at, Form::PAST)
        || clause.form(at, Form::PARTICIPLE)
        || clause.form(at, Form::PRESENT)
        || clause.phrase_at(at, Class::Fault).is_some()
        || (clause.form(at, Form::BASE) && matches!(before, "teams" | "they" | "you" | "always"))
}

/// Verbs that only judge with what follows them: `failed to`, but not `failed over`; `broke it again`.
fn is_fault(clause: &Clause<'_>, at: usize) -> bool {
    let next = clause.low(at + 1);
    if plain(clause, at, "fail") {
        return matches!(next, "to" | "us" | "miserably" | "badly") || (next == "in" && clause.low(at + 2) == "their");
    }
    if plain(clause, at, "break") {
        let rest = clause.words.get(at + 1..).unwrap_or_default();
        return next == "it"
            || rest.iter().any(|word| word.low == "again")
            || matches!(next, "production" | "prod" | "the" | "our");
    }
    if plain(clause, at, "miss") {
        return !matches!(next, "out" | "from" | "by") && clause.form(at, Form::PAST);
    }
    if plain(clause, at, "omit") {
        return next == "to";
    }
    if plain(clause, at, "bother") {
        return clause.negated(at) || clause.subject(at).0 == Who::Nobody;
    }
    if plain(clause, at, "leave") || plain(clause, at, "rush") || plain(clause, at, "blow") {
        return matches!(next, "us" | "the" | "it" | "this");
    }
    if plain(clause, at, "let") || plain(clause, at, "give") || plain(clause, at, "drop") {
        return clause.phrase_at(at, Class::Fault).is_some();
    }
    true
}

/// A duty that was not done: `did not tell us`, `never tested`, `did not bother to`.
fn omitted(clause: &Clause<'_>, at: usize) -> bool {
    let disgrace = clause.phrase_at(at, Class::Disgrace).is_some();
    if disgrace && clause.low_before(at) == "not" {
        return true;
    }
    let did_not = clause.low_before(at) == "not"
        && matches!(clause.low(at.saturating_sub(2)), "did" | "does" | "do")
        && clause.form(at, Form::BASE);
    let even =
        clause.low_before(at) == "even" && clause.low(at.saturating_sub(2)) == "not" && clause.form(at, Form::BASE);
    let never = matches!(clause.low_before(at), "never") && clause.form(at, Form::PAST) && !clause.passive(at);
    let mut not = at;
    while not > clause.start && clause.is(not - 1, Class::Adverb) && !matches!(clause.low(not - 1), "not" | "never") {
        not -= 1;
    }
    let apart = not < at && matches!(clause.low_before(not), "not" | "never") && clause.form(at, Form::PAST);
    if !(did_not || even || never || apart) {
        return false;
    }
    if clause.does(at, Class::Tell) {
        let heard = |word: &str| {
            matches!(
                word,
                "us" | "anyone"
                    | "anybody"
                    | "the"
                    | "our"
                    | "them"
                    | "me"
                    | "support"
                    | "other"
                    | "know"
                    | "it"
                    | "that"
                    | "about"
                    | "with"
            )
        };
        return heard(clause.low(at + 1)) || clause.form(at, Form::PAST) || even;
    }
    (clause.does(at, Class::Duty) && !(plain(clause, at, "think") && clause.low(at + 1) == "that"))
        && clause.low(at + 1) != "it"
        || clause.does(at, Class::Fault) && plain(clause, at, "bother")
}

/// `carelessly`, `wrongly`: a judged act, whoever is named for it.
fn judged_adverb(clause: &Clause<'_>) -> Option<Range<usize>> {
    let strong = clause.all(Class::CarelessAdverb).find(|words| {
        let (who, _) = clause.subject(words.end);
        let (first, _) = clause.subject(clause.words.len().saturating_sub(1));
        !clause.negated(words.start)
            && !who.ourselves()
            && !matches!(who, Who::Thing | Who::It | Who::Nobody)
            && !first.ourselves()
    });
    let wrong = || {
        clause.all(Class::WrongAdverb).find(|words| {
            let verb = if clause.form(words.end, Form::PAST) { words.end } else { words.start };
            let (who, _) = clause.subject(verb);
            who.others() && !clause.negated(words.start) && !clause.passive(verb)
        })
    };
    strong.or_else(wrong)
}

/// `is to blame`, `the fault of`, `was careless`, `made a bad call`, and what is said of those one is angry with.
fn verdict(clause: &Clause<'_>, approver: bool) -> Option<Range<usize>> {
    let fits = |who: Who| if approver { who == Who::Approver } else { who.others() && who != Who::Approver };
    let start = |at: usize| {
        let (who, words) = clause.subject(at);
        fits(who).then_some(words.start.min(at)..at + 1)
    };
    for words in clause.all(Class::AtFault).chain(clause.all(Class::Verdict)).chain(clause.all(Class::Disgrace)) {
        if clause.negated(words.start) {
            continue;
        }
        let verb = (clause.start..words.start)
            .rev()
            .find(|&at| clause.is(at, Class::Be) || clause.form(at, Form::PAST) && !clause.is(at, Class::Determiner));
        if let Some(found) = verb.and_then(start) {
            return Some(found.start..words.end);
        }
        let by = clause.low(words.end);
        if matches!(by, "by" | "of")
            && let Some((who, named)) = clause.person_from(words.end + 1)
            && fits(who)
        {
            return Some(words.start..named.end);
        }
    }
    for words in clause.all(Class::Careless) {
        let at = words.start;
        let mut verb = at;
        while verb > clause.start && clause.is(verb - 1, Class::Adverb) {
            verb -= 1;
        }
        let being = verb > clause.start
            && matches!(clause.low(verb - 1), "was" | "were" | "is" | "are" | "been" | "being" | "got");
        if being
            && !clause.negated(at)
            && let Some(found) = start(verb - 1)
        {
            return Some(found.start..words.end);
        }
        if !being
            && !clause.negated(at)
            && let Some((who, named)) = clause.person_from(at + 1)
            && fits(who)
        {
            return Some(at..named.end);
        }
    }
    blamed(clause, fits).or_else(|| neglect_of(clause, fits))
}

/// `the fault of the vendor`, `their fault`, `blame the vendor`, `responsible for the outage`.
fn blamed(clause: &Clause<'_>, fits: impl Fn(Who) -> bool) -> Option<Range<usize>> {
    (clause.start..clause.words.len()).find_map(|at| {
        if clause.negated(at) {
            return None;
        }
        let low = clause.low(at);
        let of = |at: usize| clause.person_from(at).filter(|(who, _)| fits(*who)).map(|(_, words)| words);
        if matches!(low, "fault" | "blame")
            && (clause.low(at + 1) == "of" || matches!(clause.low(at + 1), "with" | "on"))
        {
            return of(at + 2).map(|words| at..words.end);
        }
        if low == "lies" && matches!(clause.low(at + 1), "with") && matches!(clause.low_before(at), "fault" | "blame") {
            return of(at + 2).map(|words| at - 1..words.end);
        }
        if low == "fault" && clause.low_before(at) == "'s" && at >= 2 {
            let who = clause.who(at - 2, clause.part_start(at - 2));
            return fits(who).then(|| at - 2..at + 1);
        }
        if low == "fault" && matches!(clause.low_before(at), "their" | "your" | "his" | "her") && fits(Who::They) {
            return Some(at - 1..at + 1);
        }
        if matches!(low, "blame" | "blamed") && !matches!(clause.low_before(at), "to" | "no" | "the") {
            return of(at + 1).map(|words| at..words.end);
        }
        if low == "responsible" && clause.low(at + 1) == "for" {
            let what = (at + 2..(at + 5).min(clause.words.len()))
                .any(|at| clause.is(at, Class::Mishap) && !matches!(clause.low(at), "it" | "that" | "error"));
            let (who, words) = clause.subject(at);
            return (what && fits(who) && who != Who::Anyone).then_some(words.start.min(at)..at + 2);
        }
        None
    })
}

/// `negligence of the vendor`, `the vendor's failure to`.
fn neglect_of(clause: &Clause<'_>, fits: impl Fn(Who) -> bool) -> Option<Range<usize>> {
    (clause.start..clause.words.len()).find_map(|at| {
        let low = clause.low(at);
        let failing = clause.is(at, Class::Neglect)
            || (matches!(low, "failure" | "refusal" | "unwillingness") && clause.low(at + 1) == "to")
            || (low == "lack" && clause.low(at + 1) == "of" && clause.is(at + 2, Class::Care));
        if !failing || clause.negated(at) {
            return None;
        }
        if clause.low_before(at) == "'s" && at >= 2 && fits(clause.who(at - 2, clause.part_start(at - 2))) {
            return Some(at - 2..at + 1);
        }
        if clause.low_before(at) == "of" && clause.low(at.saturating_sub(2)) == "out" {
            let (who, words) = clause.subject(at.saturating_sub(2));
            return (fits(who)).then_some(words.start.min(at)..at + 1);
        }
        if matches!(clause.low(at + 1), "of" | "by") && clause.is(at, Class::Neglect) {
            return clause.person_from(at + 2).filter(|(who, _)| fits(*who)).map(|(_, words)| at..words.end);
        }
        None
    })
}

/// `approved without reading`, `signed off blind`, `merged in forty seconds without a look`.
fn approved_blindly(clause: &Clause<'_>) -> Option<Range<usize>> {
    (clause.start..clause.words.len()).find_map(|at| {
        let approves = clause.does(at, Class::Approve)
            && !clause.form(at, Form::GERUND)
            && (clause.low(at) != "signed" || clause.low(at + 1) == "off")
            && clause.form(at, Form::PAST);
        let said = matches!(clause.low(at), "lgtm" | "lgtm'd");
        if !(approves || said) || clause.negated(at) {
            return None;
        }
        let (who, _) = clause.subject(at);
        if who.ourselves() || matches!(who, Who::Thing if !clause.passive(at)) {
            return None;
        }
        let limit = clause.words.len().min(at + 16);
        (at + 1..limit)
            .find_map(|then| {
                let blind = clause.is(then, Class::Blindly) && clause.low(then) != "unseen";
                let without = clause.low(then) == "without" && {
                    let next = clause.past_adverbs(then + 1);
                    let a = if matches!(clause.low(next), "a" | "any" | "so" | "one" | "even" | "much") {
                        next + 1
                    } else {
                        next
                    };
                    clause.does(next, Class::Reading) && clause.form(next, Form::GERUND)
                        || clause.is(a, Class::Glance)
                        || clause.is(a + 1, Class::Glance)
                };
                (blind || without).then_some(at..then + 1)
            })
            .or_else(|| {
                (clause.is(at.wrapping_sub(1), Class::Blindly)
                    && (who == Who::Approver || clause.low(at) == "approved"))
                    .then(|| at - 1..at + 1)
            })
    })
}

/// `rubber-stamped`, `waved it through`: nobody does that but people.
fn waved_through(clause: &Clause<'_>) -> Option<Range<usize>> {
    let words = clause.all(Class::WaveThrough).find(|words| {
        let (who, _) = clause.subject(words.start);
        clause.low(words.start) != "lgtm"
            && !who.ourselves()
            && !clause.negated(words.start)
            && !clause.form(words.start, Form::GERUND)
            && clause.low_before(words.start) != "to"
            && (clause.form(words.start, Form::PAST) || clause.form(words.start, Form::PRESENT) && who.others())
    });
    words.or_else(|| {
        // `waved the change through`
        (clause.start..clause.words.len()).find_map(|at| {
            if !matches!(clause.low(at), "waved" | "nodded") || clause.subject(at).0.ourselves() || clause.negated(at) {
                return None;
            }
            (at + 1..(at + 8).min(clause.words.len()))
                .find(|&then| clause.low(then) == "through")
                .map(|then| at..then + 1)
        })
    })
}

/// `the reviewer did not look at it`, `whoever approved it did not open the file`.
fn unread(clause: &Clause<'_>) -> Option<Range<usize>> {
    let whoever = (clause.start..clause.words.len()).any(|at| {
        matches!(clause.low(at), "whoever" | "who")
            && (clause.does(at + 1, Class::Approve) || clause.phrase_at(at + 1, Class::WaveThrough).is_some())
            && (clause.low(at) == "whoever"
                || at > clause.start
                    && clause.before(at).is_some_and(|word| word.is.any(&[Class::Role, Class::Anyone, Class::Group])))
    });
    (clause.start..clause.words.len()).find_map(|at| {
        if clause.acts(at, Class::Skim) && clause.form(at, Form::PAST) && !clause.negated(at) {
            let (who, words) = clause.subject(at);
            return (who == Who::Approver || whoever && !who.ourselves()).then_some(words.start.min(at)..at + 1);
        }
        let not = matches!(clause.low_before(at), "not" | "never" | "even" | "barely" | "hardly" | "only");
        let denied = clause.low_before(at) != "only"
            && not
            && !matches!(
                clause.low(at.saturating_sub(2)),
                "should" | "could" | "would" | "must" | "to" | "will" | "can"
            )
            || matches!(clause.low_before(at), "only" | "barely");
        let past = clause.form(at, Form::PAST)
            || matches!(clause.low(at.saturating_sub(2)), "did")
            || clause.low(at.saturating_sub(3)) == "did";
        if !(denied && past && clause.acts(at, Class::Notice)) || clause.passive(at) {
            return None;
        }
        // What could not be seen is a fact about the view.
        if matches!(plain_of(clause, at).as_str(), "see") {
            return None;
        }
        let (who, words) = clause.subject(at);
        (who == Who::Approver || whoever && !who.ourselves()).then_some(words.start.min(at)..at + 1)
    })
}

fn plain_of(clause: &Clause<'_>, at: usize) -> String {
    super::lexicon::plain_form(clause.low(at)).unwrap_or_default()
}

/// `the reviewer should have caught it`, `you should have caught it`.
fn approver_should_have(clause: &Clause<'_>) -> Option<Range<usize>> {
    super::hindsight::past_modals(clause).find_map(|past| {
        let (who, words) = past.subject.clone();
        let caught = clause.acts(past.verb, Class::Notice);
        let review = clause.words.windows(2).any(|two| matches!(two, [one, two] if matches!(one.low.as_str(), "in" | "during" | "at") && two.low == "review"));
        let fits = matches!(past.modal, "should" | "ought" | "could" | "must") && !past.asks
            && (who == Who::Approver || (who == Who::You && caught && matches!(plain_of(clause, past.verb).as_str(), "catch" | "spot" | "notice" | "flag")) || (who.others() && caught && review && past.modal == "should"));
        fits.then_some(words.start.min(past.verb)..past.verb + 1)
    })
}
