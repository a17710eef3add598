//! What a text sounds like: how much it has in common, word by word, with each of some hundred failures that were told
//! by four people each.
//!
//! Two tellings of one failure may share no word; the words of both stand in the tellings of failures like it. The
//! tellings lie beside this file, in `tellings/`, written for this app; `tellings.bin` is what remains of them:
//! which stem is in which failure (`cargo run --example tellings` makes it anew, a test compares them).
//! Promises: the same words give the same sound; a word that no telling has says nothing.

use super::alike::{says_something, stem};
use super::fold;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

/// The tellings that are known.
pub static TELLINGS: LazyLock<Tellings> = LazyLock::new(|| Tellings::read(include_bytes!("tellings.bin")));

/// Which word is in the tellings of which failure.
#[derive(Debug, Default)]
pub struct Tellings {
    /// By stem: how rare it is, and how much it counts for each failure that it is in.
    stems: HashMap<String, (f32, Vec<(usize, f32)>)>,
    failures: usize,
    /// What failures sound like on the whole.
    usual: Sound,
}

/// How much a text sounds like each of the failures.
pub type Sound = Vec<f32>;

/// How quickly a word that is said again stops counting.
const SATURATES: f32 = 2.0;

impl Tellings {
    /// What a table says; of one that is cut off, as much as there is.
    pub fn read(table: &[u8]) -> Self {
        let mut rest = table;
        let mut lists: Vec<(String, Vec<usize>)> = Vec::new();
        while let Some((stem, list)) = read_stem(&mut rest) {
            lists.push((stem, list));
        }
        let failures = lists.iter().flat_map(|(_, list)| list).max().map_or(0, |last| last + 1);
        let mut lengths = vec![0.0_f32; failures];
        lists.iter().flat_map(|(_, list)| list).for_each(|failure| {
            if let Some(length) = lengths.get_mut(*failure) {
                *length += 1.0;
            }
        });
        let all = counted(failures);
        let stems = lists
            .into_iter()
            .map(|(stem, list)| {
                let rare = (all / counted(list.len()).max(1.0)).ln();
                let weigh = |failure: usize| 1.0 / lengths.get(failure).copied().unwrap_or(1.0).max(1.0).sqrt();
                let norm: f32 =
                    list.iter().map(|failure| weigh(*failure).powi(2)).sum::<f32>().sqrt().max(f32::EPSILON);
                let list = list.into_iter().map(|failure| (failure, weigh(failure) / norm)).collect();
                (stem, (rare, list))
            })
            .collect();
        let mut tellings = Tellings { stems, failures, usual: vec![0.0; failures] };
        let mut told: Vec<Vec<&str>> = vec![Vec::new(); failures];
        for (stem, (_, list)) in &tellings.stems {
            for (failure, _) in list {
                if let Some(words) = told.get_mut(*failure) {
                    words.push(stem);
                }
            }
        }
        let mut usual = vec![0.0; failures];
        for words in &mut told {
            words.sort_unstable();
            let sound = tellings.sound(words.iter().map(|word| (*word, 1.0)));
            add(&mut usual, &sound, 1.0 / all.max(1.0));
        }
        tellings.usual = usual;
        tellings
    }

    /// What stems sound like that count so much each.
    pub fn sound<'a>(&self, told: impl Iterator<Item = (&'a str, f32)>) -> Sound {
        let mut sound = vec![0.0; self.failures];
        for (stem, count) in told {
            let Some((rare, list)) = self.stems.get(stem) else { continue };
            let counts = rare * count / (count + SATURATES);
            for (failure, weight) in list {
                if let Some(at) = sound.get_mut(*failure) {
                    *at += counts * weight;
                }
            }
        }
        sound
    }

    /// What failures sound like on the whole.
    pub fn usual(&self) -> &Sound {
        &self.usual
    }

    /// The table of tellings: blocks of six lines with a blank line between them, of which the first four tell one
    /// failure. A stem that only one telling has tells nothing of the others.
    pub fn table(texts: &[&str]) -> Vec<u8> {
        let mut stems: BTreeMap<String, (BTreeSet<usize>, usize)> = BTreeMap::new();
        let blocks = texts.iter().flat_map(|text| text.trim().split("\n\n"));
        for (failure, block) in blocks.enumerate() {
            for telling in block.lines().take(4) {
                let words: BTreeSet<String> = fold::words(telling)
                    .into_iter()
                    .filter(|word| says_something(&word.folded))
                    .map(|word| stem(&word.folded))
                    .collect();
                for word in words {
                    let (failures, times) = stems.entry(word).or_default();
                    failures.insert(failure);
                    *times += 1;
                }
            }
        }
        let mut table = Vec::new();
        for (stem, (failures, _)) in stems.into_iter().filter(|(stem, (_, times))| 1 < *times && stem.len() < 64) {
            table.push(u8::try_from(stem.len()).unwrap_or(0));
            table.extend_from_slice(stem.as_bytes());
            put_number(&mut table, failures.len());
            let mut last = 0;
            for failure in failures {
                put_number(&mut table, failure - last);
                last = failure;
            }
        }
        table
    }
}

/// Adds so much of one sound to another.
pub fn add(to: &mut Sound, sound: &Sound, times: f32) {
    if to.len() < sound.len() {
        to.resize(sound.len(), 0.0);
    }
    to.iter_mut().zip(sound).for_each(|(to, sound)| *to += times * sound);
}

/// How much two sounds have in common beyond what is usual: 1 at most.
pub fn alike(one: &Sound, other: &Sound, usual: &Sound) -> f32 {
    let (mut both, mut first, mut second) = (0.0, 0.0, 0.0);
    for ((one, other), usual) in one.iter().zip(other).zip(usual) {
        let (one, other) = (one - usual, other - usual);
        both += one * other;
        first += one * one;
        second += other * other;
    }
    both / (first * second).sqrt().max(f32::EPSILON)
}

fn counted(number: usize) -> f32 {
    f32::from(u16::try_from(number).unwrap_or(u16::MAX))
}

/// Seven bits a byte, the last one below 128.
fn put_number(table: &mut Vec<u8>, mut number: usize) {
    while number >= 128 {
        table.push(u8::try_from(number % 128).unwrap_or(0) | 128);
        number /= 128;
    }
    table.push(u8::try_from(number).unwrap_or(0));
}

fn number(rest: &mut &[u8]) -> Option<usize> {
    let mut number = 0_usize;
    for place in 0..4 {
        let (first, behind) = rest.split_first()?;
        *rest = behind;
        number += usize::from(first & 127) << (7 * place);
        if *first < 128 {
            return Some(number);
        }
    }
    None
}

fn read_stem(rest: &mut &[u8]) -> Option<(String, Vec<usize>)> {
    let (length, behind) = rest.split_first()?;
    let (stem, behind) = behind.split_at_checked(usize::from(*length))?;
    let stem = std::str::from_utf8(stem).ok()?.to_owned();
    *rest = behind;
    let count = number(rest)?;
    let mut last = 0_usize;
    let mut list = Vec::with_capacity(count.min(4_096));
    for _ in 0..count {
        last += number(rest)?;
        list.push(last.min(4_095));
    }
    Some((stem, list))
}
