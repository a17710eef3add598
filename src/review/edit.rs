//! An edit of one text in several places at once, and the words in which two texts differ.
//!
//! Two edits that were made apart of the same text can be done one after the other in either order, by
//! [`Edit::apart`]: both orders give the same text, nothing that either brought in is taken out, and what both took out
//! is taken out once. Undo after others have written, and taking back what came in, rest on this. Lengths are UTF-16
//! units, as everywhere.

use super::field::TextField;
use super::intent::Intent;
use super::splice::common_ends;
use super::text::{part, utf16_len};
use std::ops::Range;

/// Of two texts, so many comparisons of words are made at most; beyond, what differs is told as one piece.
const MOST_COMPARISONS: usize = 1_000_000;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Keep(usize),
    Drop(usize),
    Put(String),
}

/// An edit of a text; what lies behind its last part stays.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Edit(Vec<Part>);

impl Edit {
    /// Replaces `delete` units at `at` by `insert`.
    pub fn splice(at: usize, delete: usize, insert: &str) -> Edit {
        let mut edit = Edit::default();
        edit.push(Part::Keep(at));
        edit.push(Part::Put(insert.to_owned()));
        edit.push(Part::Drop(delete));
        edit
    }

    /// What makes `new` of `old`, and leaves alone of each word what stands in both.
    pub fn between(old: &str, new: &str) -> Edit {
        Edit::of(places(old, new))
    }

    /// What takes back of `now` what led from `before` to `after`, where `now` was made of `after`: what came and still
    /// stands goes, what went comes back. Of what somebody has replaced since, they have made something else: it stays.
    pub fn back(before: &str, after: &str, now: &str) -> Edit {
        let since = Edit::between(after, now);
        let untouched = |(at, delete, insert): &(usize, usize, &str)| insert.is_empty() || !since.drops(*at, *delete);
        Edit::of(places(after, before).into_iter().filter(untouched)).apart(&since).0
    }

    fn of<'a>(places: impl IntoIterator<Item = (usize, usize, &'a str)>) -> Edit {
        let mut edit = Edit::default();
        let mut done = 0;
        for (at, delete, insert) in places {
            edit.push(Part::Keep(at - done));
            edit.push(Part::Put(insert.to_owned()));
            edit.push(Part::Drop(delete));
            done = at + delete;
        }
        edit
    }

    /// Whether it takes out any of these units.
    fn drops(&self, at: usize, length: usize) -> bool {
        let mut place = 0;
        self.0.iter().any(|part| match part {
            Part::Put(_) => false,
            Part::Keep(units) => {
                place += units;
                false
            }
            Part::Drop(units) => {
                place += units;
                place > at && place - units < at + length
            }
        })
    }

    /// Whether it changes nothing, whatever it is done to.
    pub fn is_nothing(&self) -> bool {
        self.0.iter().all(|part| matches!(part, Part::Keep(_)))
    }

    /// What takes it back, given the text that it is done to.
    pub fn inverse(&self, text: &str) -> Edit {
        let mut inverse = Edit::default();
        let mut at = 0;
        for each in &self.0 {
            match each {
                Part::Keep(units) => {
                    inverse.push(Part::Keep(*units));
                    at += units;
                }
                Part::Put(words) => inverse.push(Part::Drop(utf16_len(words))),
                Part::Drop(units) => {
                    inverse.push(Part::Put(part(text, at, at + units).to_owned()));
                    at += units;
                }
            }
        }
        inverse
    }

    /// The same as wishes, to be carried out one after another.
    pub fn intents(&self, field: &TextField) -> Vec<Intent> {
        let mut intents: Vec<Intent> = Vec::new();
        let mut place = 0;
        let mut add = |start: usize, gone: usize, words: &str| {
            if let Some(Intent::SpliceText { at, delete, insert, .. }) = intents.last_mut()
                && *at + utf16_len(insert) == start
            {
                *delete += gone;
                insert.push_str(words);
                return;
            }
            let insert = words.to_owned();
            intents.push(Intent::SpliceText { field: field.clone(), at: start, delete: gone, insert });
        };
        for each in &self.0 {
            match each {
                Part::Keep(units) => place += units,
                Part::Drop(units) => add(place, *units, ""),
                Part::Put(words) => {
                    add(place, 0, words);
                    place += utf16_len(words);
                }
            }
        }
        intents
    }

    /// This edit as it is done after `other`, and `other` as it is done after this one. Where both bring in words at one
    /// place, this one's come first.
    pub fn apart(&self, other: &Edit) -> (Edit, Edit) {
        let (mut mine, mut theirs) = (Edit::default(), Edit::default());
        let (mut of_mine, mut of_theirs) = (self.0.iter().cloned(), other.0.iter().cloned());
        let (mut one, mut two) = (of_mine.next(), of_theirs.next());
        loop {
            if let Some(Part::Put(words)) = one {
                theirs.push(Part::Keep(utf16_len(&words)));
                mine.push(Part::Put(words));
                one = of_mine.next();
            } else if let Some(Part::Put(words)) = two {
                mine.push(Part::Keep(utf16_len(&words)));
                theirs.push(Part::Put(words));
                two = of_theirs.next();
            } else {
                let Some(units) = units(one.as_ref()).into_iter().chain(units(two.as_ref())).min() else {
                    return (mine, theirs);
                };
                match (drops(one.as_ref()), drops(two.as_ref())) {
                    (true, true) => {}
                    (true, false) => mine.push(Part::Drop(units)),
                    (false, true) => theirs.push(Part::Drop(units)),
                    (false, false) => {
                        mine.push(Part::Keep(units));
                        theirs.push(Part::Keep(units));
                    }
                }
                one = less(one, units).or_else(|| of_mine.next());
                two = less(two, units).or_else(|| of_theirs.next());
            }
        }
    }

    fn push(&mut self, next: Part) {
        match (self.0.last_mut(), next) {
            (_, Part::Keep(0) | Part::Drop(0)) => {}
            (_, Part::Put(words)) if words.is_empty() => {}
            (Some(Part::Keep(units)), Part::Keep(more)) | (Some(Part::Drop(units)), Part::Drop(more)) => *units += more,
            (Some(Part::Put(words)), Part::Put(more)) => words.push_str(&more),
            (_, next) => self.0.push(next),
        }
    }
}

