//! Earlier reviews that read like one, and changes that were proposed before, though in other words.
//!
//! What is compared are stems of words, digits as they stand, and meanings ([`super::thesaurus`]): a rare word that
//! two reviews share says more than a common one (BM25, with words counted by where they stand). How rare words are
//! is learned from the archive, on top of what is assumed while the archive is small. docs/search.md has the rules.
//! Promises: the same rows give the same answer; a review is never like itself; what is not clearly alike is not told.

use super::fold;
use super::row::Row;
use super::tellings::{self, Sound, TELLINGS};
use super::thesaurus::{Meaning, WORDS};
use crate::review::ReviewId;
use std::collections::{BTreeMap, HashMap};

/// How quickly a word that is said again stops counting.
const SATURATES: f32 = 4.0;
/// The same in what is asked about.
const ASKED_SATURATES: f32 = 1.5;
/// How much a long review is held to be long.
const LENGTH_COUNTS: f32 = 0.5;
/// The counts of all words of a review of middling length.
const USUAL_LENGTH: f32 = 160.0;
/// What such a review tells of, all of it weighed.
const USUAL_TOLD: f32 = 150.0;
/// What a stem counts that has a meaning besides.
const STEM_BESIDE_MEANING: f32 = 0.15;
/// What a meaning counts that is not said in the same word.
const MEANING: f32 = 1.5;
/// As many reviews are assumed to be known besides those of the archive.
const ASSUMED: f32 = 150.0;
/// Of these, how many hold a word that is common, a meaning, or any other word.
const ASSUMED_COMMON: f32 = 45.0;
/// In which share of all reviews a common word is held to be.
const COMMON_SHARE: f32 = 0.35;
/// How much it speaks against a review that it tells of much else, too.
const MUCH_ELSE: f32 = 0.6;
const ASSUMED_MEANING: f32 = 9.0;
const ASSUMED_OTHER: f32 = 1.0;
/// What it counts that two reviews sound alike, in points of the score.
const SOUNDS: f32 = 60.0;
/// So many reviews are assumed to be known besides those of the archive, which sound as failures do on the whole.
const ASSUMED_SOUNDS: f32 = 100.0;
/// Words of a review that are compared, those first that count most.
const MOST_COMPARED: usize = 400;
/// From which share of what is told on a review is like another, and how much they must have in common.
const ALIKE_SHARE: f32 = 0.27;
const ALIKE_SCORE: f32 = 24.0;
/// The same where it stands out from those that follow: how much, and at which score.
const STANDS_OUT: f32 = 1.75;
const STANDS_OUT_SCORE: f32 = 50.0;
/// So many behind the first ones tell what is alike by chance.
const CHANCE: usize = 9;
/// The same where a change said twice speaks for it, too.
const NEAR_SHARE: f32 = 0.24;
const NEAR_SCORE: f32 = 14.0;
/// From which likeness on a change was proposed before: in a review that is clearly like this one, in one that is among
/// those most like it, and in any other.
const SAME_CHANGE_ALIKE: f32 = 0.32;
const SAME_CHANGE_NEAR: f32 = 0.4;
const SAME_CHANGE: f32 = 0.8;
/// What it counts that the same is done, and that one does it among other things.
const SAME_DEED: f32 = 0.35;
const ALSO_SAME_DEED: f32 = 0.1;
/// What it counts that both are about the same; where it is not told what is done; and where something else is done about it.
const ABOUT: f32 = 0.65;
const UNTOLD_DEED: f32 = 0.6;
const OTHER_DEED: f32 = 0.3;
/// Of so many reviews, those most like one, the changes are looked at more closely.
const MOST_NEAR: usize = 3;
/// How alike two words must look that are taken for one, by the groups of three letters that they share.
const LOOKS_ALIKE: f32 = 0.6;

/// An earlier review that reads like the one asked about.
#[derive(Clone, Debug, PartialEq)]
pub struct Like {
    /// Which.
    pub id: ReviewId,
    /// How much they have in common; comparable within one answer.
    pub score: f32,
    /// The part of that which words and their meanings say.
    pub words: f32,
    /// How much it sounds like it, from 0 to 1.
    pub sounds: f32,
    /// How much more alike it is than those behind the first three; 0 where there are few.
    pub stands_out: f32,
    /// How much of what was asked is found in it, from 0 to 1.
    pub share: f32,
}

