//! Ratings and their seals: given apart and in private, shown together, without person or clock.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use proptest::prelude::*;
use second_story::app::private_rating::{PrivateRating, unlike_their_seal};
use second_story::app::{Output, Room};
use second_story::document::{Keep, Replica, Seed, Stamp, everything_written, inspect, inverse_of_merge, recast};
use second_story::practice::surprise;
use second_story::review::ballot::SHOWN;
use second_story::review::{Intent, PersonId, Prose, ReviewView, Scalar, TextField, difference};
use second_story::store::{Effect, Event};
use std::collections::BTreeSet;

fn seed(number: u32) -> [u8; 16] {
    let mut bytes = [9_u8; 16];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    bytes
}

fn rating(number: u32, value: u8, sealed: bool) -> PrivateRating {
    PrivateRating { value, name: format!("name{number}"), salt: format!("the private salt {number}"), sealed }
}

fn say(text: &str) -> Intent {
    Intent::SpliceText { field: TextField::Prose(Prose::Summary), at: 0, delete: 0, insert: text.to_owned() }
}

/// One person with a copy.
struct Person {
    replica: Replica,
    view: ReviewView,
}

impl Person {
    fn of(bytes: &[u8], actor: u32) -> Person {
        let replica = Replica::load(bytes, seed(actor)).unwrap();
        let view = replica.view().unwrap();
        Person { replica, view }
    }

    fn take(&mut self, changes: &[Vec<u8>]) {
        let absorbed = self.replica.absorb(changes, &self.view).unwrap();
        self.view = self.view.clone().fold(&absorbed.deltas);
        assert_eq!(self.view, self.replica.view().unwrap(), "folded equals read anew");
    }

    fn vote(&mut self, marks: &[(String, Scalar)], actor: u32) {
        let change = self.replica.ballot(marks, seed(actor)).unwrap();
        self.take(&[change]);
    }

