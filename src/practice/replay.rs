//! Replay: the review as it was known at an instant, by anyone or as seen from one lane.
//!
//! Promises: what [`then`] gives holds nothing that was not known at that instant, whoever draws, counts, searches
//! or writes it out: it is a view like any other. Of something of which nobody has said from when it was known,
//! nothing is there. What people wrote afterwards about the whole (title, sentences, factors, fixes, who saw what)
//! is hindsight by its nature and is never there; what was believed is there from when it was believed, without
//! how it turned out. The rules of *known from* are those of [`crate::review::Item::known_at`].

use crate::review::field::{item as fields, meta};
use crate::review::moment::{Instant, When};
use crate::review::{Item, ItemId, Moment, Register, ReviewView, Scalar, ViewParts, kind};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// From whose side one looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen<'a> {
    /// What anybody knew.
    ByAnyone,
    /// What was known in this lane.
    From(&'a str),
}

/// What of an item goes into a replay: when, where and what. Where it comes from, why it made sense and that it stands
/// out were said later, and a link may tell the end of the story in its address.
const KEPT: &[&str] =
    &[fields::KIND, fields::TYPE, fields::AT, fields::KNOWN_AT, fields::LANE, fields::RANK, fields::MILESTONE];

/// The instant from which something told by a moment surely is so: the time as told, the end of a range.
/// `None` where that never comes.
pub fn surely(moment: &Moment) -> Option<Instant> {
    match moment.when() {
        When::At { tick, .. } | When::Range { end: Some(tick), .. } => Some(tick.at()),
        When::Range { start: Some(tick), .. } => Some(tick.at()),
        When::Range { .. } => None,
        When::Before(tick) => Some(tick.at().just_before()),
        When::After(tick) => Some(tick.end()),
        When::Unknown { until, .. } => until.map(Instant::just_before),
    }
}

/// From when an item was known, by anyone or in a lane; `None` where nobody has said.
///
/// Knowledge is local: an entry of a lane is known there first, and in another lane from when somebody said that it
/// was; what stands in no lane is known everywhere.
pub fn known_from(item: &Item, seen: Seen<'_>) -> Option<Instant> {
    let own = known(item);
    let lane = item.field(fields::LANE).text().trim();
    match seen {
        Seen::ByAnyone => own.into_iter().chain(lanes_that_knew(item).map(|(_, at)| at)).min(),
        Seen::From(name) if lane.is_empty() || lane == name => own,
        Seen::From(name) => lanes_that_knew(item).find(|(lane, _)| *lane == name).map(|(_, at)| at),
    }
}

/// From when it was known where it happened. Where people said different things, it is known once all of them say so.
fn known(item: &Item) -> Option<Instant> {
    if item.field(fields::KNOWN_AT).first().is_set() {
        return said(item, fields::KNOWN_AT);
    }
    // A belief is known to those who hold it, from when they do.
    if item.kind() == kind::BELIEF {
        return item.at().beginning().and_then(|from| from.nominal());
    }
    item.known_at().as_ref().and_then(surely)
}

/// When all who said something of it agree that it was known.
fn said(item: &Item, key: &str) -> Option<Instant> {
    let instants: Option<Vec<Instant>> = item.moments(key).iter().map(|(moment, _)| surely(moment)).collect();
    instants?.into_iter().max()
}

/// The other lanes that are said to have known it, and from when.
pub fn lanes_that_knew(item: &Item) -> impl Iterator<Item = (&str, Instant)> {
    item.fields().filter_map(|(key, _)| Some((key.strip_prefix(fields::KNOWN_IN)?, said(item, key)?)))
}

/// Whether an item can come into a replay at all.
fn belongs(item: &Item) -> bool {
    item.is_present() && !item.is_hidden() && matches!(item.kind(), kind::ENTRY | kind::BELIEF)
}

/// The review as it was known at an instant.
pub fn then(view: &ReviewView, at: Instant, seen: Seen<'_>) -> ReviewView {
    let items = view
        .items()
        .filter(|item| belongs(item) && known_from(item, seen).is_some_and(|from| from <= at))
        .map(|item| (fenced(item, at, seen), false))
        .collect();
    // The zone is how times are told, not what happened.
    let zone = view.meta(meta::ZONE).clone();
    ReviewView::from_parts(ViewParts {
        items,
        meta: BTreeMap::from([(Arc::from(meta::ZONE), zone)]),
        ..ViewParts::default()
    })
}

/// An item without what was learnt of it later: an end that had not come yet, how it turned out.
fn fenced(item: &Item, at: Instant, seen: Seen<'_>) -> Item {
    let mut kept: BTreeMap<Arc<str>, Register> = item
        .fields()
        .filter(|(key, _)| KEPT.contains(&&***key))
        .map(|(key, register)| (Arc::clone(key), register.clone()))
        .collect();
    let moments: Vec<Moment> = item.moments(fields::AT).into_iter().map(|(moment, _)| moment).collect();
    if moments.iter().any(|moment| moment.ending().and_then(|end| end.nominal()).is_some_and(|end| end > at)) {
        let open = moments.iter().filter_map(|moment| match moment.when() {
            When::Range { start: Some(start), .. } => {
                Some((Scalar::text(Moment::range(Some(start), None).encode()), None))
            }
            _ => None,
        });
        kept.insert(Arc::from(fields::AT), Register::from_claims(open));
    }
    // From when it was known is said as it was known here, not as others learnt it.
    if item.kind() == kind::ENTRY
        && let Some(from) = known_from(item, seen)
        && item.known_at().as_ref().and_then(surely) != Some(from)
    {
        let known = Moment::exact(from, crate::review::moment::Precision::Minute);
        kept.insert(Arc::from(fields::KNOWN_AT), Register::one(Scalar::text(known.encode())));
    }
    Item::new(item.id().clone(), Arc::from(item.body()), kept)
}

/// The instants at which something became known, in order, each once: the steps of a walk through the story.
pub fn steps(view: &ReviewView, seen: Seen<'_>) -> Vec<Instant> {
    let instants: BTreeSet<Instant> =
        view.items().filter(|item| belongs(item)).filter_map(|item| known_from(item, seen)).collect();
    instants.into_iter().collect()
}

/// What became known at the last step before or at an instant, and not before it.
pub fn just_known(view: &ReviewView, at: Instant, seen: Seen<'_>) -> Vec<ItemId> {
    let known = |item: &Item| known_from(item, seen).filter(|from| *from <= at);
    let Some(last) = view.items().filter(|item| belongs(item)).filter_map(|item| known(item)).max() else {
        return Vec::new();
    };
    view.order()
        .iter()
        .filter_map(|id| view.item(id))
        .filter(|item| belongs(item) && known(item) == Some(last))
        .map(|item| item.id().clone())
        .collect()
}

/// The entries of which nobody has said from when they were known: they are in no replay until somebody does.
pub fn not_said(view: &ReviewView) -> Vec<ItemId> {
    view.timeline()
        .filter(|item| belongs(item) && known_from(item, Seen::ByAnyone).is_none())
        .map(|item| item.id().clone())
        .collect()
}

/// The lanes one can look from, in the order in which they come into the story.
pub fn lanes(view: &ReviewView) -> Vec<String> {
    let mut lanes: Vec<String> = Vec::new();
    for item in view.timeline().filter(|item| !item.is_hidden()) {
        let lane = item.field(fields::LANE).text().trim();
        if !lane.is_empty() && !lanes.iter().any(|known| known == lane) {
            lanes.push(lane.to_owned());
        }
    }
    lanes
}
