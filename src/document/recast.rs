//! Writing a view into a new document: what nobody has seen is not history.
//!
//! The first share of a review, *Keep separate*, an import without a local original, the worked example and the clean
//! copy that is published all go through here. The new document has a beginning of its own and holds the current view in one change, under
//! the hand of whoever recasts; where values differ, each stands in a change of its own under its author, so
//! that they still differ.

use super::error::DocumentError;
use super::genesis::begin;
use super::replica::{Replica, Seed, Stamp, perform};
use crate::review::ballot::is_ballot;
use crate::review::field::{item as item_fields, meta as meta_fields};
use crate::review::version;
use crate::review::view::Item;
use crate::review::{
    Intent, ItemId, NewItem, PersonId, Prose, Register, ReviewId, ReviewView, Scalar, TextField, ViewParts, kind,
};
use automerge::ActorId;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What of a view goes into the new document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// What stands on the page, for the first time it leaves. Removed items and named versions stay behind: nobody
    /// outside has seen them. The new document says of itself that others have it.
    ForOthers,
    /// Removed items too, as removed: they have been outside already.
    Everything,
}

/// A new document that holds a view.
///
/// The view of the result equals the given one, less removed items and named versions where `keep` says so.
///
/// # Errors
/// Where the document cannot be written; nothing else is touched.
pub fn recast(view: &ReviewView, keep: Keep, seed: &Seed, stamp: &Stamp) -> Result<Replica, DocumentError> {
    let mut base = Replica::load(&begin(&seed.id)?.save(), seed.actor)?;
    let mut differing: Vec<(Register, Target)> = Vec::new();
    let mut late: Vec<Intent> = Vec::new();
    let mut removals: Vec<(Register, Target)> = Vec::new();
    let mut intents: Vec<Intent> = Vec::new();
    let mut ballots: Vec<(String, Scalar)> = Vec::new();

    for prose in Prose::ALL {
        let text = view.prose(*prose);
        if !text.is_empty() {
            intents.push(Intent::SpliceText {
                field: TextField::Prose(*prose),
                at: 0,
                delete: 0,
                insert: text.to_owned(),
            });
        }
    }
    for (key, register) in view.all_meta() {
        // That the old document had left says nothing of the new one.
        if &**key != meta_fields::SHARED {
            alone_or_later(register, Target::Meta(key.to_string()), &mut intents, &mut differing);
        }
    }
    if keep == Keep::ForOthers {
        intents.push(Intent::set_meta(meta_fields::SHARED, Scalar::Bool(true)));
    }
    for (person, facts) in view.people() {
        for (key, register) in facts {
            let target = Target::Person(person.clone(), key.to_string());
            alone_or_later(register, target, &mut intents, &mut differing);
        }
    }
    for (key, register) in view.marks() {
        // The states that versions name stay behind, and a name may tell of what was in them.
        if keep == Keep::ForOthers && version::is_version(key) {
            continue;
        }
        // What was given without a name stays without one: a change of its own, under nobody's hand.
        if is_ballot(key) {
            let values = register.claims().iter().filter(|claim| claim.value.is_set());
            ballots.extend(values.map(|claim| (key.to_string(), claim.value.clone())));
            continue;
        }
        alone_or_later(register, Target::Mark(key.to_string()), &mut intents, &mut differing);
    }
    for item in view.items() {
        if keep == Keep::Everything || view.stands(item) {
            write_item(item, keep, &mut intents, &mut late, &mut removals, &mut differing);
        }
    }

    write(&mut base, &intents, stamp, &seed.actor)?;
    let mut number = 0;
    beside(&mut base, differing, seed, stamp, &mut number)?;
    // What was removed with values that differ was removed with both: the removal builds on them.
    beside(&mut base, removals, seed, stamp, &mut number)?;
    // Reads again: the differing values came in beside the one change.
    let mut done = Replica::load(&base.save(), seed.actor_after(number + 1))?;
    let ballots = done.ballots(ballots, &seed.actor)?;
    if !ballots.is_empty() {
        done.absorb(&ballots, &done.view()?)?;
    }
    if !late.is_empty() {
        let act = done.view()?.act(&late);
        done.carry_out(&act, stamp)?;
    }
    Ok(done)
}

