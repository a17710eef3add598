//! What a sentence says about whom: its phrases, the subject of a verb, negation, figures and dates. It asks for
//! the shape of the words alone; a sentence that it cannot make out has no subject.

use super::lexicon::{Class, Form, phrases_from};
use super::words::{Kind, Word};
use std::ops::Range;

/// Who does what a verb says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    I,
    We,
    You,
    They,
    /// Anyone, everyone, someone.
    Anyone,
    Nobody,
    Approver,
    Role,
    /// A team, a department, a company.
    Group,
    /// A team by its bare name: SRE, networking.
    Unit,
    /// A bare name that is no product's.
    Name,
    It,
    Thing,
    Other,
    /// Nobody is named.
    Silent,
}

impl Who {
    /// Other people: whoever writes is not among them.
    pub fn others(self) -> bool {
        matches!(self, Who::You | Who::They | Who::Anyone | Who::Approver | Who::Role | Who::Group | Who::Unit)
    }

    pub fn ourselves(self) -> bool {
        matches!(self, Who::I | Who::We)
    }
}

/// A phrase of the lexicon, found in a sentence.
#[derive(Clone, Debug)]
pub struct Phrase {
    pub class: Class,
    pub words: Range<usize>,
}

/// One sentence with what was found in it.
pub struct Clause<'a> {
    pub words: &'a [Word],
    pub phrases: Vec<Phrase>,
    /// Past the time, the list mark or the label in front.
    pub start: usize,
}

impl<'a> Clause<'a> {
    pub fn new(words: &'a [Word]) -> Clause<'a> {
        let mut phrases = Vec::new();
        for (at, word) in words.iter().enumerate().filter(|(_, word)| word.kind == Kind::Word) {
            phrases_from(&word.low, |rest, class| {
                let fits =
                    rest.iter().zip(1..).all(|(next, n)| words.get(at + n).is_some_and(|word| word.low == *next));
                if fits {
                    phrases.push(Phrase { class, words: at..at + 1 + rest.len() });
                }
            });
        }
        let mut start = 0;
        while words.get(start).is_some_and(|word| {
            matches!(word.kind, Kind::Clock | Kind::Day)
                || matches!(word.mark(), Some('~' | '[' | ']' | '(' | ')' | '-' | '–' | '—' | '>'))
                || (word.kind == Kind::Figure
                    && start == 0
                    && words.get(1).is_some_and(|next| matches!(next.mark(), Some('.' | ')'))))
        }) {
            start += 1;
        }
        Clause { words, phrases, start }
    }

    pub fn get(&self, at: usize) -> Option<&'a Word> {
        self.words.get(at)
    }