fn units(part: Option<&Part>) -> Option<usize> {
    match part {
        Some(Part::Keep(units) | Part::Drop(units)) => Some(*units),
        _ => None,
    }
}

fn drops(part: Option<&Part>) -> bool {
    matches!(part, Some(Part::Drop(_)))
}

/// What is left of a part after so many units.
fn less(part: Option<Part>, units: usize) -> Option<Part> {
    match part? {
        Part::Keep(all) if all > units => Some(Part::Keep(all - units)),
        Part::Drop(all) if all > units => Some(Part::Drop(all - units)),
        _ => None,
    }
}

/// A piece of two texts, as they are shown as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span<'a> {
    /// It stands in both.
    Same(&'a str),
    /// It stands in the first alone.
    Gone(&'a str),
    /// It stands in the second alone.
    Come(&'a str),
}

/// Two texts as one: what is the same, what is gone and what has come, in order. Without what is gone it is the second,
/// without what has come the first.
pub fn spans<'a>(old: &'a str, new: &'a str) -> Vec<Span<'a>> {
    let mut spans = Vec::new();
    let mut done = 0;
    for (gone, come) in hunks(old, new) {
        spans.push(Span::Same(old.get(done..gone.start).unwrap_or("")));
        spans.push(Span::Gone(old.get(gone.clone()).unwrap_or("")));
        spans.push(Span::Come(new.get(come).unwrap_or("")));
        done = gone.end;
    }
    spans.push(Span::Same(old.get(done..).unwrap_or("")));
    spans.retain(|(Span::Same(text) | Span::Gone(text) | Span::Come(text))| !text.is_empty());
    spans
}

/// Where two texts differ, in units of the first: the place, how much goes, what comes. Of a word that changed only its
/// changed letters: what others write into the same word is written beside them.
fn places<'a>(old: &str, new: &'a str) -> Vec<(usize, usize, &'a str)> {
    let place = |(gone, come): Hunk| {
        let (was, is) = (old.get(gone.clone()).unwrap_or(""), new.get(come).unwrap_or(""));
        let (head, tail) = common_ends(was, is);
        let at = utf16_len(old.get(..gone.start + head).unwrap_or(""));
        let delete = utf16_len(was.get(head..was.len() - tail).unwrap_or(""));
        (at, delete, is.get(head..is.len() - tail).unwrap_or(""))
    };
    hunks(old, new).into_iter().map(place).collect()
}

type Hunk = (Range<usize>, Range<usize>);

/// Where two texts differ: bytes of the first, and the bytes of the second that stand there instead.
fn hunks(old: &str, new: &str) -> Vec<Hunk> {
    let (one, two) = (words(old), words(new));
    let before = one.iter().zip(&two).take_while(|(a, b)| a == b).count();
    let most = one.len().min(two.len()) - before;
    let after = one.iter().rev().zip(two.iter().rev()).take_while(|(a, b)| a == b).count().min(most);
    let inner = |all: &[&'_ str]| -> Vec<String> {
        all.get(before..all.len() - after).unwrap_or_default().iter().map(|word| (*word).to_owned()).collect()
    };
    let start: usize = one.iter().take(before).map(|word| word.len()).sum();
    let (one, two) = (inner(&one), inner(&two));
    let mut found: Vec<Hunk> = Vec::new();
    let (mut at_old, mut at_new) = (start, start);
    let mut differ = |old_bytes: usize, new_bytes: usize, at_old: usize, at_new: usize| {
        let (gone, come) = (at_old..at_old + old_bytes, at_new..at_new + new_bytes);
        match found.last_mut() {
            // Space alone between two places is no reason to tell of two.
            Some((last, last_new)) if old.get(last.end..gone.start).is_some_and(|gap| gap.trim().is_empty()) => {
                last.end = gone.end;
                last_new.end = come.end;
            }
            _ => found.push((gone, come)),
        }
    };
    if one.len().saturating_mul(two.len()) > MOST_COMPARISONS {
        let bytes = |words: &[String]| words.iter().map(String::len).sum();
        differ(bytes(&one), bytes(&two), at_old, at_new);
        return found;
    }
    let common = common(&one, &two);
    let (mut i, mut j) = (0, 0);
    loop {
        match (one.get(i), two.get(j)) {
            (Some(a), Some(b)) if a == b => {
                (at_old, at_new) = (at_old + a.len(), at_new + b.len());
                (i, j) = (i + 1, j + 1);
            }
            (Some(a), b) if b.is_none() || common(i + 1, j) >= common(i, j + 1) => {
                differ(a.len(), 0, at_old, at_new);
                at_old += a.len();
                i += 1;
            }
            (_, Some(b)) => {
                differ(0, b.len(), at_old, at_new);
                at_new += b.len();
                j += 1;
            }
            (_, None) => return found,
        }
    }
}

/// How much two texts have in common, in order, from these two places on.
fn common(one: &[String], two: &[String]) -> impl Fn(usize, usize) -> u32 + use<> {
    let width = two.len() + 1;
    let mut table = vec![0_u32; (one.len() + 1) * width];
    let read = move |table: &[u32], i: usize, j: usize| table.get(i * width + j).copied().unwrap_or(0);
    for (i, a) in one.iter().enumerate().rev() {
        for (j, b) in two.iter().enumerate().rev() {
            let most = if a == b {
                read(&table, i + 1, j + 1).saturating_add(weight(a))
            } else {
                read(&table, i + 1, j).max(read(&table, i, j + 1))
            };
            if let Some(cell) = table.get_mut(i * width + j) {
                *cell = most;
            }
        }
    }
    move |i, j| read(&table, i, j)
}

/// A long word that stays tells more than a space does.
fn weight(word: &str) -> u32 {
    if word.trim().is_empty() { 1 } else { u32::try_from(word.len()).unwrap_or(u32::MAX).saturating_add(2) }
}

/// A text in words, spaces and signs; nothing that is drawn as one letter is cut.
fn words(text: &str) -> Vec<&str> {
    let mut words: Vec<&str> = Vec::new();
    let (mut start, mut before) = (0, None::<char>);
    for (place, letter) in text.char_indices() {
        let goes_on = before.is_some_and(|before| joins(before, letter));
        if place > 0 && !goes_on {
            words.extend(text.get(start..place));
            start = place;
        }
        before = Some(letter);
    }
    words.extend(text.get(start..).filter(|rest| !rest.is_empty()));
    words
}

fn joins(before: char, letter: char) -> bool {
    let joiner = |letter: char| letter == '\u{200d}';
    let belongs = |letter: char| {
        matches!(letter, '\u{300}'..='\u{36f}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{20d0}'..='\u{20ff}')
            || joiner(letter)
    };
    // Scripts that write without spaces go letter by letter.
    let of_a_word = |letter: char| letter.is_alphanumeric() && !('\u{2e80}'..='\u{ffef}').contains(&letter);
    belongs(letter)
        || joiner(before)
        || before.is_whitespace() && letter.is_whitespace()
        || (of_a_word(before) || belongs(before)) && of_a_word(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reworded_words_are_marked_and_the_others_stay() {
        use Span::{Come, Gone, Same};
        assert_eq!(
            spans("the queue was full at 22:47", "the queue was half full by 22:47"),
            [Same("the queue was "), Come("half "), Same("full "), Gone("at"), Come("by"), Same(" 22:47")]
        );
        assert_eq!(spans("one two", "three four"), [Gone("one two"), Come("three four")]);
        assert_eq!(spans("日本語の文", "日本の文"), [Same("日本"), Gone("語"), Same("の文")]);
        assert_eq!(spans("👩‍👩‍👧 saw", "👩‍👩‍👦 saw"), [Gone("👩‍👩‍👧"), Come("👩‍👩‍👦"), Same(" saw")]);
        assert!(spans("", "").is_empty());
        assert_eq!(spans("", "new"), [Come("new")]);
    }

    #[test]
    fn two_long_texts_are_compared_without_end_of_time() {
        let (one, two) = ("a b ".repeat(3_000), "c d ".repeat(3_000));
        assert!(spans(&one, &two).len() < 4);
    }

    #[test]
    fn an_edit_is_carried_out_as_wishes_one_after_another() {
        let edit = Edit::between("one two three four", "zero one three five");
        assert_eq!(edit.intents(&TextField::Prose(super::super::Prose::Title)).len(), 3);
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod properties {
    use super::*;
    use crate::review::Prose;
    use crate::review::text::spliced;
    use proptest::prelude::*;

    fn done(edit: &Edit, text: &str) -> String {
        edit.intents(&TextField::Prose(Prose::Title)).iter().fold(text.to_owned(), |text, intent| match intent {
            Intent::SpliceText { at, delete, insert, .. } => spliced(&text, *at, *delete, insert),
            _ => text,
        })
    }

    fn text() -> impl Strategy<Value = String> {
        prop_oneof!["(a|b|ab| |\n|,|é|e\u{301}|👀|👩‍👩‍👧|日|本|א){0,24}", ".{0,40}",]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn what_came_and_what_went_make_the_other_text(old in text(), new in text()) {
            let spans = spans(&old, &new);
            let of = |keep: fn(&Span<'_>) -> bool| -> String {
                spans.iter().filter(|span| keep(span))
                    .map(|(Span::Same(text) | Span::Gone(text) | Span::Come(text))| *text).collect()
            };
            prop_assert_eq!(of(|span| !matches!(span, Span::Come(_))), old.clone());
            prop_assert_eq!(of(|span| !matches!(span, Span::Gone(_))), new.clone());
            let edit = Edit::between(&old, &new);
            prop_assert_eq!(done(&edit, &old), new.clone());
            prop_assert_eq!(done(&edit.inverse(&old), &new), old.clone());
            prop_assert_eq!(edit.is_nothing(), old == new);
        }

        #[test]
        fn two_edits_made_apart_come_to_the_same_in_either_order(base in text(), one in text(), two in text()) {
            let (a, b) = (Edit::between(&base, &one), Edit::between(&base, &two));
            let (a_after, b_after) = a.apart(&b);
            let both = done(&a_after, &two);
            prop_assert_eq!(&both, &done(&b_after, &one));
            // What the one brought in is still there after the other.
            let put = |edit: &Edit| edit.0.iter().map(|part| match part { Part::Put(words) => utf16_len(words), _ => 0 }).sum::<usize>();
            prop_assert_eq!(put(&a), put(&a_after));
            prop_assert_eq!(put(&b), put(&b_after));
        }
    }
}
