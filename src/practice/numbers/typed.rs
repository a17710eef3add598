//! Times that somebody typed: "47 minutes", "1 h 5 min", "about half an hour". Those that nothing in the review
//! supports are asked about.
//!
//! Promises: rather silent than wrong. Nothing is asked about what is quoted, nor where a figure or two times of the
//! review agree with a time as finely as it was typed.

use super::Figure;
use super::duration::{Duration, durations};
use super::marks::Window;
use super::words::quoted;
use crate::review::moment::Instant;
use std::ops::Range;

/// The most questions about one text.
const MOST_QUESTIONS: usize = 20;

/// A typed time that nothing in the review supports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Questioned {
    /// Where it stands, in bytes of the text.
    pub range: Range<usize>,
    /// The words as typed.
    pub words: String,
    /// One sentence that asks.
    pub question: String,
}

pub(super) fn questioned(text: &str, figures: &[Figure], windows: &[Window]) -> Vec<Questioned> {
    if figures.is_empty() && windows.len() < 2 {
        return Vec::new();
    }
    let quoted = quoted(text);
    durations(text)
        .into_iter()
        .filter(|one| !quoted.iter().any(|quote| one.range.start < quote.end && quote.start < one.range.end))
        .filter(|one| !supported(one, figures, windows))
        .take(MOST_QUESTIONS)
        .filter_map(|one| {
            let words = text.get(one.range.clone())?.to_owned();
            let question = format!("“{words}”: between which two lines of the timeline is that?");
            Some(Questioned { range: one.range, words, question })
        })
        .collect()
}

/// Whether a figure, or any two times of the review, may be so far apart. Times that are themselves vaguer than a
/// quarter of it say too little to support it.
fn supported(typed: &Duration, figures: &[Figure], windows: &[Window]) -> bool {
    let by_figure = figures.iter().any(|figure| {
        figure.elapsed.least.is_none_or(|least| least <= typed.most)
            && figure.elapsed.most.is_none_or(|most| most >= typed.least)
    });
    if by_figure {
        return true;
    }
    let slack = typed.most / 4;
    let fine: Vec<&Window> =
        windows.iter().filter(|one| one.last.seconds().saturating_sub(one.first.seconds()) <= slack).collect();
    // The latest end among those that begin no later: with it, one look tells whether any of them reaches far enough.
    let reach: Vec<Instant> = fine
        .iter()
        .scan(Instant::MIN, |latest, one| {
            *latest = one.last.max(*latest);
            Some(*latest)
        })
        .collect();
    fine.iter().any(|one| {
        let until = one.last.plus(typed.most);
        let count = fine.partition_point(|other| other.first <= until);
        count.checked_sub(1).and_then(|last| reach.get(last)).is_some_and(|last| *last >= one.first.plus(typed.least))
    })
}
