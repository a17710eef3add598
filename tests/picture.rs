//! The picture of the timeline: to scale, honest about what is not known, and never more than its width can show.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use proptest::prelude::*;
use second_story::practice::picture::{Axis, Paper, Phase, Picture, Sketch, Window};
use second_story::review::field::item as fields;
use second_story::review::moment::{Instant, Precision, Tick, UtcOnly};
use second_story::review::{EntryKind, Item, ItemId, Moment, Register, ReviewView, Scalar, ViewParts, kind};
use std::collections::BTreeMap;
use std::sync::Arc;

#[path = "support/views.rs"]
mod views;

fn instant(text: &str) -> Instant {
    let at: jiff::Timestamp = text.parse().unwrap();
    Instant::from_seconds(at.as_second()).unwrap()
}

fn at(text: &str) -> Instant {
    instant(&format!("2026-03-17T{text}:00Z"))
}

fn exact(text: &str) -> Moment {
    Moment::exact(at(text), Precision::Minute)
}

fn range(from: &str, to: Option<&str>) -> Moment {
    let tick = |text: &str| Tick::new(at(text), Precision::Minute);
    Moment::range(Some(tick(from)), to.map(tick))
}

fn item(id: &str, what: &str, at: &Moment, more: &[(&str, &str)]) -> Item {
    let one = |text: &str| Register::one(Scalar::text(text));
    let mut all: BTreeMap<Arc<str>, Register> =
        BTreeMap::from([(Arc::from(fields::KIND), one(what)), (Arc::from(fields::AT), one(&at.encode()))]);
    all.extend(more.iter().map(|(key, value)| (Arc::from(*key), one(value))));
    Item::new(ItemId::new(id), Arc::from(id), all)
}

fn entry(id: &str, what: EntryKind, at: &Moment, lane: &str) -> Item {
    item(id, kind::ENTRY, at, &[(fields::TYPE, what.key()), (fields::LANE, lane)])
}

fn view(items: Vec<Item>) -> ReviewView {
    ReviewView::from_parts(ViewParts {
        items: items.into_iter().map(|item| (item, false)).collect(),
        ..ViewParts::default()
    })
}

fn evening() -> Vec<Item> {
    vec![
        entry("sign", EntryKind::WeakSignal, &exact("21:50"), "billing"),
        entry("fault", EntryKind::Impact, &exact("22:00"), "billing"),
        entry("page", EntryKind::Alarm, &exact("22:10"), "on call"),
        entry("looked", EntryKind::Response, &exact("22:14"), "on call"),
        entry("held", EntryKind::Decision, &Moment::about(at("22:30"), Precision::Minute), "billing"),
        entry("back", EntryKind::Recovery, &exact("23:00"), "billing"),
        entry("when?", EntryKind::Note, &Moment::unknown(), "billing"),
    ]
}

// S0-16
#[test]
fn the_phases_follow_what_the_lines_say() {
    let picture = Picture::of(&view(evening())).unwrap();
    let bands = picture.bands();
    let phases: Vec<Phase> = bands.iter().map(|band| band.phase).collect();
    assert_eq!(phases, Phase::ALL);
    let place = |text: &str| picture.axis().place(at(text));
    assert_eq!(bands[1].from, place("22:00"));
    assert_eq!(bands[2].from, place("22:14"));
    assert_eq!(bands[3].from, place("23:00"));
    assert_eq!(bands[3].to, picture.axis().length());
    assert!(bands.windows(2).all(|pair| pair[0].to == pair[1].from), "one ends where the next begins");
    assert_eq!(picture.phase_at(place("22:30")), Some(Phase::Response));
    assert_eq!(picture.placeless(), 1);
}

#[test]
fn a_boundary_that_nobody_knows_exactly_is_as_wide_as_that() {
    let mut items = evening();
    items[3] = entry("looked", EntryKind::Response, &range("22:12", Some("22:20")), "on call");
    let picture = Picture::of(&view(items)).unwrap();
    let response = picture.bands()[2];
    assert_eq!(response.phase, Phase::Response);
    assert_eq!(response.from, picture.axis().place(at("22:12")));
    assert_eq!(response.surely, picture.axis().place(at("22:20")));
}

