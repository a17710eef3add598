//! Who holds which role during an incident, from when to when.
//!
//! A role is handed over by an item that says which one it takes over from. Promises: while nothing differs, at any
//! instant from the first on exactly one holds the role (S4-4: a single incident commander); two hand-overs from the
//! same holder that did not know of each other are a difference, and both stand until people choose one; what is
//! removed leaves no gap. Who held a role, and how often, is counted nowhere.

use crate::review::field::item as fields;
use crate::review::moment::Instant;
use crate::review::{Item, ItemId, NewItem, PersonId, ReviewView, Scalar, kind};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The roles that are handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Decides.
    Commander,
    /// Writes down.
    Scribe,
    /// Tells others.
    Communication,
}

impl Role {
    /// Every role, in the order of a page.
    pub const ALL: &'static [Role] = &[Role::Commander, Role::Scribe, Role::Communication];

    /// Its name in the document and in JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Role::Commander => "commander",
            Role::Scribe => "scribe",
            Role::Communication => "communication",
        }
    }

    /// Its name on the page.
    pub const fn label(self) -> &'static str {
        match self {
            Role::Commander => "Commander",
            Role::Scribe => "Scribe",
            Role::Communication => "Communication",
        }
    }
}

/// Somebody in a role, from one instant to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The item that says so.
    pub item: ItemId,
    /// Who, as it was written.
    pub who: String,
    /// From when.
    pub from: Instant,
    /// Until when; `None` while it goes on.
    pub until: Option<Instant>,
}

/// A role as it was held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holding {
    /// Those who surely held it, one after another.
    pub held: Vec<Held>,
    /// Those who took it over from the same holder without knowing of each other: one of them is to be chosen.
    pub differ: Vec<Held>,
}

impl Holding {
    /// Who holds it now; `None` where nobody does, or where it is not settled who.
    pub fn now(&self) -> Option<&Held> {
        if self.differ.is_empty() { self.held.last() } else { None }
    }

    /// Whom the next one takes it over from: the last of whom there is no doubt.
    pub fn last(&self) -> Option<&Held> {
        self.held.last()
    }
}

/// How a role was held.
pub fn holding(view: &ReviewView, role: Role) -> Holding {
    let mut holding = Holding::default();
    let mut before: Option<ItemId> = None;
    let mut seen: BTreeSet<ItemId> = BTreeSet::new();
    loop {
        let next: Vec<&Arc<Item>> = view
            .of_kind(kind::ROLE)
            .filter(|item| item.field(fields::ROLE).text() == role.key())
            .filter(|item| taken_over_from(view, item) == before && !seen.contains(item.id()))
            .collect();
        let earliest = holding.held.last().map_or(Instant::MIN, |held| held.from);
        let held = |item: &Item| Held {
            item: item.id().clone(),
            who: item.body().trim().to_owned(),
            // A clock that runs behind does not make somebody take over before there was anything to take over.
            from: item.at().nominal().unwrap_or(Instant::MIN).max(earliest),
            until: None,
        };
        match next.as_slice() {
            [] => return holding,
            [one] => {
                let one = held(one);
                if let Some(last) = holding.held.last_mut() {
                    last.until = Some(one.from);
                }
                seen.insert(one.item.clone());
                before = Some(one.item.clone());
                holding.held.push(one);
            }
            several => {
                holding.differ = several.iter().map(|item| held(item)).collect();
                if let (Some(last), Some(first)) =
                    (holding.held.last_mut(), holding.differ.iter().map(|one| one.from).min())
                {
                    last.until = Some(first);
                }
                return holding;
            }
        }
    }
}

/// Whom an item takes the role over from, past those who were removed meanwhile.
fn taken_over_from(view: &ReviewView, item: &Item) -> Option<ItemId> {
    let mut before = item.field(fields::AFTER).first().as_str().map(ItemId::new);
    // So many steps at most: a file from elsewhere may lead round in a circle.
    for _ in 0..1_000 {
        let Some(id) = &before else { return None };
        match view.item(id) {
            Some(found) if found.is_present() && found.kind() == kind::ROLE => return before,
            Some(found) => before = found.field(fields::AFTER).first().as_str().map(ItemId::new),
            None => return None,
        }
    }
    None
}

/// The item by which somebody takes a role over, from whoever surely holds it now.
pub fn take_over(
    view: &ReviewView,
    role: Role,
    who: &str,
    at: &crate::review::Moment,
    id: ItemId,
    by: &PersonId,
    now_ms: i64,
) -> NewItem {
    let before = holding(view, role).last().map(|held| held.item.clone());
    NewItem::new(id, kind::ROLE, who.trim(), by, now_ms)
        .with(fields::ROLE, Scalar::text(role.key()))
        .with(fields::AT, Scalar::text(at.encode()))
        .with(fields::AFTER, before.map_or(Scalar::Null, |before| Scalar::text(before.as_str())))
}