/// A copy of what stands on the page for whoever reads it, as a new document each time: no earlier wording, nothing
/// removed or put out of sight, and nothing of who wrote what or when. Values that differ still do, without saying whose
/// they are. What was said about lines stays behind, because it quotes how they were worded; so do marks (votes,
/// joins, what was seen otherwise), which are people's. It says which review it was copied from.
///
/// # Errors
/// Where the document cannot be written; nothing else is touched.
pub fn clean_copy(view: &ReviewView, of: &ReviewId, seed: &Seed, now_ms: i64) -> Result<Replica, DocumentError> {
    let nameless = |(key, register): (&Arc<str>, &Register)| {
        let values = register.claims().iter().map(|claim| (claim.value.clone(), None));
        (key.clone(), Register::from_claims(values))
    };
    let shown = |item: &Item| view.stands(item) && !item.is_hidden();
    let goes = |item: &Item| {
        let line = item.field(item_fields::ABOUT).first().as_str().map(ItemId::new);
        let of_something_shown = line.is_none_or(|line| view.item(&line).is_none_or(|line| shown(line)));
        item.kind() != kind::COMMENT && shown(item) && of_something_shown
    };
    let behind = [item_fields::CREATED_BY, item_fields::CREATED_AT, item_fields::REMOVED_AT, item_fields::OUTSIDE];
    let items = view.items().filter(|item| goes(item)).map(|item| {
        let fields = item.fields().filter(|(key, _)| !behind.contains(&&***key)).map(nameless).collect();
        (Item::new(item.id().clone(), Arc::from(item.body()), fields), false)
    });
    // How the meeting ran is nobody's outside, and says whose clock it ran by.
    let of_this_room = |key: &str| key == meta_fields::CREATED_AT || key.starts_with(meta_fields::OF_A_MEETING);
    let said = view.all_meta().filter(|(key, _)| !of_this_room(key));
    let mut meta: BTreeMap<Arc<str>, Register> = said.map(nameless).collect();
    meta.insert(Arc::from(meta_fields::COPIED_FROM), Register::one(Scalar::text(of.as_str())));
    let prose = Prose::ALL.iter().map(|field| (*field, Arc::from(view.prose(*field)))).collect();
    let copy = ReviewView::from_parts(ViewParts { prose, meta, items: items.collect(), ..ViewParts::default() });
    recast(&copy, Keep::ForOthers, seed, &Stamp { by: PersonId::new(""), now_ms })
}

/// Writes each author's values as a change of its own, beside the others'.
fn beside(
    base: &mut Replica,
    differing: Vec<(Register, Target)>,
    seed: &Seed,
    stamp: &Stamp,
    number: &mut u32,
) -> Result<(), DocumentError> {
    if differing.is_empty() {
        return Ok(());
    }
    let first = base.save();
    for (author, group) in by_author(differing) {
        let mut side_seed = [0_u8; 16];
        *number += 1;
        fill(&mut side_seed, &seed.actor, *number);
        let mut side = Replica::load(&first, side_seed)?;
        let by = author.unwrap_or_else(|| PersonId::new(""));
        write(&mut side, &group, &Stamp { by, now_ms: stamp.now_ms }, &side_seed)?;
        late_changes(base, &side)?;
    }
    Ok(())
}

impl Seed {
    /// A further actor that follows from the seed.
    fn actor_after(&self, number: u32) -> [u8; 16] {
        let mut actor = [0_u8; 16];
        fill(&mut actor, &self.actor, number);
        actor
    }
}

fn fill(out: &mut [u8; 16], from: &[u8; 16], number: u32) {
    let mut hasher = Sha256::new();
    hasher.update(from);
    hasher.update(number.to_be_bytes());
    for (byte, made) in out.iter_mut().zip(hasher.finalize()) {
        *byte = made;
    }
}

/// Where a register stands.
#[derive(Clone, Debug)]
enum Target {
    Meta(String),
    Person(PersonId, String),
    Mark(String),
    Field(ItemId, String),
}

