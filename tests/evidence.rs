//! Evidence meets with nothing lost, leaves with its bytes and comes in again, and stays behind where it should.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use proptest::prelude::*;
use second_story::document::{Keep, Replica, Seed, Stamp, recast};
use second_story::exchange::envelope::{Envelope, Evidence, Kind};
use second_story::exchange::export::{Pieces, json, markdown};
use second_story::exchange::gate::{self, Input, Request};
use second_story::exchange::limits::Limits;
use second_story::practice::evidence::{self, Cost, Piece, Prepared};
use second_story::practice::replay::{Seen, then};
use second_story::practice::sieve::Only;
use second_story::review::moment::Instant;
use second_story::review::text::hex;
use second_story::review::{EntryKind, Intent, ItemId, Moment, NewItem, PersonId, ReviewId, ReviewView};
use second_story::store::keys::content_hash;
use std::collections::BTreeMap;

#[path = "support/two.rs"]
mod two;
use two::exchange;

const LOG: &str = "22:47:01 queue depth 40112\n\t22:47:02 ```ack``` timeout\r\n";

fn person() -> PersonId {
    PersonId::new("p")
}

fn line(id: &str) -> Intent {
    let at = Moment::decode("2026-03-17T22:47:00Z|m|+00:00|").unwrap();
    Intent::AddItem(NewItem::entry(ItemId::new(id), EntryKind::Alarm, &at, format!("line {id}"), &person(), 0))
}

fn prepared(name: &str, bytes: &[u8]) -> Prepared {
    let is_log = name.ends_with(".log");
    Prepared {
        name: name.to_owned(),
        media_type: if is_log { "text/plain" } else { "image/png" }.to_owned(),
        bytes: bytes.into(),
        hash: content_hash(bytes),
        pixels: (!is_log).then_some((640, 480)),
    }
}

fn attached(what: &Prepared, id: &str, to: &str, now_ms: i64) -> Intent {
    what.attached(ItemId::new(id), &ItemId::new(to), &person(), now_ms, 0)
}

/// A review with a picture and a log.
fn review() -> (ReviewView, Pieces) {
    let (picture, log) = (prepared("queue.png", b"\x89PNG pixels"), prepared("worker.log", LOG.as_bytes()));
    let view = ReviewView::default()
        .act(&[line("a"), line("b"), attached(&picture, "e1", "a", 1), attached(&log, "e2", "a", 2)])
        .view;
    let pieces = [picture, log].into_iter().map(|piece| (piece.hash.clone(), piece.bytes)).collect();
    (view, pieces)
}

fn names(view: &ReviewView) -> Vec<String> {
    evidence::all(view).iter().map(|piece| piece.called().to_owned()).collect()
}

#[test]
fn json_carries_the_bytes_and_gives_them_back() {
    let (view, pieces) = review();
    let id = ReviewId::new("r");
    let written = json::write_with(&view, &id, &pieces);
    let request = Request::new(Input::File(written.clone().into_bytes()), Vec::new());
    let answer = gate::read(&request, &Limits::default()).unwrap();
    let came: Pieces = answer.evidence.iter().map(|piece| (hex(&piece.hash), piece.bytes.clone().into())).collect();
    assert_eq!(came, pieces);
    let gate::Arrival::Json { view: read, left_out } = &answer.arrivals[0] else { panic!("a review") };
    assert_eq!(left_out, &Vec::<String>::new());
    assert_eq!(json::write_with(read, &id, &came), written, "out, in and out again");
    // What no piece names is not carried.
    let none = view.act(&[Intent::remove(&ItemId::new("a"), 5)]).view;
    assert!(!json::write_with(&none, &id, &pieces).contains("\"evidence\": {"));
    // Other bytes than the name says are refused, with the place.
    let hash = pieces.keys().next().unwrap();
    let at = written.find(&format!("\"{hash}\": \"")).unwrap() + hash.len() + 5;
    let mut forged = written.clone();
    forged.replace_range(at..at + 2, if forged[at..].starts_with("AA") { "BB" } else { "AA" });
    let request = Request::new(Input::File(forged.into_bytes()), Vec::new());
    let why = gate::read(&request, &Limits::default()).unwrap_err().sentence;
    assert!(why.contains(&format!("evidence.{hash}")) && why.contains("other bytes than its name says"), "{why}");
    let request = Request::new(
        Input::File(written.replace(&format!("\"{hash}\": \""), &format!("\"{hash}\": \"%%")).into_bytes()),
        Vec::new(),
    );
    let why = gate::read(&request, &Limits::default()).unwrap_err().sentence;
    assert!(why.contains("should be bytes in base 64"), "{why}");
}

