//! Decode everything and search: every string that a link or a file holds, so that a test can show that a
//! sentence is not in what leaves. A search of compressed bytes proves nothing; plant a sentence as control.

use second_story::document::everything_written;
use second_story::exchange::ask::{Ask, SendBack};
use second_story::exchange::envelope::{Envelope, Evidence, Kind};
use second_story::exchange::limits::Limits;
use second_story::exchange::link;

/// Every string in what leaves as a link: values, keys, names of writers, text as it stood after each change.
#[allow(dead_code)]
pub fn strings_of_link(text: &str) -> Vec<String> {
    let limits = Limits::default();
    let link = link::parse(text, &limits).expect("a whole link");
    let bytes = link.open(&limits).expect("a link that opens");
    match link.kind() {
        link::Kind::Document => everything_written(&bytes).expect("a document"),
        link::Kind::Ask => strings_of_ask(&bytes),
        link::Kind::SendBack => strings_of_send_back(&bytes),
        // What can be read of it as it stands.
        link::Kind::Invite | link::Kind::Reply | link::Kind::Sealed | link::Kind::Published => {
            vec![String::from_utf8_lossy(&bytes).into_owned()]
        }
    }
}

/// Every string in what leaves as a file, of every section.
#[allow(dead_code)]
pub fn strings_of_file(bytes: &[u8]) -> Vec<String> {
    let envelope = Envelope::decode(bytes, &Limits::default()).expect("a whole file");
    let mut found = Vec::new();
    for section in &envelope.sections {
        match section.kind {
            Kind::Document => found.extend(everything_written(&section.bytes).expect("a document")),
            Kind::Private => found.extend(everything_written(&section.bytes).unwrap_or_default()),
            Kind::SendBack => found.extend(strings_of_send_back(&section.bytes)),
            Kind::Ask => found.extend(strings_of_ask(&section.bytes)),
            Kind::Evidence => {
                let piece = Evidence::decode(&section.bytes).expect("evidence");
                found.push(piece.name.into_owned());
                found.push(piece.media_type.into_owned());
                found.push(String::from_utf8_lossy(&piece.bytes).into_owned());
            }
            Kind::Note | Kind::Other(_) => {}
        }
        found.push(String::from_utf8_lossy(&section.bytes).into_owned());
    }
    found
}

fn strings_of_ask(bytes: &[u8]) -> Vec<String> {
    let ask = Ask::decode(bytes).expect("a question");
    let mut found = everything_written(&ask.genesis).expect("a beginning");
    found.extend([ask.title, ask.when, ask.question]);
    found
}

fn strings_of_send_back(bytes: &[u8]) -> Vec<String> {
    let sent = SendBack::decode(bytes).expect("an answer");
    let mut whole = sent.genesis.clone();
    sent.changes.iter().for_each(|change| whole.extend_from_slice(change));
    // What builds on more than the beginning cannot be loaded by itself: then each change is read alone.
    let mut found = everything_written(&whole).unwrap_or_default();
    for change in &sent.changes {
        found.extend(everything_written(change).expect("a change"));
    }
    found.push(sent.seen_from);
    found
}

/// Whether any of the strings contains a sentence.
#[allow(dead_code)]
pub fn contains(strings: &[String], sentence: &str) -> bool {
    strings.iter().any(|text| text.contains(sentence))
}
