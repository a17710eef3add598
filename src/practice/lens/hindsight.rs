//! Judging then by now: *should have* and its kin, and human error as an explanation.

use super::clauses::{Clause, Who};
use super::lexicon::{Class, Form, plain_form};
use std::ops::Range;

/// `should (not) have done`, with its parts.
pub struct PastModal {
    pub modal: &'static str,
    /// The words from the modal to the verb.
    pub group: Range<usize>,
    pub verb: usize,
    pub subject: (Who, Range<usize>),
    pub passive: bool,
    pub denied: bool,
    /// The modal stands before its subject.
    pub asks: bool,
}

/// Every past modal of a sentence.
pub fn past_modals<'a>(clause: &'a Clause<'_>) -> impl Iterator<Item = PastModal> + 'a {
    (clause.start..clause.words.len()).filter_map(move |at| past_modal(clause, at))
}

fn past_modal(clause: &Clause<'_>, at: usize) -> Option<PastModal> {
    let modal =
        ["should", "could", "would", "ought", "must", "might"].into_iter().find(|modal| clause.low(at) == *modal)?;
    let mut next = at + 1;
    let mut denied = false;
    let mut skip = |next: &mut usize| {
        while clause.is(*next, Class::Adverb) || matches!(clause.low(*next), "not" | "to" | "never") {
            denied |= matches!(clause.low(*next), "not" | "never");
            *next += 1;
        }
    };
    skip(&mut next);
    let mut asked = None;
    if clause.low(next) != "have" {
        let first = at == clause.start
            || clause.before(at).is_some_and(|word| {
                word.mark().is_some()
                    || word.is(Class::Joining)
                    || matches!(word.low.as_str(), "why" | "how" | "when" | "what")
            });
        let have =
            first.then(|| (next..(next + 7).min(clause.words.len())).find(|&at| clause.low(at) == "have")).flatten()?;
        let (who, words) = clause.person_from(next).unwrap_or((Who::Other, next..have));
        asked = Some((who, words));
        next = have;
    }
    next += 1;
    skip(&mut next);
    let passive = clause.low(next) == "been";
    if passive {
        next += 1;
        skip(&mut next);
    }
    if !clause.form(next, Form::PARTICIPLE) {
        return None;
    }
    let asks = asked.is_some();
    let subject = asked.unwrap_or_else(|| clause.subject(at));
    Some(PastModal { modal, group: at..next + 1, verb: next, subject, passive, denied, asks })
}

/// Past choices of others, judged with what is known now.
pub fn hindsight(clause: &Clause<'_>) -> Option<Range<usize>> {
    if clause.any(Class::ByDesign) {
        return None;
    }
    past_modals(clause)
        .find(|past| judges(clause, past))
        .map(|past| past.subject.1.start.min(past.group.start)..past.group.end)
        .or_else(|| had_they(clause))
        .or_else(|| if_only(clause))
        .or_else(|| plain_then(clause))
        .or_else(|| better_choice(clause))
}

fn judges(clause: &Clause<'_>, past: &PastModal) -> bool {
    let who = past.subject.0;
    if who.ourselves() || refused(clause, past.group.start) || within(clause, past.verb) {
        return false;
    }
    let chosen = clause.acts(past.verb, Class::Choice);
    let people = who.others() || who == Who::Nobody;
    if past.asks {
        let doubted = past.denied || past.modal == "should";
        return people && doubted && matches!(past.modal, "should" | "could" | "would");
    }
    match past.modal {
        "should" | "ought" if past.passive => chosen && !by_system(clause, past.verb),
        "should" | "ought" => {
            (people || (who == Who::Name && chosen))
                || (who == Who::It && matches!(clause.low(past.verb), "happened" | "occurred"))
        }
        "could" if past.passive => {
            chosen
                && !past.denied
                && matches!(
                    plain_form(clause.low(past.verb)).as_deref(),
                    Some(
                        "avoid"
                            | "prevent"
                            | "catch"
                            | "spot"
                            | "foresee"
                            | "anticipate"
                            | "stop"
                            | "notice"
                            | "detect"
                            | "predict"
                            | "see"
                            | "mitigate"
                    )
                )
        }
        "could" => people && !past.denied && who != Who::Nobody && clause.low(past.verb) != "had",
        "would" => {
            let generic = who == Who::Anyone || quality(clause, &past.subject.1);
            generic && !past.passive && clause.does(past.verb, Class::Foresee)
        }
        "must" => {
            people
                && clause.does(past.verb, Class::Foresee)
                && matches!(clause.low(past.verb), "known" | "seen" | "noticed")
        }
        _ => people && !past.denied && matches!(clause.low(past.verb), "known" | "seen" | "noticed" | "caught"),
    }
}

/// `a careful operator`, `any engineer`; but a closer look only where somebody is named.
fn quality(clause: &Clause<'_>, subject: &Range<usize>) -> bool {
    let words = clause.words.get(subject.clone()).unwrap_or_default();
    let person = words.iter().any(|word| word.is.any(&[Class::Role, Class::Approver, Class::Group, Class::Anyone]));
    let told = words.iter().any(|word| word.is(Class::Quality) || matches!(word.low.as_str(), "any" | "every"));
    person && told
}

