//! Which lines of a review are which milestone, and when that was.
//!
//! Promises: a line that somebody marked counts before any line that its kind alone speaks for; where several lines
//! may be the one meant, the bounds hold whichever it was, and all of them are named; hidden and removed lines
//! count for nothing. Who wrote a line is never looked at.

use crate::review::field::item as field_names;
use crate::review::moment::{Elapsed, Instant};
use crate::review::{EntryKind, Item, ItemId, Milestone, Moment, ReviewView, kind};
use std::sync::Arc;

/// A milestone as the review tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Which milestone.
    pub milestone: Milestone,
    /// The line it is read from.
    pub row: ItemId,
    /// Further lines that may be the one meant, in the review's order: nobody can tell from their times.
    pub also: Vec<ItemId>,
    /// Whether somebody marked the line; otherwise its kind speaks for it.
    pub is_said: bool,
    pub(super) window: Window,
}

impl Mark {
    /// The first instant it may have been; `None` when that is open.
    pub fn earliest(&self) -> Option<Instant> {
        (self.window.first > Instant::MIN).then_some(self.window.first)
    }

    /// The last instant it may have been; `None` when that is open.
    pub fn latest(&self) -> Option<Instant> {
        (self.window.last < Instant::MAX).then_some(self.window.last)
    }
}

/// From when to when something may have been; the ends of the line stand for open ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    pub first: Instant,
    pub last: Instant,
}

impl Window {
    /// Around every moment that people gave; `None` where none of them has a place.
    fn around(moments: impl Iterator<Item = Moment>) -> Option<Window> {
        moments
            .filter(Moment::is_placed)
            .map(|moment| {
                let (first, last) = moment.measured();
                let first = first.unwrap_or(Instant::MIN);
                // A moment that leaves no instant at all ("from 22:47, before 22:47") is the one it names.
                Window { first, last: last.unwrap_or(Instant::MAX).max(first) }
            })
            .reduce(|a, b| Window { first: a.first.min(b.first), last: a.last.max(b.last) })
            .filter(|window| window.first > Instant::MIN || window.last < Instant::MAX)
    }

    /// When a line happened.
    pub fn of(item: &Item) -> Option<Window> {
        Self::around(moments(item))
    }

    /// When what it tells of began.
    pub fn of_beginning(item: &Item) -> Option<Window> {
        Self::around(moments(item).filter_map(|moment| moment.beginning()))
    }

    /// When what it tells of ended.
    pub fn of_ending(item: &Item) -> Option<Window> {
        Self::around(moments(item).filter_map(|moment| moment.ending()))
    }

    /// How long from this to another, in whole seconds.
    pub fn to(self, other: Window) -> Elapsed {
        let gap = |from: Instant, to: Instant| {
            let open = [from, to].iter().any(|end| *end <= Instant::MIN || *end >= Instant::MAX);
            (!open).then(|| to.seconds() - from.seconds())
        };
        Elapsed { least: gap(self.last, other.first), most: gap(self.first, other.last) }
    }
}

fn moments(item: &Item) -> impl Iterator<Item = Moment> {
    item.moments(field_names::AT).into_iter().map(|(moment, _)| moment)
}

/// The lines that are in sight: in order, without hidden ones.
pub(super) fn in_sight<'a>(view: &'a ReviewView, kind: &'static str) -> impl Iterator<Item = &'a Arc<Item>> {
    view.of_kind(kind).filter(|item| !item.is_hidden())
}

/// A line that may be the one meant.
struct Contender {
    row: ItemId,
    window: Window,
    /// Whether it counts for certain: nobody says otherwise, and it does not come too early to count.
    sure: bool,
}

/// Which of several lines of the same sort is meant.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    First,
    Last,
}

