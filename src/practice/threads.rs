//! Discussion: remarks about a line or about words of it, answers to them, and whether a thread is settled.
//!
//! A thread is its first remark and the answers that name it. Promises: what it spoke of is kept as a quotation, and
//! found again in whatever the text has become; where those words are gone, the thread says what they were, and is
//! never lost with them; threads written apart meet with nothing lost. Remarks say from where they come, not from whom.

use crate::review::field::item as fields;
use crate::review::{Item, ItemId, NewItem, PersonId, Prose, ReviewView, Scalar, TextField, kind};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// Where a thread stands in its text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Anchor {
    /// It is about the whole of it.
    Whole,
    /// These bytes are what it speaks of.
    Words(Range<usize>),
    /// What it spoke of is not there any more: these words, or the whole line.
    Gone(String),
}

/// A thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thread {
    /// Its first remark, which is its name.
    pub first: ItemId,
    /// The text it is about.
    pub about: TextField,
    /// Where in it.
    pub anchor: Anchor,
    /// Its remarks, in the order in which they were written.
    pub remarks: Vec<ItemId>,
    /// Whether somebody said that it is settled, and nobody has answered since.
    pub settled: bool,
}

/// Every thread of a review, in the order of the first remarks.
pub fn threads(view: &ReviewView) -> Vec<Thread> {
    let mut answers: BTreeMap<&str, Vec<&Arc<Item>>> = BTreeMap::new();
    let mut firsts: Vec<&Arc<Item>> = Vec::new();
    for item in view.of_kind(kind::COMMENT) {
        match item.field(fields::ANSWERS).first().as_str() {
            Some(first) => answers.entry(first).or_default().push(item),
            None => firsts.push(item),
        }
    }
    // An answer whose first remark was removed stands for itself: nothing that somebody wrote is out of sight.
    let known: std::collections::BTreeSet<&str> = firsts.iter().map(|item| item.id().as_str()).collect();
    let orphans: Vec<&Arc<Item>> = answers
        .iter()
        .filter(|(first, _)| !known.contains(*first))
        .flat_map(|(_, items)| items.iter().copied())
        .collect();
    let mut threads: Vec<(i64, Thread)> = firsts
        .into_iter()
        .chain(orphans)
        .filter_map(|first| {
            let about = about(first)?;
            let mut remarks: Vec<&Arc<Item>> =
                std::iter::once(first).chain(answers.get(first.id().as_str()).into_iter().flatten().copied()).collect();
            remarks.sort_by_key(|item| (written(item), item.id().clone()));
            let settled = first.field(fields::SETTLED_AT).first().as_int();
            let last = remarks.last().map_or(0, |item| written(item));
            let thread = Thread {
                first: first.id().clone(),
                anchor: anchor(view, &about, first),
                about,
                remarks: remarks.into_iter().map(|item| item.id().clone()).collect(),
                settled: settled.is_some_and(|settled| settled >= last),
            };
            Some((written(first), thread))
        })
        .collect();
    threads.sort_by(|(one, first), (other, second)| one.cmp(other).then_with(|| first.first.cmp(&second.first)));
    threads.into_iter().map(|(_, thread)| thread).collect()
}

fn written(item: &Item) -> i64 {
    item.field(fields::CREATED_AT).first().as_int().unwrap_or(0)
}

/// The text that a remark is about.
fn about(item: &Item) -> Option<TextField> {
    let about = item.field(fields::ABOUT).first().as_str()?;
    Some(match about.strip_prefix("text:") {
        Some(prose) => TextField::Prose(Prose::from_key(prose)?),
        None => TextField::Body(ItemId::new(about)),
    })
}

fn anchor(view: &ReviewView, about: &TextField, first: &Item) -> Anchor {
    let stands = match about {
        TextField::Body(id) => view.item(id).is_some_and(|item| item.is_present()),
        TextField::Prose(_) => true,
    };
    let quote = first.field(fields::QUOTE).text();
    let text = view.text(about).filter(|_| stands);
    match (text, quote.is_empty()) {
        (Some(_), true) => Anchor::Whole,
        (Some(text), false) => match nearest(text, quote, place(first)) {
            Some(at) => Anchor::Words(at..at + quote.len()),
            None => Anchor::Gone(quote.to_owned()),
        },
        (None, false) => Anchor::Gone(quote.to_owned()),
        (None, true) => Anchor::Gone(view.text(about).unwrap_or("").to_owned()),
    }
}

fn place(first: &Item) -> usize {
    first.field(fields::QUOTE_AT).first().as_int().and_then(|at| usize::try_from(at).ok()).unwrap_or(0)
}

/// Where words stand in a text: of several places, the one nearest to where they stood.
fn nearest(text: &str, words: &str, near: usize) -> Option<usize> {
    text.match_indices(words).map(|(at, _)| at).min_by_key(|at| at.abs_diff(near))
}

/// A first remark about a text, or about words of it.
pub fn remark(
    about: &TextField,
    quote: Option<(usize, &str)>,
    body: &str,
    id: ItemId,
    by: &PersonId,
    now_ms: i64,
) -> NewItem {
    let about = match about {
        TextField::Body(id) => id.to_string(),
        TextField::Prose(prose) => format!("text:{}", prose.key()),
    };
    let mut new = NewItem::new(id, kind::COMMENT, body.trim(), by, now_ms).with(fields::ABOUT, Scalar::text(about));
    if let Some((at, quote)) = quote.filter(|(_, quote)| !quote.trim().is_empty()) {
        new = new
            .with(fields::QUOTE, Scalar::text(quote))
            .with(fields::QUOTE_AT, Scalar::Int(i64::try_from(at).unwrap_or(0)));
    }
    new
}

/// An answer in a thread.
pub fn answer(thread: &Thread, body: &str, id: ItemId, by: &PersonId, now_ms: i64) -> NewItem {
    let about = match &thread.about {
        TextField::Body(id) => id.to_string(),
        TextField::Prose(prose) => format!("text:{}", prose.key()),
    };
    NewItem::new(id, kind::COMMENT, body.trim(), by, now_ms)
        .with(fields::ABOUT, Scalar::text(about))
        .with(fields::ANSWERS, Scalar::text(thread.first.as_str()))
}
