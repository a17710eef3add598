//! Numbers that show their rows: how long people were affected, how soon it was detected, acknowledged, decided,
//! mitigated, resolved, and how long a concern took to be heard.
//!
//! Promises: every figure is computed from lines of the review and names them; it is a range wherever their times
//! are, and holds whichever instants within them are the true ones; what would be negative is a question and never
//! a figure; what cannot be given says why. Nothing here looks at who wrote, did or said a thing, and nothing
//! compares one review with another. `docs/numbers.md` defines each figure.

mod duration;
mod marks;
mod typed;
mod wording;
mod words;

pub use marks::Mark;
pub use typed::Questioned;

use crate::practice::lens::is_quoted;
use crate::review::moment::Elapsed;
use crate::review::{Item, ItemId, Milestone, ReviewView, kind};
use marks::{Window, in_sight};
use wording::{open, reversed, sentence, unmarked, untimed, words};

/// What a figure measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// How long people were affected.
    Impact,
    /// From the beginning of the impact to its detection.
    Detect,
    /// From detection to somebody taking it up.
    Acknowledge,
    /// From detection to calling it an incident.
    Declare,
    /// From detection to the first decision.
    Decide,
    /// From the beginning of the impact to nobody being affected any longer.
    Mitigate,
    /// From the beginning of the impact to its being put right.
    Resolve,
    /// From a concern being voiced to its being heard.
    Hear,
}

impl Measure {
    /// Every measure, in the order of a page.
    pub const ALL: &'static [Measure] = &[
        Measure::Impact,
        Measure::Detect,
        Measure::Acknowledge,
        Measure::Declare,
        Measure::Decide,
        Measure::Mitigate,
        Measure::Resolve,
        Measure::Hear,
    ];

    /// The two milestones it lies between; `None` of the impact, whose intervals speak for themselves.
    pub const fn between(self) -> Option<(Milestone, Milestone)> {
        Some(match self {
            Measure::Impact => return None,
            Measure::Detect => (Milestone::Started, Milestone::Detected),
            Measure::Acknowledge => (Milestone::Detected, Milestone::Acknowledged),
            Measure::Declare => (Milestone::Detected, Milestone::Declared),
            Measure::Decide => (Milestone::Detected, Milestone::Decided),
            Measure::Mitigate => (Milestone::Started, Milestone::Mitigated),
            Measure::Resolve => (Milestone::Started, Milestone::Resolved),
            Measure::Hear => (Milestone::Concern, Milestone::Heard),
        })
    }
}

/// A figure and the lines it is computed from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// What it measures.
    pub measure: Measure,
    /// The line it is counted from.
    pub from: ItemId,
    /// The line it is counted to; of an impact told in one line, the same line.
    pub to: ItemId,
    /// Further lines that bear on it: others that may be meant, the other intervals of an impact.
    pub also: Vec<ItemId>,
    /// How long, in seconds. Its least may be negative, where nobody can tell which was first; its most never is.
    pub elapsed: Elapsed,
    /// The figure as one sentence.
    pub sentence: String,
}

impl Figure {
    /// Every line it is computed from, each once: the two it lies between, then the others.
    pub fn rows(&self) -> Vec<&ItemId> {
        let mut rows: Vec<&ItemId> = Vec::new();
        for row in [&self.from, &self.to].into_iter().chain(&self.also) {
            if !rows.contains(&row) {
                rows.push(row);
            }
        }
        rows
    }
}

/// Why a figure cannot be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// No line is marked as this, and none is of a kind that would speak for it.
    Unmarked(Milestone),
    /// The line that is meant has no time.
    Untimed(Milestone),
    /// No impact says from when to when it was felt.
    NoInterval,
    /// The times leave open how long it was.
    Open,
    /// The line that should be second stands before the first.
    Reversed,
}

/// A figure that cannot be given, and what to ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// What it would measure.
    pub measure: Measure,
    /// Why it cannot be given.
    pub why: Why,
    /// The lines that the question is about; none where a line is missing.
    pub rows: Vec<ItemId>,
    /// One sentence that asks for what is missing.
    pub question: String,
}

/// Which alarm came first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstAlarm {
    /// Its line.
    pub row: ItemId,
    /// Other alarms that may have been the first.
    pub also: Vec<ItemId>,
    /// The alarm that surely came next.
    pub next: Option<ItemId>,
    /// The answer as one sentence.
    pub sentence: String,
}

/// The figures of a review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbers {
    figures: Vec<Figure>,
    gaps: Vec<Gap>,
    marks: Vec<Mark>,
    first_alarm: Option<FirstAlarm>,
    /// Every time that stands in the review, by its first instant.
    windows: Vec<Window>,
}

