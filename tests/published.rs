//! What is published: a clean copy says nothing of who and how; what is sealed opens whole or not at all; the command
//! writes what it says.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Key, Nonce};
use second_story::document::{Limits as DocumentLimits, Replica, Seed, Stamp, everything_written, inspect};
use second_story::exchange::envelope::{Envelope, Evidence, Kind};
use second_story::exchange::gate::{self, Input, Request};
use second_story::exchange::limits::Limits;
use second_story::exchange::published::{Draft, PublishedError, clean};
use second_story::exchange::sealed::{Head, Lock, Sealed, SealedError, join};
use second_story::practice::evidence::Prepared;
use second_story::practice::threads;
use second_story::review::field::{item as fields, meta};
use second_story::review::{
    EntryKind, Intent, ItemId, Moment, NewItem, PersonId, Prose, ReviewId, ReviewView, Scalar, TextField,
};
use second_story::store::keys::content_hash;
use std::path::PathBuf;

#[path = "../examples/publish.rs"]
mod command;
#[path = "support/search.rs"]
mod search;
#[path = "support/two.rs"]
mod two;
use search::{contains, strings_of_file};

const BLAMING: &str = "Tomasz should have known better";
const FAIR: &str = "the two prompts looked the same";
const REMOVED: &str = "a line that was taken away";
const HIDDEN: &str = "a line put out of sight";
const SAID: &str = "this is harsh on Tomasz";
const PLANTED: &str = "the amber lamp beside the total";
const WRITER: &str = "writer-of-the-first-browser";
const OTHER: &str = "writer-of-the-second-browser";
const NAME: &str = "Ada of the database team";
const LOG: &[u8] = b"22:47 queue depth 40112";

fn seed(number: u8) -> Seed {
    Seed { id: [number; 16], actor: [number ^ 0x55; 16] }
}

fn act(replica: &mut Replica, by: &str, intents: &[Intent]) {
    let act = replica.view().unwrap().act(intents);
    replica.carry_out(&act, &Stamp { by: PersonId::new(by), now_ms: 1_773_790_000_000 }).unwrap();
}

fn entry(id: &str, words: &str) -> Intent {
    let at = Moment::decode("2026-03-17T22:47:00Z|m|+00:00|").unwrap();
    Intent::AddItem(NewItem::entry(ItemId::new(id), EntryKind::Alarm, &at, words, &PersonId::new(WRITER), 1))
}

fn log() -> Prepared {
    Prepared {
        name: "worker.log".to_owned(),
        media_type: "text/plain".to_owned(),
        bytes: LOG.into(),
        hash: content_hash(LOG),
        pixels: None,
    }
}

/// A review with a history of the kind that should not be published: two writers who disagree, a name, a sentence that
/// was reworded and is quoted in a remark, lines removed and hidden, marks, evidence.
fn lived_in() -> Replica {
    let mut replica = Replica::create(&seed(1)).unwrap();
    let title = TextField::Prose(Prose::Title);
    act(
        &mut replica,
        WRITER,
        &[
            Intent::SpliceText { field: title, at: 0, delete: 0, insert: "The wrong database".into() },
            entry("one", BLAMING),
            entry("two", PLANTED),
            entry("three", REMOVED),
            entry("four", HIDDEN),
            log().attached(ItemId::new("log"), &ItemId::new("two"), &PersonId::new(WRITER), 2, 0),
            log().attached(ItemId::new("log-of-hidden"), &ItemId::new("four"), &PersonId::new(WRITER), 2, 0),
            Intent::SetPerson { person: PersonId::new(WRITER), key: "name".into(), value: Scalar::text(NAME) },
            Intent::SetMark { key: format!("same:one:two:{WRITER}"), value: Scalar::Bool(true) },
        ],
    );
    let body = TextField::Body(ItemId::new("one"));
    let remark = threads::remark(&body, Some((0, BLAMING)), SAID, ItemId::new("remark"), &PersonId::new(WRITER), 3);
    act(&mut replica, WRITER, &[Intent::AddItem(remark)]);
    act(
        &mut replica,
        WRITER,
        &[
            Intent::rewrite(body, BLAMING, FAIR).unwrap(),
            Intent::remove(&ItemId::new("three"), 4),
            Intent::set(&ItemId::new("four"), fields::HIDDEN, Scalar::Bool(true)),
            Intent::set_meta(meta::SHARED, Scalar::Bool(true)),
            Intent::set_meta(meta::CREATED_AT, Scalar::Int(5)),
        ],
    );
    // Two who did not know of each other: both values stand.
    let mut other = Replica::load(&replica.save(), [9; 16]).unwrap();
    act(&mut replica, WRITER, &[Intent::set_meta(meta::SEVERITY, Scalar::text("sev 1"))]);
    act(&mut other, OTHER, &[Intent::set_meta(meta::SEVERITY, Scalar::text("sev 2"))]);
    two::exchange(&mut replica, &mut other);
    replica
}

