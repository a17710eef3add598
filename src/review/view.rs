//! A review as it stands: immutable, cheap to copy, drawn by every page and written by every export.
//!
//! A view is read once from the document and from then on folded from deltas; both ways give equal views.

use super::delta::Delta;
use super::field::{Prose, TextField, item as field_names, meta as meta_names};
use super::id::{ItemId, PersonId};
use super::intent::Intent;
use super::kind::{self, EntryKind};
use super::moment::Moment;
use super::scalar::{Register, Scalar};
use super::text::{byte_of_utf16, spliced, utf16_len};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

/// The title, or what stands for it.
pub fn title_or_untitled(title: &str) -> String {
    let title = title.trim();
    if title.is_empty() { "Untitled review".to_owned() } else { title.to_owned() }
}

/// How many letters of a first sentence stand for a title.
const LONGEST_BEGINNING: usize = 64;

static NOTHING: LazyLock<Register> = LazyLock::new(|| Register::one(Scalar::Null));

/// One item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    id: ItemId,
    body: Arc<str>,
    fields: BTreeMap<Arc<str>, Register>,
    edited_elsewhere: bool,
    at: Arc<Moment>,
}

/// What is kept of an item where views are stored.
#[derive(Serialize, Deserialize)]
struct StoredItem {
    id: ItemId,
    body: Arc<str>,
    fields: BTreeMap<Arc<str>, Register>,
    edited_elsewhere: bool,
}

impl Serialize for Item {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        StoredItem {
            id: self.id.clone(),
            body: self.body.clone(),
            fields: self.fields.clone(),
            edited_elsewhere: self.edited_elsewhere,
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = StoredItem::deserialize(deserializer)?;
        let mut item = Item::new(stored.id, stored.body, stored.fields);
        item.edited_elsewhere = stored.edited_elsewhere;
        Ok(item)
    }
}

impl Item {
    /// An item from its parts.
    pub fn new(id: ItemId, body: Arc<str>, fields: BTreeMap<Arc<str>, Register>) -> Self {
        let at = Arc::new(moment_of(fields.get(field_names::AT)));
        let fields = said(fields);
        Item { id, body, fields, edited_elsewhere: false, at }
    }

    /// Its id.
    pub fn id(&self) -> &ItemId {
        &self.id
    }

    /// What it says.
    pub fn body(&self) -> &str {
        &self.body
    }

    /// What it says; a piece of evidence that says nothing is called by its name.
    pub fn words(&self) -> &str {
        let body = self.body();
        if body.trim().is_empty() { self.field(field_names::NAME).text() } else { body }
    }

    /// One of its scalars; nothing where it was never said.
    pub fn field(&self, key: &str) -> &Register {
        self.fields.get(key).unwrap_or(&NOTHING)
    }

    /// All its scalars, sorted by name.
    pub fn fields(&self) -> impl Iterator<Item = (&Arc<str>, &Register)> {
        self.fields.iter()
    }

    /// What it is.
    pub fn kind(&self) -> &str {
        self.field(field_names::KIND).text()
    }

    /// Of an entry: what it tells of.
    pub fn entry_kind(&self) -> EntryKind {
        EntryKind::from_key(self.field(field_names::TYPE).text())
    }

    /// When it happened. Where people differ, the first of their moments; [`Item::moments`] has them all.
    pub fn at(&self) -> &Moment {
        &self.at
    }

    /// Every moment that somebody gave for it, in order.
    pub fn moments(&self, key: &str) -> Vec<(Moment, Vec<PersonId>)> {
        self.field(key)
            .claims()
            .iter()
            .filter_map(|claim| Some((Moment::decode(claim.value.as_str()?).ok()?, claim.by.clone())))
            .collect()
    }