// S0-24
#[test]
fn each_lane_holds_its_own_in_the_order_of_the_story() {
    let picture = Picture::of(&view(evening())).unwrap();
    let lanes: Vec<(&str, usize)> = picture.lanes().iter().map(|lane| (lane.name.as_str(), lane.dots.len())).collect();
    assert_eq!(lanes, [("billing", 4), ("on call", 2)]);
    let many: Vec<Item> = (0..30)
        .map(|n| entry(&format!("e{n}"), EntryKind::Note, &exact(&format!("22:{n:02}")), &format!("team {n}")))
        .collect();
    let picture = Picture::of(&view(many)).unwrap();
    assert_eq!(picture.lanes().len(), 9);
    assert_eq!(picture.lanes().iter().map(|lane| lane.dots.len()).sum::<usize>(), 30, "nobody's line is left out");
}

#[test]
fn what_is_about_is_wide_and_what_is_open_stays_open() {
    let items = vec![
        entry("about", EntryKind::Decision, &Moment::about(at("22:30"), Precision::Minute), ""),
        entry("before", EntryKind::Note, &range("22:00", None), ""),
        item("felt", kind::IMPACT, &range("22:00", None), &[]),
        item("thought", kind::BELIEF, &range("22:05", Some("22:40")), &[(fields::IN_FACT, "the other one")]),
    ];
    let picture = Picture::of(&view(items)).unwrap();
    let dots = &picture.lanes()[0].dots;
    let place = |text: &str| picture.axis().place(at(text));
    assert_eq!(dots[0].row.as_str(), "before");
    assert_eq!((dots[0].from, dots[0].to), (Some(place("22:00")), None));
    assert_eq!((dots[1].from, dots[1].to), (Some(place("22:28")), Some(place("22:32"))));
    assert!(picture.impacts()[0].open);
    assert_eq!(picture.impacts()[0].to, picture.axis().length());
    let thought = &picture.beliefs()[0];
    assert!(thought.otherwise && !thought.open);
    assert_eq!((thought.from, thought.to), (place("22:05"), place("22:40")));
}

// S3-33
#[test]
fn months_before_are_broken_out_and_the_evening_keeps_its_scale() {
    let mut items = evening();
    let march = Moment::exact(instant("2025-12-01T09:00:00Z"), Precision::Minute);
    items.push(entry("months before", EntryKind::WeakSignal, &march, "billing"));
    let picture = Picture::of(&view(items)).unwrap();
    let axis = picture.axis();
    assert_eq!(axis.breaks().count(), 1);
    let evening = axis.place(at("23:00")) - axis.place(at("22:00"));
    assert_eq!(evening, 3600, "an hour is an hour");
    assert!(axis.length() < 3 * 3600, "{}", axis.length());
    let (from, to) = axis.breaks().next().unwrap();
    assert_eq!(axis.place(instant("2026-01-15T00:00:00Z")), (from + to) / 2);
    assert_eq!(picture.bands()[0].phase, Phase::Before);
}

#[test]
fn the_scale_is_that_of_the_zone_and_of_the_window() {
    let axis = Axis::of([at("22:00"), at("23:00")]).unwrap();
    let window = Window::whole(&axis);
    let labels: Vec<String> = axis.scale(window, 8, "+05:30", &UtcOnly).into_iter().map(|mark| mark.label).collect();
    assert_eq!(labels, ["03:30", "03:40", "03:50", "04:00", "04:10", "04:20", "04:30"]);
    let close = window.zoomed(true, axis.place(at("22:30")), &axis).zoomed(true, axis.place(at("22:30")), &axis);
    assert!(close.from <= axis.place(at("22:30")) && axis.place(at("22:30")) <= close.to);
    assert!(axis.scale(close, 8, "UTC", &UtcOnly).len() <= 9);
    let night = Axis::of([at("22:00"), instant("2026-03-18T04:00:00Z")]).unwrap();
    let days: Vec<String> =
        night.scale(Window::whole(&night), 8, "UTC", &UtcOnly).into_iter().filter_map(|mark| mark.day).collect();
    assert_eq!(days, ["18 Mar"]);
}