    fn write(&mut self, text: &str, by: &str) {
        let act = self.view.act(&[say(text)]);
        self.replica.carry_out(&act, &Stamp { by: PersonId::new(by), now_ms: 1_773_000_000_000 }).unwrap();
        self.view = act.view;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    // S3-29: given apart, shown together, in whatever order they meet.
    #[test]
    fn ratings_given_apart_are_all_there_whatever_the_order(
        votes in proptest::collection::vec((0..4_usize, 1..=5_u8, any::<bool>()), 1..12),
        people in 2..=4_usize,
        meetings in proptest::collection::vec((0..4_usize, 0..4_usize), 0..12),
    ) {
        let first = Replica::create(&Seed { id: seed(0), actor: seed(1) }).unwrap().save();
        let mut all: Vec<Person> = (10..).take(people).map(|actor| Person::of(&first, actor)).collect();
        let mut meetings = meetings.into_iter();
        for (number, (who, value, sealed)) in (0_u32..).zip(&votes) {
            let who = who % people;
            let mine = rating(number, *value, *sealed);
            if *sealed {
                all[who].vote(&mine.seal(), 1_000 + number);
            }
            all[who].write("words in between ", "somebody");
            all[who].vote(&mine.show(), 2_000 + number);
            if let Some((from, to)) = meetings.next().map(|(from, to)| (from % people, to % people)) {
                let changes = all[from].replica.changes_after(&[]);
                all[to].take(&changes);
            }
        }
        for round in 0..2 * people {
            let changes = all[round % people].replica.changes_after(&[]);
            for to in (0..people).rev() {
                all[to].take(&changes);
            }
        }
        let mut given: Vec<i64> = votes.iter().map(|(_, value, _)| i64::from(*value)).collect();
        given.sort_unstable();
        for person in &all {
            prop_assert_eq!(surprise::ratings(&person.view), given.clone());
            prop_assert_eq!((surprise::sealed(&person.view), unlike_their_seal(&person.view)), (0, 0));
        }
        // Taking a merge back, going back in history and leaving it out pass them over.
        let none = Replica::load(&first, seed(77)).unwrap().view().unwrap();
        let view = &all[0].view;
        for intents in [inverse_of_merge(&none, view, view, 1), difference::back(view, &none, 1)] {
            prop_assert_eq!(surprise::ratings(&view.act(&intents).view), given.clone());
        }
        // A first share, and every copy after it, keeps them, each still in a change of its own.
        for keep in [Keep::ForOthers, Keep::Everything] {
            let stamp = Stamp { by: PersonId::new("whoever shares"), now_ms: 1_773_000_000_000 };
            let copy = recast(view, keep, &Seed { id: seed(5), actor: seed(6) }, &stamp).unwrap();
            prop_assert_eq!(surprise::ratings(&copy.view().unwrap()), given.clone());
            prop_assert_eq!(ballots(&copy.save()).len(), votes.len());
        }
    }
}

/// The changes of a document that carry ratings, each held to what was promised of it.
fn ballots(bytes: &[u8]) -> Vec<automerge::Change> {
    let document = automerge::Automerge::load(bytes).unwrap();
    let changes = document.get_changes(&[]);
    let genesis = changes.iter().find(|change| change.deps().is_empty()).unwrap().hash();
    let rates =
        |change: &automerge::Change| {
            change.decode().operations.iter().any(
                |operation| matches!(&operation.key, automerge::legacy::Key::Map(key) if key.starts_with("rating:")),
            )
        };
    let (ballots, others): (Vec<_>, Vec<_>) = changes.into_iter().partition(rates);
    let elsewhere: BTreeSet<_> = others.iter().map(|change| change.actor_id().clone()).collect();
    let mut own = BTreeSet::new();
    for change in &ballots {
        assert_eq!((change.message(), change.timestamp()), (None, 0), "nobody's name and no clock");
        assert_eq!(change.deps(), [genesis], "on the beginning alone");
        assert!(!elsewhere.contains(change.actor_id()) && own.insert(change.actor_id().clone()), "an actor of its own");
        assert_eq!(change.seq(), 1);
    }
    ballots
}

fn begun() -> Room {
    let me = PersonId::new("the writer");
    let words = [say("refunds were paid twice")];
    Room::begin(&Seed { id: seed(20), actor: seed(21) }, me, "tab", &words, 1_773_000_000_000).unwrap().0
}

#[test]
fn nothing_of_a_rating_leaves_before_it_is_shown_and_then_nothing_of_whose_it_is() {
    let mut room = begun();
    let mine = rating(1, 4, true);
    let private = String::from_utf8(mine.encode()).unwrap();
    let holds = |room: &Room, words: &str| {
        let strings = everything_written(&room.document().unwrap()).unwrap();
        strings.iter().any(|text| text.contains(words))
    };

    // It was rated and sealed; the review leaves for the first time.
    room.ballot(&mine.seal(), seed(30)).unwrap();
    let (outputs, old) = room.leave(&Seed { id: seed(22), actor: seed(23) }, 1_773_000_001_000).unwrap();
    assert!(old.is_some());
    for output in &outputs {
        if let Output::Journal(Effect::Append { ticket, .. }) = output {
            room.disk(Event::Landed { ticket: *ticket });
        }
    }
    assert!(holds(&room, "refunds were paid twice"), "the search finds what is there");
    assert!(!holds(&room, &mine.salt) && !holds(&room, &private));
    assert_eq!((surprise::sealed(room.view()), surprise::ratings(room.view())), (1, vec![]));
    assert!(ballots(&room.document().unwrap()).is_empty());

    // The room asks for them, and it is shown: saved and told like any other change.
    room.ballot(&[(SHOWN.to_owned(), Scalar::Bool(true))], seed(31)).unwrap();
    assert!(surprise::are_asked_for(room.view()));
    let outputs = room.ballot(&mine.show(), seed(32)).unwrap();
    for wanted in ["Draw", "Journal", "Tell"] {
        let has = |output: &Output| format!("{output:?}").starts_with(wanted);
        assert!(outputs.iter().any(has), "{wanted} is put out: {outputs:?}");
    }
    assert!(holds(&room, &mine.salt), "the search would have found it");
    assert_eq!(ballots(&room.document().unwrap()).len(), 1);
    assert_eq!((surprise::ratings(room.view()), unlike_their_seal(room.view())), (vec![4], 0));

    // The gate lets it through, and undo knows nothing of it.
    inspect(&room.document().unwrap(), &second_story::document::Limits::default()).unwrap();
    room.act(&[say("again: ")], 1_773_000_002_000);
    room.undo(1_773_000_003_000);
    room.undo(1_773_000_004_000);
    assert_eq!(surprise::ratings(room.view()), [4]);
    assert_eq!(
        room.view().marks().filter(|(_, register)| register.claims().iter().any(|claim| !claim.by.is_empty())).count(),
        0
    );
}

#[test]
fn a_rating_that_was_shown_while_another_tab_shared_goes_along() {
    let (mut here, mut there) = (begun(), begun());
    let document = Replica::load(&here.document().unwrap(), seed(41)).unwrap();
    there.loaded(document, 0).unwrap();
    there.ballot(&rating(2, 5, false).show(), seed(42)).unwrap();
    let (outputs, _) = here.leave(&Seed { id: seed(43), actor: seed(44) }, 1_773_000_001_000).unwrap();
    let moved = outputs.iter().find_map(|output| match output {
        Output::Tell(message) => Some(message.encode()),
        _ => None,
    });
    there.heard(&moved.unwrap(), seed(45));
    assert_eq!(there.id(), here.id());
    assert_eq!(surprise::ratings(there.view()), [5]);
    assert_eq!(ballots(&there.document().unwrap()).len(), 1, "still nobody's");
}
