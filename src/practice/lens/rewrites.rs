//! Other wordings, such as a good facilitator would offer: they ask how the system allowed it, or leave a blank for
//! what is missing. Each is only tried here; the reader keeps the first one that holds.

use super::clauses::{Clause, Who};
use super::hindsight::past_modals;
use super::lexicon::{Class, Form, plain_form};
use super::{Label, Rewrite};
use std::ops::Range;

/// Wordings to try, the closest first.
pub fn of(label: Label, text: &str, clause: &Clause<'_>, found: &Range<usize>) -> Vec<Rewrite> {
    let draft = Draft { text, clause };
    let tries = match label {
        Label::WhoQuestion => draft.who(found),
        Label::WhyDidYou => draft.why(found),
        Label::Hindsight => draft.hindsight(found),
        Label::HumanError => draft.human_error(found),
        Label::Vigilance => draft.vigilance(found),
        Label::ApproverFault => {
            vec![draft.whole("what did the gate show the approver, and what did it leave out", '?')]
        }
        Label::PersonFault => draft.person_fault(found),
        Label::VagueAction => vec![draft.append("; done when [what can be seen?], by [date]")],
        Label::VagueClaim => draft.vague_claim(found),
        Label::Later => draft.later(found),
        Label::NoOwner => draft.no_owner(found),
    };
    tries.into_iter().flatten().collect()
}

/// Blanks for the writer to fill in.
const GATE: &str = "[which gate or tool?]";
const DEFAULT: &str = "[which default, gate or permission?]";
const CHECK: &str = "[which tool, default or missing check?]";

struct Draft<'a> {
    text: &'a str,
    clause: &'a Clause<'a>,
}

type Try = Option<Rewrite>;

