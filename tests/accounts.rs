//! What people saw, side by side: joins under merging, and every difference told.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use proptest::prelude::*;
use second_story::document::{Replica, Seed, Stamp};
use second_story::practice::accounts::{Groups, What, differences, join, suggestions, unjoin};
use second_story::review::field::item as fields;
use second_story::review::moment::{Instant, Precision};
use second_story::review::{EntryKind, Intent, ItemId, Moment, NewItem, PersonId, ReviewView, Scalar};

#[path = "support/two.rs"]
mod two;
use two::exchange;

const BEGIN: i64 = 1_773_780_000;

fn at(minute: i64) -> Moment {
    Moment::exact(Instant::from_seconds(BEGIN + minute * 60).unwrap(), Precision::Minute)
}

fn about(minute: i64) -> Moment {
    Moment::about(Instant::from_seconds(BEGIN + minute * 60).unwrap(), Precision::Minute)
}

fn entry(id: &str, at: &Moment, from: &str, body: &str) -> Intent {
    Intent::AddItem(
        NewItem::entry(ItemId::new(id), EntryKind::Note, at, body, &PersonId::new("p"), 0)
            .with(fields::SEEN_FROM, Scalar::text_or_null(from)),
    )
}

fn joined(view: &ReviewView, one: &str, other: &str) -> ReviewView {
    view.act(&join(view, &ItemId::new(one), &ItemId::new(other))).view
}

fn two_accounts() -> ReviewView {
    ReviewView::default()
        .act(&[
            entry("s1", &at(0), "support", "a customer is refunded twice"),
            entry("s2", &at(31), "support", "the status page is red, 40 tickets"),
            entry("s3", &about(50), "support", "refunds stop"),
            entry("c1", &at(9), "channel", "customer refunded twice, says support"),
            entry("c2", &at(31), "channel", "status page red: 45 tickets"),
            entry("c3", &at(51), "channel", "refunds have stopped"),
            entry("t", &at(5), "", "release v318"),
        ])
        .view
}

#[test]
fn joined_entries_stand_as_one_and_each_keeps_its_words() {
    let view = two_accounts();
    let one = joined(&view, "c1", "s1");
    let groups = Groups::of(&one);
    assert_eq!(groups.with(&ItemId::new("c1")), [ItemId::new("s1"), ItemId::new("c1")]);
    assert!(groups.is_under_another(&ItemId::new("c1")) && !groups.is_under_another(&ItemId::new("s1")));
    assert_eq!(one.timeline().count(), view.timeline().count(), "none is gone");
    // A third joins all of them, and each can be taken out by itself.
    let three = joined(&one, "t", "c1");
    assert_eq!(Groups::of(&three).all().len(), 1);
    let out = three.act(&unjoin(&three, &ItemId::new("s1"))).view;
    assert_eq!(Groups::of(&out).with(&ItemId::new("t")), [ItemId::new("t"), ItemId::new("c1")]);
    assert!(Groups::of(&out).with(&ItemId::new("s1")).is_empty());
}

// S0-19
#[test]
fn every_difference_beyond_its_uncertainty_is_told_and_no_other() {
    let mut view = two_accounts();
    for (one, other) in [("c1", "s1"), ("c2", "s2"), ("c3", "s3")] {
        view = joined(&view, one, other);
    }
    let told: Vec<(What, String)> =
        differences(&view).into_iter().map(|difference| (difference.what, difference.sentence)).collect();
    assert_eq!(
        told,
        [
            (What::Time, "Support and channel are 9 minutes apart.".to_owned()),
            (What::Fact, "Channel says 45, support says 40.".to_owned()),
        ],
        "about 50 and 51 may be the same"
    );
}

#[test]
fn two_moments_told_the_other_way_round_are_a_difference_in_order() {
    let view = ReviewView::default()
        .act(&[
            entry("s1", &at(0), "support", "the alarm"),
            entry("s2", &at(5), "support", "the rollback"),
            entry("c1", &at(6), "channel", "an alarm"),
            entry("c2", &at(3), "channel", "a rollback"),
        ])
        .view;
    let view = joined(&joined(&view, "c1", "s1"), "c2", "s2");
    let orders: Vec<String> = differences(&view)
        .into_iter()
        .filter(|difference| difference.what == What::Order)
        .map(|difference| difference.sentence)
        .collect();
    assert_eq!(orders, ["Support has “the alarm” before “the rollback”; channel has it the other way round."]);
}

#[test]
fn what_may_be_the_same_is_offered_and_what_is_joined_is_not_offered_again() {
    let view = two_accounts();
    let offered = suggestions(&view);
    let pair = |one: &str, other: &str| (ItemId::new(one), ItemId::new(other));
    // Those of one time stand in the order of their ids.
    assert!(offered.contains(&pair("s1", "c1")) && offered.contains(&pair("c2", "s2")), "{offered:?}");
    assert!(!offered.iter().any(|(one, other)| one.as_str() == "t" || other.as_str() == "t"));
    let one = joined(&view, "s1", "c1");
    assert!(!suggestions(&one).contains(&pair("s1", "c1")));
    // Nor is either offered another line of an account that has told the moment already.
    let again = one.act(&[entry("c9", &at(10), "channel", "a customer was refunded twice too")]).view;
    assert!(!suggestions(&again).iter().any(|(one, other)| one.as_str() == "s1" || other.as_str() == "c9"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]
    #[test]
    fn joins_made_apart_meet(steps in proptest::collection::vec((any::<bool>(), 0..4_u8, 0..6_usize, 0..6_usize), 1..25)) {
        let by = PersonId::new("p");
        let stamp = Stamp { by: by.clone(), now_ms: 0 };
        let mut a = Replica::create(&Seed { id: [5; 16], actor: [6; 16] }).unwrap();
        let first: Vec<Intent> =
            (0..6).map(|n| entry(&format!("e{n}"), &at(n), if n % 2 == 0 { "support" } else { "channel" }, "x")).collect();
        let act = a.view().unwrap().act(&first);
        a.carry_out(&act, &stamp).unwrap();
        let mut b = Replica::load(&a.save(), [7; 16]).unwrap();
        for (left, what, one, other) in steps {
            if what == 0 {
                exchange(&mut a, &mut b);
                continue;
            }
            let replica = if left { &mut a } else { &mut b };
            let view = replica.view().unwrap();
            let (one, other) = (ItemId::new(format!("e{one}")), ItemId::new(format!("e{other}")));
            let intents = match what {
                1 | 2 => join(&view, &one, &other),
                _ => unjoin(&view, &one),
            };
            let act = view.act(&intents);
            replica.carry_out(&act, &stamp).unwrap();
        }
        exchange(&mut a, &mut b);
        let view = a.view().unwrap();
        prop_assert_eq!(&view, &b.view().unwrap());
        let groups = Groups::of(&view);
        prop_assert_eq!(view.timeline().count(), 6, "no entry is lost or doubled");
        let mut seen: Vec<&ItemId> = groups.all().iter().flatten().collect();
        let count = seen.len();
        seen.sort();
        seen.dedup();
        prop_assert_eq!(seen.len(), count, "each entry is in one group at most");
        for row in groups.all().iter().flatten() {
            let out = view.act(&unjoin(&view, row)).view;
            prop_assert!(Groups::of(&out).with(row).is_empty(), "each can be taken out");
        }
    }
}
