//! A deliberate bet: what was agreed beforehand to end it, and whether it came to that.
//!
//! Promises: a criterion counts as agreed beforehand only where it was written down by the time the room agreed on
//! them; where people differ about what came of one, it stays open; a bet lost as agreed is no failure of anybody, and
//! that is what the page says.

use crate::review::choice::Answer;
use crate::review::field::item as fields;
use crate::review::relation;
use crate::review::{Item, ItemId, ReviewView, kind};
use std::sync::Arc;

/// What came of a bet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It came to what was agreed beforehand to end it.
    LostAsAgreed,
    /// It came to what nobody had agreed on beforehand.
    LostOtherwise,
    /// It came to none of it.
    Held,
}

impl Verdict {
    /// In a sentence or two.
    pub const fn sentence(self) -> &'static str {
        match self {
            Verdict::LostAsAgreed => {
                "This bet was lost as agreed: what was to end it was settled beforehand, and it came to that. A review \
                 may not be needed."
            }
            Verdict::LostOtherwise => {
                "It came to something that was not agreed on beforehand: the five sentences are worth writing."
            }
            Verdict::Held => "It came to none of what was to end it.",
        }
    }
}

/// The criteria of a bet, in the order in which they were written.
pub fn criteria(view: &ReviewView, bet: &ItemId) -> Vec<ItemId> {
    relation::related_to(view, fields::COMES_FROM, bet)
        .into_iter()
        .filter(|item| item.kind() == kind::CRITERION)
        .map(|item| (item.field(fields::RANK).text().to_owned(), item.id().clone()))
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .map(|(_, id)| id)
        .collect()
}

/// Whether a criterion was written down by the time the room agreed on them.
pub fn is_beforehand(bet: &Item, criterion: &Item) -> bool {
    let agreed = bet.field(fields::DECIDED_AT).first().as_int();
    agreed.zip(criterion.field(fields::CREATED_AT).first().as_int()).is_some_and(|(agreed, written)| written <= agreed)
}

/// What came of a bet; nothing while that is open.
pub fn verdict(view: &ReviewView, bet: &ItemId) -> Option<Verdict> {
    let bet = view.item(bet)?;
    let all: Vec<&Arc<Item>> = criteria(view, bet.id()).iter().filter_map(|id| view.item(id)).collect();
    let came = |item: &Item| {
        let outcome = item.field(fields::OUTCOME);
        if outcome.differs() { None } else { Answer::from_key(outcome.text()) }
    };
    let met: Vec<&&Arc<Item>> = all.iter().filter(|item| came(item) == Some(Answer::Yes)).collect();
    if met.iter().any(|item| is_beforehand(bet, item)) {
        Some(Verdict::LostAsAgreed)
    } else if !met.is_empty() {
        Some(Verdict::LostOtherwise)
    } else {
        (!all.is_empty() && all.iter().all(|item| came(item) == Some(Answer::No))).then_some(Verdict::Held)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::{Intent, NewItem, PersonId, Scalar};

    fn criterion(id: &str, written: i64) -> Intent {
        let bet = ItemId::new("bet");
        let new = NewItem::new(ItemId::new(id), kind::CRITERION, id, &PersonId::new("p"), written);
        Intent::AddItem(new.with(&format!("{}{bet}", fields::COMES_FROM), Scalar::Bool(true)))
    }

    fn came(id: &str, answer: Answer) -> Intent {
        Intent::set(&ItemId::new(id), fields::OUTCOME, Scalar::text(answer.key()))
    }

    // S3-51
    #[test]
    fn a_bet_is_lost_as_agreed_only_by_what_was_agreed_on_before() {
        let bet = ItemId::new("bet");
        let new = NewItem::new(bet.clone(), kind::BET, "ship without the second region", &PersonId::new("p"), 0);
        let agreed = Intent::set(&bet, fields::DECIDED_AT, Scalar::Int(10));
        let view = ReviewView::default()
            .act(&[Intent::AddItem(new), criterion("more than an hour down", 5), agreed, criterion("afterwards", 20)])
            .view;
        assert_eq!(criteria(&view, &bet).len(), 2);
        assert_eq!(verdict(&view, &bet), None, "open");
        let later = view.act(&[came("afterwards", Answer::Yes)]).view;
        assert_eq!(verdict(&later, &bet), Some(Verdict::LostOtherwise));
        let before = later.act(&[came("more than an hour down", Answer::Yes)]).view;
        assert_eq!(verdict(&before, &bet), Some(Verdict::LostAsAgreed));
        let unsaid = before.act(&[Intent::set(&bet, fields::DECIDED_AT, Scalar::Null)]).view;
        assert_eq!(verdict(&unsaid, &bet), Some(Verdict::LostOtherwise), "nobody says that it was agreed");
        let held = view.act(&[came("afterwards", Answer::No), came("more than an hour down", Answer::No)]).view;
        assert_eq!(verdict(&held, &bet), Some(Verdict::Held));
        assert_eq!(verdict(&held, &ItemId::new("another")), None);
    }
}
