//! What is to be drawn of a picture: a few shapes and words, ready for a drawing of so many pixels.
//!
//! Promises: the number of shapes depends on lanes and kinds and never on how many entries there are; every shape
//! has a class by which a style sheet gives it its look, and its form alone tells the kind, so that it prints in
//! grey; everything lies inside the drawing but for what goes on beyond its edges.

use super::{Group, Picture, Window};
use crate::review::moment::ZoneRules;
use crate::review::{EntryKind, ItemId};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Pixels of a drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Paper {
    /// How wide it is.
    pub width: i64,
    /// Whether it is a slim strip: one lane, few words.
    pub strip: bool,
}

/// A path of the drawing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Shape {
    /// What it is, for the style sheet.
    pub class: &'static str,
    /// The path, as SVG writes it.
    pub path: String,
}

/// Words of the drawing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Words {
    /// What they are, for the style sheet.
    pub class: &'static str,
    /// Where they begin, in pixels.
    pub x: i64,
    /// Their base line, in pixels.
    pub y: i64,
    /// The words.
    pub text: String,
}

/// Where something can be pointed at.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Spot {
    /// Its middle, in pixels.
    pub x: i64,
    /// Its middle, in pixels.
    pub y: i64,
    /// Its entries.
    pub rows: Vec<ItemId>,
}

/// A drawing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Sketch {
    /// How wide it is, in pixels.
    pub width: i64,
    /// How high it is, in pixels.
    pub height: i64,
    /// Where time begins, in pixels: left of it stand the names of the lanes.
    pub left: i64,
    /// Its shapes, from back to front.
    pub shapes: Vec<Shape>,
    /// Its words.
    pub words: Vec<Words>,
    /// Where its entries are.
    pub spots: Vec<Spot>,
}

const STRIP_HEIGHT: i64 = 64;
const PHASES: i64 = 20;
const FELT: i64 = 16;
const BELIEF: i64 = 20;
const LANE: i64 = 32;
const AXIS: i64 = 24;
/// Room for the names of lanes.
const GUTTER: i64 = 92;
/// Overlapping beliefs are drawn in at most so many rows.
const BELIEF_ROWS: usize = 3;
/// So many pixels lie between two marks of the scale, at least.
const BETWEEN_MARKS: i64 = 76;
/// A letter of the drawing is about so wide, in tenths of a pixel.
const LETTER: i64 = 62;

impl Sketch {
    /// The drawing of a window of a picture.
    pub fn of(picture: &Picture, window: Window, paper: Paper, zone: &str, rules: &dyn ZoneRules) -> Sketch {
        let beliefs = if paper.strip { Vec::new() } else { stacked(picture) };
        let felt = !picture.impacts().is_empty();
        let named = felt || !beliefs.is_empty() || picture.lanes().iter().any(|lane| !lane.name.is_empty());
        let left = if named && !paper.strip { GUTTER.min(paper.width / 4) } else { 0 };
        let mut pen =
            Pen { window, left, right: paper.width.max(left + 1), paths: BTreeMap::new(), sketch: Sketch::default() };
        let after_felt = if paper.strip { 8 } else { PHASES + if felt { FELT } else { 0 } };
        let rows_of_belief = beliefs.iter().map(|(row, _)| row + 1).max().unwrap_or(0);
        let lanes_from = after_felt + down(rows_of_belief, BELIEF);
        let axis_at = if paper.strip { STRIP_HEIGHT - 18 } else { lanes_from + down(picture.lanes().len(), LANE) + 4 };
        let height = if paper.strip { STRIP_HEIGHT } else { axis_at + AXIS };

        pen.phases(picture, paper, axis_at);
        pen.scale(picture, paper, axis_at, zone, rules);
        if felt {
            let y = if paper.strip { 4 } else { PHASES + 5 };
            pen.felt(picture, y);
            pen.name("felt", y + 7);
        }
        for (row, bar) in &beliefs {
            pen.belief(bar, after_felt + down(*row, BELIEF) + BELIEF / 2);
        }
        if !beliefs.is_empty() {
            pen.name("believed", after_felt + BELIEF / 2 + 4);
        }
        for (place, lane) in picture.lanes().iter().enumerate() {
            let y = if paper.strip { 24 } else { lanes_from + down(place, LANE) + LANE / 2 };
            if !paper.strip {
                pen.line("lane-line", pen.left * 10, y, pen.right * 10, y);
                pen.name(&lane.name, y + 4);
            }
            for group in picture.groups(lane, window, pen.right - pen.left) {
                pen.group(&group, y);
            }
        }
        pen.finish(height)
    }