    /// From when it was known: said, or following from its kind, or not said.
    pub fn known_at(&self) -> Option<Moment> {
        let said = self.field(field_names::KNOWN_AT);
        if let Some(text) = said.first().as_str() {
            return Moment::decode(text).ok();
        }
        (self.kind() == kind::ENTRY && self.entry_kind().known_when_it_happens()).then(|| self.at().clone())
    }

    /// Whether it has been removed and nobody wanted it back, whatever else became of it since.
    pub fn is_removed(&self) -> bool {
        self.field(field_names::REMOVED_AT).claims().iter().all(|claim| claim.value.is_set())
    }

    /// Whether it was removed by one and edited by another who did not know.
    pub fn is_edited_elsewhere(&self) -> bool {
        self.edited_elsewhere
    }

    /// Whether it stands on the page: not removed, or removed and edited elsewhere.
    pub fn is_present(&self) -> bool {
        !self.is_removed() || self.edited_elsewhere
    }

    /// Whether it is put out of sight.
    pub fn is_hidden(&self) -> bool {
        self.field(field_names::HIDDEN).first().is_set()
    }

    /// Whether it is starred.
    pub fn is_starred(&self) -> bool {
        self.field(field_names::STARRED).first().is_set()
    }

    fn set_field(&mut self, key: Arc<str>, register: Register) {
        if &*key == field_names::AT {
            self.at = Arc::new(moment_of(Some(&register)));
        }
        put(&mut self.fields, key, register);
    }

    /// The order of a list: by time where there is one, then by rank, then by when it was written, then by id.
    pub fn order(&self, other: &Item) -> Ordering {
        self.at
            .sort_key()
            .cmp(&other.at.sort_key())
            .then_with(|| self.field(field_names::RANK).text().cmp(other.field(field_names::RANK).text()))
            .then_with(|| self.id.cmp(&other.id))
    }
}

/// What an act comes to, see [`ReviewView::act`].
#[derive(Clone, Debug)]
pub struct Act {
    /// The view afterwards.
    pub view: ReviewView,
    /// What changed.
    pub deltas: Vec<Delta>,
    /// The intents that changed something, as they apply.
    pub intents: Vec<Intent>,
}

/// Keeps a register; one that says nothing is kept by leaving it out, so that "never said" and "taken back" are
/// one view.
fn put(registers: &mut BTreeMap<Arc<str>, Register>, key: Arc<str>, register: Register) {
    if register.is_nothing() {
        registers.remove(&key);
    } else {
        registers.insert(key, register);
    }
}

fn said(registers: BTreeMap<Arc<str>, Register>) -> BTreeMap<Arc<str>, Register> {
    registers.into_iter().filter(|(_, register)| !register.is_nothing()).collect()
}

/// The register after setting a value; `None` where it says just that already.
fn changed(register: &Register, value: &Scalar) -> Option<Register> {
    (register.differs() || register.first() != value).then(|| Register::one(value.clone()))
}

fn moment_of(register: Option<&Register>) -> Moment {
    register
        .and_then(|register| register.first().as_str())
        .and_then(|text| Moment::decode(text).ok())
        .unwrap_or_else(Moment::unknown)
}

/// Items by id, in parts that views share: a letter in one item copies the part it is in and no other. In a review of
/// thousands of entries, copying all of them at each key took longer than writing the key down.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
struct Items(BTreeMap<u8, Arc<BTreeMap<ItemId, Arc<Item>>>>);

impl Items {
    /// Parts are of ids that begin alike, so that all parts, one after another, are in the order of ids.
    fn part(id: &ItemId) -> u8 {
        id.as_str().bytes().next().unwrap_or(0)
    }

    fn get(&self, id: &ItemId) -> Option<&Arc<Item>> {
        self.0.get(&Self::part(id))?.get(id)
    }

    fn get_mut(&mut self, id: &ItemId) -> Option<&mut Arc<Item>> {
        // An id that is not there copies nothing.
        self.get(id)?;
        Arc::make_mut(self.0.get_mut(&Self::part(id))?).get_mut(id)
    }