#[test]
fn what_stands_too_close_is_drawn_as_one_and_comes_apart_when_one_looks_closer() {
    let many: Vec<Item> = (0..600)
        .map(|n| {
            let what = if n == 300 { EntryKind::Decision } else { EntryKind::Note };
            let when = Moment::exact(at("12:00").plus(n * 60), Precision::Minute);
            entry(&format!("e{n:04}"), what, &when, "")
        })
        .collect();
    let picture = Picture::of(&view(many)).unwrap();
    let lane = &picture.lanes()[0];
    let whole = Window::whole(picture.axis());
    let far = picture.groups(lane, whole, 900);
    assert!(far.len() <= 62, "{}", far.len());
    assert_eq!(far.iter().map(|group| group.rows.len()).sum::<usize>(), 600);
    assert_eq!(far.iter().filter(|group| group.kind == EntryKind::Decision).count(), 1, "the decision is not lost");
    let mut near = whole;
    let decision = picture.place_of(&ItemId::new("e0300")).unwrap();
    while near.length() > 1200 {
        near = near.zoomed(true, decision, picture.axis());
    }
    assert!(picture.groups(lane, near, 900).iter().any(|group| group.rows == [ItemId::new("e0300")]));
}

#[test]
fn nothing_in_time_makes_no_picture_and_one_instant_makes_one() {
    assert_eq!(Picture::of(&view(vec![entry("a", EntryKind::Note, &Moment::unknown(), "")])), None);
    let one = Picture::of(&view(vec![entry("a", EntryKind::Note, &exact("22:00"), "")])).unwrap();
    assert!(one.axis().length() >= 60);
    let window = Window::whole(one.axis());
    let place = window.percent(one.axis().place(at("22:00")));
    assert!((40.0..60.0).contains(&place), "{place}");
}

/// A long incident in eight lanes.
fn long(count: i64) -> ReviewView {
    let lanes = ["web", "billing", "database", "on call", "support", "network", "cache", "queue"];
    view(
        (0..count)
            .map(|n| {
                let place = usize::try_from(n).unwrap();
                let what = EntryKind::ALL[place % EntryKind::ALL.len()];
                let when = Moment::exact(at("12:00").plus(n * 37), Precision::Second);
                entry(&format!("e{n:05}"), what, &when, lanes[place * 7 % 8])
            })
            .collect(),
    )
}

#[test]
fn four_thousand_entries_are_no_more_shapes_than_forty() {
    let paper = Paper { width: 900, strip: false };
    let shapes = |count: i64| {
        let picture = Picture::of(&long(count)).unwrap();
        Sketch::of(&picture, Window::whole(picture.axis()), paper, "UTC", &UtcOnly)
    };
    let (few, many) = (shapes(40), shapes(4_000));
    assert!(many.shapes.len() <= few.shapes.len() + 2, "{} and {}", few.shapes.len(), many.shapes.len());
    assert!(many.spots.len() <= 8 * 62, "{}", many.spots.len());
    assert_eq!(many.spots.iter().map(|spot| spot.rows.len()).sum::<usize>(), 4_000, "each can be pointed at");
    assert!(many.words.iter().all(|words| (0..=900).contains(&words.x) && (0..=many.height).contains(&words.y)));
}

#[test]
fn each_kind_has_a_form_of_its_own_and_can_be_pointed_at() {
    let picture = Picture::of(&view(evening())).unwrap();
    let sketch =
        Sketch::of(&picture, Window::whole(picture.axis()), Paper { width: 900, strip: false }, "UTC", &UtcOnly);
    for class in ["dot alarm", "dot decision", "dot impact", "dot recovery", "dot weak-signal", "dot", "band before"] {
        assert_eq!(sketch.shapes.iter().filter(|shape| shape.class == class).count(), 1, "{class}");
    }
    let held = sketch.spots.iter().find(|spot| spot.rows == [ItemId::new("held")]).unwrap();
    assert_eq!(sketch.spot_at(held.x + 5, held.y - 4), Some(held));
    assert_eq!(sketch.spot_at(held.x, held.y + 200), None);
    let said: Vec<&str> = sketch.words.iter().map(|words| words.text.as_str()).collect();
    for word in ["Before", "Detection", "Response", "billing", "on call", "22:30"] {
        assert!(said.contains(&word), "{word} in {said:?}");
    }
    assert!(!said.contains(&"Recovery"), "a word that has no room is left out");
}