    /// What stands at a point, or next to it within a finger's width.
    pub fn spot_at(&self, x: i64, y: i64) -> Option<&Spot> {
        let away = |spot: &Spot| (spot.x - x).abs() + (spot.y - y).abs() / 2;
        self.spots
            .iter()
            .filter(|spot| (spot.x - x).abs() <= 14 && (spot.y - y).abs() <= 16)
            .min_by_key(|spot| away(spot))
    }
}

/// Beliefs in rows, so that those which overlap stand below one another.
fn stacked(picture: &Picture) -> Vec<(usize, &super::Bar)> {
    let mut ends: Vec<i64> = Vec::new();
    let mut bars: Vec<&super::Bar> = picture.beliefs().iter().collect();
    bars.sort_by_key(|bar| (bar.from, bar.to));
    bars.into_iter()
        .map(|bar| {
            let free = ends.iter().position(|end| *end <= bar.from);
            let row = free.unwrap_or(ends.len()).min(BELIEF_ROWS - 1);
            match ends.get_mut(row) {
                Some(end) => *end = (*end).max(bar.to),
                None => ends.push(bar.to),
            }
            (row, bar)
        })
        .collect()
}

fn down(rows: usize, each: i64) -> i64 {
    i64::try_from(rows).unwrap_or(0).saturating_mul(each)
}

/// Draws. Across, it counts in tenths of a pixel; down, in pixels.
struct Pen {
    window: Window,
    /// Where time begins, in pixels.
    left: i64,
    /// Where it ends, in pixels.
    right: i64,
    paths: BTreeMap<&'static str, String>,
    sketch: Sketch,
}

/// Paths from back to front; the others in the order of their names.
const LAYERS: &[&str] = &[
    "band before",
    "band detection",
    "band response",
    "band recovery",
    "unsure",
    "scale",
    "day",
    "gap",
    "felt",
    "felt open",
    "belief",
    "belief otherwise",
    "lane-line",
    "unseen",
    "unseen-end",
    "maybe",
];

impl Pen {
    fn x(&self, at: i64) -> i64 {
        let wide = (self.right - self.left).saturating_mul(10);
        self.left * 10 + (at - self.window.from).saturating_mul(wide) / self.window.length()
    }

    /// Both ends of a line or bar, kept to what is in sight; `None` where nothing of it is.
    fn in_sight(&self, from: i64, to: i64) -> Option<(i64, i64)> {
        let (first, last) = (self.left * 10, self.right * 10);
        (to >= first && from <= last).then(|| (from.max(first), to.min(last)))
    }

    fn path(&mut self, class: &'static str) -> &mut String {
        self.paths.entry(class).or_default()
    }

    fn line(&mut self, class: &'static str, x: i64, y: i64, to_x: i64, to_y: i64) {
        let (from, to) = (tenths(x), tenths(to_x));
        // Writing to a string does not fail.
        let _ = write!(self.path(class), "M{from} {y}L{to} {to_y}");
    }

    fn bar(&mut self, class: &'static str, from: i64, to: i64, y: i64, height: i64) {
        let (from, to) = (self.x(from), self.x(to));
        let Some((from, to)) = self.in_sight(from, to.max(from + 10)) else { return };
        let (left, right) = (tenths(from), tenths(to));
        let bottom = y + height;
        let _ = write!(self.path(class), "M{left} {y}H{right}V{bottom}H{left}Z");
    }

