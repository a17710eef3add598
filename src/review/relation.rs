//! What hangs together: an entry that supports a claim, a change and the factor it came from, a cause and what it
//! made possible.
//!
//! Each relation is a scalar of the item it starts from, `<relation>/<other item>`, so two people who relate apart
//! from each other never overwrite one another, and a relation leaves with its item and with nothing else.

use super::field::{Prose, item, meta};
use super::id::ItemId;
use super::intent::Intent;
use super::scalar::{Register, Scalar};
use super::view::{Item, ReviewView};
use std::sync::Arc;

/// A claim that entries can support.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Stated {
    /// What an item says.
    Item(ItemId),
    /// What a prose field says.
    Prose(Prose),
}

/// The act that relates an item to another, or (with `yes` false) takes that back.
pub fn relate(from: &ItemId, relation: &str, to: &ItemId, yes: bool) -> Intent {
    Intent::set(from, &format!("{relation}{to}"), if yes { Scalar::Bool(true) } else { Scalar::Null })
}

/// The act that says an entry supports a claim, or takes that back.
pub fn support(claim: &Stated, entry: &ItemId, yes: bool) -> Intent {
    match claim {
        Stated::Item(id) => relate(id, item::SUPPORTED_BY, entry, yes),
        Stated::Prose(field) => Intent::set_meta(
            &format!("{}{}/{entry}", meta::SUPPORTED_BY, field.key()),
            if yes { Scalar::Bool(true) } else { Scalar::Null },
        ),
    }
}

/// The items that an item is related to and that stand on the page, in the order of the view's ids.
pub fn related<'a>(view: &'a ReviewView, from: &'a Item, relation: &'a str) -> Vec<&'a Arc<Item>> {
    standing(view, from.fields(), relation)
}

/// The items that are related to one, and stand on the page.
pub fn related_to<'a>(view: &'a ReviewView, relation: &str, to: &ItemId) -> Vec<&'a Arc<Item>> {
    let key = format!("{relation}{to}");
    view.items().filter(|item| item.is_present() && is_said(item.field(&key))).collect()
}

/// The entries that support a claim, in the order of the timeline.
pub fn supporting<'a>(view: &'a ReviewView, claim: &Stated) -> Vec<&'a Arc<Item>> {
    let mut entries = match claim {
        Stated::Item(id) => {
            view.item(id).map(|claim| standing(view, claim.fields(), item::SUPPORTED_BY)).unwrap_or_default()
        }
        Stated::Prose(field) => standing(view, view.all_meta(), &format!("{}{}/", meta::SUPPORTED_BY, field.key())),
    };
    entries.sort_by(|one, other| one.order(other));
    entries
}

fn standing<'a>(
    view: &'a ReviewView,
    registers: impl Iterator<Item = (&'a Arc<str>, &'a Register)>,
    relation: &str,
) -> Vec<&'a Arc<Item>> {
    registers
        .filter(|(_, register)| is_said(register))
        .filter_map(|(key, _)| view.item(&ItemId::new(key.strip_prefix(relation)?)))
        .filter(|item| item.is_present())
        .collect()
}

/// Where one says so and another took it back, it stands: nothing that somebody pointed out is dropped by a merge.
fn is_said(register: &Register) -> bool {
    register.claims().iter().any(|claim| claim.value == Scalar::Bool(true))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::moment::{Instant, Precision};
    use crate::review::{Moment, NewItem, PersonId, kind};

    #[test]
    fn a_relation_stands_while_both_of_its_ends_do() {
        let (factor, entry) = (ItemId::new("factor"), ItemId::new("entry"));
        let new =
            |id: &ItemId, kind: &str| Intent::AddItem(NewItem::new(id.clone(), kind, "words", &PersonId::new("p"), 0));
        let view = ReviewView::default().act(&[new(&factor, kind::FACTOR), new(&entry, kind::ENTRY)]).view;
        for claim in [Stated::Item(factor.clone()), Stated::Prose(Prose::Condition)] {
            let linked = view.act(&[support(&claim, &entry, true)]).view;
            assert_eq!(supporting(&linked, &claim).len(), 1);
            assert_eq!(supporting(&linked, &Stated::Prose(Prose::Trigger)).len(), 0);
            assert!(supporting(&linked.act(&[Intent::remove(&entry, 1)]).view, &claim).is_empty());
            assert!(supporting(&linked.act(&[support(&claim, &entry, false)]).view, &claim).is_empty());
        }
        // The one that happened first stands first, whatever its id.
        let at = |id: &ItemId, at: i64| {
            let moment = Moment::exact(Instant::from_millis(at).unwrap(), Precision::Second);
            Intent::set(id, item::AT, Scalar::text(moment.encode()))
        };
        let (a, b) = (ItemId::new("a"), ItemId::new("b"));
        let timed = view.act(&[new(&a, kind::ENTRY), new(&b, kind::ENTRY), at(&a, 2_000), at(&b, 1_000)]).view;
        for claim in [Stated::Item(factor.clone()), Stated::Prose(Prose::Condition)] {
            let linked = timed.act(&[support(&claim, &a, true), support(&claim, &b, true)]).view;
            assert_eq!(supporting(&linked, &claim).iter().map(|entry| entry.id()).collect::<Vec<_>>(), [&b, &a]);
        }
        let linked = view.act(&[relate(&factor, item::COMES_FROM, &entry, true)]).view;
        assert_eq!(related_to(&linked, item::COMES_FROM, &entry)[0].id(), &factor);
        assert_eq!(related(&linked, linked.item(&factor).unwrap(), item::COMES_FROM)[0].id(), &entry);
    }
}
