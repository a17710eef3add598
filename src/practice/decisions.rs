//! Decisions: what a card holds beside its line, and what could not be seen when it was made.
//!
//! Promises: nothing is guessed: a justification is only pointed out where the line itself joins it with one of three
//! wordings; what is told as learned later never counts as something that was known.

use super::lens::is_quoted;
use crate::review::field::item as fields;
use crate::review::{EntryKind, Intent, Item, ItemId, ReviewView, Scalar, TextField};
use std::ops::Range;
use std::sync::Arc;

/// What a decision may hold beside its line and why it made sense, in the order of the card.
pub const MORE: &[&str] =
    &[fields::KNOWN_THEN, fields::OPTIONS, fields::CHOSEN, fields::MISSING, fields::MISSING_WAS, fields::LEARNED_LATER];

/// The decisions of the timeline, in its order, without those put out of sight.
pub fn decisions(view: &ReviewView) -> impl Iterator<Item = &Arc<Item>> {
    view.timeline().filter(|entry| entry.entry_kind() == EntryKind::Decision && !entry.is_hidden())
}

/// Whether more is written about a decision than its line and why it made sense.
pub fn tells_more(item: &Item) -> bool {
    MORE.iter().any(|key| !item.field(key).is_nothing())
}

/// Something that would have helped and could not be seen.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Unseen {
    /// The decision it was missing from.
    pub decision: ItemId,
    /// What was not known.
    pub missing: String,
    /// Where it was in fact; empty where nobody has said.
    pub was: String,
}

/// What could not be seen, decision by decision (essay S0, 13).
pub fn unseen(view: &ReviewView) -> Vec<Unseen> {
    let said = |item: &Item, key: &str| item.field(key).text().trim().to_owned();
    decisions(view)
        .map(|item| Unseen {
            decision: item.id().clone(),
            missing: said(item, fields::MISSING),
            was: said(item, fields::MISSING_WAS),
        })
        .filter(|unseen| !unseen.missing.is_empty())
        .collect()
}

/// The wordings that join a reason to what was done.
const JOINS: [&str; 3] = ["because", "so that", "in order to"];

/// The bytes of a line in which it says why, up to the end of the sentence. `None` where the line would be left empty.
pub fn justification(text: &str) -> Option<Range<usize>> {
    let low = text.to_ascii_lowercase();
    let whole = |at: usize, join: &str| {
        let apart = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric());
        apart(low.get(..at).and_then(|before| before.chars().next_back()))
            && apart(low.get(at + join.len()..).and_then(|after| after.chars().next()))
    };
    let from = JOINS
        .iter()
        .filter_map(|join| low.match_indices(join).map(|(at, _)| at).find(|at| whole(*at, join)))
        .min()
        .filter(|from| text.get(..*from).is_some_and(|before| before.chars().any(char::is_alphanumeric)))?;
    let rest = text.get(from..)?;
    let length = rest.find(['\n', ';']).into_iter().chain(rest.find(". ")).min().unwrap_or(rest.len());
    let said = rest.get(..length)?.trim_end_matches(['.', ' ', '!']);
    Some(from..from + said.len())
}

/// The act that moves the reason out of a decision's line to why it made sense. Nothing where the line has none, or is
/// somebody else's words.
pub fn move_reason(item: &Item) -> Vec<Intent> {
    let body = item.body();
    let Some(reason) = (!is_quoted(item)).then(|| justification(body)).flatten() else { return Vec::new() };
    let (Some(before), Some(said), Some(after)) =
        (body.get(..reason.start), body.get(reason.clone()), body.get(reason.end..))
    else {
        return Vec::new();
    };
    let line = format!("{}{after}", before.trim_end_matches([' ', ',', '–', '-', ':']));
    let why = item.field(fields::WHY).text().trim();
    let mut letters = said.chars();
    let said: String = letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default();
    let why = if why.is_empty() { format!("{said}.") } else { format!("{why} {said}.") };
    let mut intents = vec![Intent::set(item.id(), fields::WHY, Scalar::text(why))];
    intents.extend(Intent::rewrite(TextField::Body(item.id().clone()), body, &line));
    intents
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::{Moment, NewItem, PersonId};

    fn decision(body: &str, more: &[(&str, &str)]) -> (ReviewView, ItemId) {
        let id = ItemId::new("d");
        let mut new = NewItem::entry(id.clone(), EntryKind::Decision, &Moment::unknown(), body, &PersonId::new("p"), 0);
        for (key, value) in more {
            new = new.with(key, Scalar::text(value));
        }
        (ReviewView::default().act(&[Intent::AddItem(new)]).view, id)
    }

    // S0-2
    #[test]
    fn a_reason_in_a_line_is_found_and_moves_to_why_it_made_sense() {
        for (line, reason) in [
            ("Hold the rollback because the schema had moved on.", Some("because the schema had moved on")),
            ("Restarted the worker so that the queue would drain", Some("so that the queue would drain")),
            ("Muted it, in order to hear the other one. Then paged.", Some("in order to hear the other one")),
            ("Because of the load, wait", None),
            ("Hold the rollback", None),
            ("The just-because flag was set", Some("because flag was set")),
            ("Also that one", None),
        ] {
            assert_eq!(justification(line).and_then(|range| line.get(range)), reason, "{line}");
        }
        let (view, id) =
            decision("Hold the rollback, because the schema had moved on. Wait.", &[("why", "It is known.")]);
        let moved = view.act(&move_reason(view.item(&id).unwrap())).view;
        let item = moved.item(&id).unwrap();
        assert_eq!(item.body(), "Hold the rollback. Wait.");
        assert_eq!(item.field(fields::WHY).text(), "It is known. Because the schema had moved on.");
        let (quoted, id) = decision("wait because of x", &[("source", "chat")]);
        assert!(move_reason(quoted.item(&id).unwrap()).is_empty());
    }

    // S0-13
    #[test]
    fn what_could_not_be_seen_is_gathered_with_where_it_was() {
        let (view, id) = decision("Hold", &[("missing", " which build was live "), ("missing_was", "a log of team B")]);
        assert_eq!(
            unseen(&view),
            [Unseen { decision: id, missing: "which build was live".into(), was: "a log of team B".into() }]
        );
        assert!(unseen(&decision("Hold", &[("missing_was", "a log")]).0).is_empty());
    }

    // S0-17
    #[test]
    fn a_card_tells_more_once_anything_but_the_reason_is_written() {
        assert!(!tells_more(decision("Hold", &[("why", "x")]).0.timeline().next().unwrap()));
        for key in MORE {
            assert!(tells_more(decision("Hold", &[(key, "x")]).0.timeline().next().unwrap()), "{key}");
        }
    }
}