    /// The name of a row, in the room left of where time begins.
    fn name(&mut self, name: &str, y: i64) {
        if self.left > 0 {
            self.words_in("lane-name", 0, (self.left - 8) * 10, y, name);
        }
    }

    fn belief(&mut self, bar: &super::Bar, y: i64) {
        let Some((from, to)) = self.in_sight(self.x(bar.from), self.x(bar.to)) else { return };
        self.bar(if bar.otherwise { "belief otherwise" } else { "belief" }, bar.from, bar.to, y - 7, 14);
        self.words_in("belief-words", from + 40, to - from - 60, y + 4, &bar.words);
        self.sketch.spots.push(Spot { x: (from + to) / 20, y, rows: vec![bar.row.clone()] });
    }

    fn words(&mut self, class: &'static str, x: i64, y: i64, text: String) {
        self.sketch.words.push(Words { class, x: x / 10, y, text });
    }

    /// Words cut to the room there is; none where there is no room for two letters.
    fn words_in(&mut self, class: &'static str, x: i64, room: i64, y: i64, text: &str) {
        let letters = usize::try_from(room / LETTER).unwrap_or(0);
        let line = text.lines().next().unwrap_or("");
        if letters < 3 || line.is_empty() {
            return;
        }
        let cut = if line.chars().count() > letters {
            let kept: String = line.chars().take(letters.saturating_sub(1)).collect();
            format!("{}…", kept.trim_end())
        } else {
            line.to_owned()
        };
        self.words(class, x, y, cut);
    }

    fn phases(&mut self, picture: &Picture, paper: Paper, bottom: i64) {
        for band in picture.bands() {
            let class = match band.phase {
                super::Phase::Before => "band before",
                super::Phase::Detection => "band detection",
                super::Phase::Response => "band response",
                super::Phase::Recovery => "band recovery",
            };
            self.bar(class, band.from, band.to, 0, bottom);
            if band.surely > band.from {
                self.bar("unsure", band.from, band.surely, 0, bottom);
            }
            if !paper.strip {
                let Some((from, to)) = self.in_sight(self.x(band.from), self.x(band.to)) else { continue };
                let label = band.phase.label();
                if to - from - 60 > down(label.len(), LETTER) {
                    self.words("phase", from + 60, 14, label.to_owned());
                }
            }
        }
    }

    fn scale(&mut self, picture: &Picture, paper: Paper, y: i64, zone: &str, rules: &dyn ZoneRules) {
        let (first, last) = (self.left * 10, self.right * 10);
        for (from, to) in picture.axis().breaks() {
            let middle = (self.x(from) + self.x(to)) / 2;
            if (first..=last).contains(&middle) {
                self.line("gap", middle - 45, y + 5, middle - 5, y - 5);
                self.line("gap", middle + 5, y + 5, middle + 45, y - 5);
            }
        }
        self.line("scale", first, y, last, y);
        let mut reached = i64::MIN;
        for mark in picture.axis().scale(self.window, (self.right - self.left) / BETWEEN_MARKS, zone, rules) {
            let x = self.x(mark.at);
            if !(first..=last).contains(&x) {
                continue;
            }
            let day = mark.day.is_some();
            if day {
                self.line("day", x, if paper.strip { y - 8 } else { 0 }, x, y + 5);
            } else {
                self.line("scale", x, y, x, y + 4);
            }
            let label = mark.day.unwrap_or(mark.label);
            let wide = down(label.chars().count(), LETTER);
            let from = (x - wide / 2).clamp(first, (last - wide).max(first));
            if from > reached {
                reached = from + wide + 60;
                self.words(if day { "mark day" } else { "mark" }, from, y + 17, label);
            }
        }
    }

    fn felt(&mut self, picture: &Picture, y: i64) {
        for bar in picture.impacts() {
            self.bar(if bar.open { "felt open" } else { "felt" }, bar.from, bar.to, y, 6);
        }
    }