/// The milestone as the review tells it. Lines that only their kind speaks for, and that surely were before
/// `since`, do not count while there are others. Otherwise: the lines that were meant but have no time; none where
/// there is no such line.
pub(super) fn find(view: &ReviewView, milestone: Milestone, since: Option<&Mark>) -> Result<Mark, Vec<ItemId>> {
    let said = contenders(view, |item| said(item, milestone));
    let of_kind = |kinds: &'static [EntryKind]| contenders(view, move |item| kind_says(item, kinds));
    let ((mut found, untimed), is_said) = if said.0.is_empty() && said.1.is_empty() {
        let found = match milestone {
            Milestone::Started => {
                let impacts = impacts(view);
                if impacts.0.is_empty() { of_kind(&[EntryKind::Impact]) } else { impacts }
            }
            Milestone::Detected => of_kind(&[EntryKind::Alarm, EntryKind::Detection]),
            Milestone::Acknowledged => of_kind(&[EntryKind::Response]),
            Milestone::Decided => of_kind(&[EntryKind::Decision]),
            Milestone::Mitigated | Milestone::Resolved => of_kind(&[EntryKind::Recovery]),
            Milestone::Concern | Milestone::Heard | Milestone::Declared => (Vec::new(), Vec::new()),
        };
        (found, false)
    } else {
        (said, true)
    };
    if let Some(since) = since.filter(|_| !is_said) {
        let too_early = |one: &Contender| one.window.last < since.window.first;
        if !found.iter().all(too_early) {
            found.retain(|one| !too_early(one));
            for one in &mut found {
                one.sure &= one.window.first >= since.window.last;
            }
        }
    }
    if milestone == Milestone::Resolved && !is_said && found.len() < 2 {
        // One recovery tells when it got better; whether that was the end of it, nobody has said.
        return Err(Vec::new());
    }
    let which = match milestone {
        Milestone::Resolved => Which::Last,
        Milestone::Mitigated if is_said => Which::Last,
        _ => Which::First,
    };
    choose(found, which).map(|(row, also, window)| Mark { milestone, row, also, is_said, window }).ok_or(untimed)
}

/// The first alarm, and every alarm that has a time.
pub(super) fn alarms(view: &ReviewView) -> Option<(Mark, Vec<(ItemId, Window)>)> {
    let (found, _) = contenders(view, |item| kind_says(item, &[EntryKind::Alarm]));
    let all: Vec<(ItemId, Window)> = found.iter().map(|one| (one.row.clone(), one.window)).collect();
    let (row, also, window) = choose(found, Which::First)?;
    Some((Mark { milestone: Milestone::Detected, row, also, is_said: false, window }, all))
}

/// What a line's marks say: marked by all who said anything of it, by some, or not.
fn said(item: &Item, milestone: Milestone) -> Option<bool> {
    agreed(item, field_names::MILESTONE, |text| text.split_whitespace().any(|word| word == milestone.key()))
}

fn kind_says(item: &Item, kinds: &[EntryKind]) -> Option<bool> {
    agreed(item, field_names::TYPE, |text| kinds.contains(&EntryKind::from_key(text)))
}

fn agreed(item: &Item, key: &str, holds: impl Fn(&str) -> bool) -> Option<bool> {
    let claims = item.field(key).claims();
    let holding = claims.iter().filter(|claim| claim.value.as_str().is_some_and(&holds)).count();
    (holding > 0).then_some(holding == claims.len())
}

/// The lines of the timeline that are meant, and those of them that have no time.
fn contenders(view: &ReviewView, meant: impl Fn(&Item) -> Option<bool>) -> (Vec<Contender>, Vec<ItemId>) {
    sorted_out(in_sight(view, kind::ENTRY).filter_map(|item| Some((item.id().clone(), Window::of(item), meant(item)?))))
}

/// The beginnings of the impacts, and the impacts of which nobody said when.
fn impacts(view: &ReviewView) -> (Vec<Contender>, Vec<ItemId>) {
    let (found, _) =
        sorted_out(in_sight(view, kind::IMPACT).map(|item| (item.id().clone(), Window::of_beginning(item), true)));
    (found, Vec::new())
}

fn sorted_out(rows: impl Iterator<Item = (ItemId, Option<Window>, bool)>) -> (Vec<Contender>, Vec<ItemId>) {
    let (mut found, mut untimed) = (Vec::new(), Vec::new());
    for (row, window, sure) in rows {
        match window {
            Some(window) => found.push(Contender { row, window, sure }),
            None => untimed.push(row),
        }
    }
    (found, untimed)
}

/// The first or the last of them: its line, the others it may have been, and when that was, whichever it was.
fn choose(found: Vec<Contender>, which: Which) -> Option<(ItemId, Vec<ItemId>, Window)> {
    let firsts = || found.iter().map(|one| one.window.first);
    let lasts = || found.iter().map(|one| one.window.last);
    let sure = || found.iter().filter(|one| one.sure).map(|one| one.window);
    let window = match which {
        Which::First => {
            let last = sure().map(|window| window.last).min().or(lasts().max())?;
            Window { first: firsts().min()?, last }
        }
        Which::Last => {
            let first = sure().map(|window| window.first).max().or(firsts().min())?;
            Window { first, last: lasts().max()? }
        }
    };
    let may_be = |one: &Contender| match which {
        Which::First => one.window.first <= window.last,
        Which::Last => one.window.last >= window.first,
    };
    let mut rows: Vec<ItemId> = found.iter().filter(|one| may_be(one)).map(|one| one.row.clone()).collect();
    if rows.is_empty() {
        return None;
    }
    let row = match which {
        Which::First => rows.remove(0),
        Which::Last => rows.pop()?,
    };
    Some((row, rows, window))
}