    fn insert(&mut self, item: Arc<Item>) {
        let part = self.0.entry(Self::part(&item.id)).or_default();
        Arc::make_mut(part).insert(item.id.clone(), item);
    }

    fn values(&self) -> impl Iterator<Item = &Arc<Item>> {
        self.0.values().flat_map(|part| part.values())
    }
}

impl Serialize for Items {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.values())
    }
}

impl<'de> Deserialize<'de> for Items {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut items = Items::default();
        for item in Vec::<Arc<Item>>::deserialize(deserializer)? {
            items.insert(item);
        }
        Ok(items)
    }
}

/// The items in order: all of them, and those of each kind. It follows from the items, and is kept with them, so that a
/// view that is read back need not be sorted before it can be drawn.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Order {
    all: Arc<Vec<ItemId>>,
    kinds: Arc<BTreeMap<Arc<str>, Vec<ItemId>>>,
}

impl Order {
    /// Sorts the items of each kind, given the order of all.
    fn by_kind(&mut self, items: &Items) {
        let mut kinds: BTreeMap<Arc<str>, Vec<ItemId>> = BTreeMap::new();
        for item in self.all.iter().filter_map(|id| items.get(id)) {
            match kinds.get_mut(item.kind()) {
                Some(ids) => ids.push(item.id.clone()),
                None => {
                    kinds.insert(Arc::from(item.kind()), vec![item.id.clone()]);
                }
            }
        }
        if kinds != *self.kinds {
            self.kinds = Arc::new(kinds);
        }
    }
}

/// A review as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ReviewView {
    prose: BTreeMap<Prose, Arc<str>>,
    meta: BTreeMap<Arc<str>, Register>,
    items: Items,
    people: BTreeMap<PersonId, BTreeMap<Arc<str>, Register>>,
    marks: BTreeMap<Arc<str>, Register>,
    order: Order,
}

/// The parts a view is made of, for those who read one from elsewhere.
#[derive(Clone, Debug, Default)]
pub struct ViewParts {
    /// The prose fields.
    pub prose: BTreeMap<Prose, Arc<str>>,
    /// The review's scalars.
    pub meta: BTreeMap<Arc<str>, Register>,
    /// The items, and whether each was edited elsewhere after its removal.
    pub items: Vec<(Item, bool)>,
    /// The writers.
    pub people: BTreeMap<PersonId, BTreeMap<Arc<str>, Register>>,
    /// The marks.
    pub marks: BTreeMap<Arc<str>, Register>,
}

impl ReviewView {
    /// A view from its parts.
    pub fn from_parts(parts: ViewParts) -> Self {
        let mut items = Items::default();
        for (mut item, edited) in parts.items {
            item.edited_elsewhere = edited;
            items.insert(Arc::new(item));
        }
        let mut view = ReviewView {
            prose: parts.prose.into_iter().filter(|(_, text)| !text.is_empty()).collect(),
            meta: said(parts.meta),
            items,
            people: parts
                .people
                .into_iter()
                .map(|(person, facts)| (person, said(facts)))
                .filter(|(_, facts)| !facts.is_empty())
                .collect(),
            marks: said(parts.marks),
            order: Order::default(),
        };
        view.sort();
        view
    }

    /// A text of the review. `None` where the item is not there.
    pub fn text(&self, field: &TextField) -> Option<&str> {
        match field {
            TextField::Prose(prose) => Some(self.prose(*prose)),
            TextField::Body(id) => self.items.get(id).map(|item| item.body()),
        }
    }

    /// A prose field; empty where nothing is written.
    pub fn prose(&self, field: Prose) -> &str {
        self.prose.get(&field).map_or("", |text| text)
    }

    /// What the review is called; empty where nobody has said.
    pub fn title(&self) -> &str {
        self.prose(Prose::Title).trim()
    }

