//! A review comes by a file, a link, a live wire, another tab; twice, in any order, by any two ways: the heads are the
//! same, and so is what is shown and exported.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use proptest::prelude::*;
use second_story::document::{Replica, Seed, Stamp};
use second_story::exchange::envelope::{Envelope, Kind as Section};
use second_story::exchange::export::json;
use second_story::exchange::gate::{Input, Request, read};
use second_story::exchange::limits::Limits;
use second_story::exchange::link::{Kind, Link};
use second_story::exchange::live::session::{Effect, Event, Session};
use second_story::review::field::meta;
use second_story::review::{Intent, ItemId, NewItem, PersonId, Prose, ReviewView, Scalar, TextField};
use std::collections::{BTreeMap, VecDeque};

fn cases() -> u32 {
    std::env::var("SECOND_STORY_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(200)
}

fn seed(number: u32) -> [u8; 16] {
    let mut bytes = [6_u8; 16];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    bytes
}

struct Copy {
    replica: Replica,
    view: ReviewView,
    name: String,
}

impl Copy {
    fn of(bytes: &[u8], number: u32) -> Copy {
        let replica = Replica::load(bytes, seed(number)).unwrap();
        let view = replica.view().unwrap();
        Copy { replica, view, name: format!("p{number}") }
    }

    fn write(&mut self, number: usize, word: &str) {
        let intents = [
            Intent::AddItem(NewItem {
                id: ItemId::new(format!("{}-{number}", self.name)),
                fields: BTreeMap::new(),
                body: word.to_owned(),
            }),
            Intent::SpliceText { field: TextField::Prose(Prose::Title), at: 0, delete: 0, insert: word.to_owned() },
            Intent::set_meta(meta::SEVERITY, Scalar::text(word)),
        ];
        let act = self.view.act(&intents);
        let now_ms = 1_773_000_000_000 + i64::try_from(number).unwrap() * 1_000;
        let stamp = Stamp { by: PersonId::new(self.name.as_str()), now_ms };
        let commit = self.replica.carry_out(&act, &stamp).unwrap();
        self.view = act.view.fold(&commit.also);
    }

    fn take(&mut self, changes: &[Vec<u8>]) {
        let absorbed = self.replica.absorb(changes, &self.view).unwrap();
        self.view = self.view.clone().fold(&absorbed.deltas);
    }
}

#[derive(Clone, Copy, Debug)]
enum Way {
    File,
    Link,
    Live,
    Tab,
}

/// What the gate lets through of something that came.
fn through_the_gate(input: Input) -> Vec<Vec<u8>> {
    let response = read(&Request::new(input, Vec::new()), &Limits::default()).unwrap();
    response.reviews().flat_map(|review| review.changes.iter().map(|(_, bytes)| bytes.clone())).collect()
}

/// What comes of a session between two copies, at the end of the one.
fn live(from: &Copy, to: &Copy) -> Vec<Vec<u8>> {
    let id = to.replica.identity().document_id();
    let session = |copy: &Copy, name: &str| Session::new(name, "s", id, Some(&copy.replica.save())).unwrap();
    let mut ends = [session(from, "from"), session(to, "to")];
    let mut waiting: VecDeque<(usize, Event)> = VecDeque::new();
    for (end, joins) in [(0, true), (1, false)] {
        waiting.push_back((end, Event::Opened { wire: 1, joins }));
    }
    let mut learnt = Vec::new();
    while let Some((end, event)) = waiting.pop_front() {
        for effect in ends[end].handle(event) {
            match effect {
                Effect::Send { wire, bytes } => waiting.push_back((1 - end, Event::Received { wire, bytes })),
                Effect::Learnt { changes, .. } if end == 1 => learnt.extend(changes),
                _ => {}
            }
        }
    }
    learnt
}

fn bring(from: &Copy, to: &mut Copy, way: Way) {
    let changes = match way {
        Way::File => {
            let file = Envelope::default().with(Section::Document, from.replica.save()).encode();
            through_the_gate(Input::File(file))
        }
        Way::Link => through_the_gate(Input::Link(Link::new(Kind::Document, &from.replica.save()).fragment())),
        Way::Live => live(from, to),
        Way::Tab => from.replica.changes_after(&[]),
    };
    to.take(&changes);
}

const WORDS: [&str; 5] = ["queue", "👩‍👩‍👧", "e\u{301}", "مرحبا", "x"];

fn way() -> impl Strategy<Value = Way> {
    prop_oneof![Just(Way::File), Just(Way::Link), Just(Way::Live), Just(Way::Tab)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_same_review_twice_in_any_order_by_any_ways_gives_the_same_heads(
        written in prop::collection::vec((0..3_usize, 0..WORDS.len()), 1..12),
        early in prop::collection::vec((0..3_usize, 0..3_usize, way()), 0..4),
        first in prop::collection::vec((0..3_usize, way()), 0..8),
        second in prop::collection::vec((0..3_usize, way()), 0..8),
        last in [way(), way(), way(), way(), way(), way()],
    ) {
        let beginning = Replica::create(&Seed { id: seed(0), actor: seed(1) }).unwrap().save();
        let mut writers: Vec<Copy> = (2..5).map(|number| Copy::of(&beginning, number)).collect();
        for (number, (who, word)) in written.into_iter().enumerate() {
            writers[who].write(number, WORDS[word]);
            if let Some((from, to, way)) = early.get(number).copied().filter(|(from, to, _)| from != to) {
                let carried = Copy::of(&writers[from].replica.save(), 90 + u32::try_from(number).unwrap());
                bring(&carried, &mut writers[to], way);
            }
        }
        let (mut one, mut other) = (Copy::of(&beginning, 8), Copy::of(&beginning, 9));
        for (from, way) in first {
            bring(&writers[from], &mut one, way);
        }
        for (from, way) in second {
            bring(&writers[from], &mut other, way);
        }
        // In the end both have everything, one in one order and the other in the other.
        for from in 0..3 {
            bring(&writers[from], &mut one, last[from]);
            bring(&writers[2 - from], &mut other, last[3 + from]);
        }
        prop_assert_eq!(one.replica.heads(), other.replica.heads());
        prop_assert_eq!(&one.view, &other.view);
        prop_assert_eq!(&one.view, &one.replica.view().unwrap());
        let id = &one.replica.identity().public;
        prop_assert_eq!(json::write(&one.view, id), json::write(&other.view, id));
    }
}
