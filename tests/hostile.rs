//! What comes from outside and is not as it should be: each is refused with a sentence of its own, or reads the
//! same; nothing panics, nothing grows beyond its cap.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

#[path = "support/search.rs"]
mod search;

use proptest::prelude::*;
use second_story::document::{Head, Replica, Seed, Stamp, genesis};
use second_story::exchange::ask::{Ask, SendBack};
use second_story::exchange::envelope::{Envelope, Evidence, Kind};
use second_story::exchange::export::json;
use second_story::exchange::gate::{Arrival, Fault, GateError, Input, Known, Request, Response, quarantine};
use second_story::exchange::limits::Limits;
use second_story::exchange::link::{self, Link};
use second_story::review::{
    EntryKind, Intent, ItemId, Moment, NewItem, PersonId, Prose, Scalar, TextField, field::item as fields,
};

fn seed(number: u8) -> Seed {
    Seed { id: [number; 16], actor: [number + 100; 16] }
}

fn stamp(who: &str) -> Stamp {
    Stamp { by: PersonId::new(who), now_ms: 1_773_000_000_000 }
}

fn act(replica: &mut Replica, who: &str, intents: &[Intent]) {
    let act = replica.view().unwrap().act(intents);
    replica.carry_out(&act, &stamp(who)).unwrap();
}

fn line(number: u32, words: &str, who: &str) -> Intent {
    let at = Moment::decode(&format!("2026-03-17T22:{:02}:00Z|m|+00:00|", number % 60)).unwrap();
    let id = ItemId::from_bytes(&[who.as_bytes(), &number.to_be_bytes()].concat());
    Intent::AddItem(NewItem::entry(id, EntryKind::Response, &at, words, &PersonId::new(who), 1_773_000_000_000))
}