fn clean_of(replica: &Replica, number: u8) -> (Vec<u8>, ReviewView) {
    let review = &replica.identity().public;
    let copy = clean(&replica.view().unwrap(), review, &seed(number), 1_773_800_000_000).unwrap();
    (copy.document, copy.view)
}

#[test]
fn a_clean_copy_holds_no_author_no_earlier_wording_and_no_mark() {
    let replica = lived_in();
    let whole = everything_written(&replica.save()).unwrap();
    let behind = [BLAMING, REMOVED, HIDDEN, SAID, NAME, WRITER, OTHER, "same:", "Tomasz"];
    for there in behind.iter().chain(&[PLANTED, FAIR, "sev 1", "sev 2"]) {
        assert!(contains(&whole, there), "the search finds “{there}” in what was not cleaned");
    }
    let (document, view) = clean_of(&replica, 2);
    let strings = everything_written(&document).unwrap();
    for there in [PLANTED, FAIR, "sev 1", "sev 2", "The wrong database"] {
        assert!(contains(&strings, there), "“{there}” is in it");
    }
    for gone in behind {
        assert!(!contains(&strings, gone), "“{gone}” is in it");
    }
    for gone in [fields::CREATED_BY, fields::CREATED_AT, fields::REMOVED_AT] {
        assert!(!strings.iter().any(|text| text == gone), "“{gone}” is in it");
    }
    assert_eq!((view.people().count(), view.marks().count()), (0, 0));
    assert!(view.meta(meta::SEVERITY).differs(), "values that differ still do");
    assert!(view.meta(meta::SEVERITY).claims().iter().all(|claim| claim.by.is_empty()));
    assert_eq!(view.meta(meta::COPIED_FROM).text(), replica.identity().public.as_str());
    assert!(!contains(&strings, &replica.identity().genesis.to_hex()));
    let ids: Vec<&str> = view.items().map(|item| item.id().as_str()).collect();
    assert_eq!(ids, ["log", "one", "two"], "evidence of a hidden line stays behind with it");
}

#[test]
fn a_clean_copy_is_another_document_each_time_and_passes_the_gate() {
    let replica = lived_in();
    let (one, view) = clean_of(&replica, 2);
    let (two, again) = clean_of(&replica, 3);
    assert_eq!(view, again);
    let looked_at = |bytes: &[u8]| inspect(bytes, &DocumentLimits::default()).unwrap();
    let (one, two) = (looked_at(&one), looked_at(&two));
    assert!(one.identity != two.identity && one.identity != *replica.identity());
    let shared = one.changes.iter().filter(|(head, _)| two.changes.iter().any(|(other, _)| other == head));
    assert_eq!(shared.count(), 0, "no change stands in both: they can never be put together and double the text");
}

// ---- sealed ------------------------------------------------------------------------------------------------

const KEY: [u8; 32] = [0x42; 32];

fn sealed(contents: &[u8], name: &str) -> Vec<u8> {
    let head = Head { lock: Lock::Key, name: name.to_owned(), iv: [7; 12] };
    let aad = head.bytes(contents.len());
    let cipher = Aes256Gcm::new(&Key::<Aes256Gcm>::from(KEY));
    join(&aad, &cipher.encrypt(&Nonce::from(head.iv), Payload { msg: contents, aad: &aad }).unwrap())
}

fn opened(bytes: &[u8], key: [u8; 32]) -> Result<Vec<u8>, SealedError> {
    let sealed = Sealed::read(bytes, &Limits::default())?;
    let cipher = Aes256Gcm::new(&Key::<Aes256Gcm>::from(key));
    let payload = Payload { msg: sealed.ciphertext, aad: sealed.authenticated };
    cipher.decrypt(&Nonce::from(sealed.head.iv), payload).map_err(|_| SealedError::WrongKey)
}

/// The checksum put right again, as somebody would who means no good.
fn with_right_checksum(bytes: &[u8]) -> Vec<u8> {
    join(&bytes[..bytes.len() - 4], &[])
}

