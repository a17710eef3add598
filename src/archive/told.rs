//! The words that a review is told in, counted: what search and likeness go by.

use super::alike::stem;
use super::fold;
use super::thesaurus::WORDS;
use std::collections::{BTreeMap, BTreeSet};

/// Most bytes of words that a row keeps for search. Words of the title and the summary come first.
pub const MOST_WORD_BYTES: usize = 8 * 1024;
/// Most bytes of phrases.
const MOST_PHRASE_BYTES: usize = 1024;
/// The most that a word is counted.
pub const MOST_COUNTED: u32 = 35;

/// Words as they are found.
#[derive(Default)]
pub struct Told {
    words: BTreeMap<String, u32>,
    phrases: BTreeSet<&'static str>,
    bytes: usize,
}

impl Told {
    /// Takes in a text; each of its words counts so much. Once there are as many words as a row keeps, no more are
    /// taken.
    pub fn take(&mut self, text: &str, counts: u32) {
        if self.bytes >= MOST_WORD_BYTES {
            return;
        }
        let mut stems = Vec::new();
        for word in fold::words(text) {
            stems.push(stem(&word.folded));
            let length = word.folded.len() + 1;
            if let Some(counted) = self.words.get_mut(&word.folded) {
                *counted = (*counted + counts).min(MOST_COUNTED);
            } else if self.bytes + length <= MOST_WORD_BYTES {
                self.bytes += length;
                self.words.insert(word.folded, counts);
            }
        }
        let mut rest = stems.as_slice();
        while let Some((_, after)) = rest.split_first() {
            self.phrases.extend(WORDS.phrases_at(rest));
            rest = after;
        }
    }

    /// Every distinct word, sorted, separated by spaces; how much each counts, a digit of base 36 for each; and the
    /// phrases that mean something, sorted, separated by spaces.
    pub fn joined(self) -> (String, String, String) {
        let mut words = String::with_capacity(self.bytes);
        let mut counts = String::with_capacity(self.words.len());
        for (word, counted) in self.words {
            spaced(&mut words, &word);
            counts.push(char::from_digit(counted, 36).unwrap_or('z'));
        }
        let mut phrases = String::new();
        for phrase in self.phrases {
            if phrases.len() + phrase.len() < MOST_PHRASE_BYTES {
                spaced(&mut phrases, phrase);
            }
        }
        (words, counts, phrases)
    }
}

fn spaced(out: &mut String, word: &str) {
    if !out.is_empty() {
        out.push(' ');
    }
    out.push_str(word);
}