impl<'a> Draft<'a> {
    fn said(&self, words: Range<usize>) -> &'a str {
        if words.start >= words.end { "" } else { self.text.get(self.clause.bytes(words)).unwrap_or_default() }
    }

    /// From a word to the end of the sentence, with a space in front unless it is nothing.
    fn rest(&self, from: usize) -> String {
        let rest = self.said(from..self.clause.end());
        if rest.is_empty() || rest.starts_with(',') { rest.to_owned() } else { format!(" {rest}") }
    }

    /// A noun phrase as it stands inside a sentence.
    fn inside(&self, words: Range<usize>) -> String {
        let first = words.start;
        let said = self.said(words);
        if first == self.clause.start && self.clause.is(first, Class::Determiner) {
            lowered(said)
        } else {
            said.to_owned()
        }
    }

    fn replace(&self, words: Range<usize>, with: &str) -> Try {
        if words.start >= words.end {
            return None;
        }
        let capital = words.start == self.clause.start && self.clause.get(words.start).is_some_and(|word| word.capital);
        let with = if capital { raised(with) } else { with.to_owned() };
        Some(Rewrite { span: self.clause.bytes(words), with })
    }

    /// The whole sentence but for the time in front; it ends in `mark` if it ended in one.
    fn whole(&self, with: &str, mark: char) -> Try {
        let end = self.clause.end();
        let marked = end < self.clause.words.len();
        let with = if marked { format!("{with}{mark}") } else { with.to_owned() };
        self.replace(self.clause.start..self.clause.words.len(), &with)
    }

    /// From a word to the end of the sentence.
    fn onwards(&self, from: usize, with: &str) -> Try {
        self.replace(from..self.clause.end(), with)
    }

    fn append(&self, with: &str) -> Try {
        let end = self.clause.bytes(self.clause.start..self.clause.end()).end;
        Some(Rewrite { span: end..end, with: with.to_owned() })
    }

    fn without(&self, words: Range<usize>) -> Try {
        let end = if self.clause.get(words.end).is_some_and(|word| word.mark() == Some(',')) {
            words.end + 1
        } else {
            words.end
        };
        let next = self.said(end..end + 1);
        let first = words.start == self.clause.start;
        self.replace(words.start..end + 1, &if first { raised(next) } else { next.to_owned() })
    }

    fn who(&self, found: &Range<usize>) -> Vec<Try> {
        let verb = found.end - 1;
        let direct = self.clause.asks() && self.clause.part_start(found.start) >= found.start.saturating_sub(1);
        let act = plain_form(self.clause.low(verb))
            .filter(|_| self.clause.form(verb, Form::PAST) || self.clause.form(verb, Form::GERUND));
        let possible = if direct { "how was it possible to" } else { "how it was possible to" };
        // A demand may go on behind the question.
        let after = verb + 1..self.clause.end();
        let end = after.clone().find(|&at| !direct && self.clause.low(at) == "and").unwrap_or(after.end);
        let what = self.said(after.start..end);
        let space = if what.is_empty() { "" } else { " " };
        let how = act.and_then(|act| {
            self.replace(found.start..end, &format!("{possible} {act}{space}{what} without a check catching it"))
        });
        let layer = if direct { "which protective layer failed" } else { "which protective layer was missing" };
        vec![how, self.onwards(found.start, layer)]
    }

    fn why(&self, found: &Range<usize>) -> Vec<Try> {
        let clause = self.clause;
        let mut verb = found.end - 1;
        if clause.low(found.start) == "what" {
            let when = (found.end..clause.end()).find(|&at| clause.low(at) == "when").map(|at| at + 2);
            let act = when.and_then(|at| plain_form(clause.low(at)).map(|act| (at, act)));
            let right = act.and_then(|(at, act)| {
                self.onwards(found.start, &format!("what made it look right at the time to {act}{}", self.rest(at + 1)))
            });
            return vec![right, self.onwards(found.start, "what did it look like at the time")];
        }
        let not = |at: usize| matches!(clause.low(at), "not" | "never" | "nobody");
        let denied = found.clone().any(not) || clause.low(verb) == "one";
        if not(verb) || clause.is(verb, Class::Adverb) {
            verb += 1;
        }
        let Some(act) = plain_form(clause.low(verb))
            .or_else(|| clause.form(verb, Form::NONE).then(String::new))
            .filter(|act| !act.is_empty())
            .or_else(|| {
                let low = clause.low(verb);
                (clause.get(verb).is_some_and(|word| word.form == Form::NONE) && !low.is_empty())
                    .then(|| low.to_owned())
            })
        else {
            return vec![self.onwards(found.start, "what did it look like at the time")];
        };
        let rest = self.rest(verb + 1);
        let with = if denied && clause.low(found.start) == "how" {
            format!("what would have made it possible to {act}{rest}")
        } else if denied {
            format!("what would have made it the clear choice to {act}{rest}")
        } else if clause.does(verb, Class::Skip) {
            format!("what made it possible to {act}{rest}")
        } else if clause.does(verb, Class::Change) || clause.low(found.start) == "how" {
            format!("how was it possible to {act}{rest} without a check catching it")
        } else {
            format!("what made it look right at the time to {act}{rest}")
        };
        vec![self.onwards(found.start, &with), self.onwards(found.start, "what did it look like at the time")]
    }

    fn hindsight(&self, found: &Range<usize>) -> Vec<Try> {
        let clause = self.clause;
        let mut tries = Vec::new();
        if let Some(past) =
            past_modals(clause).find(|past| past.group.start >= found.start && past.group.end <= found.end)
        {
            let act = plain_form(clause.low(past.verb));
            let duty = matches!(past.modal, "should" | "ought") && past.denied && !past.asks;
            if duty && past.passive {
                tries.push(self.replace(past.group.clone(), &format!("could be {}", clause.low(past.verb))));
            } else if duty && let Some(act) = &act {
                tries.push(self.replace(past.group.clone(), &format!("could {act}")));
            }
            let subject = past.subject.1.clone();
            if let Some(act) = act
                && (subject.start == clause.start || past.asks)
                && !clause.is(subject.start, Class::Preposition)
            {
                let choice = if clause.does(past.verb, Class::Foresee) { "possible" } else { "the clear choice" };
                let whom = if past.passive { format!(" {}", self.inside(subject)) } else { String::new() };
                let with = format!("what would have made it {choice} to {act}{whom}{}", self.rest(past.verb + 1));
                tries.push(self.whole(&with, '?'));
            }
        }
        let that = (clause.start..clause.end())
            .find(|&at| clause.low(at) == "that" && clause.is(at.wrapping_sub(1), Class::Plain));
        let it = that.and_then(|that| (clause.start..that).find(|&at| clause.low(at) == "it").map(|it| it..that + 1));
        if let Some(words) = it {
            tries.push(self.replace(clause.start..words.end, "at [time], [source] showed that"));
        }
        if clause.all(Class::PlainAdverb).chain(clause.all(Class::Afterwards)).any(|words| words == *found) {
            tries.push(self.without(found.clone()));
        }
        tries.push(self.whole("what could be known at the time, and from where", '?'));
        tries
    }

    fn human_error(&self, found: &Range<usize>) -> Vec<Try> {
        let clause = self.clause;
        if clause.acts(found.start, Class::FatFinger) && clause.form(found.start, Form::PAST) {
            let (_, subject) = clause.subject(found.start);
            if subject.end <= found.start && subject.start < subject.end {
                return vec![self.replace(subject.start..found.end, "the tool accepted [which value?] for")];
            }
        }
        let mut start = found.start;
        while start > clause.start
            && (clause.is(start - 1, Class::Determiner)
                || matches!(clause.low(start - 1), "simple" | "plain" | "classic"))
        {
            start -= 1;
        }
        vec![self.replace(start..found.end, CHECK)]
    }

    fn vigilance(&self, found: &Range<usize>) -> Vec<Try> {
        let clause = self.clause;
        let mut tries = Vec::new();
        let to = (found.start + 1..(found.end + 6).min(clause.end())).find(|&at| clause.low(at) == "to");
        let asks = matches!(
            clause.low(found.start),
            "remember" | "remind" | "forget" | "ask" | "tell" | "train" | "instruct" | "urge"
        );
        if let Some(to) = to.filter(|_| asks) {
            tries.push(self.whole(&format!("have {GATE}{}", self.rest(to + 1)), '.'));
        }
        if clause.acts(found.start, Class::Twice) {
            tries.push(self.whole(&format!("have {GATE} check{}", self.rest(found.end)), '.'));
        }
        if matches!(clause.low(found.end), "with" | "about" | "of" | "to" | "on" | "around") {
            tries.push(self.whole(&format!("let {DEFAULT} guard{}", self.rest(found.end + 1)), '.'));
        }
        tries.push(self.whole(&format!("let {DEFAULT} hold this in the path of the work"), '.'));
        tries
    }

    fn person_fault(&self, found: &Range<usize>) -> Vec<Try> {
        let clause = self.clause;
        let mut tries = Vec::new();
        if let Some(adverb) =
            found.clone().find(|&at| clause.is(at, Class::CarelessAdverb) || clause.is(at, Class::WrongAdverb))
        {
            return vec![self.without(adverb..adverb + 1)];
        }
        let verb = found.end - 1;
        let (who, subject) = clause.subject(verb);
        if subject.start != clause.start || subject.end > verb || !who.others() || who == Who::You {
            return tries;
        }
        let whom = self.inside(subject);
        let us = (verb..(verb + 4).min(clause.end())).find(|&at| clause.low(at) == "us");
        if let Some(us) = us {
            let told = if clause.low(us + 1) == "that" { "it to go unsaid" } else { "nothing to be said" };
            tries.push(self.whole(
                &format!("what in the hand-off between {whom} and us allowed {told}{}", self.rest(us + 1)),
                '?',
            ));
            tries.push(self.whole(&format!("what in the hand-off between {whom} and us allowed this"), '?'));
        }
        let joined = (verb..clause.end())
            .any(|at| clause.is(at, Class::Joining) || clause.get(at).is_some_and(|word| word.mark() == Some(',')));
        if clause.low(verb + 1) == "to" {
            tries.push(self.whole(&format!("nothing in the tools asked {whom} to{}", self.rest(verb + 2)), '.'));
        } else if !joined && matches!(clause.low(verb), "ignored" | "missed" | "overlooked" | "disregarded") {
            tries.push(self.whole(&format!("{} did not stand out to {whom}", self.said(verb + 1..clause.end())), '.'));
        }
        tries
    }

    fn vague_claim(&self, found: &Range<usize>) -> Vec<Try> {
        let clause = self.clause;
        let at = found.start;
        let has = |class: Class| {
            (found.len() == 1 && clause.is(at, class))
                || clause.phrases.iter().any(|phrase| phrase.class == class && phrase.words == *found)
        };
        let with = if has(Class::Count) {
            let start = if at > clause.start && matches!(clause.low(at - 1), "a" | "an" | "the") { at - 1 } else { at };
            let end = if clause.low(found.end) == "of" { found.end + 1 } else { found.end };
            return vec![self.replace(start..end, "[how many?]")];
        } else if has(Class::Frequency) {
            "[how often?]"
        } else if has(Class::Duration) {
            "[how long?]"
        } else if has(Class::Slow) {
            return vec![self.replace(found.clone(), &format!("{} ([how slow?])", clause.low(at)))];
        } else if clause.is(at, Class::Adverb) && !clause.is(found.end, Class::Slow) {
            "[by how much?]"
        } else if clause.is(found.end, Class::Slow) {
            return vec![self.replace(at..found.end + 1, &format!("{} ([how slow?])", clause.low(found.end)))];
        } else {
            return vec![self.replace(at..at + 1, "[how much?]")];
        };
        vec![self.replace(found.clone(), with)]
    }

    fn later(&self, found: &Range<usize>) -> Vec<Try> {
        let clause = self.clause;
        if clause.does(found.start, Class::Defer) || clause.phrase_at(found.start, Class::Defer).is_some() {
            return vec![self.append(" until [date]")];
        }
        if clause.low(found.end - 1).starts_with("backlog") {
            return vec![self.replace(found.start + 1..found.end, "[which sprint?]"), self.append(" for [date]")];
        }
        let mut start = found.start;
        while start > clause.start
            && matches!(
                clause.low(start - 1),
                "a" | "some" | "at" | "in" | "the" | "until" | "on" | "for" | "further" | "down" | "into"
            )
        {
            start -= 1;
        }
        vec![self.replace(start..found.end, "by [date]"), self.append(" by [date]")]
    }

    fn no_owner(&self, found: &Range<usize>) -> Vec<Try> {
        let clause = self.clause;
        let last = found.end - 1;
        let bent = |low: &str| match low {
            "are" => "is".to_owned(),
            "have" => "has".to_owned(),
            "need" | "own" | "share" | "commit" | "take" | "agree" => format!("{low}s"),
            _ => low.to_owned(),
        };
        if clause.low(found.start) == "let" {
            return vec![self.replace(found.clone(), "[name] will")];
        }
        if clause.low(found.start).starts_with("owner")
            || clause.low(found.start) == "assignee"
            || clause.low(found.start) == "responsible"
        {
            return vec![self.replace(found.start + 2..found.end, "[name]")];
        }
        if clause.low(found.start + 1) == "'s" {
            return vec![self.replace(found.start..found.start + 1, "[name]")];
        }
        let helper = matches!(
            clause.low(last),
            "will"
                | "must"
                | "should"
                | "shall"
                | "has"
                | "have"
                | "needs"
                | "need"
                | "ought"
                | "are"
                | "is"
                | "to"
                | "can"
                | "owns"
                | "own"
                | "takes"
                | "going"
        );
        if helper {
            let mut start = found.start;
            while start > clause.start + 1 && clause.low(start - 1) == "and" && clause.is(start - 2, Class::Unit) {
                start -= 2;
            }
            return vec![self.replace(start..found.end, &format!("[name] {}", bent(clause.low(last))))];
        }
        if clause.low(last) == "all" && matches!(clause.low(last - 1), "will" | "should" | "must" | "shall") {
            return vec![self.replace(found.clone(), &format!("[name] {}", clause.low(last - 1)))];
        }
        vec![
            self.replace(found.start..found.end + 1, &format!("[name] {}", bent(clause.low(found.end)))),
            self.replace(found.clone(), "[name]"),
        ]
    }
}

fn raised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn lowered(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