/// A duty measured in time is a promise of the system: `within 5 s`.
fn within(clause: &Clause<'_>, verb: usize) -> bool {
    (verb..clause.words.len()).any(|at| {
        matches!(clause.low(at), "within" | "under")
            && clause.get(at + 1).is_some_and(|word| word.kind == super::words::Kind::Figure)
    })
}

fn by_system(clause: &Clause<'_>, verb: usize) -> bool {
    (verb + 1..(verb + 4).min(clause.words.len())).any(|at| {
        clause.low(at) == "by"
            && (at + 1..(at + 5).min(clause.words.len())).any(|at| clause.is(at, Class::Thing))
            && clause.person_from(at + 1).is_none()
    }) || clause.low(verb + 1) == "automatically"
        || clause.low(verb.saturating_sub(1)) == "automatically"
}

fn refused(clause: &Clause<'_>, at: usize) -> bool {
    let from = clause.part_start(at);
    clause.words.get(from..at).is_some_and(|words| {
        words.iter().any(|word| {
            matches!(word.low.as_str(), "whether" | "asking" | "ask" | "saying" | "nothing" | "without" | "instead")
        })
    })
}

/// `Had the operator looked`, `if they had looked`.
fn had_they(clause: &Clause<'_>) -> Option<Range<usize>> {
    (clause.start..clause.words.len()).find_map(|at| {
        let inverted = at == clause.start && clause.low(at) == "had";
        let conditional = clause.low(at) == "if" && clause.low(at + 1) != "only";
        if !inverted && !conditional {
            return None;
        }
        let from = clause.past_adverbs(at + 1);
        let (who, words) = clause.person_from(from)?;
        let had = (words.end..(words.end + 3).min(clause.words.len())).find(|&at| clause.low(at) == "had");
        let verb = match had {
            Some(had) if conditional => clause.past_adverbs(had + 1),
            None if inverted => clause.past_adverbs(words.end),
            _ => return None,
        };
        let then = clause.words.iter().any(|word| matches!(word.low.as_str(), "would" | "could" | "might"));
        (who.others() && then && clause.form(verb, Form::PARTICIPLE) && !matches!(clause.low(verb), "had" | "been"))
            .then_some(at..verb + 1)
    })
}

fn if_only(clause: &Clause<'_>) -> Option<Range<usize>> {
    (clause.start..clause.words.len()).find_map(|at| {
        if clause.low(at) != "if" || clause.low(at + 1) != "only" {
            return None;
        }
        let who = clause.low(at + 2);
        let unreal = (at + 2..(at + 12).min(clause.words.len()))
            .find(|&at| matches!(clause.low(at), "had" | "were" | "would" | "could"))?;
        (!matches!(who, "i" | "we" | "one" | "our" | "two")).then_some(at..unreal + 1)
    })
}

/// `obviously`, `it was clear that`, `in hindsight`, `was avoidable`.
fn plain_then(clause: &Clause<'_>) -> Option<Range<usize>> {
    let ours = clause.words.iter().any(|word| matches!(word.low.as_str(), "i" | "we"));
    let adverb = clause.all(Class::PlainAdverb).find(|words| {
        !clause.negated(words.start)
            && !ours
            && !clause.asks()
            && !matches!(clause.low_before(words.start), "less" | "more" | "most")
    });
    if adverb.is_some() {
        return adverb;
    }
    if let Some(words) = clause
        .phrases
        .iter()
        .find(|phrase| phrase.class == Class::Afterwards && clause.low(phrase.words.start) != "hindsight")
        .map(|phrase| phrase.words.clone())
        && !ours
        && !clause.asks()
    {
        return Some(words);
    }
    (clause.start..clause.words.len()).find_map(|at| {
        let plain = clause.is(at, Class::Plain);
        let preventable = clause.is(at, Class::Preventable);
        let mut verb = at;
        while verb > clause.start
            && (clause.is(verb - 1, Class::Adverb)
                || matches!(clause.low(verb - 1), "so" | "all" | "quite" | "blindingly" | "a" | "an"))
            && !clause.is(verb - 1, Class::Negation)
        {
            verb -= 1;
        }
        let was = clause.before(verb).is_some_and(|word| matches!(word.low.as_str(), "was" | "were" | "been"));
        if clause.negated(at) || clause.asks() || ours || !(plain || preventable) {
            return None;
        }
        if preventable {
            return Some(at..at + 1);
        }
        let it = clause.low(verb.saturating_sub(2)) == "it";
        let that = matches!(
            clause.low(at + 1),
            "that" | "from" | "to" | "what" | "even" | "all" | "at" | "then" | "in" | "how"
        );
        let to_somebody =
            clause.low(at + 1) == "to" && clause.low(at + 2) != "anyone" && clause.low(at + 2) != "everyone";
        let clear = matches!(clause.low(at), "clear" | "apparent" | "evident");
        (was && !to_somebody && (!clear || (it && that))).then_some(verb.saturating_sub(1)..at + 1)
    })
}

