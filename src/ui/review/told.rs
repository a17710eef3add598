//! What two states of a review differ in, line by line, with the words marked that came and went.

use crate::exchange::preview::{Change, Line};
use crate::review::edit::{Span, spans};
use crate::ui::elements::markup::*;

/// How much of what stayed is shown beside a change, in letters.
const AROUND: usize = 48;

/// The lines of a difference, those of one sort together. Lines that `left_out` names are shown as left out.
pub fn lines(lines: &[Line], left_out: impl Fn(Change) -> bool + Clone + Send + 'static) -> Piece {
    let mut before = None;
    lines
        .iter()
        .map(|line| {
            let change = line.change;
            let again = before.replace(change) == Some(change);
            let out = left_out.clone();
            let said = left_out.clone();
            el("li")
                .class(format!("change {}{}", line.class(), if again { " again" } else { "" }))
                .toggle("left-out", move || out(change))
                .child(el("span").class("change-kind").child(line.label()))
                .child(
                    el("span")
                        .child(words(line))
                        .child(move || said(change).then(|| el("span").class("visually-hidden").child(" (left out)"))),
                )
        })
        .collect()
}

fn words(line: &Line) -> Piece {
    let Some((label, was, is)) =
        line.words.as_ref().filter(|(_, was, is)| !was.trim().is_empty() && !is.trim().is_empty())
    else {
        return piece(line.text.clone());
    };
    let spans = spans(was, is);
    let last = spans.len().saturating_sub(1);
    let marked = spans.iter().enumerate().map(|(place, span)| match span {
        Span::Gone(words) => el("del").child((*words).to_owned()),
        Span::Come(words) => el("ins").child((*words).to_owned()),
        Span::Same(words) => piece(shortened(words, place == 0, place == last)),
    });
    let marked: Piece = marked.collect();
    let label = if label.is_empty() { String::new() } else { format!("{label}: ") };
    many([piece(label), marked])
}

/// What stayed the same, with its middle left out where it is long; of the first piece the beginning, of the last the end.
fn shortened(words: &str, first: bool, last: bool) -> String {
    let letters: Vec<char> = words.chars().collect();
    if letters.len() <= 2 * AROUND {
        return words.to_owned();
    }
    let of = |part: Option<&[char]>| part.unwrap_or_default().iter().collect::<String>();
    let head = if first { String::new() } else { of(letters.get(..AROUND)) };
    let tail = if last { String::new() } else { of(letters.get(letters.len() - AROUND..)) };
    format!("{head}…{tail}")
}