#[test]
fn no_bit_of_a_sealed_file_can_be_altered_also_with_its_checksum_put_right() {
    let contents = b"a whole file".repeat(4);
    let whole = sealed(&contents, "the-queue");
    assert_eq!(opened(&whole, KEY).unwrap(), contents);
    for place in 0..whole.len() {
        for bit in 0..8 {
            let mut altered = whole.clone();
            altered[place] ^= 1 << bit;
            assert!(opened(&altered, KEY).is_err(), "bit {bit} of byte {place}");
            if place < whole.len() - 4 {
                assert!(opened(&with_right_checksum(&altered), KEY).is_err(), "bit {bit} of byte {place}, put right");
            }
        }
    }
    assert_eq!(opened(&whole, [0x43; 32]), Err(SealedError::WrongKey));
}

#[test]
fn a_sealed_draft_renamed_with_its_checksum_put_right_does_not_open() {
    let whole = sealed(b"a whole file", "the-queue");
    let place = whole.windows(9).position(|window| window == b"the-queue").unwrap();
    let mut renamed = whole.clone();
    renamed[place..place + 9].copy_from_slice(b"the-other");
    let renamed = with_right_checksum(&renamed);
    assert_eq!(Sealed::read(&renamed, &Limits::default()).unwrap().lies_under("the-other"), Ok(()));
    assert_eq!(opened(&renamed, KEY), Err(SealedError::WrongKey));
}

#[test]
fn the_gate_says_of_something_sealed_that_it_needs_a_key() {
    for input in [
        Input::File(sealed(b"a whole file", "the-queue")),
        Input::Link(Draft { name: "a".to_owned(), key: None, review: None }.link().fragment()),
    ] {
        let refused = gate::read(&Request::new(input, Vec::new()), &Limits::default()).unwrap_err();
        assert_eq!(refused.sentence, SealedError::NeedsKey.to_string());
    }
}

#[test]
fn what_lies_under_the_name_of_another_review_is_refused() {
    let replica = lived_in();
    let (_, copy) = clean_of(&replica, 2);
    let draft = Draft { name: "a".to_owned(), key: None, review: Some(replica.identity().public.clone()) };
    assert_eq!(draft.is_of(&replica.identity().public, &ReviewView::default()), Ok(()));
    assert_eq!(draft.is_of(&ReviewId::new("another"), &copy), Ok(()), "a copy says what it is a copy of");
    let swapped = draft.is_of(&ReviewId::new("another"), &ReviewView::default());
    assert_eq!(swapped, Err(PublishedError::AnotherReview("a".to_owned())));
}

// ---- the command -------------------------------------------------------------------------------------------

struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Place {
        let place = std::env::temp_dir().join(format!("second-story-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&place).unwrap();
        let replica = lived_in();
        let envelope = Envelope::default()
            .with(Kind::Document, replica.save())
            .with(Kind::Private, b"my own notes".as_slice())
            .with(Kind::Evidence, Evidence::new("worker.log", "text/plain", LOG).encode())
            .with(Kind::Evidence, Evidence::new("another.log", "text/plain", b"of nothing".as_slice()).encode());
        std::fs::write(place.join("The Queue.postmortem"), envelope.encode()).unwrap();
        Place(place)
    }

    fn run(&self, arguments: &[&str]) -> Result<String, String> {
        let file = self.0.join("The Queue.postmortem").display().to_string();
        let to = self.0.display().to_string();
        let mut all = vec![file, "--to".to_owned(), to];
        all.extend(arguments.iter().map(|argument| (*argument).to_owned()));
        command::run(&all)
    }

    fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.0.join(format!("drafts/{name}.postmortem"))).unwrap()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Opens what the command wrote with what its link says.
fn open_by_link(place: &Place, said: &str) -> (Draft, Vec<u8>) {
    let draft = Draft::in_text(said).unwrap().unwrap();
    let bytes = place.read(&draft.name);
    let Some(key) = draft.key else { return (draft, bytes) };
    Sealed::read(&bytes, &Limits::default()).unwrap().lies_under(&draft.name).unwrap();
    let file = opened(&bytes, key).unwrap();
    (draft, file)
}

#[test]
fn the_command_seals_a_clean_copy_and_says_where_it_opens() {
    let place = Place::new("publish-sealed");
    let said = place.run(&["--at", "https://example.org/team"]).unwrap();
    assert!(said.contains("https://example.org/team/#p1.p"), "{said}");
    assert!(said.contains("without earlier wordings") && said.contains("Sealed"), "{said}");
    let (draft, file) = open_by_link(&place, &said);
    assert_eq!(draft.name, "the-queue");
    let strings = strings_of_file(&file);
    assert!(contains(&strings, PLANTED) && contains(&strings, "22:47 queue depth"), "with its evidence");
    for gone in [BLAMING, NAME, WRITER, "my own notes", "of nothing"] {
        assert!(!contains(&strings, gone), "“{gone}” is in it");
    }
    assert!(!String::from_utf8_lossy(&place.read("the-queue")).contains(PLANTED));

    // Again under the same link: the same key and name, another IV, another document.
    let before = place.read("the-queue");
    let again = place.run(&["--again", &said]).unwrap();
    let (second, _) = open_by_link(&place, &again);
    assert_eq!(second, draft);
    let iv = |bytes: &[u8]| Sealed::read(bytes, &Limits::default()).unwrap().head.iv;
    assert_ne!(iv(&before), iv(&place.read("the-queue")));
    // Published anew without it: another key, so the old link does not open it.
    place.run(&[]).unwrap();
    assert_eq!(opened(&place.read("the-queue"), draft.key.unwrap()), Err(SealedError::WrongKey));
}

#[test]
fn the_command_names_what_is_public_by_the_id_of_its_review() {
    let place = Place::new("publish-public");
    let id = lived_in().identity().public.clone();
    let said = place.run(&["--public", "--at", "https://example.org/index.html"]).unwrap();
    assert!(said.contains(&format!("https://example.org/index.html#/r/{id}/read")), "{said}");
    assert!(said.contains("anybody who finds it can read it"), "{said}");
    let (draft, file) = open_by_link(&place, &said);
    assert_eq!((draft.name.as_str(), draft.key), (id.as_str(), None));
    assert!(contains(&strings_of_file(&file), PLANTED) && !contains(&strings_of_file(&file), BLAMING));
}

#[test]
fn the_command_says_what_a_draft_with_its_history_carries() {
    let place = Place::new("publish-whole");
    let said = place.run(&["--with-history"]).unwrap();
    assert!(
        said.contains(
            "5 changes from 2 sessions of writing, with earlier wordings and when they were typed, and 1 removed entry"
        ),
        "{said}"
    );
    let (draft, file) = open_by_link(&place, &said);
    assert_eq!(draft.review, Some(lived_in().identity().public.clone()));
    let strings = strings_of_file(&file);
    assert!(contains(&strings, BLAMING) && contains(&strings, PLANTED));
    assert!(!contains(&strings, "my own notes"), "what is private never goes along");
}

#[test]
fn the_command_refuses_in_words() {
    let place = Place::new("publish-refused");
    for (arguments, words) in [
        (&["--name", "../config"][..], "can be no name"),
        (&["--public", "--name", "a"], "named by its review's public id"),
        (&["--again", "https://example.org/"], "a link to a published draft"),
        (&["--name"], "wants something after it"),
        (&["--loud"], "There is no --loud"),
        (&["nowhere.postmortem"], "cannot be read"),
    ] {
        let why = place.run(arguments).unwrap_err();
        assert!(why.contains(words), "{arguments:?}: {why}");
    }
    assert!(command::run(&[]).unwrap_err().contains("Say which files"));
    let mut unseen = Replica::create(&seed(4)).unwrap();
    act(&mut unseen, WRITER, &[entry("one", BLAMING)]);
    let unseen = Envelope::default().with(Kind::Document, unseen.save()).encode();
    std::fs::write(place.0.join("unseen.postmortem"), unseen).unwrap();
    let unseen = place.0.join("unseen.postmortem").display().to_string();
    assert!(place.run(&[&unseen, "--with-history"]).unwrap_err().contains("never shared"));
    assert!(
        command::run(&["tests/fixtures/hostile/newer.postmortem".to_owned()]).unwrap_err().contains("newer version")
    );
    let another = Draft { name: "a".to_owned(), key: Some(KEY), review: Some(ReviewId::new("another")) };
    let why = place.run(&["--again", &another.link().fragment()]).unwrap_err();
    assert!(why.contains("of another review"), "{why}");
    std::fs::write(place.0.join("picture.postmortem"), b"\x89PNG\r\n\x1a\n").unwrap();
    let picture = place.0.join("picture.postmortem").display().to_string();
    assert!(place.run(&[&picture]).unwrap_err().contains("a PNG picture"));
    assert!(!place.0.join("drafts").exists(), "nothing is written unless all of it can be");
}
