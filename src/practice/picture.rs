//! The timeline as a picture: where everything stands on an axis drawn to scale, for whoever draws it.
//!
//! Promises: what has a place in time has a place in the picture, and what has none is named as such; what is only
//! known to lie between two instants is as wide as that; however many entries there are, what is to be drawn of a
//! window is bounded by its width; hidden and removed entries are not in it. It knows no pixels but the one width
//! it is asked for, and looks at nobody's name.

mod axis;
mod sketch;

pub use axis::{Axis, Mark, Stretch, Window};
pub use sketch::{Paper, Shape, Sketch, Spot, Words};

use crate::practice::numbers::{self, Numbers};
use crate::review::field::item as fields;
use crate::review::moment::Instant;
use crate::review::{EntryKind, Item, ItemId, Milestone, Moment, ReviewView, kind};
use std::collections::BTreeMap;

/// What a stretch of time was, of the whole incident. The first is everything before it began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Before anybody was affected.
    Before,
    /// From its beginning until somebody took it up.
    Detection,
    /// Until people were no longer affected.
    Response,
    /// Until it was put right.
    Recovery,
}

impl Phase {
    /// Every phase, in order.
    pub const ALL: &'static [Phase] = &[Phase::Before, Phase::Detection, Phase::Response, Phase::Recovery];

    /// Its name on the page.
    pub const fn label(self) -> &'static str {
        match self {
            Phase::Before => "Before",
            Phase::Detection => "Detection",
            Phase::Response => "Response",
            Phase::Recovery => "Recovery",
        }
    }

    /// Its name in the page's classes and in exports.
    pub const fn key(self) -> &'static str {
        match self {
            Phase::Before => "before",
            Phase::Detection => "detection",
            Phase::Response => "response",
            Phase::Recovery => "recovery",
        }
    }
}

/// A phase on the axis, in units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Band {
    /// Which phase.
    pub phase: Phase,
    /// Where it began, at the earliest.
    pub from: i64,
    /// Where it began, at the latest.
    pub surely: i64,
    /// Where the next begins, at the earliest; the end of the axis for the last.
    pub to: i64,
}

/// An entry on the axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dot {
    /// Which entry.
    pub row: ItemId,
    /// What it tells of.
    pub kind: EntryKind,
    /// Where it stands, in units.
    pub at: i64,
    /// The first place it may have; `None` where that is open.
    pub from: Option<i64>,
    /// The last place it may have; `None` where that is open.
    pub to: Option<i64>,
    /// From where it was known, where that was later than it happened.
    pub known: Option<i64>,
    /// Whether it is starred.
    pub starred: bool,
}

/// Entries of a lane that stand too close to be told apart in the window: often one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Group {
    /// Where it stands, in units: the place of its first entry.
    pub at: i64,
    /// The first place that one of them may have; `None` where that is open.
    pub from: Option<i64>,
    /// The last place that one of them may have; `None` where that is open.
    pub to: Option<i64>,
    /// What the weightiest of them tells of.
    pub kind: EntryKind,
    /// From where all of them were known, where that was later than they happened.
    pub known: Option<i64>,
    /// Its entries, in order; never empty.
    pub rows: Vec<ItemId>,
    /// Whether one of them is starred.
    pub starred: bool,
}

/// One team's or part's entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    /// Its name; empty where none was given.
    pub name: String,
    /// Its entries by their place.
    pub dots: Vec<Dot>,
}

/// Something that went on from one place to another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Bar {
    /// Which item.
    pub row: ItemId,
    /// Where it begins, in units.
    pub from: i64,
    /// Where it ends, in units.
    pub to: i64,
    /// Whether nobody has said when it ended.
    pub open: bool,
    /// Of a belief: whether it was otherwise in fact.
    pub otherwise: bool,
    /// The item's words.
    pub words: String,
}

/// A review's picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    axis: Axis,
    bands: Vec<Band>,
    lanes: Vec<Lane>,
    impacts: Vec<Bar>,
    beliefs: Vec<Bar>,
    placeless: usize,
}

/// Lanes beyond this many are drawn as one.
const MOST_LANES: usize = 8;
/// Their name.
const OTHER_LANES: &str = "others";
/// How close two entries may come before they are drawn as one, in pixels.
const CLOSE_PX: i64 = 15;

