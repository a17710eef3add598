//! From one view to another: the intents that lead there.
//!
//! Used where a change must be carried over to another document that shows the same: a tab that typed while the
//! review was leaving, or bringing back what was taken back.

use super::ballot::is_ballot;
use super::edit::Edit;
use super::field::{Prose, TextField, item as item_fields, meta as meta_names};
use super::intent::{Intent, NewItem};
use super::scalar::Register;
use super::version;
use super::view::ReviewView;

/// What to do in a document that shows `from` so that it shows what `to` does. Items that only `from` has are left
/// alone; items that `to` has removed and `from` never had are not brought in.
pub fn intents(from: &ReviewView, to: &ReviewView) -> Vec<Intent> {
    let mut intents = Vec::new();
    for prose in Prose::ALL {
        intents.extend(Intent::rewrite(TextField::Prose(*prose), from.prose(*prose), to.prose(*prose)));
    }
    for (key, register) in to.all_meta() {
        if from.meta(key) != register && !register.differs() {
            intents.push(Intent::set_meta(key, register.first().clone()));
        }
    }
    for (person, facts) in to.people() {
        for (key, register) in facts {
            if from.person(person, key) != register && !register.differs() {
                intents.push(Intent::SetPerson {
                    person: person.clone(),
                    key: key.to_string(),
                    value: register.first().clone(),
                });
            }
        }
    }
    for (key, register) in to.marks() {
        if !is_ballot(key) && from.mark(key) != register && !register.differs() {
            intents.push(Intent::SetMark { key: key.to_string(), value: register.first().clone() });
        }
    }
    for item in to.items() {
        let Some(old) = from.item(item.id()) else {
            if item.is_present() {
                let fields = item
                    .fields()
                    .filter(|(key, _)| &***key != item_fields::REMOVED_AT)
                    .map(|(key, register)| (key.to_string(), register.first().clone()))
                    .collect();
                intents.push(Intent::AddItem(NewItem { id: item.id().clone(), body: item.body().to_owned(), fields }));
            }
            continue;
        };
        intents.extend(Intent::rewrite(TextField::Body(item.id().clone()), old.body(), item.body()));
        for (key, register) in item.fields() {
            if old.field(key) != register && !register.differs() {
                intents.push(Intent::set(item.id(), key, register.first().clone()));
            }
        }
        for (key, register) in old.fields() {
            if !register.differs() && item.field(key).is_nothing() {
                intents.push(Intent::set(item.id(), key, super::Scalar::Null));
            }
        }
    }
    intents
}

/// What leads from `now` back to an earlier state of the same review. What came since is removed, what was removed since
/// comes back, texts change only where they differ.
///
/// What cannot be as it was: removed items stay removed with what they say now; where people differed then, what stands
/// now is left alone, as nobody can speak for all of them again; writers that are known by now and names that versions
/// have stay, and so does it that the review has been shared.
pub fn back(now: &ReviewView, then: &ReviewView, now_ms: i64) -> Vec<Intent> {
    let mut intents = Vec::new();
    let value = |now: &Register, then: &Register| (now != then && !then.differs()).then(|| then.first().clone());
    let mut reword = |field: TextField, now: &str, then: &str| {
        intents.extend(Edit::between(now, then).intents(&field));
    };
    for prose in Prose::ALL {
        reword(TextField::Prose(*prose), now.prose(*prose), then.prose(*prose));
    }
    for item in then.items().filter(|item| item.is_present()) {
        if let Some(current) = now.item(item.id()) {
            reword(TextField::Body(item.id().clone()), current.body(), item.body());
        }
    }
    for (key, _) in now.all_meta().chain(then.all_meta()) {
        if !matches!(&**key, meta_names::SHARED | meta_names::COPIED_FROM) {
            let value = value(now.meta(key), then.meta(key));
            intents.extend(value.map(|value| Intent::set_meta(key, value)));
        }
    }
    for (key, _) in now.marks().chain(then.marks()) {
        if !version::is_version(key) && !is_ballot(key) {
            let value = value(now.mark(key), then.mark(key));
            intents.extend(value.map(|value| Intent::SetMark { key: key.to_string(), value }));
        }
    }
    for current in now.items() {
        let id = current.id();
        let Some(item) = then.item(id).filter(|item| item.is_present()) else {
            intents.extend(current.is_present().then(|| Intent::remove(id, now_ms)));
            continue;
        };
        if current == item {
            continue;
        }
        for (key, _) in current.fields().chain(item.fields()).filter(|(key, _)| &***key != item_fields::REMOVED_AT) {
            let value = value(current.field(key), item.field(key));
            intents.extend(value.map(|value| Intent::set(id, key, value)));
        }
        // Also where it stands because it was edited elsewhere: with the words of then it may be what was removed.
        intents.extend(current.is_removed().then(|| Intent::restore(id)));
    }
    intents
}

#[cfg(test)]
mod tests {
    use super::super::{EntryKind, ItemId, Moment, PersonId, Scalar};
    use super::*;

    #[test]
    fn carrying_a_difference_over_leads_to_the_same_view() {
        let by = PersonId::new("p");
        let entry =
            |id: &str, text: &str| NewItem::entry(ItemId::new(id), EntryKind::Note, &Moment::unknown(), text, &by, 0);
        let from = ReviewView::default().act(&[Intent::AddItem(entry("a", "old words"))]).view;
        let to = from
            .act(&[
                Intent::AddItem(entry("b", "new")),
                Intent::set(&ItemId::new("a"), "lane", Scalar::text("db")),
                Intent::SpliceText {
                    field: TextField::Body(ItemId::new("a")), at: 0, delete: 3, insert: "👀".into()
                },
                Intent::set_meta("severity", Scalar::text("2")),
            ])
            .view;
        assert_eq!(from.act(&intents(&from, &to)).view, to);
        assert!(intents(&to, &to).is_empty());
    }
}
