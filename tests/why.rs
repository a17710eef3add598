//! Why it made sense: chains that people write apart from each other, what goes out of part 2, and what never comes into
//! a replay.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use proptest::prelude::*;
use second_story::document::{Replica, Seed, Stamp};
use second_story::exchange::export::{json, markdown};
use second_story::practice::causes::{Drawing, Graph, add, as_change, as_factor, lead};
use second_story::practice::decisions::MORE;
use second_story::practice::replay::{self, Seen};
use second_story::review::choice::{Again, Answer, EffectOf, Family, LayerState};
use second_story::review::field::{item as fields, meta};
use second_story::review::moment::Instant;
use second_story::review::relation::{Stated, related_to, support};
use second_story::review::{
    EntryKind, Intent, ItemId, Moment, NewItem, PersonId, Prose, ReviewId, ReviewView, Scalar, TextField, kind,
};
use std::collections::{BTreeMap, BTreeSet};

const DAY: i64 = 24 * 60 * 60 * 1_000;

fn cases() -> u32 {
    std::env::var("SECOND_STORY_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(300)
}

// ---- chains under merge ------------------------------------------------------------------------------------

#[derive(Clone, Debug)]
enum Step {
    Add { who: usize, under: Option<usize> },
    Link { who: usize, cause: usize, made: usize, yes: bool },
    Remove { who: usize, which: usize },
    Restore { who: usize, which: usize },
    Write { who: usize, which: usize },
    Factor { who: usize, which: usize },
    Change { who: usize, which: usize },
    Exchange { from: usize, to: usize },
}

fn step() -> impl Strategy<Value = Step> {
    let who = 0..3_usize;
    let which = 0..9_usize;
    prop_oneof![
        4 => (who.clone(), proptest::option::of(which.clone())).prop_map(|(who, under)| Step::Add { who, under }),
        6 => (who.clone(), which.clone(), which.clone(), proptest::bool::weighted(0.8))
            .prop_map(|(who, cause, made, yes)| Step::Link { who, cause, made, yes }),
        1 => (who.clone(), which.clone()).prop_map(|(who, which)| Step::Remove { who, which }),
        1 => (who.clone(), which.clone()).prop_map(|(who, which)| Step::Restore { who, which }),
        2 => (who.clone(), which.clone()).prop_map(|(who, which)| Step::Write { who, which }),
        1 => (who.clone(), which.clone()).prop_map(|(who, which)| Step::Factor { who, which }),
        1 => (who.clone(), which).prop_map(|(who, which)| Step::Change { who, which }),
        3 => (who.clone(), who).prop_map(|(from, to)| Step::Exchange { from, to }),
    ]
}

struct Room {
    people: Vec<Replica>,
    made: Vec<ItemId>,
    now_ms: i64,
}

impl Room {
    fn new(people: usize) -> Room {
        let seed = |number: u8| [number; 16];
        let bytes = Replica::create(&Seed { id: seed(1), actor: seed(2) }).unwrap().save();
        let people = (0..people).map(|index| Replica::load(&bytes, seed(10 + u8::try_from(index).unwrap())).unwrap());
        Room { people: people.collect(), made: Vec::new(), now_ms: 0 }
    }

    fn act(&mut self, who: usize, intents: &[Intent]) {
        self.now_ms += 1;
        let act = self.people[who].view().unwrap().act(intents);
        let by = PersonId::new(format!("p{who}"));
        self.people[who].carry_out(&act, &Stamp { by, now_ms: self.now_ms }).unwrap();
    }

    fn take(&mut self, from: usize, to: usize) {
        if from != to {
            let changes = self.people[from].changes_after(&[]);
            let before = self.people[to].view().unwrap();
            self.people[to].absorb(&changes, &before).unwrap();
        }
    }

    fn cause(&self, which: usize) -> Option<ItemId> {
        (!self.made.is_empty()).then(|| self.made[which % self.made.len()].clone())
    }

    fn step(&mut self, step: &Step) {
        let count = self.people.len();
        let number = self.now_ms;
        let fresh = |kind: &str| ItemId::new(format!("{kind}{number}"));
        let (rank, by) = (format!("{number:08}"), PersonId::new("p"));
        match *step {
            Step::Add { who, under } => {
                let under = under.and_then(|which| self.cause(which));
                let id = fresh("c");
                self.act(who % count, &[add(id.clone(), "how?", under.as_ref(), &rank, &by, number)]);
                self.made.push(id);
            }
            Step::Link { who, cause, made, yes } => {
                if let (Some(cause), Some(made)) = (self.cause(cause), self.cause(made)) {
                    self.act(who % count, &[lead(&cause, &made, yes)]);
                }
            }
            Step::Remove { who, which } => {
                if let Some(id) = self.cause(which) {
                    self.act(who % count, &[Intent::remove(&id, number)]);
                }
            }
            Step::Restore { who, which } => {
                if let Some(id) = self.cause(which) {
                    self.act(who % count, &[Intent::restore(&id)]);
                }
            }
            Step::Write { who, which } => {
                if let Some(id) = self.cause(which) {
                    let insert = "and ".to_owned();
                    self.act(
                        who % count,
                        &[Intent::SpliceText { field: TextField::Body(id), at: 0, delete: 0, insert }],
                    );
                }
            }
            Step::Factor { who, which } => {
                if let Some(id) = self.cause(which) {
                    let view = self.people[who % count].view().unwrap();
                    if view.item(&id).is_some() {
                        self.act(who % count, &as_factor(&view, &id, fresh("f"), &rank, &by, number));
                    }
                }
            }
            Step::Change { who, which } => {
                if let Some(id) = self.cause(which) {
                    self.act(who % count, &[as_change(&id, fresh("x"), "a change", &rank, &by, number)]);
                }
            }
            Step::Exchange { from, to } => self.take(from % count, to % count),
        }
    }

    fn meet(&mut self) {
        let count = self.people.len();
        for _ in 0..2 {
            for from in 0..count {
                for to in 0..count {
                    self.take(from, to);
                }
            }
        }
    }
}

/// What the graph promises of any review.
fn holds(view: &ReviewView) -> Graph {
    let graph = Graph::of(view);
    let standing: Vec<&str> = {
        let mut ids: Vec<&str> = view.of_kind(kind::CAUSE).map(|item| item.id().as_str()).collect();
        ids.sort_unstable();
        ids
    };
    let mut drawn: Vec<&str> = graph.nodes().iter().map(|node| node.id.as_str()).collect();
    drawn.sort_unstable();
    assert_eq!(drawn, standing, "every cause that stands is drawn exactly once");

    let there: BTreeSet<&str> = standing.iter().copied().collect();
    let said: BTreeSet<(String, String)> = view
        .of_kind(kind::CAUSE)
        .flat_map(|item| {
            item.fields().filter_map(move |(key, register)| {
                let made = key.strip_prefix(fields::LEADS_TO)?;
                let yes = register.claims().iter().any(|claim| claim.value == Scalar::Bool(true));
                yes.then(|| (item.id().to_string(), made.to_owned()))
            })
        })
        .filter(|(_, made)| there.contains(made.as_str()))
        .collect();
    let linked: BTreeSet<(String, String)> =
        graph.links().iter().map(|link| (link.cause.to_string(), link.made.to_string())).collect();
    assert_eq!(linked, said, "no link is lost");
    assert_eq!(graph.links().len(), linked.len(), "and none is told twice");

    // Whatever the drawing follows leads up, and what it does not follow is told as a ring.
    let layer: BTreeMap<&ItemId, usize> = graph.nodes().iter().map(|node| (&node.id, node.layer)).collect();
    for link in graph.links().iter().filter(|link| !link.closes) {
        assert!(layer[&link.cause] > layer[&link.made], "a cause lies below what it made possible");
    }
    assert_eq!(graph.rings().len(), graph.links().iter().filter(|link| link.closes).count());
    for ring in graph.rings() {
        for (cause, made) in ring.iter().zip(ring.iter().cycle().skip(1)) {
            assert!(linked.contains(&(cause.to_string(), made.to_string())), "a ring is made of links");
        }
    }
    let places: BTreeSet<(usize, usize)> = graph.nodes().iter().map(|node| (node.layer, node.place)).collect();
    assert_eq!(places.len(), graph.nodes().len(), "no two have one place");
    let drawing = Drawing::of(view, &graph);
    assert_eq!(drawing.nodes.len(), graph.nodes().len());
    // What one may link next closes no ring.
    if let Some(node) = graph.nodes().first() {
        for made in graph.free_for(&node.id) {
            let more = Graph::of(&view.act(&[lead(&node.id, &made, true)]).view);
            assert_eq!(more.rings(), graph.rings());
        }
    }
    graph
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn chains_written_apart_come_together_as_one_graph_and_lose_nothing(
        people in 2..4_usize,
        steps in proptest::collection::vec(step(), 1..40),
    ) {
        let mut room = Room::new(people);
        for each in &steps {
            room.step(each);
        }
        for person in &room.people {
            holds(&person.view().unwrap());
        }
        room.meet();
        let first = holds(&room.people[0].view().unwrap());
        for person in &room.people[1..] {
            let view = person.view().unwrap();
            prop_assert_eq!(&Graph::of(&view), &first);
            prop_assert_eq!(&view, &room.people[0].view().unwrap());
        }
    }
}

#[test]
fn a_long_chain_and_a_long_ring_end_and_are_drawn_once() {
    let by = PersonId::new("p");
    let id = |number: usize| ItemId::new(format!("{number:05}"));
    let mut intents: Vec<Intent> = (0..3_000).map(|number| add(id(number), "how?", None, "", &by, 0)).collect();
    intents.extend((0..3_000).map(|number| lead(&id((number + 1) % 3_000), &id(number), true)));
    let graph = Graph::of(&ReviewView::default().act(&intents).view);
    assert_eq!((graph.nodes().len(), graph.links().len(), graph.rings().len()), (3_000, 3_000, 1));
    assert_eq!(graph.rings()[0].len(), 3_000);
}

#[test]
fn two_who_link_opposite_ways_apart_are_told_and_both_links_stand() {
    let mut room = Room::new(2);
    let by = PersonId::new("p");
    let (a, b) = (ItemId::new("a"), ItemId::new("b"));
    room.act(0, &[add(a.clone(), "a", None, "1", &by, 0), add(b.clone(), "b", None, "2", &by, 0)]);
    room.take(0, 1);
    room.act(0, &[lead(&a, &b, true)]);
    room.act(1, &[lead(&b, &a, true)]);
    room.meet();
    for person in &room.people {
        let graph = holds(&person.view().unwrap());
        assert_eq!(graph.links().len(), 2);
        assert_eq!(graph.rings(), [vec![a.clone(), b.clone()]]);
    }
    // Choosing is an act like any other.
    room.act(0, &[lead(&b, &a, false)]);
    room.meet();
    assert!(holds(&room.people[1].view().unwrap()).rings().is_empty());
}

#[test]
fn a_cause_becomes_a_factor_and_begins_a_change() {
    let by = PersonId::new("p");
    let (cause, factor, change) = (ItemId::new("c"), ItemId::new("f"), ItemId::new("x"));
    let view = ReviewView::default().act(&[add(cause.clone(), "Nothing looked at its size", None, "1", &by, 0)]).view;
    let view = view.act(&as_factor(&view, &cause, factor.clone(), "2", &by, 1)).view;
    let view = view.act(&[as_change(&cause, change.clone(), "Alarm on its size", "3", &by, 2)]).view;
    assert_eq!(view.item(&factor).unwrap().body(), "Nothing looked at its size");
    assert_eq!(view.item(&cause).unwrap().field(fields::FACTOR).text(), "f");
    assert_eq!(related_to(&view, fields::COMES_FROM, &cause)[0].id(), &change);
}

// ---- replay ------------------------------------------------------------------------------------------------

fn placed(text: &str) -> Moment {
    Moment::decode(text).unwrap()
}

/// A review with everything that part 2 can hold.
fn full() -> ReviewView {
    let by = PersonId::new("p");
    let entry = |id: &str, kind: EntryKind, at: &str, body: &str| {
        NewItem::entry(ItemId::new(id), kind, &placed(at), body, &by, 0)
    };
    let new = |id: &str, kind: &str, body: &str| NewItem::new(ItemId::new(id), kind, body, &by, 0);
    let say = |field, text: &str| Intent::SpliceText {
        field: TextField::Prose(field),
        at: 0,
        delete: 0,
        insert: text.to_owned(),
    };
    let mut decision = entry("d", EntryKind::Decision, "2026-03-17T22:50:00Z|m|+00:00|", "Hold the rollback")
        .with(fields::WHY, Scalar::text("SAID-WHY"));
    for key in MORE {
        decision = decision.with(key, Scalar::text(format!("SAID-{key}")));
    }
    let factor = new("f", kind::FACTOR, "Nothing watched the size of the queue")
        .with(fields::FAMILY, Scalar::text(Family::Safeguards.key()))
        .with(fields::EFFECT, Scalar::text(EffectOf::DelayedDetection.key()))
        .with(fields::AGAIN, Scalar::text(Again::Easy.key()));
    let layer = new("l", kind::LAYER, "The canary").with(fields::STATE, Scalar::text(LayerState::Bypassed.key()));
    let gate = new("g", kind::GATE, "merged its own change")
        .with(fields::ACTOR, Scalar::text("the deploy agent"))
        .with(fields::HAD_TIME, Scalar::text(Answer::No.key()))
        .with(fields::HAD_CONTEXT, Scalar::text(Answer::Partly.key()))
        .with(fields::HAD_AUTHORITY, Scalar::text(Answer::Yes.key()))
        .with(fields::BELIEVED_REACH, Scalar::text("one market"))
        .with(fields::ACTUAL_REACH, Scalar::text("all of them"))
        .with(fields::CAUGHT_BY, Scalar::text("Nothing."));
    ReviewView::default()
        .act(&[
            Intent::set_meta(meta::CREATED_AT, Scalar::Int(0)),
            say(Prose::Trigger, "A deploy of the price list"),
            say(Prose::Condition, "Nobody had been given the watching of queues"),
            Intent::AddItem(entry(
                "a",
                EntryKind::Alarm,
                "2026-03-17T22:47:00Z|m|+00:00|",
                "page: queue depth over 40k",
            )),
            Intent::AddItem(decision),
            Intent::AddItem(factor),
            Intent::AddItem(layer),
            Intent::AddItem(gate),
            add(ItemId::new("c1"), "The queue grew for an hour", None, "1", &by, 0),
            add(ItemId::new("c2"), "No limit on its size", Some(&ItemId::new("c1")), "2", &by, 0),
            Intent::AddItem(new("q", kind::QUESTION, "Why then?")),
            Intent::AddItem(
                new("q2", kind::QUESTION, "Which build?").with(fields::ANSWER, Scalar::text("The second.")),
            ),
            support(&Stated::Item(ItemId::new("f")), &ItemId::new("a"), true),
            support(&Stated::Item(ItemId::new("l")), &ItemId::new("d"), true),
            support(&Stated::Prose(Prose::Condition), &ItemId::new("a"), true),
        ])
        .view
}

// S0-17
#[test]
fn what_was_learned_later_and_all_else_of_a_card_is_in_no_replay() {
    let view = full();
    let now = Instant::from_seconds(2_000_000_000).unwrap();
    let then = replay::then(&view, now, Seen::ByAnyone);
    let decision = then.item(&ItemId::new("d")).expect("the decision was known when it was made");
    for key in MORE.iter().chain(&[fields::WHY, fields::CREATED_BY]) {
        assert!(decision.field(key).is_nothing(), "{key} was written later");
    }
    let id = ReviewId::new("r");
    for written in [markdown::write(&then, &id), json::write(&then, &id)] {
        assert!(!written.contains("SAID-"), "{written}");
        for later in ["Nothing watched", "canary", "deploy agent", "The queue grew", "Why then?"] {
            assert!(!written.contains(later), "{later}");
        }
    }
}

// ---- Markdown ----------------------------------------------------------------------------------------------

// S0-13, S0-14, S0-21, S1-1, S1-7, S1-9, S1-14, S2-11, S3-32, S3-46, S3-47, S3-48
#[test]
fn part_two_reads_as_prose_that_a_stranger_can_retell() {
    let written = markdown::write(&full(), &ReviewId::new("r"));
    let from = written.find("## Decisions").unwrap();
    let expected = "## Decisions

- **2026-03-17 22:50 UTC** Hold the rollback\\
  **Known then:** SAID-known_then\\
  **Options considered:** SAID-options\\
  **Chosen:** SAID-chosen\\
  **Why it made sense:** SAID-WHY\\
  **Not known:** SAID-missing\\
  **Where that was:** SAID-missing_was\\
  *Learned later:* SAID-learned_later <!-- e:d -->

## Trigger

A deploy of the price list

## Underlying condition

Nobody had been given the watching of queues

**Supported by:** 2026-03-17 22:47 UTC

## Contributing factors

- Nothing watched the size of the queue (Missing safeguards · Delayed detection · again tomorrow: easily)\\
  **Supported by:** 2026-03-17 22:47 UTC <!-- e:f -->

## How it was possible

- The queue grew for an hour <!-- e:c1 -->
- No limit on its size\\
  *made possible:* “The queue grew for an hour” <!-- e:c2 -->

## Layers of protection

| Layer | What became of it | Supported by |
| --- | --- | --- |
| The canary <!-- e:l --> | Bypassed | 2026-03-17 22:50 UTC |

## The gate

- **the deploy agent**: merged its own change\\
  **The approver had what the gate assumed:** time: no · context: in part · authority: yes\\
  **Believed to reach:** one market\\
  **Reached:** all of them\\
  **What other than luck would have caught it:** Nothing. <!-- e:g -->

## What we could not see

- SAID-missing\\
  **It was here:** SAID-missing_was

## Open questions

- Why then? <!-- e:q -->

## Answered questions

- Which build?\\
  **Answer:** The second. <!-- e:q2 -->
";
    assert_eq!(written.get(from..), Some(expected));
}

// S3-32
#[test]
fn a_closed_review_still_shows_its_open_questions() {
    let view = full().act(&[Intent::set_meta(meta::STATUS, Scalar::text("closed"))]).view;
    assert!(markdown::write(&view, &ReviewId::new("r")).contains("Why then?"));
    let question = view.item(&ItemId::new("q")).unwrap();
    assert_eq!(second_story::practice::questions::days_open(&view, question, 30 * DAY), Some(30));
}