impl Numbers {
    /// Computes them. [`Measure::Declare`] and [`Measure::Hear`] are neither given nor asked for unless a line is
    /// marked for them: not every incident is declared, and not in every one was there a concern.
    pub fn of(view: &ReviewView) -> Numbers {
        let (mut figures, mut gaps) = (Vec::new(), Vec::new());
        let marks = Marks::of(view);
        for measure in Measure::ALL {
            let found = match measure.between() {
                None => Some(impact(view)),
                Some((from, to)) => marks.between(*measure, from, to),
            };
            match found {
                Some(Ok(figure)) => figures.push(figure),
                Some(Err(gap)) => gaps.push(gap),
                None => {}
            }
        }
        let mut windows: Vec<Window> = in_sight(view, kind::ENTRY)
            .filter_map(|item| Window::of(item))
            .chain(
                in_sight(view, kind::IMPACT)
                    .flat_map(|item| [Window::of_beginning(item), Window::of_ending(item)])
                    .flatten(),
            )
            .collect();
        windows.sort_by_key(|window| (window.first, window.last));
        Numbers { figures, gaps, marks: marks.found(), first_alarm: first_alarm(view), windows }
    }

    /// The figures that can be given, in the order of [`Measure::ALL`].
    pub fn figures(&self) -> &[Figure] {
        &self.figures
    }

    /// The figures that cannot be given, in the same order.
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// One figure, where it can be given.
    pub fn figure(&self, measure: Measure) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.measure == measure)
    }

    /// Why one figure cannot be given.
    pub fn gap(&self, measure: Measure) -> Option<&Gap> {
        self.gaps.iter().find(|gap| gap.measure == measure)
    }

    /// The milestones that the review tells of, in the order of [`Milestone::ALL`].
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// One milestone, where the review tells of it.
    pub fn mark(&self, milestone: Milestone) -> Option<&Mark> {
        self.marks.iter().find(|mark| mark.milestone == milestone)
    }

    /// Which alarm came first, where there is any with a time.
    pub fn first_alarm(&self) -> Option<&FirstAlarm> {
        self.first_alarm.as_ref()
    }

    /// The hours and minutes in a text that neither a figure nor any two times of the review are apart, each with
    /// one kind question. What stands in quotation marks, in quoted lines or in code is passed over, and so is what
    /// does not tell of how long something took ("every 5 minutes", "a 30-minute window", "should take an hour").
    /// Without two times there is nothing to compare with, and no question.
    pub fn questioned(&self, text: &str) -> Vec<Questioned> {
        typed::questioned(text, &self.figures, &self.windows)
    }

    /// The same for an item's own words. Items that come from somewhere (a log, a chat) quote it, and are never
    /// questioned; memory is no such place.
    pub fn questioned_in(&self, item: &Item) -> Vec<Questioned> {
        if is_quoted(item) { Vec::new() } else { self.questioned(item.body()) }
    }
}

/// Each milestone with what was found of it.
struct Marks(Vec<(Milestone, Result<Mark, Vec<ItemId>>)>);

impl Marks {
    fn of(view: &ReviewView) -> Marks {
        let mut marks = Marks(Vec::new());
        for milestone in Milestone::ALL {
            let since = match milestone {
                Milestone::Started | Milestone::Detected | Milestone::Concern => None,
                Milestone::Acknowledged | Milestone::Declared | Milestone::Decided => Some(Milestone::Detected),
                Milestone::Mitigated | Milestone::Resolved => Some(Milestone::Started),
                Milestone::Heard => Some(Milestone::Concern),
            };
            let since = since.and_then(|earlier| marks.get(earlier).and_then(|found| found.ok()));
            let found = marks::find(view, *milestone, since);
            marks.0.push((*milestone, found));
        }
        marks
    }

    fn get(&self, milestone: Milestone) -> Option<Result<&Mark, &[ItemId]>> {
        let (_, found) = self.0.iter().find(|(one, _)| *one == milestone)?;
        Some(found.as_ref().map_err(Vec::as_slice))
    }

    fn found(self) -> Vec<Mark> {
        self.0.into_iter().filter_map(|(_, found)| found.ok()).collect()
    }

