//! History: states as they were, going back, taking back what came in, and undo that takes nothing of others.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use proptest::prelude::*;
use second_story::app::Room;
use second_story::app::room::Take;
use second_story::document::{Head, Keep, Replica, Seed, Stamp, heads_of, recast};
use second_story::exchange::{Limits, export, import};
use second_story::review::field::{item as fields, meta};
use second_story::review::version;
use second_story::review::{
    EntryKind, Intent, Item, ItemId, Moment, NewItem, PersonId, Prose, Register, ReviewView, Scalar, TextField,
    difference,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const WORDS: &[&str] = &["queue", "é", "👩‍👩‍👧", "日本", "שלום", " ", "half full ", "x", ""];

fn config() -> ProptestConfig {
    let cases = std::env::var("SECOND_STORY_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(400);
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 2_000, ..ProptestConfig::default() }
}

#[derive(Clone, Debug)]
enum Step {
    Type { who: usize, item: usize, at: usize, delete: usize, word: usize },
    Title { who: usize, at: usize, delete: usize, word: usize },
    Add { who: usize, word: usize },
    Set { who: usize, item: usize, key: usize, value: usize },
    Meta { who: usize, value: usize },
    Mark { who: usize, item: usize, value: usize },
    Remove { who: usize, item: usize },
    Restore { who: usize, item: usize },
    Name { who: usize, name: usize },
    Exchange { from: usize, to: usize },
}

fn step() -> impl Strategy<Value = Step> {
    let (who, item, at, word) = (0..5_usize, 0..8_usize, 0..20_usize, 0..WORDS.len());
    prop_oneof![
        6 => (who.clone(), item.clone(), at.clone(), 0..6_usize, word.clone())
            .prop_map(|(who, item, at, delete, word)| Step::Type { who, item, at, delete, word }),
        2 => (who.clone(), at, 0..4_usize, word.clone())
            .prop_map(|(who, at, delete, word)| Step::Title { who, at, delete, word }),
        3 => (who.clone(), word).prop_map(|(who, word)| Step::Add { who, word }),
        3 => (who.clone(), item.clone(), 0..3_usize, 0..4_usize)
            .prop_map(|(who, item, key, value)| Step::Set { who, item, key, value }),
        1 => (who.clone(), 0..4_usize).prop_map(|(who, value)| Step::Meta { who, value }),
        1 => (who.clone(), item.clone(), 0..3_usize).prop_map(|(who, item, value)| Step::Mark { who, item, value }),
        2 => (who.clone(), item.clone()).prop_map(|(who, item)| Step::Remove { who, item }),
        1 => (who.clone(), item).prop_map(|(who, item)| Step::Restore { who, item }),
        1 => (who.clone(), 0..3_usize).prop_map(|(who, name)| Step::Name { who, name }),
        4 => (who.clone(), who).prop_map(|(from, to)| Step::Exchange { from, to }),
    ]
}

fn seed(number: u8) -> Seed {
    Seed { id: [number; 16], actor: [number.wrapping_add(100); 16] }
}

fn value(number: usize) -> Scalar {
    [Scalar::Null, Scalar::text("db"), Scalar::text("support"), Scalar::Bool(true)][number % 4].clone()
}

/// Some people with a copy each, at random.
struct People {
    copies: Vec<Replica>,
    clock: i64,
    added: u32,
    /// Every state that somebody's copy ever had.
    states: BTreeMap<Vec<Head>, ReviewView>,
}

impl People {
    fn new(count: usize) -> Self {
        let first = Replica::create(&seed(1)).unwrap().save();
        let copies =
            (0..count).map(|number| Replica::load(&first, [u8::try_from(number).unwrap() + 1; 16]).unwrap()).collect();
        let mut people = People { copies, clock: 1_773_000_000_000, added: 0, states: BTreeMap::new() };
        people.note(0);
        people
    }

    fn note(&mut self, who: usize) {
        let copy = &self.copies[who];
        self.states.insert(copy.heads(), copy.view().unwrap());
    }

    fn act(&mut self, who: usize, intents: &[Intent]) {
        self.clock += 60_000;
        let act = self.copies[who].view().unwrap().act(intents);
        let stamp = Stamp { by: PersonId::new(format!("p{who}")), now_ms: self.clock };
        self.copies[who].carry_out(&act, &stamp).unwrap();
        self.note(who);
    }

    fn take(&mut self, from: usize, to: usize) {
        let changes = self.copies[from].changes_after(&[]);
        let before = self.copies[to].view().unwrap();
        self.copies[to].absorb(&changes, &before).unwrap();
        self.note(to);
    }

    fn item(&self, who: usize, number: usize) -> Option<ItemId> {
        let view = self.copies[who].view().unwrap();
        let items: Vec<&Arc<Item>> = view.items().collect();
        (!items.is_empty()).then(|| items[number % items.len()].id().clone())
    }

    fn do_step(&mut self, step: &Step) {
        let count = self.copies.len();
        let splice =
            |field, at, delete, word: usize| Intent::SpliceText { field, at, delete, insert: WORDS[word].into() };
        match *step {
            Step::Type { who, item, at, delete, word } => {
                if let Some(id) = self.item(who % count, item) {
                    self.act(who % count, &[splice(TextField::Body(id), at, delete, word)]);
                }
            }
            Step::Title { who, at, delete, word } => {
                self.act(who % count, &[splice(TextField::Prose(Prose::Title), at, delete, word)]);
            }
            Step::Add { who, word } => {
                self.added += 1;
                let id = ItemId::from_bytes(&self.added.wrapping_mul(0x9e37_79b9).to_be_bytes());
                let by = PersonId::new(format!("p{}", who % count));
                let new = NewItem::entry(id, EntryKind::Note, &Moment::unknown(), WORDS[word], &by, self.clock);
                self.act(who % count, &[Intent::AddItem(new)]);
            }
            Step::Set { who, item, key, value: number } => {
                if let Some(id) = self.item(who % count, item) {
                    let key = [fields::LANE, fields::STARRED, fields::SOURCE][key];
                    self.act(who % count, &[Intent::set(&id, key, value(number))]);
                }
            }
            Step::Meta { who, value: number } => {
                self.act(who % count, &[Intent::set_meta(meta::SEVERITY, value(number))]);
            }
            Step::Mark { who, item, value: number } => {
                if let Some(id) = self.item(who % count, item) {
                    let key = format!("differently:{id}:p{who}");
                    self.act(who % count, &[Intent::SetMark { key, value: value(number) }]);
                }
            }
            Step::Remove { who, item } => {
                if let Some(id) = self.item(who % count, item) {
                    self.act(who % count, &[Intent::remove(&id, self.clock)]);
                }
            }
            Step::Restore { who, item } => {
                if let Some(id) = self.item(who % count, item) {
                    self.act(who % count, &[Intent::restore(&id)]);
                }
            }
            Step::Name { who, name } => {
                let heads = self.copies[who % count].heads();
                let named = version::name(heads.iter().map(Head::to_hex), ["Draft", "Agreed", ""][name]);
                self.act(who % count, &[named]);
            }
            Step::Exchange { from, to } => {
                if from % count != to % count {
                    self.take(from % count, to % count);
                }
            }
        }
    }

    fn all_meet(&mut self) {
        for _ in 0..2 {
            for from in 0..self.copies.len() {
                for to in 0..self.copies.len() {
                    if from != to {
                        self.take(from, to);
                    }
                }
            }
        }
    }
}

/// What a page shows of a review, without what going back cannot bring back: see `difference::back`. Registers that
/// differ in `then` are left out on both sides.
fn seen(view: &ReviewView, then: &ReviewView) -> Vec<String> {
    let mut lines = Vec::new();
    let mut tell = |name: String, is: &Register, was: &Register| {
        if !was.differs() && !is.is_nothing() {
            lines.push(format!("{name}: {is:?}"));
        }
    };
    for (key, register) in view.all_meta() {
        tell(key.to_string(), register, then.meta(key));
    }
    for (key, register) in view.marks().filter(|(key, _)| !version::is_version(key)) {
        tell(key.to_string(), register, then.mark(key));
    }
    for item in view.items().filter(|item| item.is_present()) {
        for (key, register) in item.fields().filter(|(key, _)| &***key != fields::REMOVED_AT) {
            let was = then.item(item.id()).map(|then| then.field(key).clone());
            tell(format!("{} {key}", item.id()), register, &was.unwrap_or(Register::one(Scalar::Null)));
        }
    }
    let bodies = view.items().filter(|item| item.is_present()).map(|item| format!("{} {}", item.id(), item.body()));
    lines.extend(bodies);
    lines.extend(Prose::ALL.iter().map(|prose| format!("{prose:?} {}", view.prose(*prose))));
    lines
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_state_can_be_looked_at_again_and_is_told_in_one_order_everywhere(
        count in 2_usize..6, steps in proptest::collection::vec(step(), 1..40),
    ) {
        let mut people = People::new(count);
        for step in &steps {
            people.do_step(step);
        }
        people.all_meet();
        let written = people.copies[0].written();
        for copy in &people.copies {
            prop_assert_eq!(&copy.written(), &written, "one history");
            for (heads, view) in &people.states {
                prop_assert_eq!(&copy.view_at(heads).unwrap(), view);
            }
        }
        prop_assert_eq!(heads_of(&written), people.copies[0].heads());
        // Every beginning of the history is a state.
        let mut known = BTreeSet::new();
        for (place, change) in written.iter().enumerate() {
            prop_assert!(change.after.iter().all(|before| known.contains(before)));
            known.insert(change.head);
            if place % 7 == 0 {
                people.copies[0].view_at(&heads_of(&written[..=place])).unwrap();
            }
        }
    }

    #[test]
    fn going_back_shows_what_stood_then_and_is_a_change_like_any_other(
        count in 2_usize..4, steps in proptest::collection::vec(step(), 1..40), pick in any::<prop::sample::Index>(),
    ) {
        let mut people = People::new(count);
        for step in &steps {
            people.do_step(step);
        }
        people.all_meet();
        let written = people.copies[0].written();
        let then = people.copies[0].view_at(&heads_of(&written[..=pick.index(written.len())])).unwrap();
        let now = people.copies[0].view().unwrap();
        let before = people.copies[0].change_count();
        let intents = difference::back(&now, &then, people.clock + 1);
        people.act(0, &intents);
        prop_assert!(people.copies[0].change_count() <= before + 1, "nothing is rewritten");
        people.all_meet();
        for copy in &people.copies {
            let view = copy.view().unwrap();
            prop_assert_eq!(seen(&view, &then), seen(&then, &then));
            prop_assert!(difference::back(&view, &then, 1).is_empty(), "and going there again changes nothing");
            prop_assert!(version::versions(&now).iter().all(|named| version::versions(&view).contains(named)));
        }
    }
}

#[test]
fn names_of_states_go_into_json_and_back_and_stay_behind_at_the_first_share() {
    let mut people = People::new(2);
    people.do_step(&Step::Add { who: 0, word: 0 });
    people.do_step(&Step::Name { who: 0, name: 0 });
    people.do_step(&Step::Name { who: 1, name: 1 });
    people.all_meet();
    let view = people.copies[0].view().unwrap();
    let names = |view: &ReviewView| version::versions(view).into_iter().map(|version| version.name).collect::<Vec<_>>();
    assert_eq!(names(&view).len(), 2, "two states with a name each");
    let json = export::json::write(&view, &people.copies[0].identity().public);
    let read = import::json::read(json.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(names(&read.view), names(&view));
    let stamp = Stamp { by: PersonId::new("p0"), now_ms: 1_773_000_000_000 };
    let kept = recast(&read.view, Keep::Everything, &seed(9), &stamp).unwrap();
    assert_eq!(export::json::write(&kept.view().unwrap(), &people.copies[0].identity().public), json);
    assert!(kept.view_at(&people.copies[0].heads()).is_err(), "the states themselves did not come along");
    let shared = recast(&view, Keep::ForOthers, &seed(8), &stamp).unwrap();
    assert!(names(&shared.view().unwrap()).is_empty());
}

// ---- one's own undo, and what came in ---------------------------------------------------------------------------

fn begin() -> Room {
    let entry = |id: &str, text: &str| {
        let by = PersonId::new("me");
        Intent::AddItem(NewItem::entry(ItemId::new(id), EntryKind::Note, &Moment::unknown(), text, &by, 1_000))
    };
    let intents = [entry("a", "the queue was full"), entry("b", "abab")];
    let mut room = Room::begin(&seed(1), PersonId::new("me"), "tab", &intents, 1_000).unwrap().0;
    room.leave(&seed(2), 1_001).unwrap();
    room
}

fn copy(room: &Room, number: u8) -> Room {
    Room::around(Replica::load(&room.document().unwrap(), [number; 16]).unwrap(), PersonId::new("ben"), "tab").unwrap()
}

fn take(into: &mut Room, from: &Room, take: Take, now_ms: i64) {
    into.take(&from.replica().unwrap().changes_after(&[]), take, "support", now_ms).unwrap();
}

fn typed(id: &str, at: usize, delete: usize, insert: &str) -> Intent {
    Intent::SpliceText { field: TextField::Body(ItemId::new(id)), at, delete, insert: insert.into() }
}

fn body(room: &Room, id: &str) -> String {
    room.view().item(&ItemId::new(id)).unwrap().body().to_owned()
}

#[test]
fn undo_takes_out_ones_own_words_around_what_others_wrote_into_them() {
    let mut here = begin();
    here.act(&[typed("a", 0, 0, "At 22:47 ")], 10_000);
    let mut there = copy(&here, 50);
    there.act(&[typed("a", 3, 0, "about ")], 10_001);
    take(&mut here, &there, Take::Everything, 10_002);
    assert_eq!(body(&here, "a"), "At about 22:47 the queue was full");
    here.undo(20_000);
    assert_eq!(body(&here, "a"), "about the queue was full");
    here.redo(20_001);
    assert!(body(&here, "a").contains("about") && body(&here, "a").contains("22:47"));
}

#[test]
fn an_earlier_act_knows_what_others_wrote_behind_a_later_one() {
    // By positions on the page alone, undoing "ab" took these letters out of theirs.
    let mut here = begin();
    here.act(&[typed("b", 0, 4, "ab")], 10_000);
    here.act(&[typed("b", 0, 0, "q")], 20_000);
    let mut there = copy(&here, 50);
    there.act(&[typed("b", 1, 0, "ab-")], 20_001);
    take(&mut here, &there, Take::Everything, 20_002);
    assert_eq!(body(&here, "b"), "qab-ab");
    here.undo(30_000);
    assert_eq!(body(&here, "b"), "ab-ab");
    here.undo(30_001);
    assert!(body(&here, "b").contains("ab-") && body(&here, "b").contains("abab"), "{}", body(&here, "b"));
}

#[test]
fn an_entry_that_others_wrote_in_is_not_taken_away_by_undoing_that_it_was_added() {
    let mut here = begin();
    let by = PersonId::new("me");
    let new = NewItem::entry(ItemId::new("c"), EntryKind::Note, &Moment::unknown(), "mine", &by, 1_000);
    here.act(&[Intent::AddItem(new)], 10_000);
    let mut there = copy(&here, 50);
    there.act(&[typed("c", 4, 0, " and theirs")], 10_001);
    take(&mut here, &there, Take::Everything, 10_002);
    here.undo(20_000);
    assert!(here.view().item(&ItemId::new("c")).unwrap().is_present());
    assert!(body(&here, "c").ends_with("and theirs"));
}

#[test]
fn what_is_left_out_goes_with_the_same_click_and_comes_back_with_the_same_undo() {
    let here = begin();
    let mut there = copy(&here, 50);
    let by = PersonId::new("ben");
    let new = NewItem::entry(ItemId::new("n"), EntryKind::Note, &Moment::unknown(), "new", &by, 1_000);
    there.act(
        &[
            Intent::AddItem(new),
            Intent::remove(&ItemId::new("b"), 2_000),
            typed("a", 0, 3, "our"),
            Intent::set_meta(meta::SEVERITY, Scalar::text("SEV-1")),
        ],
        10_000,
    );
    for (choice, b, a, severity) in [
        (Take::Everything, false, "our queue was full", "SEV-1"),
        (Take::ButRemovals, true, "our queue was full", "SEV-1"),
        (Take::OnlyNew, true, "the queue was full", ""),
    ] {
        let mut room =
            Room::around(Replica::load(&here.document().unwrap(), [70; 16]).unwrap(), PersonId::new("me"), "t")
                .unwrap();
        let before = room.view().clone();
        take(&mut room, &there, choice, 11_000);
        assert!(room.view().item(&ItemId::new("n")).unwrap().is_present());
        assert_eq!(room.view().item(&ItemId::new("b")).unwrap().is_present(), b, "{choice:?}");
        assert_eq!(body(&room, "a"), a);
        assert_eq!(room.view().meta(meta::SEVERITY).text(), severity);
        assert_eq!(room.merges().len(), 1);
        room.turn_merge(0, 12_000).unwrap();
        assert_eq!(seen(room.view(), &before), seen(&before, &before), "{choice:?}");
        room.turn_merge(0, 13_000).unwrap();
        assert_eq!(body(&room, "a"), a, "brought back as it was chosen");
    }
}

#[test]
fn a_merge_of_an_earlier_visit_is_taken_back_from_its_note() {
    let mut here = begin();
    let mut there = copy(&here, 50);
    there.act(&[typed("a", 0, 0, "Perhaps ")], 10_000);
    take(&mut here, &there, Take::Everything, 10_001);
    here.act(&[typed("a", 26, 0, " by then")], 20_000);
    let notes: Vec<String> = here.merges().iter().map(second_story::app::history::Merge::print).collect();
    let mut next = copy(&here, 51);
    assert!(next.merges().is_empty());
    next.remember_merges(notes.iter().filter_map(|note| second_story::app::history::Merge::parse(note)).collect());
    next.turn_merge(0, 30_000).unwrap();
    assert_eq!(body(&next, "a"), "the queue was full by then");
}

/// Mine and theirs, told apart by their letters.
fn strip(text: &str, keep: fn(char) -> bool) -> String {
    text.chars().filter(|letter| keep(*letter)).collect()
}

proptest! {
    #![proptest_config(config())]

    /// I write in capitals, the other one in digits, both into the same small letters, and neither takes out what is
    /// not small: whatever I undo and redo, every digit stays, in its order, and undoing everything leaves no capital.
    #[test]
    fn undoing_what_is_mine_never_takes_away_what_is_theirs(
        steps in proptest::collection::vec((0_u8..6, 0_usize..30, 0_usize..4, "[A-C]{1,3}", "[0-9]{1,3}"), 1..30),
    ) {
        let mut here = begin();
        let mut there = copy(&here, 50);
        let mut now = 10_000;
        let mut theirs = String::new();
        let small = |text: &str, at: usize, delete: usize| {
            text.chars().skip(at).take(delete).take_while(|letter| letter.is_ascii_lowercase() || *letter == ' ').count()
        };
        for (what, at, delete, mine, digits) in &steps {
            now += 5_000;
            match what {
                0 | 1 => {
                    let text = body(&here, "a");
                    let at = (*at).min(text.len());
                    here.act(&[typed("a", at, small(&text, at, *delete), mine)], now);
                }
                2 => {
                    let text = body(&there, "a");
                    let at = (*at).min(text.len());
                    there.act(&[typed("a", at, small(&text, at, *delete), digits)], now);
                    theirs.push_str(digits);
                }
                3 => { here.undo(now); }
                4 => { here.redo(now); }
                _ => {
                    take(&mut here, &there, Take::Everything, now);
                    take(&mut there, &here, Take::Everything, now);
                    prop_assert_eq!(body(&here, "a"), body(&there, "a"));
                }
            }
        }
        take(&mut here, &there, Take::Everything, now);
        let digits = strip(&body(&here, "a"), |letter| letter.is_ascii_digit());
        while here.can_undo().0 {
            here.undo(now);
            prop_assert_eq!(strip(&body(&here, "a"), |letter| letter.is_ascii_digit()), digits.clone());
        }
        prop_assert_eq!(digits.len(), theirs.len(), "nothing of theirs is lost");
        prop_assert_eq!(strip(&body(&here, "a"), |letter| letter.is_ascii_uppercase()), "", "nothing of mine is left");
        while here.can_undo().1 {
            here.redo(now);
            prop_assert_eq!(strip(&body(&here, "a"), |letter| letter.is_ascii_digit()), digits.clone());
        }
        prop_assert_eq!(&here.replica().unwrap().view().unwrap(), &**here.view());
    }

    /// Taking back what came in leaves what was written since, by whomever.
    #[test]
    fn taking_back_what_came_in_leaves_what_was_written_since(
        came in proptest::collection::vec((0_usize..20, 0_usize..5, "[0-9]{1,3}"), 1..5),
        since in proptest::collection::vec((0_usize..30, "[A-C]{1,3}"), 0..5),
    ) {
        let mut here = begin();
        let mut there = copy(&here, 50);
        let before = here.view().clone();
        for (number, (at, delete, words)) in came.iter().enumerate() {
            there.act(&[typed("a", *at, *delete, words)], 10_000 + i64::try_from(number).unwrap());
        }
        take(&mut here, &there, Take::Everything, 11_000);
        for (at, words) in &since {
            here.act(&[typed("a", *at, 0, words)], 12_000);
        }
        let capitals = strip(&body(&here, "a"), |letter| letter.is_ascii_uppercase());
        here.turn_merge(0, 13_000).unwrap();
        prop_assert_eq!(strip(&body(&here, "a"), |letter| letter.is_ascii_uppercase()), capitals);
        if since.is_empty() {
            prop_assert_eq!(seen(here.view(), &before), seen(&before, &before));
        } else if since.len() == 1 {
            // Several places in one word are told as one, and then what stands there is somebody's own.
            let small = |text: &str| strip(text, |letter| letter.is_ascii_lowercase());
            prop_assert_eq!(small(&body(&here, "a")), small(before.item(&ItemId::new("a")).unwrap().body()));
        }
    }
}

/// How long it takes to show a state of a review with 1,000 changes, printed for whoever runs it with `--nocapture`.
#[test]
fn a_state_of_a_thousand_changes_is_shown_on_demand() {
    let mut people = People::new(2);
    people.states.clear();
    for number in 0..1_000_u32 {
        let id = ItemId::from_bytes(&number.wrapping_mul(0x9e37_79b9).to_be_bytes());
        let by = PersonId::new("p0");
        let new = NewItem::entry(id, EntryKind::Note, &Moment::unknown(), "the queue was full again", &by, 1_000);
        let act = people.copies[0].view().unwrap().act(&[Intent::AddItem(new)]);
        let stamp = Stamp { by, now_ms: 1_773_000_000_000 + i64::from(number) * 1_000 };
        people.copies[0].carry_out(&act, &stamp).unwrap();
    }
    let began = std::time::Instant::now();
    let written = people.copies[0].written();
    let told = began.elapsed();
    let view = people.copies[0].view_at(&heads_of(&written[..=500])).unwrap();
    println!("1,000 changes: told in {told:?}, half of them shown in {:?}", began.elapsed() - told);
    assert_eq!(view.timeline().count(), 500);
}