#[test]
fn a_file_carries_each_piece_as_a_section_and_a_false_one_is_left_out_by_name() {
    let (view, pieces) = review();
    let stamp = Stamp { by: person(), now_ms: 0 };
    let document = recast(&view, Keep::ForOthers, &Seed { id: [1; 16], actor: [2; 16] }, &stamp).unwrap().save();
    let mut envelope = Envelope::default().with(Kind::Document, document);
    for piece in evidence::all(&view) {
        let section = Evidence::new(piece.name.clone(), piece.media_type.clone(), &*pieces[&piece.hash]);
        envelope = envelope.with(Kind::Evidence, section.encode());
    }
    let mut false_one = Evidence::new("x.png", "image/png", b"other".as_slice()).encode();
    *false_one.last_mut().unwrap() ^= 1;
    let envelope = envelope.with(Kind::Evidence, false_one);
    let answer = gate::read(&Request::new(Input::File(envelope.encode()), Vec::new()), &Limits::default()).unwrap();
    let came: Pieces = answer.evidence.iter().map(|piece| (hex(&piece.hash), piece.bytes.clone().into())).collect();
    assert_eq!(came, pieces);
    assert_eq!(answer.refused.len(), 1);
    assert!(answer.refused[0].1.sentence.contains("is not what its name says it is"));
}

#[test]
fn markdown_names_every_piece_and_quotes_a_log_so_that_nothing_in_it_ends_the_quotation() {
    let (view, pieces) = review();
    let (id, none) = (ReviewId::new("r"), Pieces::new());
    let written = markdown::write_with(&view, &id, &pieces);
    let log = &pieces.keys().find(|hash| pieces[*hash].starts_with(b"22")).unwrap();
    let expected = format!(
        "**worker.log** (log, {} bytes), for 2026-03-17 22:47 UTC, line a<br>SHA-256 {log} <!-- e:e2 -->",
        LOG.len()
    );
    assert!(written.replace("  \n", "<br>").replace("\\\n", "<br>").contains(&expected), "{written}");
    assert!(written.contains("````text\n22:47:01 queue depth 40112\n 22:47:02 ```ack``` timeout\n````\n"), "{written}");
    assert!(written.contains("| queue.png (picture, 11 bytes), worker.log (log, "), "{written}");
    assert!(!markdown::write_with(&view, &id, &none).contains("ack"), "without its bytes it is named");
    // Hidden lines stay out of the article, and their evidence with them.
    let hidden = Intent::set(
        &ItemId::new("a"),
        second_story::review::field::item::HIDDEN,
        second_story::review::Scalar::Bool(true),
    );
    assert!(!markdown::write_with(&view.act(&[hidden]).view, &id, &pieces).contains("queue.png"));
}

#[test]
fn what_was_removed_before_the_first_share_stays_behind_with_its_line() {
    let (view, _) = review();
    let stamp = Stamp { by: person(), now_ms: 0 };
    let seed = Seed { id: [1; 16], actor: [2; 16] };
    let left = |view: &ReviewView| names(&recast(view, Keep::ForOthers, &seed, &stamp).unwrap().view().unwrap());
    assert_eq!(left(&view), ["queue.png", "worker.log"]);
    assert_eq!(left(&view.act(&[Intent::remove(&ItemId::new("e1"), 5)]).view), ["worker.log"]);
    let gone = view.act(&[Intent::remove(&ItemId::new("a"), 5)]).view;
    let document = recast(&gone, Keep::ForOthers, &seed, &stamp).unwrap();
    let told = second_story::document::everything_written(&document.save()).unwrap();
    assert!(told.iter().any(|text| text.contains("line b")), "the same search finds what is there");
    assert!(!told.iter().any(|text| text.contains("queue.png") || text.contains("line a")));
    assert!(!json::write(&gone, &ReviewId::new("r")).contains("queue.png"));
}