impl Like {
    /// Whether it is alike enough to be told without being asked.
    pub fn is_clear(&self) -> bool {
        self.share >= ALIKE_SHARE && self.words >= ALIKE_SCORE
            || self.stands_out >= STANDS_OUT && self.score >= STANDS_OUT_SCORE
    }
}

/// A change that was proposed before.
#[derive(Clone, Debug, PartialEq)]
pub struct Before {
    /// In which review.
    pub id: ReviewId,
    /// Which of its changes, see [`Row::proposed`].
    pub place: usize,
    /// How much more alike than it had to be.
    pub likeness: f32,
}

/// What of a row tells whether it must be taken in again.
type Mark = (i64, usize, Option<i64>);

struct Review {
    id: ReviewId,
    mark: Mark,
    /// The day it is of, for what is earlier.
    order: (String, i64),
    /// What it is told in, and how much each counts here.
    features: Vec<(u32, f32)>,
    sound: Sound,
    changes: Vec<Vec<Token>>,
}

/// A word of a change.
#[derive(Clone, Debug)]
struct Token {
    stem: u32,
    things: Vec<Meaning>,
    deeds: Vec<Meaning>,
}

/// The archive made ready to be compared with.
#[derive(Default)]
pub struct Alike {
    reviews: Vec<Review>,
    features: HashMap<String, u32>,
    /// In how many reviews each feature is.
    known_in: Vec<u32>,
    assumed: Vec<f32>,
    /// What all of them sound like together.
    sounds: Sound,
}