impl Picture {
    /// The picture of a review; `None` while nothing in it has a place in time.
    pub fn of(view: &ReviewView) -> Option<Picture> {
        let entries: Vec<&Item> = view.timeline().filter(|item| !item.is_hidden()).map(|item| &**item).collect();
        let placed: Vec<(&Item, Instant)> =
            entries.iter().filter_map(|item| Some((*item, item.at().nominal()?))).collect();
        let spans = |kind: &'static str| -> Vec<(&Item, Instant, Option<Instant>)> {
            view.of_kind(kind)
                .filter(|item| !item.is_hidden())
                .filter_map(|item| {
                    let from = item.at().beginning()?.nominal()?;
                    Some((&**item, from, item.at().ending().and_then(|end| end.nominal()).map(|end| end.max(from))))
                })
                .collect()
        };
        let (impacts, beliefs) = (spans(kind::IMPACT), spans(kind::BELIEF));
        let ends = |spans: &[(&Item, Instant, Option<Instant>)]| -> Vec<Instant> {
            spans.iter().flat_map(|(_, from, to)| std::iter::once(*from).chain(*to)).collect()
        };
        let entry_ends = placed.iter().flat_map(|(item, at)| std::iter::once(*at).chain(range_end(item.at())));
        let axis = Axis::of(entry_ends.chain(ends(&impacts)).chain(ends(&beliefs)))?;
        let bar = |(item, from, to): &(&Item, Instant, Option<Instant>)| Bar {
            row: item.id().clone(),
            from: axis.place(*from),
            to: to.map_or(axis.length(), |to| axis.place(to)),
            open: to.is_none(),
            otherwise: item.kind() == kind::BELIEF && item.field(fields::IN_FACT).first().is_set(),
            words: item.body().to_owned(),
        };
        let impacts = impacts.iter().map(bar).collect();
        let beliefs = beliefs.iter().map(bar).collect();
        let lanes = lanes(&placed, &axis);
        let bands = bands(&Numbers::of(view), placed.iter().map(|(_, at)| *at).min(), &axis);
        Some(Picture { bands, lanes, impacts, beliefs, placeless: entries.len() - placed.len(), axis })
    }

    /// Its axis.
    pub fn axis(&self) -> &Axis {
        &self.axis
    }

    /// The phases that the review tells of, in order, each beginning where the one before it ends.
    pub fn bands(&self) -> &[Band] {
        &self.bands
    }

    /// Its lanes, in the order in which they come into the story; never more than nine.
    pub fn lanes(&self) -> &[Lane] {
        &self.lanes
    }

    /// From when to when it was felt.
    pub fn impacts(&self) -> &[Bar] {
        &self.impacts
    }

    /// What was believed, from when to when.
    pub fn beliefs(&self) -> &[Bar] {
        &self.beliefs
    }

    /// How many entries have no place in time.
    pub fn placeless(&self) -> usize {
        self.placeless
    }

    /// Where an entry stands, in units.
    pub fn place_of(&self, row: &ItemId) -> Option<i64> {
        self.lanes.iter().flat_map(|lane| &lane.dots).find(|dot| dot.row == *row).map(|dot| dot.at)
    }

    /// The phase that a place lies in.
    pub fn phase_at(&self, at: i64) -> Option<Phase> {
        self.bands.iter().rev().find(|band| band.from <= at).map(|band| band.phase)
    }

    /// What is to be drawn of a lane in a window that is so many pixels wide: at most one group each fifteen of
    /// them.
    pub fn groups(&self, lane: &Lane, window: Window, width_px: i64) -> Vec<Group> {
        let close = window.length().saturating_mul(CLOSE_PX) / width_px.max(1);
        let mut groups: Vec<Group> = Vec::new();
        // A grid that does not move with the window: what is one while one looks at it stays one when it moves.
        let cell = |at: i64| at.div_euclid(close.max(1));
        for dot in &lane.dots {
            let (first, last) = (dot.from.unwrap_or(dot.at), dot.to.unwrap_or(dot.at));
            if last < window.from - close || first > window.to + close {
                continue;
            }
            match groups.last_mut() {
                Some(group) if close > 0 && cell(group.at) == cell(dot.at) => group.join(dot),
                _ => groups.push(Group::one(dot)),
            }
        }
        groups
    }
}

impl Group {
    fn one(dot: &Dot) -> Group {
        Group {
            at: dot.at,
            from: dot.from,
            to: dot.to,
            kind: dot.kind,
            known: dot.known,
            rows: vec![dot.row.clone()],
            starred: dot.starred,
        }
    }

