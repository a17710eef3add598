//! Exactly one holds a role at any instant, whatever was handed over apart, once differences are settled.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use proptest::prelude::*;
use second_story::document::{Replica, Seed, Stamp};
use second_story::practice::roles::{Role, holding, take_over};
use second_story::review::moment::{Instant, Precision};
use second_story::review::{Intent, ItemId, Moment, PersonId, ReviewView};

#[path = "support/two.rs"]
mod two;
use two::exchange;

const BEGIN: i64 = 1_773_780_000;

fn at(minute: i64) -> Moment {
    Moment::exact(Instant::from_seconds(BEGIN + minute * 60).unwrap(), Precision::Minute)
}

fn act(replica: &mut Replica, intents: &[Intent]) {
    let by = PersonId::new("p");
    let act = replica.view().unwrap().act(intents);
    replica.carry_out(&act, &Stamp { by, now_ms: 0 }).unwrap();
}

fn hand_over(replica: &mut Replica, id: &str, who: &str, minute: i64) {
    let view = replica.view().unwrap();
    let new = take_over(&view, Role::Commander, who, &at(minute), ItemId::new(id), &PersonId::new("p"), 0);
    act(replica, &[Intent::AddItem(new)]);
}

fn pair() -> (Replica, Replica) {
    let a = Replica::create(&Seed { id: [7; 16], actor: [8; 16] }).unwrap();
    let b = Replica::load(&a.save(), [9; 16]).unwrap();
    (a, b)
}

/// Chooses the first of those who differ, as long as any do.
fn settle(replica: &mut Replica) {
    while let Some(other) = holding(&replica.view().unwrap(), Role::Commander).differ.get(1).cloned() {
        act(replica, &[Intent::remove(&other.item, 1)]);
    }
}

/// At any instant from the first on, exactly one.
fn assert_one_at_any_instant(view: &ReviewView) {
    let all = holding(view, Role::Commander);
    assert!(all.differ.is_empty());
    let Some(first) = all.held.first() else { return };
    for minute in -5..200 {
        let instant = Instant::from_seconds(BEGIN + minute * 60).unwrap();
        let holders = all
            .held
            .iter()
            .filter(|held| held.from <= instant && held.until.is_none_or(|until| instant < until))
            .count();
        assert_eq!(holders, usize::from(instant >= first.from), "minute {minute}: {all:?}");
    }
}

// S4-4
#[test]
fn one_takes_over_from_the_other() {
    let (mut a, _) = pair();
    hand_over(&mut a, "one", "on call", 0);
    hand_over(&mut a, "two", "the second on call", 30);
    let all = holding(&a.view().unwrap(), Role::Commander);
    let who: Vec<&str> = all.held.iter().map(|held| held.who.as_str()).collect();
    assert_eq!(who, ["on call", "the second on call"]);
    assert_eq!(all.held[0].until, Some(all.held[1].from));
    assert_eq!(all.now().unwrap().who, "the second on call");
    assert_one_at_any_instant(&a.view().unwrap());
}

#[test]
fn two_who_took_over_apart_stand_side_by_side_until_people_choose() {
    let (mut a, mut b) = pair();
    hand_over(&mut a, "one", "on call", 0);
    exchange(&mut a, &mut b);
    hand_over(&mut a, "maya", "support", 30);
    hand_over(&mut b, "noor", "database", 31);
    hand_over(&mut b, "later", "network", 60);
    exchange(&mut a, &mut b);
    let view = a.view().unwrap();
    let all = holding(&view, Role::Commander);
    assert_eq!(all, holding(&b.view().unwrap(), Role::Commander));
    let mut differ: Vec<&str> = all.differ.iter().map(|held| held.who.as_str()).collect();
    differ.sort_unstable();
    assert_eq!(differ, ["database", "support"]);
    assert_eq!(all.now(), None, "it is not settled who");
    assert_eq!(all.held.len(), 1);
    // The one who took over from whoever was not chosen takes over from whoever was: again something to choose from,
    // or nothing, as it is.
    act(&mut a, &[Intent::remove(&ItemId::new("maya"), 1)]);
    let who: Vec<String> = holding(&a.view().unwrap(), Role::Commander).held.into_iter().map(|held| held.who).collect();
    assert_eq!(who, ["on call", "database", "network"]);
    assert_one_at_any_instant(&a.view().unwrap());
}

#[test]
fn a_circle_from_elsewhere_ends() {
    let (mut a, _) = pair();
    hand_over(&mut a, "one", "x", 0);
    hand_over(&mut a, "two", "y", 1);
    let after =
        |id: &str, value: &str| Intent::set(&ItemId::new(id), "after", second_story::review::Scalar::text(value));
    act(&mut a, &[after("one", "two"), after("two", "one")]);
    assert!(holding(&a.view().unwrap(), Role::Commander).held.is_empty());
    act(&mut a, &[Intent::remove(&ItemId::new("one"), 1), Intent::remove(&ItemId::new("two"), 1)]);
    assert!(holding(&a.view().unwrap(), Role::Commander).held.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn whatever_was_handed_over_apart_one_holds_it_once_settled(
        steps in proptest::collection::vec((any::<bool>(), 0..3_u8, 0..150_i64), 1..14)
    ) {
        let (mut a, mut b) = pair();
        for (number, (left, what, minute)) in steps.into_iter().enumerate() {
            let one = if left { &mut a } else { &mut b };
            match what {
                0 => exchange(&mut a, &mut b),
                1 => settle(one),
                _ => hand_over(one, &format!("i{number}"), &format!("who {number}"), minute),
            }
        }
        exchange(&mut a, &mut b);
        prop_assert_eq!(holding(&a.view().unwrap(), Role::Commander), holding(&b.view().unwrap(), Role::Commander));
        settle(&mut a);
        assert_one_at_any_instant(&a.view().unwrap());
        exchange(&mut a, &mut b);
        assert_one_at_any_instant(&b.view().unwrap());
    }
}