/// `was the wrong call`, `it would have been better to wait`.
fn better_choice(clause: &Clause<'_>) -> Option<Range<usize>> {
    if clause.words.iter().any(|word| matches!(word.low.as_str(), "i" | "we")) || clause.asks() {
        return None;
    }
    (clause.start..clause.words.len()).find_map(|at| {
        let better = clause.is(at, Class::Better) || matches!(clause.low(at), "wrong" | "bad" | "obvious");
        if !better || clause.negated(at) {
            return None;
        }
        let been = (at.saturating_sub(5)..at).find(|&at| matches!(clause.low(at), "was" | "been"))?;
        let would = clause.low(been) == "been" && clause.low(been.saturating_sub(2)) == "would";
        let choice = clause.is(at + 1, Class::Call) && clause.low(at + 1) != "thing";
        ((clause.low(been) == "was" && choice && clause.low(clause.past_adverbs(been + 1)) == "the")
            || (would && (clause.low(at + 1) == "to" || clause.is(at + 1, Class::Call))))
        .then_some(been..at + 1)
    })
}

/// Human error, or another name for it, as an explanation.
pub fn human_error(clause: &Clause<'_>, somebody: bool) -> Option<Range<usize>> {
    let denied = |at: usize| {
        let from = clause.part_start(at);
        clause.words.get(from..at).is_some_and(|words| words.iter().any(|word| word.is(Class::Negation)))
            || matches!(
                clause.low(at.saturating_sub(2)),
                "list" | "lists" | "term" | "phrase" | "word" | "words" | "label" | "calls"
            )
            || clause
                .words
                .get(at..(at + 6).min(clause.words.len()))
                .is_some_and(|words| words.iter().any(|word| matches!(word.low.as_str(), "not" | "never")))
    };
    let ours = |at: usize| {
        clause
            .words
            .get(clause.start..at)
            .is_some_and(|words| words.iter().any(|word| matches!(word.low.as_str(), "i" | "my" | "we" | "our")))
    };
    let jargon = clause
        .all(Class::Jargon)
        .chain(clause.all(Class::FatFinger))
        .find(|words| !denied(words.start) && !ours(words.start));
    if jargon.is_some() {
        return jargon;
    }
    (clause.start..clause.words.len()).find_map(|at| {
        if denied(at) || ours(at) {
            return None;
        }
        let counted = |at: usize| {
            clause.get(at).is_some_and(|word| {
                word.is.any(&[Class::Thing, Class::Crowd])
                    || matches!(
                        word.low.as_str(),
                        "rate"
                            | "rates"
                            | "budget"
                            | "page"
                            | "handling"
                            | "code"
                            | "codes"
                            | "text"
                            | "class"
                            | "tracking"
                            | "reporting"
                            | "reports"
                    )
            })
        };
        if clause.is(at, Class::Error) {
            // `operator error`, `a manual mistake`
            if clause.is(at.wrapping_sub(1), Class::Human) && at > clause.start && !counted(at + 1) {
                let failure = matches!(clause.low(at), "failure" | "failures" | "fault" | "faults" | "trouble");
                let human =
                    matches!(clause.low_before(at), "human" | "operator" | "user" | "finger" | "pilot" | "people");
                let shown = clause.form(at + 1, Form::PRESENT) && matches!(clause.low_before(at), "user")
                    || matches!(clause.low_before(at), "user" | "people") && clause.low(at).ends_with('s');
                return ((!failure || human) && !shown).then(|| at - 1..at + 1);
            }
            // `mistakes by staff`, `an operator's mistake`
            if matches!(
                clause.low(at),
                "mistake" | "mistakes" | "error" | "errors" | "slip" | "slips" | "blunder" | "lapse" | "oversight"
            ) {
                if matches!(clause.low(at + 1), "by" | "of" | "from")
                    && !somebody
                    && let Some((who, words)) = clause.person_from(at + 2)
                    && matches!(who, Who::Role | Who::Group | Who::Anyone | Who::Unit)
                    && (clause.low(at + 1) == "by" || !matches!(clause.low(at), "errors"))
                {
                    return Some(at..words.end);
                }
                if clause.low_before(at) == "'s"
                    && at >= 2
                    && matches!(clause.who(at - 2, clause.part_start(at - 2)), Who::Role | Who::Anyone)
                    && !somebody
                    && !matches!(clause.low(at), "error" | "errors")
                {
                    return Some(at - 2..at + 1);
                }
                let made = (at.saturating_sub(4)..at).find(|&at| matches!(clause.low(at), "made" | "makes"));
                if let Some(made) = made
                    && matches!(clause.subject(made).0, Who::Role | Who::Anyone | Who::Group | Who::They | Who::Unit)
                    && !somebody
                {
                    return Some(made..at + 1);
                }
            }
        }
        let careless =
            clause.is(at, Class::Neglect) && !matches!(clause.low(at), "neglect" | "oversight" | "oversights");
        let lack = clause.low(at) == "lack" && clause.low(at + 1) == "of" && (clause.is(at + 2, Class::Care));
        ((careless || lack) && !somebody).then_some(at..at + 1)
    })
}