#[test]
fn a_strip_is_slim_and_has_all_entries() {
    let picture = Picture::of(&view(evening())).unwrap();
    let sketch =
        Sketch::of(&picture, Window::whole(picture.axis()), Paper { width: 350, strip: true }, "UTC", &UtcOnly);
    assert_eq!(sketch.height, 64);
    assert_eq!(sketch.spots.iter().map(|spot| spot.rows.len()).sum::<usize>(), 6);
}

#[test]
fn a_time_as_wide_as_the_window_reaches_over_its_edges() {
    let items = vec![
        entry("a", EntryKind::Note, &exact("22:00"), ""),
        entry("long", EntryKind::Note, &range("22:00", Some("23:00")), ""),
        entry("b", EntryKind::Note, &exact("23:00"), ""),
    ];
    let picture = Picture::of(&view(items)).unwrap();
    let middle = picture.axis().place(at("22:30"));
    let close = Window { from: middle - 60, to: middle + 60 };
    let sketch = Sketch::of(&picture, close, Paper { width: 900, strip: false }, "UTC", &UtcOnly);
    let maybe = sketch.shapes.iter().find(|shape| shape.class == "maybe").unwrap();
    assert_eq!(maybe.path, "M0 36L900 36");
}

proptest! {
    #[test]
    fn later_is_never_further_left(mut seconds in proptest::collection::vec(0_i64..2_000_000_000, 1..40)) {
        let axis = Axis::of(seconds.iter().map(|s| Instant::from_seconds(*s).unwrap())).unwrap();
        seconds.sort_unstable();
        let places: Vec<i64> = seconds.iter().map(|s| axis.place(Instant::from_seconds(*s).unwrap())).collect();
        prop_assert!(places.is_sorted());
        prop_assert!(places.iter().all(|place| (0..=axis.length()).contains(place)));
        for (second, place) in seconds.iter().zip(&places) {
            prop_assert_eq!(axis.instant(*place).seconds(), *second, "each place tells its instant");
        }
        let mut window = Window::whole(&axis);
        for (turn, place) in places.iter().enumerate() {
            window = if turn % 3 == 0 { window.moved(1, 3, &axis) } else { window.zoomed(turn % 4 != 1, *place, &axis) };
            prop_assert!(window.from >= 0 && window.to <= axis.length() && window.length() >= 1);
            prop_assert!(axis.scale(window, 8, "UTC", &UtcOnly).len() <= 80);
        }
    }

    #[test]
    fn any_review_has_its_picture(view in views::view()) {
        let Some(picture) = Picture::of(&view) else {
            prop_assert!(view.timeline().all(|item| item.is_hidden() || !item.at().is_placed()));
            return Ok(());
        };
        let drawn: usize = picture.lanes().iter().map(|lane| lane.dots.len()).sum();
        let in_sight = view.timeline().filter(|item| !item.is_hidden()).count();
        prop_assert_eq!(drawn + picture.placeless(), in_sight);
        for lane in picture.lanes() {
            let groups = picture.groups(lane, Window::whole(picture.axis()), 900);
            prop_assert_eq!(groups.iter().map(|group| group.rows.len()).sum::<usize>(), lane.dots.len());
        }
        for strip in [false, true] {
            let window = Window::whole(picture.axis());
            let sketch = Sketch::of(&picture, window, Paper { width: 640, strip }, "UTC", &UtcOnly);
            prop_assert!(sketch.shapes.iter().all(|shape| shape.path.starts_with('M')));
            prop_assert!(sketch.words.iter().all(|words| (0..=640).contains(&words.x)));
        }
        prop_assert!(picture.bands().windows(2).all(|pair| pair[0].to == pair[1].from && pair[0].surely <= pair[0].to));
    }
}
