//! From one view to another: the intents that lead there.
//!
//! Used where a change must be carried over to another document that shows the same: a tab that typed while the
//! review was leaving, or bringing back what was taken back.

use super::field::{Prose, TextField, item as item_fields};
use super::intent::{Intent, NewItem};
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
        if from.mark(key) != register && !register.differs() {
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