impl Alike {
    /// Of rows in any order; those removed from the list are not in it.
    pub fn new<'a>(rows: impl IntoIterator<Item = &'a Row>) -> Self {
        let mut alike = Alike::default();
        rows.into_iter().for_each(|row| alike.put(row));
        alike
    }

    /// Follows the archive: forgets what is gone, and takes in so many at most of what is new or was changed. Says
    /// whether that was all.
    pub fn follow(&mut self, rows: &[&Row], most: usize) -> bool {
        let listed: HashMap<&str, Mark> =
            rows.iter().filter(|row| row.is_listed()).map(|row| (row.id.as_str(), mark_of(row))).collect();
        let known: HashMap<&str, Mark> = self.reviews.iter().map(|review| (review.id.as_str(), review.mark)).collect();
        let mut news = rows.iter().filter(|row| row.is_listed() && known.get(row.id.as_str()) != Some(&mark_of(row)));
        let taken: Vec<&Row> = news.by_ref().take(most).copied().collect();
        let all = news.next().is_none();
        let gone: Vec<ReviewId> =
            known.keys().filter(|id| !listed.contains_key(**id)).map(|id| ReviewId::new(*id)).collect();
        taken.into_iter().for_each(|row| self.put(row));
        gone.iter().for_each(|id| self.forget(id));
        all
    }

    /// Takes in a row, new or changed or removed from the list.
    pub fn put(&mut self, row: &Row) {
        self.forget(&row.id);
        if !row.is_listed() {
            return;
        }
        let told = told(row);
        let length: f32 = told.values().sum();
        let norm = SATURATES * (1.0 - LENGTH_COUNTS + LENGTH_COUNTS * length / USUAL_LENGTH);
        let features: Vec<(u32, f32)> = told
            .into_iter()
            .map(|(feature, count)| (self.number(feature), count * (SATURATES + 1.0) / (count + norm)))
            .collect();
        for (feature, _) in &features {
            if let Some(known) = self.known_in.get_mut(place(*feature)) {
                *known += 1;
            }
        }
        let sound = sound_of(row);
        tellings::add(&mut self.sounds, &sound, 1.0);
        let changes = row.proposed.iter().map(|change| self.tokens(&change.short)).collect();
        let order = (row.order_day(), row.created_at_ms);
        self.reviews.push(Review { id: row.id.clone(), mark: mark_of(row), order, features, sound, changes });
    }

    /// Forgets a review.
    pub fn forget(&mut self, id: &ReviewId) {
        let Some(at) = self.reviews.iter().position(|review| review.id == *id) else { return };
        let gone = self.reviews.swap_remove(at);
        tellings::add(&mut self.sounds, &gone.sound, -1.0);
        for (feature, _) in gone.features {
            if let Some(known) = self.known_in.get_mut(place(feature)) {
                *known = known.saturating_sub(1);
            }
        }
    }

    /// The reviews most like one, the most alike first; of those that are not younger than it.
    pub fn like(&self, asked: &Row, most: usize) -> Vec<Like> {
        let (weights, whole) = self.asked(told(asked));
        let order = order_of(asked);
        let (sound, usual) = (sound_of(asked), self.usual_sound());
        let mut found: Vec<Like> = self
            .reviews
            .iter()
            .filter(|review| review.id != asked.id && review.order <= order)
            .filter_map(|review| {
                let mut score = 0.0;
                let mut held = 0.0;
                let mut all = 0.0;
                for (feature, counts) in &review.features {
                    let weight = weights.get(place(*feature)).copied().unwrap_or(0.0);
                    score += weight * counts;
                    all += self.rareness(*feature) * counts;
                    held += if weight > 0.0 { weight } else { 0.0 };
                }
                score *= (USUAL_TOLD / all.max(1.0)).powf(MUCH_ELSE);
                let sounds = tellings::alike(&sound, &review.sound, &usual).max(0.0);
                let (id, share) = (review.id.clone(), held / whole.max(1.0));
                (score + sounds > 0.0).then_some(Like {
                    id,
                    score: score + SOUNDS * sounds,
                    words: score,
                    sounds,
                    share,
                    stands_out: 0.0,
                })
            })
            .collect();
        found.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.id.cmp(&b.id)));
        // What follows behind the first is the measure of what is by chance.
        let chance: Vec<f32> = found.iter().skip(MOST_NEAR).take(CHANCE).map(|like| like.score).collect();
        if chance.len() == CHANCE {
            let mean = chance.iter().sum::<f32>() / counted(CHANCE);
            found.iter_mut().for_each(|like| like.stands_out = like.score / mean.max(1.0));
        }
        found.truncate(most);
        found
    }

    /// The change most like this one that another review already had; nothing where none is clearly the same. Where the
    /// other review reads like the one in which it is proposed now, less is asked of the words.
    pub fn proposed(&self, text: &str, asked: &Row) -> Option<Before> {
        let own = self.words_of(text);
        if own.len() < 2 {
            return None;
        }
        let near = self.like(asked, MOST_NEAR);
        let others = self.reviews.iter().filter(|review| review.id != asked.id && review.order <= order_of(asked));
        let mut best: Option<Before> = None;
        for review in others {
            let least = match near.iter().find(|like| like.id == review.id) {
                Some(like) if like.share >= NEAR_SHARE && like.words >= NEAR_SCORE => SAME_CHANGE_ALIKE,
                Some(_) => SAME_CHANGE_NEAR,
                None => SAME_CHANGE,
            };
            for (place, change) in review.changes.iter().enumerate() {
                let likeness = self.likeness(&own, change) - least;
                if likeness >= 0.0 && best.as_ref().is_none_or(|best| likeness > best.likeness) {
                    best = Some(Before { id: review.id.clone(), place, likeness });
                }
            }
        }
        best
    }

    /// How alike two changes are, from 0 to 1.
    pub fn two(&self, a: &str, b: &str) -> f32 {
        self.likeness(&self.words_of(a), &self.words_of(b))
    }

    fn words_of(&self, text: &str) -> Vec<Token> {
        let known = |stem: String| self.known(&stem).unwrap_or(u32::MAX);
        sorted_words(text).into_iter().map(|(stem, things, deeds)| Token { stem: known(stem), things, deeds }).collect()
    }

    // ---- how it is counted ---------------------------------------------------------------------------------

    /// What each feature weighs in what is asked, and all of it together.
    fn asked(&self, told: BTreeMap<String, f32>) -> (Vec<f32>, f32) {
        let mut weights = vec![0.0; self.known_in.len()];
        let mut whole = 0.0;
        for (feature, count) in told {
            let counts = count / (count + ASKED_SATURATES);
            match self.known(&feature) {
                Some(number) => {
                    let weight = counts * self.rareness(number);
                    whole += weight;
                    if let Some(at) = weights.get_mut(place(number)) {
                        *at += weight;
                    }
                }
                // Nobody else has said this; it is held against what was asked, but not fully.
                None => whole += 0.5 * counts * rareness(0.0, self.all(), ASSUMED_OTHER),
            }
        }
        (weights, whole)
    }

    /// What a review sounds like on the whole: those that are assumed, and those that are there.
    fn usual_sound(&self) -> Sound {
        let all = ASSUMED_SOUNDS + self.all();
        let mut usual = Sound::new();
        tellings::add(&mut usual, TELLINGS.usual(), ASSUMED_SOUNDS / all);
        tellings::add(&mut usual, &self.sounds, 1.0 / all);
        usual
    }

    fn all(&self) -> f32 {
        counted(self.reviews.len())
    }

    fn rareness(&self, feature: u32) -> f32 {
        let known = self.known_in.get(place(feature)).copied().unwrap_or(0);
        let assumed = self.assumed.get(place(feature)).copied().unwrap_or(ASSUMED_OTHER);
        rareness(counted(place(known)), self.all(), assumed)
    }

    /// The number of a feature, a new one where it is new.
    fn number(&mut self, feature: String) -> u32 {
        if let Some(number) = self.features.get(&feature) {
            return *number;
        }
        let number = u32::try_from(self.known_in.len()).unwrap_or(u32::MAX);
        self.known_in.push(0);
        self.assumed.push(match feature.as_str() {
            meaning if meaning.starts_with('#') => ASSUMED_MEANING,
            common if WORDS.is_common(common) => ASSUMED_COMMON,
            _ => ASSUMED_OTHER,
        });
        self.features.insert(feature, number);
        number
    }

    /// The number of a feature, or of the word that looks most like it where nobody has said it.
    fn known(&self, feature: &str) -> Option<u32> {
        if let Some(number) = self.features.get(feature) {
            return Some(*number);
        }
        if feature.len() < 6 || feature.starts_with('#') || feature.bytes().any(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let begins = feature.get(..2)?;
        let own = triples(feature);
        let alike =
            |known: &&String| known.starts_with(begins) && known.len().abs_diff(feature.len()) < 5 && known.len() > 4;
        let near = self.features.keys().filter(alike).map(|known| (dice(&own, &triples(known)), known));
        let (likeness, known) = near.max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))?;
        (likeness >= LOOKS_ALIKE).then(|| self.features.get(known).copied()).flatten()
    }

    fn tokens(&mut self, text: &str) -> Vec<Token> {
        let words = sorted_words(text);
        words.into_iter().map(|(stem, things, deeds)| Token { stem: self.number(stem), things, deeds }).collect()
    }

    /// How alike two changes are: whether the same is done, and about what, both ways.
    fn likeness(&self, a: &[Token], b: &[Token]) -> f32 {
        let about = (self.covered(a, b) * self.covered(b, a)).sqrt();
        let (Some(mine), Some(theirs)) = (first_deed(a), first_deed(b)) else { return UNTOLD_DEED * about };
        // What is done is said first, as a rule; what follows may only tell when or why.
        let done = |first: &Token, all: &[Token]| all.iter().any(|token| shared(&first.deeds, &token.deeds));
        match [done(mine, b), done(theirs, a)].into_iter().filter(|same| *same).count() {
            2 => SAME_DEED + ABOUT * about,
            1 => ALSO_SAME_DEED + ABOUT * about,
            _ if a.iter().any(|token| done(token, b)) => ABOUT * about,
            _ => OTHER_DEED * about,
        }
    }

    /// How much of what `a` is about is found in `b`.
    fn covered(&self, a: &[Token], b: &[Token]) -> f32 {
        let (mut found, mut whole) = (0.0, 0.0);
        let first = first_deed(a).map(|token| token.stem);
        for token in a.iter().filter(|token| token.is_about() && Some(token.stem) != first) {
            let weight = self.rareness(token.stem).min(5.0);
            whole += weight;
            found += weight * b.iter().map(|other| token.like(other)).fold(0.0, f32::max);
        }
        if whole > 0.0 { found / whole } else { 0.0 }
    }
}

