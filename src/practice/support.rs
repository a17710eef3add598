//! Which entries of the timeline may support a claim: those whose words match best.
//!
//! Promises: what is offered shares words with the claim that not every entry has; the same review offers the same; at
//! most three; none that supports it already, and none that is out of sight. A claim is only offered lines, it is
//! never said to lack them.

use crate::review::relation::{Stated, supporting};
use crate::review::{Item, ItemId, ReviewView};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// At most so many entries are offered.
const OFFERED: usize = 3;

/// Words that stand in every sentence.
const SMALL: &[&str] = &[
    "the", "and", "but", "that", "this", "was", "were", "are", "had", "has", "have", "been", "for", "from", "with",
    "its", "it", "is", "in", "of", "on", "to", "at", "by", "as", "an", "a", "or", "so", "we", "our", "us", "they",
    "them", "their", "there", "then", "which", "who", "what", "when", "where", "how", "be", "did", "does", "do",
    "would", "could", "can", "will", "than", "into", "one", "after", "before", "because",
];

/// The telling words of a text, without endings, each once.
pub(super) fn telling(text: &str) -> BTreeSet<String> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .filter(|word| !SMALL.contains(&word.as_str()))
        .map(|word| without_ending(&word).to_owned())
        .collect()
}

/// A word without the endings that bend it.
fn without_ending(word: &str) -> &str {
    let mut stem = word;
    for ending in ["ing", "ed", "es", "s", "e"] {
        match stem.strip_suffix(ending) {
            Some(start) if start.chars().count() > 2 => stem = start,
            _ => {}
        }
    }
    stem
}

/// What a claim says.
pub fn words<'a>(view: &'a ReviewView, claim: &Stated) -> &'a str {
    match claim {
        Stated::Item(id) => view.item(id).map_or("", |item| item.body()),
        Stated::Prose(field) => view.prose(*field),
    }
}

/// The entries that can support a claim and do not yet, in the order of the timeline.
pub fn others<'a>(view: &'a ReviewView, claim: &Stated) -> Vec<&'a Arc<Item>> {
    let linked: BTreeSet<&ItemId> = supporting(view, claim).into_iter().map(|item| item.id()).collect();
    view.timeline()
        .filter(|item| !item.is_hidden() && !item.words().trim().is_empty() && !linked.contains(item.id()))
        .collect()
}

/// The entries whose words match a claim best, the best first.
pub fn offered(view: &ReviewView, claim: &Stated) -> Vec<ItemId> {
    let claimed = telling(words(view, claim));
    let entries: Vec<(&Arc<Item>, BTreeSet<String>)> =
        others(view, claim).into_iter().map(|item| (item, telling(item.words()))).collect();
    let mut common: BTreeMap<&str, usize> = BTreeMap::new();
    for word in entries.iter().flat_map(|(_, words)| words) {
        *common.entry(word).or_default() += 1;
    }
    // A word counts for more the fewer entries have it; one that all of several have tells nothing.
    let weight = |word: &String| match common.get(word.as_str()) {
        Some(often) if *often < entries.len() || entries.len() < 3 => 1_000 / (*often).max(1),
        _ => 0,
    };
    let mut found: Vec<(usize, usize, &ItemId)> = entries
        .iter()
        .enumerate()
        .map(|(place, (item, words))| (words.intersection(&claimed).map(weight).sum(), place, item.id()))
        .filter(|(score, ..)| *score > 0)
        .collect();
    found.sort_by_key(|(score, place, _)| (std::cmp::Reverse(*score), *place));
    found.into_iter().take(OFFERED).map(|(.., id)| id.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::relation::support;
    use crate::review::{EntryKind, Intent, Moment, NewItem, PersonId, Prose, kind};

    fn review() -> ReviewView {
        let by = PersonId::new("p");
        let entry = |id: &str, body: &str| {
            Intent::AddItem(NewItem::entry(ItemId::new(id), EntryKind::Note, &Moment::unknown(), body, &by, 0))
        };
        let factor = NewItem::new(ItemId::new("f"), kind::FACTOR, "Nothing watched the size of the queues", &by, 0);
        ReviewView::default()
            .act(&[
                entry("a", "page: queue depth over 40k"),
                entry("b", "the pricing service restarts"),
                entry("c", "a customer calls about the pricing page"),
                entry("d", "nobody watches queue size at night"),
                Intent::AddItem(factor),
            ])
            .view
    }

    // S0-21
    #[test]
    fn the_lines_whose_words_match_best_are_offered_first() {
        let view = review();
        let claim = Stated::Item(ItemId::new("f"));
        let ids = |found: Vec<ItemId>| found.iter().map(|id| id.as_str().to_owned()).collect::<Vec<_>>();
        assert_eq!(ids(offered(&view, &claim)), ["d", "a"]);
        // What is linked is not offered again, and stands.
        let linked = view.act(&[support(&claim, &ItemId::new("d"), true)]).view;
        assert_eq!(ids(offered(&linked, &claim)), ["a"]);
        assert_eq!(supporting(&linked, &claim).len(), 1);
        assert_eq!(others(&linked, &claim).len(), 3);
        // What says nothing is offered nothing.
        assert!(offered(&view, &Stated::Prose(Prose::Condition)).is_empty());
    }
}