impl Target {
    fn set(&self, value: Scalar) -> Intent {
        match self.clone() {
            Target::Meta(key) => Intent::SetMeta { key, value },
            Target::Person(person, key) => Intent::SetPerson { person, key, value },
            Target::Mark(key) => Intent::SetMark { key, value },
            Target::Field(item, key) => Intent::SetField { item, key, value },
        }
    }
}

fn alone_or_later(
    register: &Register,
    target: Target,
    intents: &mut Vec<Intent>,
    differing: &mut Vec<(Register, Target)>,
) {
    if register.differs() {
        differing.push((register.clone(), target));
    } else if !register.is_nothing() {
        intents.push(target.set(register.first().clone()));
    }
}

fn write_item(
    item: &Item,
    keep: Keep,
    intents: &mut Vec<Intent>,
    late: &mut Vec<Intent>,
    removals: &mut Vec<(Register, Target)>,
    differing: &mut Vec<(Register, Target)>,
) {
    let removed_as_it_is = item.is_removed() && !item.is_edited_elsewhere();
    let differs = item.fields().any(|(_, register)| register.differs());
    let back = item.is_removed() && keep == Keep::ForOthers;
    let mut fields: BTreeMap<String, Scalar> = BTreeMap::new();
    for (key, register) in item.fields() {
        if back && &**key == item_fields::REMOVED_AT {
            continue;
        }
        // An item that differs from what was removed must differ again: the mark comes a change later.
        if item.is_edited_elsewhere() && &**key == item_fields::OUTSIDE {
            continue;
        }
        if removed_as_it_is && differs && &**key == item_fields::REMOVED_AT {
            removals.push((register.clone(), Target::Field(item.id().clone(), key.to_string())));
        } else if register.differs() {
            differing.push((register.clone(), Target::Field(item.id().clone(), key.to_string())));
        } else {
            fields.insert(key.to_string(), register.first().clone());
        }
    }
    intents.push(Intent::AddItem(NewItem { id: item.id().clone(), body: item.body().to_owned(), fields }));
    if item.is_edited_elsewhere() && !back {
        late.push(Intent::set(item.id(), item_fields::OUTSIDE, Scalar::Bool(true)));
    }
}

/// Groups differing values so that each change holds at most one value of a register.
fn by_author(differing: Vec<(Register, Target)>) -> Vec<(Option<PersonId>, Vec<Intent>)> {
    let mut groups: BTreeMap<(Option<PersonId>, usize), Vec<Intent>> = BTreeMap::new();
    for (register, target) in differing {
        let mut count: BTreeMap<Option<PersonId>, usize> = BTreeMap::new();
        for claim in register.claims() {
            let authors: Vec<Option<PersonId>> =
                if claim.by.is_empty() { vec![None] } else { claim.by.iter().cloned().map(Some).collect() };
            for author in authors {
                let ordinal = count.entry(author.clone()).or_default();
                groups.entry((author, *ordinal)).or_default().push(target.set(claim.value.clone()));
                *ordinal += 1;
            }
        }
    }
    groups.into_iter().map(|((author, _), intents)| (author, intents)).collect()
}

/// Writes intents as one change, without asking whether they change anything.
fn write(replica: &mut Replica, intents: &[Intent], stamp: &Stamp, actor: &[u8; 16]) -> Result<(), DocumentError> {
    if intents.is_empty() {
        return Ok(());
    }
    let containers = replica.containers().clone();
    let places = super::read::places(replica.automerge(), &containers);
    let document = replica.automerge_mut();
    document.set_actor(ActorId::from(actor.as_slice()));
    let mut transaction = document.transaction();
    let mut made = Vec::new();
    for intent in intents {
        if let Err(error) = perform(&mut transaction, &containers, &places, &mut made, intent) {
            transaction.rollback();
            return Err(error);
        }
    }
    let mut options = stamp.options();
    if stamp.by.as_str().is_empty() {
        options.message = None;
    }
    transaction.commit_with(options);
    Ok(())
}

fn late_changes(base: &mut Replica, side: &Replica) -> Result<(), DocumentError> {
    let changes = base.automerge().get_changes_added(side.automerge());
    base.automerge_mut().apply_changes(changes)?;
    Ok(())
}