impl Token {
    /// Whether it says what a change is about, rather than what is done.
    fn is_about(&self) -> bool {
        self.deeds.is_empty() || !self.things.is_empty()
    }

    fn like(&self, other: &Token) -> f32 {
        if self.stem == other.stem && self.stem != u32::MAX {
            1.0
        } else if shared(&self.things, &other.things) {
            0.8
        } else {
            0.0
        }
    }
}

fn first_deed(tokens: &[Token]) -> Option<&Token> {
    tokens.iter().find(|token| !token.deeds.is_empty())
}

fn shared(a: &[Meaning], b: &[Meaning]) -> bool {
    a.iter().any(|one| b.contains(one))
}

fn mark_of(row: &Row) -> Mark {
    (row.updated_at_ms, row.words.len(), row.removed_at_ms)
}

/// What is not younger than a review comes up to here.
fn order_of(row: &Row) -> (String, i64) {
    (row.order_day(), i64::MAX)
}

fn place(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// A count to reckon with; beyond 65,535 it makes no difference.
fn counted(number: usize) -> f32 {
    f32::from(u16::try_from(number).unwrap_or(u16::MAX))
}

/// However few reviews of this archive hold a word that is common elsewhere, it is held to be as common here.
fn rareness(known: f32, all: f32, assumed: f32) -> f32 {
    let all = all + ASSUMED;
    let known = (known + assumed).max(if assumed >= ASSUMED_COMMON { all * COMMON_SHARE } else { 0.0 });
    (1.0 + (all - known + 0.5) / (known + 0.5)).ln()
}

/// The words of a row that say something, and how much each counts.
fn counted_words(row: &Row) -> impl Iterator<Item = (&str, f32)> {
    // A row of an earlier version has no counts.
    let counts = row.counts.bytes().map(|byte| char::from(byte).to_digit(36).unwrap_or(1)).chain(std::iter::repeat(1));
    let words = row.words.split(' ').zip(counts).map(|(word, count)| (word, counted(place(count))));
    words.filter(|(word, _)| says_something(word))
}

/// What a row sounds like.
fn sound_of(row: &Row) -> Sound {
    let mut stems: BTreeMap<String, f32> = BTreeMap::new();
    for (word, count) in counted_words(row) {
        *stems.entry(stem(word)).or_default() += count;
    }
    TELLINGS.sound(stems.iter().map(|(stem, count)| (stem.as_str(), *count)))
}

/// What a row is told in: stems and meanings, and how much each counts.
fn told(row: &Row) -> BTreeMap<String, f32> {
    let mut words: Vec<(&str, f32)> = counted_words(row).collect();
    if words.len() > MOST_COMPARED {
        words.sort_by(|a, b| b.1.total_cmp(&a.1));
        words.truncate(MOST_COMPARED);
    }
    let mut told: BTreeMap<String, f32> = BTreeMap::new();
    for (word, count) in words {
        let stem = stem(word);
        let meanings = WORDS.things(&stem);
        let each = MEANING * count / counted(meanings.len()).max(1.0).sqrt();
        for meaning in meanings {
            *told.entry(format!("#{meaning}")).or_default() += each;
        }
        let own = if meanings.is_empty() { count } else { count * STEM_BESIDE_MEANING };
        *told.entry(stem).or_default() += own;
    }
    for phrase in row.phrases.split_whitespace() {
        for meaning in WORDS.of_phrase(phrase) {
            *told.entry(format!("#{meaning}")).or_default() += 2.0;
        }
    }
    told
}

/// The words of a change: stems, what they mean, and what is done by them. Phrases stand for their words.
fn sorted_words(text: &str) -> Vec<(String, Vec<Meaning>, Vec<Meaning>)> {
    let stems: Vec<(String, String)> =
        fold::words(text).into_iter().map(|word| (stem(&word.folded), word.folded)).collect();
    let bare: Vec<String> = stems.iter().map(|(stem, _)| stem.clone()).collect();
    let mut out: Vec<(String, Vec<Meaning>, Vec<Meaning>)> = Vec::new();
    let mut rest = bare.as_slice();
    let mut covered = 0_usize;
    for (stem, word) in &stems {
        let mut meanings: Vec<Meaning> = Vec::new();
        let mut name = stem.clone();
        for phrase in WORDS.phrases_at(rest) {
            meanings.extend(WORDS.of_phrase(phrase));
            covered = covered.max(phrase.split('_').count());
            name = phrase.to_owned();
        }
        rest = rest.get(1..).unwrap_or_default();
        let in_phrase = covered > 0;
        covered = covered.saturating_sub(1);
        if meanings.is_empty() {
            // A word that joins others may still be what is done: "never", "own".
            let of_word = WORDS.meanings(stem).iter().copied();
            meanings.extend(of_word.filter(|meaning| says_something(word) || WORDS.is_deed(*meaning)));
            if in_phrase || (meanings.is_empty() && !says_something(word)) {
                continue;
            }
        }
        if out.iter().any(|(known, ..)| *known == name) {
            continue;
        }
        let (deeds, things) = meanings.into_iter().partition(|meaning| WORDS.is_deed(*meaning));
        out.push((name, things, deeds));
    }
    out
}

/// Whether a word is worth comparing: not one that joins others, not a day or a minute or a year.
pub(super) fn says_something(word: &str) -> bool {
    if word.bytes().all(|byte| byte.is_ascii_digit()) {
        return word.len() == 3
            || word.len() > 4
            || (word.len() == 4 && !word.starts_with("20") && !word.starts_with("19"));
    }
    word.len() > 1 && !WORDS.is_small(word)
}

fn triples(word: &str) -> Vec<&[u8]> {
    word.as_bytes().windows(3).collect()
}

fn dice(a: &[&[u8]], b: &[&[u8]]) -> f32 {
    let shared = a.iter().filter(|one| b.contains(one)).count();
    2.0 * counted(shared) / counted(a.len() + b.len()).max(1.0)
}

/// What is left of an English word when its endings are taken away; words with digits stay as they are.
pub fn stem(word: &str) -> String {
    if word.len() < 4 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return word.to_owned();
    }
    let mut stem = word.to_owned();
    let cut = |stem: &mut String, ending: &str, least: usize| -> bool {
        let left = stem.strip_suffix(ending).filter(|left| left.len() >= least && has_vowel(left)).map(str::len);
        if let Some(length) = left {
            stem.truncate(length);
        }
        left.is_some()
    };
    let many = stem.ends_with("ies") && stem.len() > 4;
    if many || ["sses", "xes", "ches", "shes"].iter().any(|ending| stem.ends_with(ending)) {
        cut(&mut stem, "es", 3);
    } else if !["ss", "us", "is"].iter().any(|ending| stem.ends_with(ending)) {
        cut(&mut stem, "s", 3);
    }
    if !stem.ends_with("eed") && (cut(&mut stem, "ing", 3) || cut(&mut stem, "ed", 3)) {
        let last = stem.bytes().last();
        let doubled = last.is_some() && last == stem.bytes().rev().nth(1);
        if doubled && stem.len() > 3 && !matches!(last, Some(b'l' | b's' | b'z')) {
            stem.pop();
        }
    }
    if !cut(&mut stem, "ation", 3) && (stem.ends_with("tion") || stem.ends_with("sion")) {
        cut(&mut stem, "ion", 4);
    }
    let _ = cut(&mut stem, "ment", 4) || cut(&mut stem, "ness", 4) || cut(&mut stem, "ly", 4);
    cut(&mut stem, "e", 3);
    if stem.len() > 4 {
        cut(&mut stem, "at", 3);
    }
    let before_last = stem.bytes().rev().nth(1);
    if stem.len() > 3 && before_last.is_some_and(|byte| !is_vowel(byte)) {
        let _ = cut(&mut stem, "y", 3) || cut(&mut stem, "i", 3);
    }
    stem
}

fn is_vowel(byte: u8) -> bool {
    matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

fn has_vowel(word: &str) -> bool {
    word.bytes().any(is_vowel)
}