    /// What the review is called; where nobody has said, how its first sentence begins. Empty where there is none.
    pub fn called(&self) -> String {
        let words = if self.title().is_empty() { self.prose(Prose::Summary) } else { return self.title().to_owned() };
        let mut called = String::new();
        for word in words.split_whitespace() {
            if called.chars().count() + word.chars().count() >= LONGEST_BEGINNING && !called.is_empty() {
                called.push('…');
                break;
            }
            if !called.is_empty() {
                called.push(' ');
            }
            called.extend(word.chars().take(LONGEST_BEGINNING));
        }
        called
    }

    /// A scalar of the review.
    pub fn meta(&self, key: &str) -> &Register {
        self.meta.get(key).unwrap_or(&NOTHING)
    }

    /// All scalars of the review, sorted by name.
    pub fn all_meta(&self) -> impl Iterator<Item = (&Arc<str>, &Register)> {
        self.meta.iter()
    }

    /// A mark.
    pub fn mark(&self, key: &str) -> &Register {
        self.marks.get(key).unwrap_or(&NOTHING)
    }

    /// All marks, sorted by key.
    pub fn marks(&self) -> impl Iterator<Item = (&Arc<str>, &Register)> {
        self.marks.iter()
    }

    /// Something about a writer.
    pub fn person(&self, person: &PersonId, key: &str) -> &Register {
        self.people.get(person).and_then(|facts| facts.get(key)).unwrap_or(&NOTHING)
    }

    /// All writers, sorted by id.
    pub fn people(&self) -> impl Iterator<Item = (&PersonId, &BTreeMap<Arc<str>, Register>)> {
        self.people.iter()
    }

    /// The role a writer goes by; "another writer" where none was given.
    pub fn role_of(&self, person: &PersonId) -> &str {
        let role = self.person(person, "role").text();
        if role.is_empty() { "another writer" } else { role }
    }

    /// An item, removed ones included.
    pub fn item(&self, id: &ItemId) -> Option<&Arc<Item>> {
        self.items.get(id)
    }

    /// Every item, sorted by id, removed ones included.
    pub fn items(&self) -> impl Iterator<Item = &Arc<Item>> {
        self.items.values()
    }