/// What somebody tells of one moment: 60 to 90 letters, no two alike.
fn telling(number: u32) -> String {
    const WHO: [&str; 7] =
        ["the queue", "a customer in Lima", "billing", "the second worker", "our page", "the cache", "support"];
    const DID: [&str; 8] = [
        "stopped answering",
        "showed",
        "called about",
        "was charged for",
        "restarted by itself after",
        "sent again",
        "lost",
        "reported",
    ];
    const WHAT: [&str; 9] = [
        "two refunds of one order",
        "an alert that nobody knew",
        "40k messages",
        "the job of last night",
        "a timeout from the bank",
        "a red lamp beside the total",
        "one more copy of the letter",
        "nothing for eleven minutes",
        "the old price",
    ];
    let pick = |list: &[&'static str], step: u32| list[(number * step + number / 3) as usize % list.len()];
    format!("{} {} {}, then {} {}", pick(&WHO, 3), pick(&DID, 5), pick(&WHAT, 2), pick(&WHO, 5), pick(&WHAT, 7))
}

/// A review with a few lines, a title, and a change of mind.
fn review() -> Replica {
    let mut replica = Replica::create(&seed(1)).unwrap();
    let title = Intent::SpliceText {
        field: TextField::Prose(Prose::Title),
        at: 0,
        delete: 0,
        insert: "Refunds sent twice".to_owned(),
    };
    act(&mut replica, "p1", &[title]);
    act(&mut replica, "p1", &[line(1, "the queue was full 👀", "p1"), line(2, "planted: the amber lamp", "p1")]);
    replica
}

fn ask(input: Input, known: Vec<Known>) -> Result<Response, GateError> {
    Response::decode(&quarantine(&Request::new(input, known).encode()))
}

fn file_of(replica: &Replica) -> Vec<u8> {
    Envelope::default().with(Kind::Document, replica.save()).encode()
}

fn fault_of(input: Input) -> (Fault, String) {
    let error = ask(input, Vec::new()).unwrap_err();
    (error.fault, error.sentence)
}

#[test]
fn a_review_goes_through_the_gate_as_link_and_as_file() {
    let replica = review();
    let link = Link::new(link::Kind::Document, &replica.save()).address("https://example.org/");
    for input in [Input::Link(link), Input::File(file_of(&replica)), Input::File(replica.save())] {
        let response = ask(input, Vec::new()).unwrap();
        let [Arrival::Review(came)] = response.arrivals.as_slice() else { panic!("{response:?}") };
        assert_eq!(came.identity, *replica.identity());
        assert_eq!(came.heads, replica.heads());
        assert_eq!(came.title, "Refunds sent twice");
        assert!(!came.known);
        let changes: Vec<Vec<u8>> = came.changes.iter().map(|(_, bytes)| bytes.clone()).collect();
        let again = Replica::from_changes(&changes, [50; 16]).unwrap();
        assert_eq!(again.view().unwrap(), replica.view().unwrap());
    }
}

#[test]
fn json_goes_through_the_gate_and_what_is_wrong_with_it_is_said_there() {
    let replica = review();
    let view = replica.view().unwrap();
    let text = json::write(&view, &replica.identity().public);
    let response = ask(Input::File(format!("\u{feff}\n {text}").into_bytes()), Vec::new()).unwrap();
    let [Arrival::Json { view: came, left_out }] = response.arrivals.as_slice() else { panic!("{response:?}") };
    assert_eq!(came.text(&TextField::Prose(Prose::Title)), Some("Refunds sent twice"));
    assert_eq!(came.timeline().count(), view.timeline().count());
    assert!(left_out.is_empty());

    let cut = text.get(..text.len() / 2).unwrap();
    let (fault, sentence) = fault_of(Input::File(cut.as_bytes().to_vec()));
    assert_eq!(fault, Fault::Damaged);
    assert!(sentence.contains("line ") && sentence.contains("column "), "{sentence}");
    let (fault, sentence) = fault_of(Input::File(b"{\"messages\": []}".to_vec()));
    assert_eq!(fault, Fault::SomethingElse);
    assert!(sentence.contains("schema"), "{sentence}");
}

#[test]
fn only_the_changes_that_the_app_lacks_come_through_and_they_apply() {
    let mut mine = review();
    let mut theirs = Replica::load(&mine.save(), [60; 16]).unwrap();
    act(&mut theirs, "p2", &[line(3, "from the other side", "p2")]);
    let hashes: Vec<Head> = ask(Input::File(file_of(&mine)), vec![])
        .unwrap()
        .reviews()
        .next()
        .unwrap()
        .changes
        .iter()
        .map(|c| c.0)
        .collect();
    let known = Known { genesis: mine.identity().genesis, changes: hashes };
    let response = ask(Input::File(file_of(&theirs)), vec![known]).unwrap();
    let came = response.reviews().next().unwrap();
    assert!(came.known);
    assert_eq!(came.changes.len(), 1);
    let changes: Vec<Vec<u8>> = came.changes.iter().map(|(_, bytes)| bytes.clone()).collect();
    let before = mine.view().unwrap();
    let absorbed = mine.absorb(&changes, &before).unwrap();
    assert_eq!(before.fold(&absorbed.deltas), theirs.view().unwrap());
}

#[test]
fn a_question_goes_out_and_an_answer_comes_back_as_one_change() {
    let mut asker = review();
    let question = Ask {
        genesis: asker.genesis_bytes(),
        title: "Refunds sent twice".to_owned(),
        when: "2026-03-17T22:47:00Z|m|+00:00|".to_owned(),
        question: "What did you see?".to_owned(),
    };
    let response = ask(Input::Link(question.link().address("https://example.org/")), Vec::new()).unwrap();
    let [Arrival::Ask(arrived)] = response.arrivals.as_slice() else { panic!("{response:?}") };
    assert_eq!(*arrived, question);
    let asked_strings = search::strings_of_link(&question.link().fragment());
    assert!(!search::contains(&asked_strings, "amber lamp"), "a question carries nothing of what others wrote");

    for (entries, longest) in [(12_u32, 4_000), (25, 8_000)] {
        let mut answer = Replica::from_changes(std::slice::from_ref(&arrived.genesis), [70; 16]).unwrap();
        let lines: Vec<Intent> = (0..entries).map(|n| line(n, &telling(n), "p2")).collect();
        act(&mut answer, "p2", &lines);
        let changes = answer.changes_after(&[arrived.genesis_head()]);
        assert_eq!(changes.len(), 1);
        let sent = SendBack { genesis: arrived.genesis.clone(), seen_from: "support".to_owned(), changes };
        let link = sent.link().address("https://example.org/");
        println!("sent back with {entries} entries: {} characters", link.len());
        assert!(link.len() < longest, "{} characters", link.len());
        let known = vec![Known { genesis: asker.identity().genesis, changes: Vec::new() }];
        let as_file = Envelope::default().with(Kind::SendBack, sent.encode()).encode();
        for input in [Input::Link(link.clone()), Input::File(as_file)] {
            let response = ask(input, known.clone()).unwrap();
            let [Arrival::SendBack { review, seen_from }] = response.arrivals.as_slice() else {
                panic!("{response:?}")
            };
            assert_eq!(seen_from, "support");
            assert!(review.known);
            assert_eq!(review.changes.len(), 1, "what was sent back and nothing else");
        }
        let before = asker.view().unwrap();
        let absorbed = asker.absorb(&sent.changes, &before);
        if entries == 12 {
            let view = before.fold(&absorbed.unwrap().deltas);
            assert_eq!(view.timeline().count(), 2 + 12);
        }
    }
}

trait GenesisHead {
    fn genesis_head(&self) -> Head;
}

impl GenesisHead for Ask {
    fn genesis_head(&self) -> Head {
        Replica::from_changes(std::slice::from_ref(&self.genesis), [71; 16]).unwrap().identity().genesis
    }
}

#[test]
fn an_answer_that_builds_on_more_than_the_beginning_asks_for_the_document() {
    let mine = review();
    let mut theirs = Replica::load(&mine.save(), [61; 16]).unwrap();
    act(&mut theirs, "p2", &[line(3, "later", "p2")]);
    let sent = SendBack {
        genesis: mine.genesis_bytes(),
        seen_from: "support".to_owned(),
        changes: theirs.changes_after(&mine.heads()),
    };
    let input = Input::Link(sent.link().fragment());
    assert_eq!(fault_of(input.clone()).0, Fault::BuildsOnMore);
    let known = vec![Known { genesis: mine.identity().genesis, changes: Vec::new() }];
    let request = Request { input: input.clone(), known, base: Some(mine.save()) };
    let response = Response::decode(&quarantine(&request.encode())).unwrap();
    assert_eq!(response.reviews().next().unwrap().changes.len(), 1);

    let other = Replica::create(&seed(9)).unwrap();
    let request = Request { input, known: Vec::new(), base: Some(other.save()) };
    let error = Response::decode(&quarantine(&request.encode())).unwrap_err();
    assert!(matches!(error.fault, Fault::BuildsOnMore | Fault::AnotherReview | Fault::Damaged), "{error:?}");
}

#[test]
fn every_bad_input_has_a_sentence_of_its_own() {
    let replica = review();
    let file = file_of(&replica);
    let link = Link::new(link::Kind::Document, &replica.save()).fragment();
    let mut altered = file.clone();
    let middle = altered.len() / 2;
    altered[middle] ^= 4;
    let mut altered_link = link.clone();
    let last = if altered_link.pop() == Some('A') { 'B' } else { 'A' };
    altered_link.push(last);
    let mut newer = file.clone();
    newer[8] = 2;
    let as_text = String::from_utf8_lossy(&file).replace("\r\n", "\n").into_bytes();
    let said = [
        (Input::File(Vec::new()), Fault::Empty),
        (Input::File(b"\x89PNG\r\n\x1a\n....".to_vec()), Fault::SomethingElse),
        (Input::File(b"14:05 queue is full".to_vec()), Fault::SomethingElse),
        (Input::File(file[..file.len() - 30].to_vec()), Fault::Truncated),
        (Input::File(altered), Fault::Altered),
        (Input::File(as_text), Fault::Altered),
        (Input::File(newer), Fault::NewerForm),
        (
            Input::File(Envelope::default().with(Kind::Document, b"\x85\x6f\x4a\x83rubbish".as_slice()).encode()),
            Fault::Damaged,
        ),
        (Input::File(Envelope::default().encode()), Fault::Empty),
        (Input::Link("no link here".to_owned()), Fault::SomethingElse),
        (Input::Link(link[..link.len() - 40].to_owned()), Fault::Truncated),
        (Input::Link(altered_link), Fault::Altered),
        (Input::Link(Link::new(link::Kind::Document, &vec![0; 20 << 20]).fragment()), Fault::TooLarge),
        (Input::Link(Link::new(link::Kind::Ask, b"").fragment()), Fault::Empty),
        (Input::Link(Link::new(link::Kind::SendBack, &[1, 7, 7]).fragment()), Fault::Damaged),
    ];
    let mut sentences = std::collections::BTreeSet::new();
    for (input, expected) in said {
        let (fault, sentence) = fault_of(input);
        println!("{fault:?}: {sentence}");
        assert_eq!(fault, expected, "{sentence}");
        assert!(sentence.ends_with('.'), "{sentence}");
        for banned in ["merge", "replica", "sync", "genesis", "lens", "CRDT"] {
            assert!(!sentence.contains(banned), "{sentence}");
        }
        sentences.insert(sentence);
    }
    assert_eq!(sentences.len(), 15, "each has its own: {sentences:#?}");
}

#[test]
fn bytes_of_another_review_come_through_as_what_they_are() {
    let mine = review();
    let other = Replica::create(&seed(9)).unwrap();
    let known = vec![Known { genesis: mine.identity().genesis, changes: Vec::new() }];
    let response = ask(Input::File(file_of(&other)), known).unwrap();
    let came = response.reviews().next().unwrap();
    assert!(!came.known);
    assert_ne!(came.identity, *mine.identity());
}

#[test]
fn of_a_backup_with_one_damaged_part_the_others_come_through() {
    let (one, two) = (review(), Replica::create(&seed(9)).unwrap());
    let mut wrong = Evidence::new("a.log", "text/plain", b"words".as_slice()).encode();
    *wrong.last_mut().unwrap() ^= 1;
    let file = Envelope::default()
        .with(Kind::Document, one.save())
        .with(Kind::Document, b"rubbish".as_slice())
        .with(Kind::Document, two.save())
        .with(Kind::Evidence, wrong)
        .with(Kind::Evidence, Evidence::new("b.log", "text/plain", b"queue".as_slice()).encode())
        .with(Kind::Note, "hello".as_bytes())
        .with(Kind::Other(*b"rows"), b"kept".as_slice())
        .encode();
    let response = ask(Input::File(file), Vec::new()).unwrap();
    assert_eq!(response.reviews().count(), 2);
    assert_eq!(response.evidence.len(), 1);
    assert_eq!(response.notes, ["hello"]);
    assert_eq!(response.others, [(*b"rows", b"kept".to_vec())]);
    let parts: Vec<u64> = response.refused.iter().map(|(part, _)| *part).collect();
    assert_eq!(parts, [2, 4]);
}

#[test]
fn a_link_with_any_one_character_gone_or_changed_is_refused_or_reads_the_same() {
    let replica = review();
    let link = Link::new(link::Kind::Document, &replica.save());
    let fragment = link.fragment();
    let limits = Limits::default();
    assert!(fragment.is_ascii());
    for at in 0..fragment.len() {
        let (before, after) = (&fragment[..at], &fragment[at + 1..]);
        let mut mutants = vec![format!("{before}{after}")];
        for letter in ['A', 'z', '0', '9', '.', '-', '_', '%', ' ', 'p', '#'] {
            mutants.push(format!("{before}{letter}{after}"));
        }
        for mutant in mutants {
            if let Ok(read) = link::parse(&mutant, &limits) {
                assert_eq!(read, link, "at {at}: {mutant}");
            }
        }
    }
}

#[test]
fn a_file_with_any_one_byte_gone_or_changed_or_cut_is_refused() {
    let file =
        Envelope::default().with(Kind::Document, review().save()).with(Kind::Note, "look at 23:20".as_bytes()).encode();
    let limits = Limits::default();
    let whole = Envelope::decode(&file, &limits).unwrap();
    for at in 0..file.len() {
        assert!(Envelope::decode(&file[..at], &limits).is_err(), "cut at {at}");
        let mut gone = file.clone();
        gone.remove(at);
        assert!(Envelope::decode(&gone, &limits).is_err(), "byte {at} gone");
        for bit in [1, 0x10, 0x80] {
            let mut changed = file.clone();
            changed[at] ^= bit;
            if let Ok(read) = Envelope::decode(&changed, &limits) {
                assert_eq!(read, whole, "byte {at} changed");
            }
        }
    }
}

#[test]
fn a_sentence_that_was_planted_is_found_and_one_that_was_not_is_not() {
    let mut replica = review();
    let view = replica.view().unwrap();
    let item = view.timeline().find(|item| item.body().contains("planted")).unwrap().clone();
    // What was written and then taken out of a text is still in its history.
    let field = TextField::Body(item.id().clone());
    act(&mut replica, "p1", &[Intent::rewrite(field, item.body(), "the lamp").unwrap()]);
    act(&mut replica, "p1", &[Intent::set(item.id(), fields::LANE, Scalar::text("a lane of its own"))]);
    let link = Link::new(link::Kind::Document, &replica.save());
    for strings in
        [search::strings_of_link(&link.address("https://example.org/")), search::strings_of_file(&file_of(&replica))]
    {
        assert!(search::contains(&strings, "planted: the amber lamp"));
        assert!(search::contains(&strings, "a lane of its own"));
        assert!(search::contains(&strings, "p1"), "who wrote it");
        assert!(!search::contains(&strings, "the crimson lamp"));
    }
    let sent = SendBack {
        genesis: genesis(&[1; 16]).unwrap(),
        seen_from: "support".to_owned(),
        changes: replica.changes_after(&[replica.identity().genesis]),
    };
    assert!(search::contains(&search::strings_of_link(&sent.link().fragment()), "planted: the amber lamp"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_bring_the_reader_down(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = quarantine(&bytes);
        let _ = Response::decode(&bytes);
        let _ = ask(Input::File(bytes.clone()), Vec::new());
        let _ = ask(Input::Link(String::from_utf8_lossy(&bytes).into_owned()), Vec::new());
        let _ = Ask::decode(&bytes);
        let _ = SendBack::decode(&bytes);
        let _ = Evidence::decode(&bytes);
        let mut ours = second_story::exchange::envelope::MAGIC.to_vec();
        ours.extend([1, 0]);
        ours.extend(&bytes);
        prop_assert!(Envelope::decode(&ours, &Limits::default()).is_err());
    }

    #[test]
    fn links_in_any_surroundings_are_found(before in "[^p#%.]{0,20}", after in "[ ,;:!?)>\\]\"'\\n][a-zA-Z0-9 .%#]{0,40}", payload in proptest::collection::vec(any::<u8>(), 1..300)) {
        let link = Link::new(link::Kind::Document, &payload);
        let text = format!("{before} {}{after}", link.address("https://example.org/x"));
        prop_assert_eq!(link::parse(&text, &Limits::default()), Ok(link));
    }

    #[test]
    fn text_that_almost_is_a_link_never_brings_the_reader_down(text in "(#|%23|%2523)?p[12]\\.[dasx][0z1]\\.[0-9a]{0,7}\\.[0-9a-f]{0,9}\\.?[A-Za-z0-9_%=> \\n-]{0,80}") {
        let _ = link::scan(&text, &Limits::default());
        let _ = link::parse(&text, &Limits::default());
    }
}
