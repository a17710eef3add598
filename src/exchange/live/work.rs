//! The session as work for the quarantine: events and effects as bytes. Both ends are the same build.

use super::session::{Effect, Event, Session};
use crate::document::DocumentId;
use crate::exchange::bytes::{Reader, Writer};

/// What begins a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begin {
    /// Whom this session is to others.
    pub me: String,
    /// Its name among those of the same peer.
    pub name: String,
    /// The review.
    pub document: DocumentId,
    /// What this app has of it.
    pub bytes: Option<Vec<u8>>,
}

/// The quarantine's side of a session.
#[derive(Debug, Default)]
pub struct Bench(Option<Session>);

impl Bench {
    /// Answers a piece of work: what begins a session, or an event of it.
    pub fn work(&mut self, work: &[u8]) -> Vec<u8> {
        let mut from = Reader::new(work);
        let effects = match from.byte() {
            Some(BEGIN) => {
                self.0 = read_begin(&mut from).and_then(|begin| {
                    Session::new(&begin.me, &begin.name, begin.document, begin.bytes.as_deref()).ok()
                });
                Vec::new()
            }
            Some(EVENT) => match (&mut self.0, read_event(&mut from)) {
                (Some(session), Some(event)) => session.handle(event),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        };
        encode_effects(&effects)
    }
}

const BEGIN: u8 = 0;
const EVENT: u8 = 1;

/// The work that begins a session.
pub fn encode_begin(begin: &Begin) -> Vec<u8> {
    let mut out = Writer::default();
    out.byte(BEGIN);
    out.text(&begin.me);
    out.text(&begin.name);
    out.raw(&begin.document.0);
    match &begin.bytes {
        None => out.byte(0),
        Some(bytes) => {
            out.byte(1);
            out.bytes(bytes);
        }
    }
    out.done()
}

fn read_begin(from: &mut Reader<'_>) -> Option<Begin> {
    let (me, name) = (from.text()?.to_owned(), from.text()?.to_owned());
    let document = DocumentId(from.array()?);
    let bytes = match from.byte()? {
        0 => None,
        _ => Some(from.bytes()?.to_vec()),
    };
    Some(Begin { me, name, document, bytes })
}

/// The work that is an event.
pub fn encode_event(event: &Event) -> Vec<u8> {
    let mut out = Writer::default();
    out.byte(EVENT);
    match event {
        Event::Opened { wire, joins } => {
            head(&mut out, 0, *wire);
            out.byte(u8::from(*joins));
        }
        Event::Received { wire, bytes } => {
            head(&mut out, 1, *wire);
            out.bytes(bytes);
        }
        Event::Closed { wire } => head(&mut out, 2, *wire),
        Event::Wrote { changes } => {
            out.byte(3);
            write_many(&mut out, changes);
        }
        Event::Say { data } => {
            out.byte(4);
            out.bytes(data);
        }
        Event::Signal { to, data } => {
            out.byte(5);
            out.text(to);
            out.bytes(data);
        }
        Event::Want { hash } => {
            out.byte(6);
            out.text(hash);
        }
        Event::Give { wire, hash, bytes } => {
            head(&mut out, 7, *wire);
            out.text(hash);
            out.bytes(bytes);
        }
        Event::Tick { now_ms } => {
            out.byte(8);
            out.number(*now_ms);
        }
    }
    out.done()
}

fn read_event(from: &mut Reader<'_>) -> Option<Event> {
    Some(match from.byte()? {
        0 => Event::Opened { wire: wire(from)?, joins: from.byte()? == 1 },
        1 => Event::Received { wire: wire(from)?, bytes: from.bytes()?.to_vec() },
        2 => Event::Closed { wire: wire(from)? },
        3 => Event::Wrote { changes: read_many(from)? },
        4 => Event::Say { data: from.bytes()?.to_vec() },
        5 => Event::Signal { to: from.text()?.to_owned(), data: from.bytes()?.to_vec() },
        6 => Event::Want { hash: from.text()?.to_owned() },
        7 => Event::Give { wire: wire(from)?, hash: from.text()?.to_owned(), bytes: from.bytes()?.to_vec() },
        8 => Event::Tick { now_ms: from.number()? },
        _ => return None,
    })
}

fn encode_effects(effects: &[Effect]) -> Vec<u8> {
    let mut out = Writer::default();
    out.count(effects.len());
    for effect in effects {
        match effect {
            Effect::Send { wire, bytes } => {
                head(&mut out, 0, *wire);
                out.bytes(bytes);
            }
            Effect::Learnt { wire, changes } => {
                head(&mut out, 1, *wire);
                write_many(&mut out, changes);
            }
            Effect::Met { wire, peer, ours } => {
                head(&mut out, 2, *wire);
                out.text(peer);
                out.byte(u8::from(*ours));
            }
            Effect::Even { wire } => head(&mut out, 3, *wire),
            Effect::Lacks { wire } => head(&mut out, 4, *wire),
            Effect::Heard { peer, data } => {
                out.byte(5);
                out.text(peer);
                out.bytes(data);
            }
            Effect::Left { peer } => {
                out.byte(6);
                out.text(peer);
            }
            Effect::Reach { wire, peers } => {
                head(&mut out, 7, *wire);
                out.count(peers.len());
                for peer in peers {
                    out.text(peer);
                }
            }
            Effect::Signalled { from, data } => {
                out.byte(8);
                out.text(from);
                out.bytes(data);
            }
            Effect::Wanted { wire, hash } => {
                head(&mut out, 9, *wire);
                out.text(hash);
            }
            Effect::Arrived { hash, bytes } => {
                out.byte(10);
                out.text(hash);
                out.bytes(bytes);
            }
            Effect::Drop { wire, why } => {
                head(&mut out, 11, *wire);
                out.text(why);
            }
        }
    }
    out.done()
}

/// Reads what the quarantine answered; nothing where it cannot be read.
pub fn decode_effects(bytes: &[u8]) -> Option<Vec<Effect>> {
    let mut from = Reader::new(bytes);
    let mut effects = Vec::new();
    for _ in 0..from.count()? {
        effects.push(match from.byte()? {
            0 => Effect::Send { wire: wire(&mut from)?, bytes: from.bytes()?.to_vec() },
            1 => Effect::Learnt { wire: wire(&mut from)?, changes: read_many(&mut from)? },
            2 => Effect::Met { wire: wire(&mut from)?, peer: from.text()?.to_owned(), ours: from.byte()? == 1 },
            3 => Effect::Even { wire: wire(&mut from)? },
            4 => Effect::Lacks { wire: wire(&mut from)? },
            5 => Effect::Heard { peer: from.text()?.to_owned(), data: from.bytes()?.to_vec() },
            6 => Effect::Left { peer: from.text()?.to_owned() },
            7 => {
                let wire = wire(&mut from)?;
                let mut peers = Vec::new();
                for _ in 0..from.count()? {
                    peers.push(from.text()?.to_owned());
                }
                Effect::Reach { wire, peers }
            }
            8 => Effect::Signalled { from: from.text()?.to_owned(), data: from.bytes()?.to_vec() },
            9 => Effect::Wanted { wire: wire(&mut from)?, hash: from.text()?.to_owned() },
            10 => Effect::Arrived { hash: from.text()?.to_owned(), bytes: from.bytes()?.to_vec() },
            11 => Effect::Drop { wire: wire(&mut from)?, why: from.text()?.to_owned() },
            _ => return None,
        });
    }
    Some(effects)
}

fn head(out: &mut Writer, kind: u8, wire: u32) {
    out.byte(kind);
    out.number(u64::from(wire));
}

fn wire(from: &mut Reader<'_>) -> Option<u32> {
    u32::try_from(from.number()?).ok()
}

fn write_many(out: &mut Writer, many: &[Vec<u8>]) {
    out.count(many.len());
    for bytes in many {
        out.bytes(bytes);
    }
}

fn read_many(from: &mut Reader<'_>) -> Option<Vec<Vec<u8>>> {
    let mut many = Vec::new();
    for _ in 0..from.count()? {
        many.push(from.bytes()?.to_vec());
    }
    Some(many)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_and_effects_come_back_as_they_went() {
        let events = [
            Event::Opened { wire: 1, joins: true },
            Event::Received { wire: 700, bytes: vec![1, 2] },
            Event::Closed { wire: 3 },
            Event::Wrote { changes: vec![vec![1], vec![]] },
            Event::Say { data: vec![4] },
            Event::Signal { to: "b".into(), data: vec![5] },
            Event::Want { hash: "ab".into() },
            Event::Give { wire: 2, hash: "ab".into(), bytes: vec![6] },
            Event::Tick { now_ms: 900_000 },
        ];
        for event in events {
            let work = encode_event(&event);
            assert_eq!(read_event(&mut Reader::new(&work[1..])), Some(event));
        }
        let effects = vec![
            Effect::Send { wire: 1, bytes: vec![1] },
            Effect::Learnt { wire: 1, changes: vec![vec![2]] },
            Effect::Met { wire: 1, peer: "p".into(), ours: true },
            Effect::Even { wire: 1 },
            Effect::Lacks { wire: 1 },
            Effect::Heard { peer: "p".into(), data: vec![3] },
            Effect::Left { peer: "p".into() },
            Effect::Reach { wire: 1, peers: vec!["q".into(), String::new()] },
            Effect::Signalled { from: "q".into(), data: vec![] },
            Effect::Wanted { wire: 1, hash: "ab".into() },
            Effect::Arrived { hash: "ab".into(), bytes: vec![9] },
            Effect::Drop { wire: 1, why: "because".into() },
        ];
        let bytes = encode_effects(&effects);
        assert_eq!(decode_effects(&bytes), Some(effects));
        assert_eq!(decode_effects(&bytes[..bytes.len() - 1]), None);
    }

    #[test]
    fn work_that_cannot_be_read_does_nothing() {
        let mut bench = Bench::default();
        for work in [&b""[..], b"\x00", b"\x01\x01\x05", b"\x09abc"] {
            assert_eq!(decode_effects(&bench.work(work)), Some(Vec::new()));
        }
    }
}