    fn group(&mut self, group: &Group, y: i64) {
        let (left, right) = (self.left * 10, self.right * 10);
        let x = self.x(group.at);
        let first = group.from.map_or(left - 40, |from| self.x(from));
        let last = group.to.map_or(right + 40, |to| self.x(to));
        // Narrower than its own mark, nobody would see it.
        if last - first > 90
            && let Some((from, to)) = self.in_sight(first, last)
        {
            self.line("maybe", from, y, to, y);
            for (end, open) in [(first, group.from.is_none()), (last, group.to.is_none())] {
                if !open && (left..=right).contains(&end) {
                    self.line("maybe", end, y - 4, end, y + 4);
                }
            }
        }
        if let Some(known) = group.known
            && let (known, true) = (self.x(known), self.x(known) - x > 90)
            && let Some((from, to)) = self.in_sight(x, known)
        {
            self.line("unseen", from, y, to, y);
            if to == known {
                self.line("unseen-end", known, y - 4, known, y + 4);
            }
        }
        if !(left - 40..=right + 40).contains(&x) {
            return;
        }
        let size = match group.rows.len() {
            0 | 1 => 45,
            2 | 3 => 55,
            4..=9 => 65,
            10..=29 => 75,
            _ => 90,
        };
        let (class, form) = form(group.kind);
        let outline = form(x, y * 10, size);
        self.path(class).push_str(&outline);
        if group.starred {
            self.line("starred", x - size, y + 9, x + size, y + 9);
        }
        self.sketch.spots.push(Spot { x: x / 10, y, rows: group.rows.clone() });
    }

    fn finish(mut self, height: i64) -> Sketch {
        let mut shapes = Vec::new();
        for class in LAYERS {
            shapes.extend(self.paths.remove(class).map(|path| Shape { class, path }));
        }
        shapes.extend(self.paths.into_iter().map(|(class, path)| Shape { class, path }));
        Sketch { width: self.right, height, left: self.left, shapes, ..self.sketch }
    }
}

fn tenths(number: i64) -> String {
    match number % 10 {
        0 => (number / 10).to_string(),
        rest => format!("{}{}.{}", if number < 0 && number > -10 { "-" } else { "" }, number / 10, rest.abs()),
    }
}

type Form = fn(i64, i64, i64) -> String;

/// The form of a kind, and its class. Middle and size are in tenths of a pixel.
fn form(kind: EntryKind) -> (&'static str, Form) {
    match kind {
        EntryKind::Alarm => ("dot alarm", triangle),
        EntryKind::Decision => ("dot decision", diamond),
        EntryKind::Impact => ("dot impact", square),
        EntryKind::Recovery => ("dot recovery", circle),
        EntryKind::WeakSignal => ("dot weak-signal", circle),
        EntryKind::Detection | EntryKind::Response | EntryKind::Communication | EntryKind::Change | EntryKind::Note => {
            ("dot", circle)
        }
    }
}

fn triangle(x: i64, y: i64, size: i64) -> String {
    let (left, right, top, bottom) = (tenths(x - size), tenths(x + size), tenths(y - size), tenths(y + size * 4 / 5));
    format!("M{} {top}L{right} {bottom}H{left}Z", tenths(x))
}

fn diamond(x: i64, y: i64, size: i64) -> String {
    let size = size * 5 / 4;
    format!(
        "M{x0} {top}L{right} {y0}L{x0} {bottom}L{left} {y0}Z",
        x0 = tenths(x),
        y0 = tenths(y),
        top = tenths(y - size),
        right = tenths(x + size),
        bottom = tenths(y + size),
        left = tenths(x - size),
    )
}

fn square(x: i64, y: i64, size: i64) -> String {
    let size = size * 9 / 10;
    let (left, right, top, bottom) = (tenths(x - size), tenths(x + size), tenths(y - size), tenths(y + size));
    format!("M{left} {top}H{right}V{bottom}H{left}Z")
}

fn circle(x: i64, y: i64, size: i64) -> String {
    let size = size * 4 / 5;
    let (left, round, across) = (tenths(x - size), tenths(size), tenths(size * 2));
    format!("M{left} {y}a{round} {round} 0 1 0 {across} 0a{round} {round} 0 1 0 -{across} 0", y = tenths(y))
}
