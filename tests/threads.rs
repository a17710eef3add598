//! Discussion outlives what it was about, and meets with nothing lost.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use proptest::prelude::*;
use second_story::document::{Replica, Seed, Stamp};
use second_story::practice::threads::{Anchor, Thread, answer, remark, threads};
use second_story::review::field::item as fields;
use second_story::review::{
    EntryKind, Intent, ItemId, Moment, NewItem, PersonId, Prose, ReviewView, Scalar, TextField,
};

#[path = "support/two.rs"]
mod two;
use two::exchange;

const TEXT: &str = "the queue was full, then the queue was drained";

fn entry(id: &str, body: &str) -> Intent {
    Intent::AddItem(NewItem::entry(ItemId::new(id), EntryKind::Note, &Moment::unknown(), body, &PersonId::new("p"), 0))
}

fn first(id: &str, about: &TextField, quote: Option<(usize, &str)>, at: i64) -> Intent {
    Intent::AddItem(remark(about, quote, "is that so?", ItemId::new(id), &PersonId::new("p"), at))
}

fn body(id: &str) -> TextField {
    TextField::Body(ItemId::new(id))
}

fn view() -> ReviewView {
    ReviewView::default().act(&[entry("e", TEXT)]).view
}

#[test]
fn a_thread_follows_the_words_it_speaks_of_and_says_what_they_were() {
    let second = TEXT.rfind("the queue").unwrap();
    let one = view().act(&[first("c", &body("e"), Some((second, "the queue")), 1)]).view;
    assert_eq!(threads(&one)[0].anchor, Anchor::Words(second..second + 9), "the place that was meant");
    let splice =
        |at, delete, insert: &str| Intent::SpliceText { field: body("e"), at, delete, insert: insert.to_owned() };
    // Written on before them, they are found further on.
    let moved = one.act(&[splice(0, 0, "At first ")]).view;
    assert_eq!(threads(&moved)[0].anchor, Anchor::Words(second + 9..second + 18));
    // Reworded, they are gone, and the thread says what they were.
    let gone = one.act(&[splice(0, TEXT.len(), "it drained")]).view;
    assert_eq!(threads(&gone)[0].anchor, Anchor::Gone("the queue".to_owned()));
    // So does one about a line that was removed.
    let whole = view().act(&[first("c", &body("e"), None, 1)]).view;
    assert_eq!(threads(&whole)[0].anchor, Anchor::Whole);
    let removed = whole.act(&[Intent::remove(&ItemId::new("e"), 5)]).view;
    assert_eq!(threads(&removed)[0].anchor, Anchor::Gone(TEXT.to_owned()));
}

#[test]
fn a_settled_thread_opens_again_with_the_next_answer() {
    let prose = TextField::Prose(Prose::Summary);
    let one = view().act(&[first("c", &prose, None, 1)]).view;
    let settled = one.act(&[Intent::set(&ItemId::new("c"), fields::SETTLED_AT, Scalar::Int(9))]).view;
    let thread: Thread = threads(&settled).remove(0);
    assert!(thread.settled);
    let more = settled.act(&[Intent::AddItem(answer(&thread, "no", ItemId::new("d"), &PersonId::new("q"), 12))]).view;
    let thread = threads(&more).remove(0);
    assert!(!thread.settled);
    assert_eq!(thread.remarks, [ItemId::new("c"), ItemId::new("d")]);
    // Its first remark taken away, the answer still stands.
    let rest = threads(&more.act(&[Intent::remove(&ItemId::new("c"), 20)]).view);
    assert_eq!(rest.len(), 1);
    assert_eq!((rest[0].first.as_str(), &rest[0].about), ("d", &prose));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]
    #[test]
    fn threads_written_apart_meet(steps in proptest::collection::vec((any::<bool>(), 0..5_u8, 0..40_usize, 0..6_usize), 1..25)) {
        let by = PersonId::new("p");
        let stamp = Stamp { by: by.clone(), now_ms: 0 };
        let mut a = Replica::create(&Seed { id: [15; 16], actor: [16; 16] }).unwrap();
        let act = a.view().unwrap().act(&[entry("e", TEXT)]);
        a.carry_out(&act, &stamp).unwrap();
        let mut b = Replica::load(&a.save(), [17; 16]).unwrap();
        let mut written = 0_usize;
        for (number, (left, what, at, length)) in steps.into_iter().enumerate() {
            if what == 0 {
                exchange(&mut a, &mut b);
                continue;
            }
            let replica = if left { &mut a } else { &mut b };
            let view = replica.view().unwrap();
            let text = view.text(&body("e")).unwrap().to_owned();
            let id = ItemId::new(format!("c{number}"));
            let moment = i64::try_from(number).unwrap();
            let intent = match what {
                1 => {
                    written += 1;
                    let quote = text.get(at..at + length).map(|quote| (at, quote));
                    Intent::AddItem(remark(&body("e"), quote, "why?", id, &by, moment))
                }
                2 => match threads(&view).first() {
                    Some(thread) => {
                        written += 1;
                        Intent::AddItem(answer(thread, "so", id, &by, moment))
                    }
                    None => continue,
                },
                3 => match threads(&view).first() {
                    Some(thread) => Intent::set(&thread.first, fields::SETTLED_AT, Scalar::Int(moment)),
                    None => continue,
                },
                _ => Intent::SpliceText { field: body("e"), at: at.min(text.len()), delete: length, insert: "x".to_owned() },
            };
            let act = view.act(&[intent]);
            replica.carry_out(&act, &stamp).unwrap();
        }
        exchange(&mut a, &mut b);
        let view = a.view().unwrap();
        prop_assert_eq!(threads(&view), threads(&b.view().unwrap()));
        let all: Vec<Thread> = threads(&view);
        prop_assert_eq!(all.iter().map(|thread| thread.remarks.len()).sum::<usize>(), written, "no remark is lost or doubled");
        for thread in all {
            if let Anchor::Words(range) = thread.anchor {
                let quote = view.item(&thread.first).unwrap().field(fields::QUOTE).text().to_owned();
                prop_assert_eq!(view.text(&thread.about).unwrap().get(range), Some(quote.as_str()));
            }
        }
    }
}
