//! Hindsight is fenced: a replay holds what was known then, from that side, and nothing else.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use proptest::prelude::*;
use second_story::document::{Replica, Seed, Stamp};
use second_story::exchange::export::{json, markdown};
use second_story::exchange::import::example;
use second_story::practice::replay::{self, Seen};
use second_story::review::field::item as fields;
use second_story::review::moment::{Instant, Precision, Tick, UtcOnly};
use second_story::review::{
    EntryKind, Item, ItemId, Moment, PersonId, Register, ReviewId, ReviewView, Scalar, ViewParts, kind,
};
use std::collections::BTreeMap;
use std::sync::Arc;

#[path = "support/views.rs"]
mod views;

fn at(text: &str) -> Instant {
    let at: jiff::Timestamp = text.parse().unwrap();
    Instant::from_seconds(at.as_second()).unwrap()
}

fn exact(text: &str) -> String {
    Moment::exact(at(text), Precision::Minute).encode()
}

fn range(from: &str, to: &str) -> String {
    let tick = |text: &str| Tick::new(at(text), Precision::Minute);
    Moment::range(Some(tick(from)), Some(tick(to))).encode()
}

fn item(id: &str, what: &str, more: &[(&str, &str)]) -> Item {
    let one = |text: &str| Register::one(Scalar::text(text));
    let mut all: BTreeMap<Arc<str>, Register> = BTreeMap::from([(Arc::from(fields::KIND), one(what))]);
    all.extend(more.iter().map(|(key, value)| (Arc::from(*key), one(value))));
    Item::new(ItemId::new(id), Arc::from(id), all)
}

fn view(items: Vec<Item>) -> ReviewView {
    ReviewView::from_parts(ViewParts {
        items: items.into_iter().map(|item| (item, false)).collect(),
        ..ViewParts::default()
    })
}

fn ids(view: &ReviewView) -> Vec<&str> {
    view.items().map(|item| item.id().as_str()).collect()
}

const TEN: &str = "2026-03-17T22:00:00Z";
const HALF_PAST: &str = "2026-03-17T22:30:00Z";
const ELEVEN: &str = "2026-03-17T23:00:00Z";

#[test]
fn an_entry_comes_when_it_was_known_and_not_when_it_happened() {
    let note = EntryKind::Note.key();
    let all = view(vec![
        item(
            "a fault",
            kind::ENTRY,
            &[(fields::TYPE, note), (fields::AT, &exact(TEN)), (fields::KNOWN_AT, &exact(ELEVEN))],
        ),
        item("b alarm", kind::ENTRY, &[(fields::TYPE, EntryKind::Alarm.key()), (fields::AT, &exact(HALF_PAST))]),
        item("c nobody said", kind::ENTRY, &[(fields::TYPE, note), (fields::AT, &exact(TEN))]),
        item("d found between", kind::ENTRY, &[(fields::TYPE, note), (fields::KNOWN_AT, &range(HALF_PAST, ELEVEN))]),
    ]);
    let known = |instant: &str| {
        let then = replay::then(&all, at(instant), Seen::ByAnyone);
        then.items().map(|item| item.id().to_string()).collect::<Vec<_>>()
    };
    assert!(known(TEN).is_empty());
    assert_eq!(known(HALF_PAST), ["b alarm"]);
    assert_eq!(known(ELEVEN), ["a fault", "b alarm", "d found between"], "a range is known at its end");
    assert_eq!(replay::not_said(&all), [ItemId::new("c nobody said")]);
    assert_eq!(replay::steps(&all, Seen::ByAnyone), [at(HALF_PAST), at(ELEVEN)]);
    assert_eq!(
        replay::just_known(&all, at(ELEVEN), Seen::ByAnyone),
        [ItemId::new("a fault"), ItemId::new("d found between")]
    );
}

#[test]
fn knowledge_is_local() {
    let told = format!("{}support", fields::KNOWN_IN);
    let all = view(vec![
        item("everywhere", kind::ENTRY, &[(fields::TYPE, "alarm"), (fields::AT, &exact(TEN))]),
        item(
            "in deploys",
            kind::ENTRY,
            &[(fields::TYPE, "alarm"), (fields::AT, &exact(TEN)), (fields::LANE, "deploys")],
        ),
        item(
            "told",
            kind::ENTRY,
            &[
                (fields::TYPE, "response"),
                (fields::AT, &exact(TEN)),
                (fields::LANE, "deploys"),
                (&told, &exact(ELEVEN)),
            ],
        ),
    ]);
    assert_eq!(ids(&replay::then(&all, at(HALF_PAST), Seen::ByAnyone)), ["everywhere", "in deploys", "told"]);
    assert_eq!(ids(&replay::then(&all, at(HALF_PAST), Seen::From("support"))), ["everywhere"]);
    assert_eq!(ids(&replay::then(&all, at(ELEVEN), Seen::From("support"))), ["everywhere", "told"]);
    assert_eq!(ids(&replay::then(&all, at(HALF_PAST), Seen::From("deploys"))), ["everywhere", "in deploys", "told"]);
    assert_eq!(replay::lanes(&all), ["deploys"]);
}

