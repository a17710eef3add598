//! The hostile files that the browser tests open, in `tests/fixtures/hostile/`: each is what it is said to be, and
//! can be made anew with `SECOND_STORY_MAKE_FIXTURES=1 cargo test --test hostile_files`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, Automerge, ObjType, ROOT, ScalarValue};
use second_story::document::{Limits as DocumentLimits, Replica, Seed, Stamp, inspect};
use second_story::exchange::envelope::{Envelope, Kind};
use second_story::exchange::limits::Limits;
use second_story::review::{EntryKind, Intent, ItemId, Moment, NewItem, PersonId, Prose, TextField};
use sha2::{Digest, Sha256};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/hostile").join(name)
}

/// The document in a fixture; made anew first where that was asked for.
fn fixture(name: &str, make: impl FnOnce() -> Vec<u8>) -> Vec<u8> {
    if std::env::var_os("SECOND_STORY_MAKE_FIXTURES").is_some() {
        let file = Envelope::default().with(Kind::Document, make()).encode();
        std::fs::create_dir_all(path("")).unwrap();
        std::fs::write(path(name), file).unwrap();
    }
    let file = std::fs::read(path(name)).unwrap();
    assert!(file.len() < 64 << 10, "{name} is small: {} bytes", file.len());
    let envelope = Envelope::decode(&file, &Limits::default()).unwrap();
    assert_eq!(envelope.sections.len(), 1);
    assert_eq!(envelope.sections[0].kind, Kind::Document);
    envelope.sections[0].bytes.to_vec()
}

/// A review with a title, a few entries and a change of mind.
fn review() -> Replica {
    let mut replica = Replica::create(&Seed { id: [7; 16], actor: [107; 16] }).unwrap();
    let me = PersonId::new("p1");
    let title = |insert: &str, delete| Intent::SpliceText {
        field: TextField::Prose(Prose::Title),
        at: 0,
        delete,
        insert: insert.to_owned(),
    };
    let line = |number: u8, words: &str| {
        let at = Moment::decode(&format!("2026-03-17T22:{number:02}:00Z|m|+00:00|")).unwrap();
        let id = ItemId::from_bytes(&[number; 10]);
        Intent::AddItem(NewItem::entry(id, EntryKind::Response, &at, words, &me, 1_773_000_000_000))
    };
    let acts = [
        vec![title("Refunds sent twice", 0)],
        vec![line(1, "the queue was full"), line(2, "two customers wrote in")],
        vec![title("Refunds", 18), line(3, "rolled back")],
    ];
    for intents in acts {
        let act = replica.view().unwrap().act(&intents);
        replica.carry_out(&act, &Stamp { by: me.clone(), now_ms: 1_773_000_000_000 }).unwrap();
    }
    replica
}

/// Makes the checksum of a document right again: the first four bytes of SHA-256 over all that follows it.
fn repair(document: &mut [u8]) {
    let sum = Sha256::digest(&document[8..]);
    document[4..8].copy_from_slice(&sum[..4]);
}

/// A random walk that is the same every time.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % below
    }
}

fn panics(document: &[u8]) -> bool {
    catch_unwind(AssertUnwindSafe(|| {
        let _ = inspect(document, &DocumentLimits::default());
    }))
    .is_err()
}

/// Damages a review, with its checksum made right again, until the parser panics.
fn one_that_panics() -> Vec<u8> {
    let whole = review().save();
    let mut dice = Dice(1);
    for _ in 0..100_000 {
        let mut damaged = whole.clone();
        for _ in 0..=dice.throw(3) {
            let at = 9 + dice.throw(damaged.len() - 9);
            damaged[at] = u8::try_from(dice.throw(256)).unwrap();
        }
        repair(&mut damaged);
        if panics(&damaged) {
            return damaged;
        }
    }
    panic!("the parser panics no more");
}

#[test]
fn the_file_with_a_repaired_checksum_makes_the_parser_panic() {
    let quiet = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let document = fixture("panics.postmortem", one_that_panics);
    let panicked = panics(&document);
    std::panic::set_hook(quiet);
    assert!(panicked, "the parser has learnt to refuse it: find another");
    let mut repaired = document.clone();
    repair(&mut repaired);
    assert_eq!(repaired, document, "its checksum is right");
}

#[test]
fn the_file_of_a_newer_major_version_is_whole_and_says_so() {
    let document = fixture("newer.postmortem", newer);
    let inspected = inspect(&document, &DocumentLimits::default()).unwrap();
    assert_eq!(inspected.newer_version, Some(2));
    assert_eq!(inspected.title, "From the year after next");
    let view = Replica::load(&document, [9; 16]).unwrap().view().unwrap();
    assert_eq!(view.timeline().map(|entry| entry.body().to_owned()).collect::<Vec<_>>(), ["they write this too"]);
}

/// A review as a later version may begin it: one container more, and 2 for the form.
fn newer() -> Vec<u8> {
    let mut document = Automerge::new().with_actor(ActorId::from([0_u8; 16].as_slice()));
    let mut begin = document.transaction();
    begin.put(ROOT, "app", "second-story").unwrap();
    begin.put(ROOT, "v", ScalarValue::Uint(2)).unwrap();
    let made =
        ["meta", "text", "items", "people", "marks"].map(|name| begin.put_object(ROOT, name, ObjType::Map).unwrap());
    let [meta, text, items, ..] = made;
    begin.put(meta, "id", ScalarValue::Bytes(vec![5; 16])).unwrap();
    let prose: Vec<_> =
        Prose::ALL.iter().map(|prose| (*prose, begin.put_object(&text, prose.key(), ObjType::Text).unwrap())).collect();
    begin.put_object(ROOT, "drawings", ObjType::Map).unwrap();
    begin.commit_with(CommitOptions::default().with_time(0));
    let mut write = document.transaction();
    for (prose, field) in prose {
        if prose == Prose::Title {
            write.splice_text(&field, 0, 0, "From the year after next").unwrap();
        }
    }
    let item = write.put_object(items, "aaaaaaaaaaaaaaaa", ObjType::Map).unwrap();
    let at = "2028-03-17T22:01:00Z|m|+00:00|";
    for (key, value) in [("kind", "entry"), ("type", "note"), ("at", at), ("mood", "calm")] {
        write.put(&item, key, value).unwrap();
    }
    let body = write.put_object(&item, "body", ObjType::Text).unwrap();
    write.splice_text(&body, 0, 0, "they write this too").unwrap();
    write.commit_with(CommitOptions::default().with_time(1_836_000_000));
    document.save()
}

/// How long the one text of the exploding file is.
const LETTERS: usize = 12_000_000;

#[test]
fn the_file_that_explodes_in_memory_is_small_and_its_checksum_is_right() {
    let document = fixture("explodes.postmortem", explodes);
    let mut repaired = document.clone();
    repair(&mut repaired);
    assert_eq!(repaired, document);
}

/// A review with one letter, twelve million times: a few kilobytes packed, gigabytes in memory.
fn explodes() -> Vec<u8> {
    let mut replica = Replica::create(&Seed { id: [8; 16], actor: [108; 16] }).unwrap();
    let words =
        Intent::SpliceText { field: TextField::Prose(Prose::Title), at: 0, delete: 0, insert: "a".repeat(LETTERS) };
    let act = replica.view().unwrap().act(&[words]);
    replica.carry_out(&act, &Stamp { by: PersonId::new("p1"), now_ms: 1_773_000_000_000 }).unwrap();
    replica.save()
}