    /// The figure between two milestones; `None` where it is neither given nor asked for.
    fn between(&self, measure: Measure, from: Milestone, to: Milestone) -> Option<Result<Figure, Gap>> {
        let ends = (self.get(from)?, self.get(to)?);
        match measure {
            Measure::Declare if ends.1 == Err(&[]) => return None,
            Measure::Hear if ends == (Err(&[]), Err(&[])) => return None,
            _ => {}
        }
        let gap = |why, rows: Vec<ItemId>, question| Some(Err(Gap { measure, why, rows, question }));
        let (first, second) = match ends {
            (Ok(first), Ok(second)) => (first, second),
            (Err([]), _) => return gap(Why::Unmarked(from), Vec::new(), unmarked(from)),
            (_, Err([])) => return gap(Why::Unmarked(to), Vec::new(), unmarked(to)),
            (Err(rows), _) => return gap(Why::Untimed(from), rows.to_vec(), untimed(from)),
            (_, Err(rows)) => return gap(Why::Untimed(to), rows.to_vec(), untimed(to)),
        };
        let elapsed = first.window.to(second.window);
        let also = first.also.iter().chain(&second.also).cloned().collect();
        let figure =
            |sentence| Figure { measure, from: first.row.clone(), to: second.row.clone(), also, elapsed, sentence };
        let both = || vec![first.row.clone(), second.row.clone()];
        match elapsed {
            Elapsed { most: Some(most), .. } if most < 0 => gap(Why::Reversed, both(), reversed(from, to, elapsed)),
            Elapsed { least: None | Some(i64::MIN..=0), most: None } => gap(Why::Open, both(), open(from, to)),
            _ => Some(Ok(figure(sentence(measure, elapsed)))),
        }
    }
}

/// How long it was felt: all intervals together, what overlaps counted once.
fn impact(view: &ReviewView) -> Result<Figure, Gap> {
    let measure = Measure::Impact;
    let mut rows: Vec<ItemId> = Vec::new();
    let (mut surely, mut at_most, mut ended, mut endless) = (Vec::new(), Vec::new(), false, false);
    for item in in_sight(view, kind::IMPACT) {
        let Some(beginning) = Window::of_beginning(item) else { continue };
        rows.push(item.id().clone());
        let Some(ending) = Window::of_ending(item) else {
            endless = true;
            continue;
        };
        let inner = beginning.to(ending);
        ended |= inner.most.is_some();
        endless |= inner.most.is_none();
        surely.push((beginning.last.seconds(), ending.first.seconds()));
        at_most.push((beginning.first.seconds(), ending.last.seconds()));
    }
    let Some((from, others)) = rows.split_first() else {
        let question = "From when to when was it felt?".to_owned();
        return Err(Gap { measure, why: Why::NoInterval, rows, question });
    };
    let least = length(surely);
    let most = (!endless).then(|| length(at_most));
    if !ended || (least == 0 && most.is_none()) {
        let question = "Until when was it felt?".to_owned();
        return Err(Gap { measure, why: Why::NoInterval, rows, question });
    }
    let elapsed = Elapsed { least: Some(least), most };
    let (to, also) = others.split_last().unwrap_or((from, &[]));
    let time = if elapsed.exactly() == Some(0) { "less than a minute".to_owned() } else { words(elapsed) };
    let sentence = match rows.len() {
        1 => format!("Felt for {time}."),
        count => format!("Felt for {time} in all, from {count} impacts."),
    };
    Ok(Figure { measure, from: from.clone(), to: to.clone(), also: also.to_vec(), elapsed, sentence })
}

/// How many seconds lie in at least one of the stretches.
fn length(mut stretches: Vec<(i64, i64)>) -> i64 {
    stretches.sort_unstable();
    let mut reached = i64::MIN;
    let mut sum = 0_i64;
    for (start, end) in stretches {
        let start = start.max(reached);
        sum = sum.saturating_add(end.saturating_sub(start).max(0));
        reached = reached.max(end);
    }
    sum
}

fn first_alarm(view: &ReviewView) -> Option<FirstAlarm> {
    let (first, all) = marks::alarms(view)?;
    let next = all
        .iter()
        .filter(|(row, window)| *row != first.row && window.first > first.window.last)
        .min_by_key(|(_, window)| window.first);
    let sentence = match (all.len(), first.also.len(), next) {
        (1, ..) => "One alarm was raised.".to_owned(),
        (count, 0, Some((_, window))) => {
            format!("This was the first of {count} alarms, {} before the next.", words(first.window.to(*window)))
        }
        (count, 0, None) => format!("This was the first of {count} alarms."),
        (count, others, _) => {
            format!("Which of {} came first cannot be told; there were {count} alarms.", others.saturating_add(1))
        }
    };
    Some(FirstAlarm { row: first.row, also: first.also, next: next.map(|(row, _)| row.clone()), sentence })
}