// S0-21, S2-8
#[test]
fn no_evidence_is_in_a_replay_and_a_line_with_some_is_evidenced() {
    let (view, pieces) = review();
    let at = Instant::from_millis(4_000_000_000_000).unwrap();
    let known = then(&view, at, Seen::ByAnyone);
    assert!(evidence::all(&known).is_empty());
    assert!(!json::write_with(&known, &ReviewId::new("r"), &pieces).contains("queue.png"));
    assert_eq!(Only::Unevidenced.rows(&view).into_iter().collect::<Vec<_>>(), [ItemId::new("b")]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn evidence_attached_apart_meets(steps in proptest::collection::vec((any::<bool>(), 0..7_u8, 0..4_u8, 0..6_usize), 1..30)) {
        let stamp = Stamp { by: person(), now_ms: 0 };
        let mut a = Replica::create(&Seed { id: [21; 16], actor: [22; 16] }).unwrap();
        let act = a.view().unwrap().act(&[line("a"), line("b")]);
        a.carry_out(&act, &stamp).unwrap();
        let mut b = Replica::load(&a.save(), [23; 16]).unwrap();
        let mut all: BTreeMap<ItemId, String> = BTreeMap::new();
        let mut removed_somewhere = std::collections::BTreeSet::new();
        for (number, (left, what, bytes, which)) in steps.into_iter().enumerate() {
            if what == 0 {
                exchange(&mut a, &mut b);
                continue;
            }
            let replica = if left { &mut a } else { &mut b };
            let view = replica.view().unwrap();
            let standing: Vec<Piece> = evidence::all(&view);
            let piece = standing.get(which).map(|piece| piece.item.clone());
            let now = i64::try_from(number).unwrap();
            let intent = match (what, piece) {
                (1..=3, _) => {
                    // The same bytes may be attached by both, and to both lines.
                    let file = prepared("x.png", &[bytes]);
                    let id = format!("e{number}");
                    all.insert(ItemId::new(&id), file.hash.clone());
                    attached(&file, &id, if which % 2 == 0 { "a" } else { "b" }, now)
                }
                (4, Some(piece)) => {
                    removed_somewhere.insert(piece.clone());
                    Intent::remove(&piece, now)
                }
                (5, Some(piece)) => match evidence::say(&view, &piece, &format!("shows {number}")) {
                    Some(intent) => intent,
                    None => continue,
                },
                (6, _) => Intent::SpliceText { field: second_story::review::TextField::Body(ItemId::new("a")), at: 0, delete: 0, insert: "x".to_owned() },
                _ => continue,
            };
            let act = view.act(&[intent]);
            replica.carry_out(&act, &stamp).unwrap();
        }
        exchange(&mut a, &mut b);
        let view = a.view().unwrap();
        let met = evidence::all(&view);
        prop_assert_eq!(&met, &evidence::all(&b.view().unwrap()));
        for (id, hash) in &all {
            let found: Vec<&Piece> = met.iter().filter(|piece| piece.item == *id).collect();
            prop_assert!(found.len() == 1 || removed_somewhere.contains(id), "{id} is lost or doubled");
            prop_assert!(found.iter().all(|piece| piece.hash == *hash), "its bytes are what they were");
        }
        prop_assert_eq!(met.iter().all(|piece| all.contains_key(&piece.item)), true);
        let distinct: std::collections::BTreeSet<&str> = met.iter().map(|piece| piece.hash.as_str()).collect();
        prop_assert_eq!(Cost::of(&met).pieces, distinct.len());
        // A first share and a copy keep what stands.
        let seed = Seed { id: [31; 16], actor: [32; 16] };
        for keep in [Keep::ForOthers, Keep::Everything] {
            let recast = recast(&view, keep, &seed, &stamp).unwrap();
            prop_assert_eq!(&evidence::all(&recast.view().unwrap()), &met);
        }
    }
}