    /// The word before, unless there is none.
    pub fn before(&self, at: usize) -> Option<&'a Word> {
        at.checked_sub(1).and_then(|at| self.words.get(at))
    }

    pub fn low(&self, at: usize) -> &'a str {
        self.words.get(at).map_or("", |word| word.low.as_str())
    }

    pub fn low_before(&self, at: usize) -> &'a str {
        self.before(at).map_or("", |word| word.low.as_str())
    }

    pub fn is(&self, at: usize, class: Class) -> bool {
        self.words.get(at).is_some_and(|word| word.is(class))
    }

    pub fn does(&self, at: usize, class: Class) -> bool {
        self.words.get(at).is_some_and(|word| word.does(class))
    }

    pub fn form(&self, at: usize, form: Form) -> bool {
        self.words.get(at).is_some_and(|word| word.form.may_be(form))
    }

    /// The words and phrases of a class.
    pub fn all(&self, class: Class) -> impl Iterator<Item = Range<usize>> {
        let words = self.words.iter().enumerate().filter(move |(_, word)| word.is(class) || word.does(class));
        let phrases = self.phrases.iter().filter(move |phrase| phrase.class == class);
        words.map(|(at, _)| at..at + 1).chain(phrases.map(|phrase| phrase.words.clone()))
    }

    pub fn any(&self, class: Class) -> bool {
        self.all(class).next().is_some()
    }

    /// The phrase of a class that begins here.
    pub fn phrase_at(&self, at: usize, class: Class) -> Option<Range<usize>> {
        self.phrases
            .iter()
            .find(|phrase| phrase.class == class && phrase.words.start == at)
            .map(|phrase| phrase.words.clone())
    }

    /// Whether a word or phrase of a verb class begins here.
    pub fn acts(&self, at: usize, class: Class) -> bool {
        self.does(at, class) || self.phrase_at(at, class).is_some()
    }

    /// The bytes of some words.
    pub fn bytes(&self, words: Range<usize>) -> Range<usize> {
        let start = self.words.get(words.start).map_or(0, |word| word.span.start);
        let end = words.end.checked_sub(1).and_then(|at| self.words.get(at)).map_or(start, |word| word.span.end);
        start..end.max(start)
    }

    /// Past the last word, before the mark that ends the sentence.
    pub fn end(&self) -> usize {
        let marks =
            self.words.iter().rev().take_while(|word| matches!(word.mark(), Some('.' | '!' | '?' | '…'))).count();
        self.words.len() - marks
    }

    pub fn asks(&self) -> bool {
        self.words.last().is_some_and(|word| word.mark() == Some('?'))
    }

    /// Where the part of the sentence begins in which this word stands: behind a mark or a joining word.
    pub fn part_start(&self, at: usize) -> usize {
        let parts =
            |word: &Word| (word.mark().is_some_and(|mark| mark != '%' && mark != '$')) || word.is(Class::Joining);
        (self.start..at).rev().find(|&at| self.get(at).is_some_and(parts)).map_or(self.start, |at| at + 1)
    }

    /// The next place that is no adverb and no negation.
    pub fn past_adverbs(&self, mut at: usize) -> usize {
        while self.get(at).is_some_and(|word| word.is(Class::Adverb) && !word.does(Class::Open)) {
            at += 1;
        }
        at
    }

    /// Whether the group of words around this verb is negated, or an idea that is being refused.
    pub fn negated(&self, at: usize) -> bool {
        let from = self.part_start(at).max(at.saturating_sub(6));
        self.words.get(from..at).is_some_and(|words| words.iter().any(|word| word.is(Class::Negation)))
    }

    /// The verb is in the passive: a form of *to be* stands right before it.
    pub fn passive(&self, at: usize) -> bool {
        let mut before = at;
        while before > 0 && self.is(before - 1, Class::Adverb) {
            before -= 1;
        }
        before > 0 && self.is(before - 1, Class::Be) && self.form(at, Form::PARTICIPLE)
    }

    /// Who does what this verb says, and the words that name them.
    pub fn subject(&self, verb: usize) -> (Who, Range<usize>) {
        let mut end = verb;
        while end > self.start
            && self.before(end).is_some_and(|word| {
                (word.is(Class::Adverb) && !word.is(Class::Preposition))
                    || word.is(Class::Auxiliary)
                    || word.is(Class::Be)
                    || word.is(Class::Modal)
                    || matches!(word.low.as_str(), "to" | "will" | "can" | "not" | "do" | "need" | "needs" | "going")
            })
        {
            end -= 1;
        }
        let start = self.phrase_start(end);
        if start == end {
            return self.inherited(start);
        }
        let head = self.head(start..end);
        let who = self.who(head, start);
        if matches!(who, Who::Other) && self.is(start, Class::Preposition) {
            return self.inherited(start);
        }
        (who, start..end)
    }

    /// Where the noun phrase that ends here begins.
    fn phrase_start(&self, end: usize) -> usize {
        (self.start..end)
            .rev()
            .find(|&at| {
                self.get(at).is_some_and(|word| {
                    word.mark().is_some_and(|mark| !matches!(mark, '%' | '$'))
                        || word.kind == Kind::Clock
                        || word.is(Class::Joining)
                        || (word.is(Class::Subordinate) && !word.is(Class::Preposition))
                })
            })
            .map_or(self.start, |at| at + 1)
    }

    /// The subject of a verb that names none: that of the part before, or the noun that a relative pronoun means.
    fn inherited(&self, start: usize) -> (Who, Range<usize>) {
        let Some(link) = start.checked_sub(1).filter(|link| *link >= self.start) else {
            return (Who::Silent, start..start);
        };
        if matches!(self.low(link), "who" | "that" | "which") && link > self.start {
            let noun = if self.before(link).is_some_and(|word| word.mark() == Some(',')) { link - 1 } else { link };
            let from = self.phrase_start(noun);
            if from < noun {
                return (self.who(noun - 1, from), from..noun);
            }
        }
        if self.low(link) == "whoever" || self.low(link) == "who" {
            return (Who::Anyone, link..link + 1);
        }
        (self.start..link).find_map(|at| self.noun_from(at)).unwrap_or((Who::Silent, start..start))
    }

    /// The first noun phrase of the sentence, when it begins here.
    fn noun_from(&self, at: usize) -> Option<(Who, Range<usize>)> {
        let first = self.get(at)?;
        let noun = |word: &Word| {
            word.is.any(&[
                Class::Role,
                Class::Approver,
                Class::Group,
                Class::Unit,
                Class::Anyone,
                Class::Nobody,
                Class::Thing,
            ])
        };
        let pronoun = matches!(first.low.as_str(), "i" | "we" | "you" | "they" | "he" | "she" | "it");
        if !noun(first) && !pronoun {
            return None;
        }
        let mut end = at + 1;
        while !pronoun && self.get(end).is_some_and(noun) {
            end += 1;
        }
        let start = if at > self.start && self.is(at - 1, Class::Determiner) { at - 1 } else { at };
        Some((self.who(end - 1, start), start..end))
    }

    /// The word that a noun phrase is about: the last one before its first preposition.
    pub fn head(&self, phrase: Range<usize>) -> usize {
        let first = phrase.start;
        let cut = (first..phrase.end).find(|&at| {
            at > first
                && self.get(at).is_some_and(|word| {
                    (word.is(Class::Preposition) && word.low != "per")
                        || word.form == Form::GERUND
                            && word.is == super::lexicon::Set::NONE
                            && !self.is(at - 1, Class::Determiner)
                })
        });
        match cut {
            Some(cut) if !self.is(first, Class::Preposition) => cut - 1,
            _ => phrase.end.saturating_sub(1),
        }
    }

    /// Whom the word at `head` names in a phrase that begins at `start`.
    pub fn who(&self, head: usize, start: usize) -> Who {
        let Some(word) = self.get(head) else { return Who::Silent };
        if self.phrases.iter().any(|phrase| phrase.class == Class::Approver && phrase.words.end == head + 1) {
            return Who::Approver;
        }
        match word.low.as_str() {
            "i" | "me" | "myself" => return Who::I,
            "we" | "us" | "ourselves" => return Who::We,
            "you" => return Who::You,
            "they" | "he" | "she" => return Who::They,
            "it" | "this" | "that" | "there" => return Who::It,
            _ => {}
        }
        let no_one = self.low_before(head) == "no" || (self.low_before(head) == "of" && self.is(start, Class::Nobody));
        if word.is(Class::Nobody) || no_one {
            Who::Nobody
        } else if word.is(Class::Approver) || (self.approves_as_a_noun(head) && word.is(Class::Role)) {
            Who::Approver
        } else if word.capital && head > start && self.is(head - 1, Class::Group) {
            // `Team Blue`
            Who::Group
        } else if word.is(Class::Anyone) {
            Who::Anyone
        } else if word.is(Class::Unit)
            && (head == start || self.is(head - 1, Class::Unit) || self.low(head - 1) == "'s")
        {
            Who::Unit
        } else if word.is(Class::Role) {
            Who::Role
        } else if word.is(Class::Group) {
            Who::Group
        } else if word.is(Class::Thing) {
            Who::Thing
        } else if word.capital && head == start && word.low.chars().all(char::is_alphabetic) {
            Who::Name
        } else if word.low.starts_with('@') {
            Who::Role
        } else {
            Who::Other
        }
    }

    /// `the approving engineer`.
    fn approves_as_a_noun(&self, head: usize) -> bool {
        head > 0 && self.does(head - 1, Class::Approve) && self.form(head - 1, Form::GERUND)
    }

    /// Whether a person or a group is named by these words, and nothing that belongs to them.
    pub fn person_from(&self, at: usize) -> Option<(Who, Range<usize>)> {
        let mut from = at;
        while self
            .get(from)
            .is_some_and(|word| word.is(Class::CountWord) || (word.is(Class::Determiner) && !word.is(Class::Anyone)))
        {
            from += 1;
        }
        let limit = (from + 4).min(self.words.len());
        for head in from..limit {
            let word = self.get(head)?;
            if word.kind != Kind::Word || word.is(Class::Preposition) || word.is(Class::Joining) {
                return None;
            }
            let who = self.who(head, from);
            if who.others() || who == Who::Nobody || who.ourselves() {
                let next = self.get(head + 1);
                let more = next.is_some_and(|next| {
                    next.is.any(&[Class::Role, Class::Approver, Class::Group])
                        || (next.is(Class::Thing) && next.verb == super::lexicon::Set::NONE)
                });
                if more && !matches!(who, Who::You | Who::They | Who::Anyone | Who::Nobody) {
                    continue;
                }
                return Some((who, at..head + 1));
            }
            if who == Who::Thing
                && !self.get(head + 1).is_some_and(|next| next.is.any(&[Class::Role, Class::Approver, Class::Group]))
            {
                return None;
            }
        }
        None
    }

    /// Whether the sentence says when: a day, a month, a sprint, or a blank for it.
    pub fn dated(&self) -> bool {
        self.words.iter().enumerate().any(|(at, word)| {
            word.kind == Kind::Day
                || word.kind == Kind::Blank
                || (word.is(Class::Weekday) && at > 0)
                || (word.is(Class::Month)
                    && (word.low != "may" && word.low != "mar"
                        || self.before(at).is_some_and(|before| matches!(before.kind, Kind::Figure | Kind::Number))
                        || matches!(self.low_before(at), "in" | "by" | "until" | "of")))
                || (word.is(Class::TimeUnit)
                    && (matches!(self.low_before(at), "next" | "this" | "coming" | "following")
                        || (word.low == "sprint" && self.get(at + 1).is_some_and(|next| next.kind == Kind::Number))))
                || (word.low == "end" && self.low(at + 1) == "of")
        })
    }

    /// Whether a count or a measure stands in the sentence that is no time of day, no day and no name.
    pub fn figures(&self) -> impl Iterator<Item = usize> {
        let first = self.start;
        self.words
            .iter()
            .enumerate()
            .filter(move |(at, word)| {
                let month = |at: usize| self.is(at, Class::Month);
                word.kind == Kind::Blank
                    || (word.kind == Kind::Figure
                        && *at >= first
                        && !month(at + 1)
                        && !(*at > 0 && month(at - 1))
                        && !self.is_year(*at))
            })
            .map(|(at, _)| at)
    }

    fn is_year(&self, at: usize) -> bool {
        let low = self.low(at);
        low.len() == 4
            && (low.starts_with("19") || low.starts_with("20"))
            && matches!(self.low_before(at), "in" | "since" | "of" | "until")
    }
}