// S0-12
#[test]
fn a_belief_stands_as_it_was_held_and_not_as_it_turned_out() {
    let all = view(vec![item(
        "we are on the secondary",
        kind::BELIEF,
        &[(fields::AT, &range(TEN, ELEVEN)), (fields::IN_FACT, "it was the primary")],
    )]);
    assert!(ids(&replay::then(&all, at("2026-03-17T21:59:00Z"), Seen::ByAnyone)).is_empty());
    let then = replay::then(&all, at(HALF_PAST), Seen::ByAnyone);
    let held = then.items().next().unwrap();
    assert!(!held.field(fields::IN_FACT).first().is_set());
    assert_eq!(held.at().ending(), None, "nobody knew yet when it would end");
    assert_eq!(held.at().beginning().and_then(|from| from.nominal()), Some(at(TEN)));
}

#[test]
fn where_people_say_different_times_it_is_known_when_all_say_so() {
    let said = Register::from_claims([
        (Scalar::text(exact(TEN)), Some(PersonId::new("a"))),
        (Scalar::text(exact(HALF_PAST)), Some(PersonId::new("b"))),
    ]);
    let mut fields_of = BTreeMap::from([(Arc::from(fields::KIND), Register::one(Scalar::text(kind::ENTRY)))]);
    fields_of.insert(Arc::from(fields::KNOWN_AT), said);
    let all = view(vec![Item::new(ItemId::new("a"), Arc::from("a"), fields_of)]);
    assert!(ids(&replay::then(&all, at(TEN), Seen::ByAnyone)).is_empty());
    assert_eq!(ids(&replay::then(&all, at(HALF_PAST), Seen::ByAnyone)), ["a"]);
}

/// Words that give away what the worked example came to, and from when each was known.
const TELL_TALE: &[(&str, &str)] = &[
    ("primary", "2017-01-31T22:00:00Z"),
    ("db1", "2017-01-31T23:27:00Z"),
    ("4.5 GB", "2017-01-31T23:27:00Z"),
    ("DMARC", "2017-02-01T00:00:00Z"),
    ("9.2", "2017-02-01T00:00:00Z"),
    ("empty", "2017-02-01T00:00:00Z"),
    ("bytes", "2017-02-01T00:00:00Z"),
    ("NFS", "2017-02-01T00:00:00Z"),
    ("10 minutes", "2100-01-01T00:00:00Z"),
    ("ten minutes", "2100-01-01T00:00:00Z"),
    ("staff account", "2100-01-01T00:00:00Z"),
    ("5,000", "2017-02-01T18:00:00Z"),
];

// S3-3, S0-17
#[test]
fn the_worked_example_gives_nothing_away_at_any_step() {
    let by = PersonId::new("reader");
    let mut replica = Replica::create(&Seed { id: [3; 16], actor: [4; 16] }).unwrap();
    let mut made = 0_u8;
    let mut fresh = || {
        made += 1;
        ItemId::from_bytes(&[made])
    };
    let act = replica.view().unwrap().act(&example::intents(&mut fresh, &by, 0));
    replica.carry_out(&act, &Stamp { by, now_ms: 0 }).unwrap();
    let all = replica.view().unwrap();
    let steps = replay::steps(&all, Seen::ByAnyone);
    assert!(steps.len() >= 8, "{}", steps.len());
    let mut seen: BTreeMap<&str, bool> = BTreeMap::new();
    for step in &steps {
        for side in std::iter::once(Seen::ByAnyone).chain(replay::lanes(&all).iter().map(|lane| Seen::From(lane))) {
            let then = replay::then(&all, *step, side);
            let id = ReviewId::new("r");
            let leaving = format!("{}{}", json::write(&then, &id), markdown::write(&then, &id)).to_lowercase();
            for (word, from) in TELL_TALE {
                let there = leaving.contains(&word.to_lowercase());
                assert!(!there || *step >= at(from), "“{word}” stands there at {step:?}: {leaving}");
                *seen.entry(word).or_default() |= there;
            }
        }
    }
    // The control: the same search finds what was known in the end.
    for word in ["db1", "DMARC", "9.2", "empty", "5,000"] {
        assert!(seen[word], "“{word}” comes in the end");
    }
    let whole = json::write(&all, &ReviewId::new("r")).to_lowercase();
    assert!(
        TELL_TALE.iter().any(|(word, _)| *word == "staff account" && whole.contains(word)),
        "and the review has it"
    );
    let _ = UtcOnly;
}

proptest! {
    #[test]
    fn a_later_replay_holds_all_that_an_earlier_one_did(view in views::view(), first in 0..200_000_i64, more in 0..200_000_i64) {
        let earlier = Instant::from_seconds(1_773_700_000 + first).unwrap();
        let later = earlier.plus(more);
        for side in std::iter::once(Seen::ByAnyone).chain(replay::lanes(&view).iter().map(|lane| Seen::From(lane))) {
            let (before, after) = (replay::then(&view, earlier, side), replay::then(&view, later, side));
            for item in before.items() {
                prop_assert!(after.item(item.id()).is_some());
            }
            for item in after.items() {
                let own = view.item(item.id()).unwrap();
                prop_assert!(replay::known_from(own, side).is_some_and(|from| from <= later));
                prop_assert!(item.fields().all(|(key, _)| &**key != fields::IN_FACT && &**key != fields::WHY && &**key != fields::LINK));
            }
            prop_assert_eq!(after.title(), "");
            prop_assert_eq!(after.marks().count(), 0);
            prop_assert_eq!(after.people().count(), 0);
            let steps = replay::steps(&view, side);
            let known = steps.iter().filter(|step| **step <= later).count();
            prop_assert_eq!(known == 0, after.items().count() == 0);
        }
    }
}