    /// The items of a kind that stand on the page, in order.
    pub fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Arc<Item>> + 'a {
        self.of_kind_at_all(kind).filter(|item| item.is_present())
    }

    /// The removed items of a kind, in order, without those that came back by being edited elsewhere.
    pub fn removed_of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Arc<Item>> + 'a {
        self.of_kind_at_all(kind).filter(|item| !item.is_present())
    }

    fn of_kind_at_all(&self, kind: &str) -> impl Iterator<Item = &Arc<Item>> {
        self.order.kinds.get(kind).into_iter().flatten().filter_map(|id| self.items.get(id))
    }

    /// The lines of the timeline in order, hidden ones included.
    pub fn timeline(&self) -> impl Iterator<Item = &Arc<Item>> {
        self.of_kind(kind::ENTRY)
    }

    /// Whether an item stands on the page with what it belongs to: evidence goes with its line.
    pub fn stands(&self, item: &Item) -> bool {
        let of_nothing_that_stands = || {
            let about = item.field(field_names::ABOUT).first().as_str();
            about.is_some_and(|id| !self.item(&ItemId::new(id)).is_some_and(|line| line.is_present()))
        };
        item.is_present() && (item.kind() != kind::EVIDENCE || !of_nothing_that_stands())
    }

    /// All items in order. The list is shared: equal pointers mean an unchanged order.
    pub fn order(&self) -> &Arc<Vec<ItemId>> {
        &self.order.all
    }

    /// Whether the review has left a browser as a document.
    pub fn is_shared(&self) -> bool {
        self.meta(meta_names::SHARED).first().is_set()
    }

    /// The view after the deltas. Deltas about items that are not there change nothing.
    #[must_use]
    pub fn fold(mut self, deltas: &[Delta]) -> Self {
        let mut reorder = false;
        for delta in deltas {
            reorder |= self.fold_one(delta);
        }
        if reorder {
            self.sort();
        }
        self
    }

    /// Carries out an act: what the view becomes, the deltas that lead there, and the act with everything
    /// left out that changes nothing and every position moved into the text it speaks of.
    pub fn act(&self, intents: &[Intent]) -> Act {
        let mut act = Act { view: self.clone(), deltas: Vec::new(), intents: Vec::new() };
        let mut reorder = false;
        for intent in intents {
            let Some((intent, delta)) = act.view.understood(intent) else { continue };
            reorder |= act.view.fold_one(&delta);
            act.deltas.push(delta);
            act.intents.push(intent);
        }
        if reorder {
            act.view.sort();
        }
        act
    }

    /// An intent as it applies here, with its delta; `None` where it changes nothing.
    fn understood(&self, intent: &Intent) -> Option<(Intent, Delta)> {
        let delta = match intent {
            Intent::SpliceText { field, at, delete, insert } => {
                let text = self.text(field)?;
                let start = byte_of_utf16(text, *at);
                let end = byte_of_utf16(text, at.saturating_add(*delete)).max(start);
                let at = utf16_len(text.get(..start)?);
                let delete = utf16_len(text.get(start..end)?);
                if delete == 0 && insert.is_empty() {
                    return None;
                }
                let delta = Delta::TextSpliced { field: field.clone(), at, delete, insert: Arc::from(insert.as_str()) };
                let intent = Intent::SpliceText { field: field.clone(), at, delete, insert: insert.clone() };
                return Some((intent, delta));
            }
            Intent::AddItem(new) => {
                if self.items.get(&new.id).is_some() {
                    return None;
                }
                let fields = new
                    .fields
                    .iter()
                    .map(|(key, value)| (Arc::from(key.as_str()), Register::one(value.clone())))
                    .collect();
                Delta::ItemAdded(Arc::new(Item::new(new.id.clone(), Arc::from(new.body.as_str()), fields)))
            }
            Intent::SetField { item, key, value } => Delta::FieldSet {
                item: item.clone(),
                register: changed(self.items.get(item)?.field(key), value)?,
                key: Arc::from(key.as_str()),
            },
            Intent::SetMeta { key, value } => {
                Delta::MetaSet { register: changed(self.meta(key), value)?, key: Arc::from(key.as_str()) }
            }
            Intent::SetMark { key, value } => {
                Delta::MarkSet { register: changed(self.mark(key), value)?, key: Arc::from(key.as_str()) }
            }
            Intent::SetPerson { person, key, value } => Delta::PersonSet {
                person: person.clone(),
                register: changed(self.person(person, key), value)?,
                key: Arc::from(key.as_str()),
            },
        };
        Some((intent.clone(), delta))
    }

    /// Takes in one delta; says whether the order may have changed.
    fn fold_one(&mut self, delta: &Delta) -> bool {
        match delta {
            Delta::TextSpliced { field, at, delete, insert } => {
                match field {
                    TextField::Prose(prose) => {
                        let text = spliced(self.prose(*prose), *at, *delete, insert);
                        if text.is_empty() {
                            self.prose.remove(prose);
                        } else {
                            self.prose.insert(*prose, Arc::from(text));
                        }
                    }
                    TextField::Body(id) => {
                        if let Some(item) = self.items.get_mut(id) {
                            let item = Arc::make_mut(item);
                            item.body = Arc::from(spliced(&item.body, *at, *delete, insert));
                        }
                    }
                }
                false
            }
            Delta::ItemAdded(item) => {
                self.items.insert(item.clone());
                true
            }
            Delta::FieldSet { item, key, register } => {
                let Some(item) = self.items.get_mut(item) else { return false };
                Arc::make_mut(item).set_field(key.clone(), register.clone());
                matches!(&**key, field_names::AT | field_names::RANK | field_names::KIND)
            }
            Delta::MetaSet { key, register } => {
                put(&mut self.meta, key.clone(), register.clone());
                false
            }
            Delta::MarkSet { key, register } => {
                put(&mut self.marks, key.clone(), register.clone());
                false
            }
            Delta::PersonSet { person, key, register } => {
                let facts = self.people.entry(person.clone()).or_default();
                put(facts, key.clone(), register.clone());
                if facts.is_empty() {
                    self.people.remove(person);
                }
                false
            }
            Delta::EditedElsewhere { item, edited } => {
                if let Some(item) = self.items.get_mut(item) {
                    Arc::make_mut(item).edited_elsewhere = *edited;
                }
                false
            }
        }
    }

    fn sort(&mut self) {
        let mut items: Vec<&Arc<Item>> = self.items.values().collect();
        items.sort_by(|a, b| a.order(b));
        let order: Vec<ItemId> = items.into_iter().map(|item| item.id.clone()).collect();
        if order != *self.order.all {
            self.order.all = Arc::new(order);
        }
        self.order.by_kind(&self.items);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::NewItem;

    fn note(id: &str, kind: &str) -> Intent {
        Intent::AddItem(NewItem::new(ItemId::new(id), kind, id, &PersonId::new("p"), 0))
    }

    fn ids<'a>(items: impl Iterator<Item = &'a Arc<Item>>) -> Vec<&'a str> {
        items.map(|item| item.id().as_str()).collect()
    }

    #[test]
    fn a_review_without_a_title_is_called_by_how_it_begins() {
        let write = |field, text: &str| Intent::SpliceText {
            field: TextField::Prose(field),
            at: 0,
            delete: 0,
            insert: text.to_owned(),
        };
        let view = ReviewView::default();
        assert_eq!(view.called(), "");
        let said = view.act(&[write(Prose::Summary, "refunds were\npaid twice")]).view;
        assert_eq!(said.called(), "refunds were paid twice");
        let long = view.act(&[write(Prose::Summary, &"seventeen letters ".repeat(9))]).view.called();
        assert!(long.ends_with("seventeen…") && long.chars().count() < LONGEST_BEGINNING + 2, "{long}");
        assert_eq!(said.act(&[write(Prose::Title, " Refunds ")]).view.called(), "Refunds");
    }

    #[test]
    fn items_stand_under_their_kind_and_by_id_whatever_became_of_them() {
        let view = ReviewView::default();
        let view = view.act(&[note("b2", kind::QUESTION), note("a", kind::PARKED), note("b1", kind::QUESTION)]).view;
        assert_eq!(ids(view.items()), ["a", "b1", "b2"]);
        assert_eq!(ids(view.of_kind(kind::QUESTION)), ["b1", "b2"]);
        // Of another kind, removed, changed in a copy: each view tells of itself.
        let other = view.act(&[Intent::set(&ItemId::new("b1"), field_names::KIND, Scalar::text(kind::PARKED))]).view;
        assert_eq!(ids(other.of_kind(kind::QUESTION)), ["b2"]);
        assert_eq!(ids(other.of_kind(kind::PARKED)), ["a", "b1"]);
        let gone = other.act(&[Intent::remove(&ItemId::new("b2"), 1)]).view;
        assert_eq!(ids(gone.of_kind(kind::QUESTION)), [""; 0]);
        assert_eq!(ids(gone.removed_of_kind(kind::QUESTION)), ["b2"]);
        assert_eq!(ids(view.of_kind(kind::QUESTION)), ["b1", "b2"], "the one before is as it was");
        let splice =
            Intent::SpliceText { field: TextField::Body(ItemId::new("b1")), at: 0, delete: 0, insert: "x".into() };
        assert_eq!(gone.act(&[splice]).view.item(&ItemId::new("b1")).map(|item| item.body()), Some("xb1"));
        assert_eq!(gone.item(&ItemId::new("b1")).map(|item| item.body()), Some("b1"));
    }
}