    fn join(&mut self, dot: &Dot) {
        self.from = self.from.zip(dot.from).map(|(a, b)| a.min(b));
        self.to = self.to.zip(dot.to).map(|(a, b)| a.max(b));
        if weight(dot.kind) > weight(self.kind) {
            self.kind = dot.kind;
        }
        self.known = self.known.max(dot.known);
        self.starred |= dot.starred;
        self.rows.push(dot.row.clone());
    }
}

/// Which kind a group takes its shape from.
const fn weight(kind: EntryKind) -> u8 {
    match kind {
        EntryKind::Decision => 6,
        EntryKind::Alarm => 5,
        EntryKind::Impact => 4,
        EntryKind::Recovery => 3,
        EntryKind::Detection | EntryKind::Response => 2,
        EntryKind::WeakSignal | EntryKind::Change | EntryKind::Communication => 1,
        EntryKind::Note => 0,
    }
}

/// The end of a range that somebody gave.
fn range_end(moment: &Moment) -> Option<Instant> {
    moment.ending().and_then(|end| end.nominal())
}

fn lanes(placed: &[(&Item, Instant)], axis: &Axis) -> Vec<Lane> {
    let mut lanes: Vec<Lane> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    let names: std::collections::BTreeSet<&str> =
        placed.iter().map(|(item, _)| item.field(fields::LANE).text().trim()).collect();
    let mut kept = 0;
    for (item, at) in placed {
        let name = item.field(fields::LANE).text().trim();
        let place = known.get(name).copied().unwrap_or_else(|| {
            let last_place = names.len() > MOST_LANES && kept >= MOST_LANES;
            let name_drawn = if last_place { OTHER_LANES } else { name };
            let place = lanes.iter().position(|lane| last_place && lane.name == name_drawn).unwrap_or_else(|| {
                kept += 1;
                lanes.push(Lane { name: name_drawn.to_owned(), dots: Vec::new() });
                lanes.len() - 1
            });
            known.insert(name.to_owned(), place);
            place
        });
        let moment = item.at();
        let dot = Dot {
            row: item.id().clone(),
            kind: item.entry_kind(),
            at: axis.place(*at),
            from: moment.measured().0.map(|first| axis.place(first)),
            to: moment.measured().1.map(|last| axis.place(last)),
            known: item
                .known_at()
                .and_then(|known| known.nominal())
                .filter(|known| known > at)
                .map(|known| axis.place(known)),
            starred: item.is_starred(),
        };
        if let Some(lane) = lanes.get_mut(place) {
            lane.dots.push(dot);
        }
    }
    for lane in &mut lanes {
        lane.dots.sort_by(|a, b| a.at.cmp(&b.at).then_with(|| a.row.cmp(&b.row)));
    }
    lanes
}

fn bands(numbers: &Numbers, first: Option<Instant>, axis: &Axis) -> Vec<Band> {
    let window = |milestone: Milestone| {
        let mark: &numbers::Mark = numbers.mark(milestone)?;
        let earliest = mark.earliest().or(mark.latest())?;
        Some((earliest, mark.latest().unwrap_or(earliest).max(earliest)))
    };
    let began = window(Milestone::Started).or_else(|| window(Milestone::Detected));
    let Some(began) = began else { return Vec::new() };
    let taken_up = window(Milestone::Acknowledged).or_else(|| window(Milestone::Decided));
    let better = window(Milestone::Mitigated);
    let mut bands: Vec<Band> = Vec::new();
    let mut begin = |phase: Phase, (earliest, latest): (Instant, Instant)| {
        let from = axis.place(earliest).max(bands.last().map_or(0, |band: &Band| band.from));
        if let Some(before) = bands.last_mut() {
            before.to = from;
        }
        bands.push(Band { phase, from, surely: axis.place(latest).max(from), to: axis.length() });
    };
    if let Some(first) = first.filter(|first| *first < began.0) {
        begin(Phase::Before, (first, first));
    }
    begin(Phase::Detection, began);
    if let Some(taken_up) = taken_up.filter(|(earliest, _)| *earliest >= began.0) {
        begin(Phase::Response, taken_up);
    }
    if let Some(better) = better.filter(|(earliest, _)| *earliest >= began.0) {
        begin(Phase::Recovery, better);
    }
    if let Some(first) = bands.first_mut() {
        first.from = 0;
        first.surely = if first.phase == Phase::Before { 0 } else { first.surely };
    }
    for band in &mut bands {
        band.surely = band.surely.min(band.to);
    }
    bands
}
