//! The session: one review, and everybody it is worked on with over live wires.
//!
//! Events in, effects out; no clock, no randomness, no network of its own. A caller may rely on this:
//! - what comes out as [`Effect::Learnt`] is decoded, of this review, hides nothing, and is in causal order;
//! - a wire that says something that cannot be understood, or that would hide what others wrote, is dropped with the
//!   reason, and nothing of what it said stays;
//! - messages in passing reach everybody once, however many ways they take;
//! - what is ours alone goes only over wires whose other end said that it understands it.

use super::address;
use super::message::{Body, Message, Metadata, VERSION};
use crate::document::{Conversation, DocumentId, Refusal, Shadow};
use crate::exchange::limits::Limits;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// A wire, by the number its owner gave it.
pub type Wire = u32;

/// Bytes of evidence in one message.
const PIECE: usize = 15 << 10;
/// How long a piece of evidence may be on its way in silence before somebody else is asked, milliseconds.
const PATIENCE_MS: u64 = 8_000;
/// The longest piece of evidence.
const LONGEST_EVIDENCE: u64 = 16 << 20;
/// How long a wire may stay without the first word, or without the answer to a question, milliseconds.
const ANSWER_MS: u64 = 20_000;
/// How long one of ours may be silent: they say each 15 seconds that they are here.
const SILENCE_MS: u64 = 50_000;
/// How many steps of comparing may bring nothing, one behind the other: two copies agree within a few. More than that
/// and a step was lost; a new connection begins anew.
const MOST_FRUITLESS: u32 = 40;
/// How many messages in passing of how many senders are remembered, so that none is heard twice.
const MOST_SENDERS: usize = 500;
/// The longest message in passing, the longest name in it, and how far its number may be ahead of the last one.
const LONGEST_PASSING: usize = 64 << 10;
const LONGEST_NAME: usize = 200;
const FARTHEST_AHEAD: u64 = 10_000;
/// How many pieces of evidence one wire may ask for before it has been given any.
const MOST_WANTED: usize = 32;

/// What happens to the session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A wire is open. One of its ends joins, the other one waits for that.
    Opened { wire: Wire, joins: bool },
    /// A whole message came.
    Received { wire: Wire, bytes: Vec<u8> },
    /// A wire is closed.
    Closed { wire: Wire },
    /// This app wrote something, or learnt it in another way.
    Wrote { changes: Vec<Vec<u8>> },
    /// To be told to everybody in passing.
    Say { data: Vec<u8> },
    /// To be carried to one of ours, over whichever wire leads there.
    Signal { to: String, data: Vec<u8> },
    /// A piece of evidence is missing here.
    Want { hash: String },
    /// A piece of evidence that somebody asked for; empty where it is not here.
    Give { wire: Wire, hash: String, bytes: Vec<u8> },
    /// So late is it, by a clock that never goes back.
    Tick { now_ms: u64 },
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Send this.
    Send { wire: Wire, bytes: Vec<u8> },
    /// These changes are new: in causal order.
    Learnt { wire: Wire, changes: Vec<Vec<u8>> },
    /// Somebody is there.
    Met { wire: Wire, peer: String, ours: bool },
    /// Both ends of a wire have the same.
    Even { wire: Wire },
    /// The other end does not have the review.
    Lacks { wire: Wire },
    /// Somebody said something in passing.
    Heard { peer: String, data: Vec<u8> },
    /// Somebody went, as far as this wire tells.
    Left { peer: String },
    /// Others whom one of ours can reach.
    Reach { wire: Wire, peers: Vec<String> },
    /// One of ours says this to us alone.
    Signalled { from: String, data: Vec<u8> },
    /// Somebody asks for a piece of evidence.
    Wanted { wire: Wire, hash: String },
    /// A piece of evidence came, its hash checked.
    Arrived { hash: String, bytes: Vec<u8> },
    /// End this wire; the sentence says why.
    Drop { wire: Wire, why: String },
}

/// How a wire stands.
#[derive(Debug)]
struct Link {
    joins: bool,
    /// Who is at the other end, once they said so.
    peer: Option<String>,
    ours: bool,
    conversation: Conversation,
    even: bool,
    /// When anything was last heard, when that was more than a word in passing, and since when an answer is waited for.
    heard_ms: u64,
    answered_ms: u64,
    waiting_since_ms: Option<u64>,
    /// Steps of comparing since the last one that brought something.
    fruitless: u32,
    /// What its other end asked for and was not given yet.
    wanted: BTreeSet<String>,
}

/// A piece of evidence on its way.
#[derive(Debug, Default)]
struct Fetching {
    asked: BTreeSet<Wire>,
    asking: Option<Wire>,
    since_ms: u64,
    bytes: Vec<u8>,
}

/// The session.
#[derive(Debug)]
pub struct Session {
    me: String,
    /// Names this session among those of the same peer.
    name: String,
    document: String,
    shadow: Shadow,
    limits: Limits,
    links: BTreeMap<Wire, Link>,
    said: u64,
    /// The last message in passing of each sender and session.
    heard: BTreeMap<(String, String), u64>,
    fetching: BTreeMap<String, Fetching>,
    now_ms: u64,
}

impl Session {
    /// A session about a review. `document` is what this app has of it, where it has any.
    ///
    /// # Errors
    /// Where the bytes are not of that review.
    pub fn new(me: &str, name: &str, id: DocumentId, document: Option<&[u8]>) -> Result<Self, Refusal> {
        let shadow = match document {
            Some(bytes) => Shadow::of(id, bytes)?,
            None => Shadow::empty(id),
        };
        Ok(Session {
            me: me.to_owned(),
            name: name.to_owned(),
            document: address::name(id),
            shadow,
            limits: Limits::default(),
            links: BTreeMap::new(),
            said: 0,
            heard: BTreeMap::new(),
            fetching: BTreeMap::new(),
            now_ms: 0,
        })
    }

    /// Whom this session is to others.
    pub fn me(&self) -> &str {
        &self.me
    }

    /// What it has.
    pub fn shadow(&self) -> &Shadow {
        &self.shadow
    }

    /// Answers an event.
    pub fn handle(&mut self, event: Event) -> Vec<Effect> {
        let mut out = Vec::new();
        match event {
            Event::Opened { wire, joins } => self.opened(wire, joins, &mut out),
            Event::Received { wire, bytes } => match Message::decode(&bytes) {
                Some(message) => self.received(wire, message, &mut out),
                None => self.drop_link(wire, "What came over the wire could not be understood.", &mut out),
            },
            Event::Closed { wire } => self.closed(wire, &mut out),
            Event::Wrote { changes } => {
                // They were written here: where they do not fit, the next opening of the session has them.
                if self.shadow.add(&changes).is_ok() {
                    self.compare(&mut out);
                }
            }
            Event::Say { data } => {
                self.said += 1;
                let (session, count) = (self.name.clone(), self.said);
                let me = self.me.clone();
                self.pass_on(None, &me, &session, count, &data, &mut out);
            }
            Event::Signal { to, data } => {
                let me = self.me.clone();
                self.carry(&me, &to, data, &mut out);
            }
            Event::Want { hash } => {
                self.fetching.entry(hash.clone()).or_default();
                self.fetch(&hash, &mut out);
            }
            Event::Give { wire, hash, bytes } => self.give(wire, &hash, &bytes, &mut out),
            Event::Tick { now_ms } => {
                self.now_ms = now_ms;
                let late = |fetching: &Fetching| now_ms.saturating_sub(fetching.since_ms) > PATIENCE_MS;
                let tired: Vec<String> =
                    self.fetching.iter().filter(|(_, fetching)| late(fetching)).map(|(hash, _)| hash.clone()).collect();
                for hash in tired {
                    self.ask_another(&hash, &mut out);
                }
                self.end_silent(&mut out);
            }
        }
        out
    }

    /// A wire may be dead at one end without a word: silence is how that is noticed.
    fn end_silent(&mut self, out: &mut Vec<Effect>) {
        let now_ms = self.now_ms;
        let silent = |link: &Link| {
            // An answer may come behind something long: while anything comes, it is not missing. Words in passing are
            // no sign of it: they are said each 15 seconds whether or not anybody was asked.
            let silent_ms = now_ms.saturating_sub(link.answered_ms);
            let waited = |since: u64| now_ms.saturating_sub(since).min(silent_ms) > ANSWER_MS;
            let waited = link.waiting_since_ms.is_some_and(waited);
            waited || (link.ours && now_ms.saturating_sub(link.heard_ms) > SILENCE_MS)
        };
        let wires: Vec<Wire> = self.links.iter().filter(|(_, link)| silent(link)).map(|(wire, _)| *wire).collect();
        for wire in wires {
            out.push(Effect::Drop { wire, why: "Nothing was heard from the other side for a while.".to_owned() });
            self.closed(wire, out);
        }
    }

    fn opened(&mut self, wire: Wire, joins: bool, out: &mut Vec<Effect>) {
        let link = Link {
            joins,
            peer: None,
            ours: false,
            conversation: Conversation::default(),
            even: false,
            heard_ms: self.now_ms,
            answered_ms: self.now_ms,
            waiting_since_ms: Some(self.now_ms),
            fruitless: 0,
            wanted: BTreeSet::new(),
        };
        self.links.insert(wire, link);
        if joins {
            let body = Body::Join { metadata: Metadata { ours: true }, versions: vec![VERSION.to_owned()] };
            self.send(wire, "", body, out);
        }
    }

    fn closed(&mut self, wire: Wire, out: &mut Vec<Effect>) {
        let Some(link) = self.links.remove(&wire) else { return };
        if let Some(peer) = link.peer
            && !self.links.values().any(|other| other.peer.as_deref() == Some(&peer))
        {
            out.push(Effect::Left { peer });
        }
        if link.ours {
            self.tell_reach(out);
        }
        let asked: Vec<String> = self
            .fetching
            .iter()
            .filter(|(_, fetching)| fetching.asking == Some(wire))
            .map(|(hash, _)| hash.clone())
            .collect();
        for hash in asked {
            self.ask_another(&hash, out);
        }
    }

    fn drop_link(&mut self, wire: Wire, why: &str, out: &mut Vec<Effect>) {
        if self.links.contains_key(&wire) {
            self.send(wire, "", Body::Error { message: why.to_owned() }, out);
            out.push(Effect::Drop { wire, why: why.to_owned() });
            self.closed(wire, out);
        }
    }

    fn send(&self, wire: Wire, target: &str, body: Body, out: &mut Vec<Effect>) {
        let message = Message { sender: self.me.clone(), target: target.to_owned(), body };
        out.push(Effect::Send { wire, bytes: message.encode() });
    }

    fn received(&mut self, wire: Wire, message: Message, out: &mut Vec<Effect>) {
        let Message { sender, target, body } = message;
        let now_ms = self.now_ms;
        let Some(link) = self.links.get_mut(&wire) else { return };
        link.heard_ms = now_ms;
        if !matches!(body, Body::Passing { .. }) {
            link.answered_ms = now_ms;
        }
        let (joins, greeted) = (link.joins, link.peer.is_some());
        match body {
            Body::Join { metadata, versions } if !joins && !greeted => {
                if !versions.is_empty() && !versions.iter().any(|version| version == VERSION) {
                    self.drop_link(wire, "The other side speaks another version than this one.", out);
                    return;
                }
                let answer = Body::Peer { metadata: Metadata { ours: true }, version: VERSION.to_owned() };
                self.send(wire, &sender, answer, out);
                self.greeted(wire, sender, metadata, out);
            }
            Body::Peer { metadata, version } if joins && !greeted => {
                if !version.is_empty() && version != VERSION {
                    self.drop_link(wire, "The other side speaks another version than this one.", out);
                    return;
                }
                self.greeted(wire, sender, metadata, out);
            }
            Body::Sync { document, data, wants } if greeted => {
                self.compared(wire, &sender, document, &data, wants, out)
            }
            Body::Unavailable { document } if greeted && document == self.document => out.push(Effect::Lacks { wire }),
            Body::Passing { document, session, count, data } if greeted && document == self.document => {
                self.passing(wire, &sender, &session, count, data, out);
            }
            Body::Reach { peers } if greeted && self.is_ours(wire) => {
                let others = peers.into_iter().filter(|peer| *peer != self.me).collect();
                out.push(Effect::Reach { wire, peers: others });
            }
            Body::Signal { data } if greeted && self.is_ours(wire) => {
                if target == self.me {
                    out.push(Effect::Signalled { from: sender, data });
                } else {
                    self.carry(&sender, &target, data, out);
                }
            }
            Body::Want { hash } if greeted && self.is_ours(wire) => {
                let Some(link) = self.links.get_mut(&wire) else { return };
                if hash.len() == 64 && link.wanted.len() < MOST_WANTED && link.wanted.insert(hash.clone()) {
                    out.push(Effect::Wanted { wire, hash });
                }
            }
            Body::Piece { hash, total, at, data } if greeted && self.is_ours(wire) => {
                self.piece(wire, &hash, total, at, &data, out);
            }
            Body::Error { message } => {
                let said: String = message.chars().filter(|letter| !letter.is_control()).take(200).collect();
                let why = format!("The other side ended it: {said}");
                out.push(Effect::Drop { wire, why });
                self.closed(wire, out);
            }
            Body::Leave => {
                out.push(Effect::Drop { wire, why: String::new() });
                self.closed(wire, out);
            }
            // Said at the wrong time, or about something else: passed over.
            _ => {}
        }
    }

    fn greeted(&mut self, wire: Wire, peer: String, metadata: Metadata, out: &mut Vec<Effect>) {
        if peer.is_empty() || peer == self.me {
            self.drop_link(wire, "This is the same browser tab at both ends.", out);
            return;
        }
        let Some(link) = self.links.get_mut(&wire) else { return };
        link.peer = Some(peer.clone());
        link.ours = metadata.ours;
        link.conversation = Conversation::default();
        link.waiting_since_ms = None;
        out.push(Effect::Met { wire, peer, ours: metadata.ours });
        if metadata.ours {
            self.tell_reach(out);
        }
        self.compare(out);
        let waiting: Vec<String> = self.fetching.keys().cloned().collect();
        for hash in waiting {
            self.fetch(&hash, out);
        }
    }

    fn is_ours(&self, wire: Wire) -> bool {
        self.links.get(&wire).is_some_and(|link| link.ours)
    }

    /// Tells each of ours whom of ours it can reach through here.
    fn tell_reach(&self, out: &mut Vec<Effect>) {
        let ours = || self.links.iter().filter(|(_, link)| link.ours);
        for (wire, link) in ours() {
            let Some(peer) = &link.peer else { continue };
            let others: BTreeSet<&String> =
                ours().filter_map(|(_, other)| other.peer.as_ref()).filter(|other| *other != peer).collect();
            self.send(*wire, peer, Body::Reach { peers: others.into_iter().cloned().collect() }, out);
        }
    }

    /// Carries something to one of ours, where a wire leads there.
    fn carry(&self, from: &str, to: &str, data: Vec<u8>, out: &mut Vec<Effect>) {
        let direct = self.links.iter().find(|(_, link)| link.ours && link.peer.as_deref() == Some(to));
        let wires: Vec<Wire> = match direct {
            Some((wire, _)) => vec![*wire],
            // Somebody else's is carried no further than one step.
            None if from != self.me => Vec::new(),
            None => self.links.iter().filter(|(_, link)| link.ours).map(|(wire, _)| *wire).collect(),
        };
        for wire in wires {
            let message =
                Message { sender: from.to_owned(), target: to.to_owned(), body: Body::Signal { data: data.clone() } };
            out.push(Effect::Send { wire, bytes: message.encode() });
        }
    }

    // ---- the document ----------------------------------------------------------------------------------------

    fn compared(
        &mut self,
        wire: Wire,
        sender: &str,
        document: String,
        data: &[u8],
        wants: bool,
        out: &mut Vec<Effect>,
    ) {
        if document != self.document {
            if wants {
                self.send(wire, sender, Body::Unavailable { document }, out);
            }
            return;
        }
        let Some(link) = self.links.get_mut(&wire) else { return };
        link.waiting_since_ms = None;
        match self.shadow.hear(&mut link.conversation, data, &self.limits.document) {
            Ok(new) => {
                let even = link.conversation.is_even_with(&self.shadow);
                link.fruitless = if even || !new.is_empty() { 0 } else { link.fruitless + 1 };
                if link.fruitless > MOST_FRUITLESS {
                    self.drop_link(wire, "The two sides did not come to an agreement on what they have.", out);
                    return;
                }
                if !new.is_empty() {
                    out.push(Effect::Learnt { wire, changes: new.into_iter().map(|(_, bytes)| bytes).collect() });
                }
                self.compare(out);
            }
            Err(refusal) => self.drop_link(wire, &refused(&refusal), out),
        }
    }

    /// Says on every wire what its other end may lack.
    fn compare(&mut self, out: &mut Vec<Effect>) {
        for (wire, link) in &mut self.links {
            let Some(peer) = &link.peer else { continue };
            match self.shadow.say(&mut link.conversation) {
                Some(data) => {
                    link.even = false;
                    if !link.conversation.is_even_with(&self.shadow) {
                        link.waiting_since_ms = link.waiting_since_ms.or(Some(self.now_ms));
                    }
                    let body = Body::Sync { document: self.document.clone(), data, wants: self.shadow.is_empty() };
                    let message = Message { sender: self.me.clone(), target: peer.clone(), body };
                    out.push(Effect::Send { wire: *wire, bytes: message.encode() });
                }
                None if !link.even && link.conversation.is_even_with(&self.shadow) => {
                    link.even = true;
                    out.push(Effect::Even { wire: *wire });
                }
                None => {}
            }
        }
    }

    // ---- in passing -------------------------------------------------------------------------------------------

    fn passing(&mut self, wire: Wire, sender: &str, session: &str, count: u64, data: Vec<u8>, out: &mut Vec<Effect>) {
        let too_long = data.len() > LONGEST_PASSING || sender.len() > LONGEST_NAME || session.len() > LONGEST_NAME;
        if sender == self.me || too_long {
            return;
        }
        let key = (sender.to_owned(), session.to_owned());
        let last = self.heard.get(&key).copied();
        if last.is_some_and(|last| last >= count || count - last > FARTHEST_AHEAD) {
            return;
        }
        if last.is_none() && self.heard.len() >= MOST_SENDERS {
            self.heard.pop_first();
        }
        self.heard.insert(key, count);
        self.pass_on(Some(wire), sender, session, count, &data, out);
        out.push(Effect::Heard { peer: sender.to_owned(), data });
    }

    fn pass_on(
        &self,
        came_by: Option<Wire>,
        sender: &str,
        session: &str,
        count: u64,
        data: &[u8],
        out: &mut Vec<Effect>,
    ) {
        for (wire, link) in &self.links {
            let Some(peer) = &link.peer else { continue };
            if Some(*wire) == came_by || peer == sender {
                continue;
            }
            let body = Body::Passing {
                document: self.document.clone(),
                session: session.to_owned(),
                count,
                data: data.to_vec(),
            };
            let message = Message { sender: sender.to_owned(), target: peer.clone(), body };
            out.push(Effect::Send { wire: *wire, bytes: message.encode() });
        }
    }

    // ---- evidence ---------------------------------------------------------------------------------------------

    fn fetch(&mut self, hash: &str, out: &mut Vec<Effect>) {
        let now_ms = self.now_ms;
        let Some(fetching) = self.fetching.get_mut(hash) else { return };
        if fetching.asking.is_some() {
            return;
        }
        let next = self.links.iter().find(|(wire, link)| link.ours && !fetching.asked.contains(wire));
        let Some((wire, link)) = next else {
            // Whoever lacked it may have it later: all are asked again after a while.
            fetching.asked.clear();
            return;
        };
        let (wire, peer) = (*wire, link.peer.clone().unwrap_or_default());
        fetching.asking = Some(wire);
        fetching.asked.insert(wire);
        fetching.since_ms = now_ms;
        fetching.bytes = Vec::new();
        self.send(wire, &peer, Body::Want { hash: hash.to_owned() }, out);
    }

    fn ask_another(&mut self, hash: &str, out: &mut Vec<Effect>) {
        let Some(fetching) = self.fetching.get_mut(hash) else { return };
        fetching.asking = None;
        fetching.bytes = Vec::new();
        fetching.since_ms = self.now_ms;
        self.fetch(hash, out);
    }

    fn give(&mut self, wire: Wire, hash: &str, bytes: &[u8], out: &mut Vec<Effect>) {
        let Some(link) = self.links.get_mut(&wire).filter(|link| link.ours) else { return };
        link.wanted.remove(hash);
        let Some(peer) = link.peer.clone() else { return };
        let total = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let mut at = 0_u64;
        let nothing: [&[u8]; 1] = [&[]];
        let pieces: Vec<&[u8]> = if bytes.is_empty() { nothing.to_vec() } else { bytes.chunks(PIECE).collect() };
        for data in pieces {
            let length = u64::try_from(data.len()).unwrap_or(u64::MAX);
            self.send(wire, &peer, Body::Piece { hash: hash.to_owned(), total, at, data: data.to_vec() }, out);
            at = at.saturating_add(length);
        }
    }

    fn piece(&mut self, wire: Wire, hash: &str, total: u64, at: u64, data: &[u8], out: &mut Vec<Effect>) {
        let Some(fetching) = self.fetching.get_mut(hash).filter(|fetching| fetching.asking == Some(wire)) else {
            return;
        };
        fetching.since_ms = self.now_ms;
        let have = u64::try_from(fetching.bytes.len()).unwrap_or(u64::MAX);
        let after = have.saturating_add(u64::try_from(data.len()).unwrap_or(u64::MAX));
        if total == 0 || total > LONGEST_EVIDENCE || at != have || after > total {
            self.ask_another(hash, out);
            return;
        }
        fetching.bytes.extend_from_slice(data);
        if after < total {
            return;
        }
        let bytes = std::mem::take(&mut fetching.bytes);
        if crate::review::text::hex(&Sha256::digest(&bytes)) == hash {
            self.fetching.remove(hash);
            out.push(Effect::Arrived { hash: hash.to_owned(), bytes });
        } else {
            self.ask_another(hash, out);
        }
    }
}

/// Why what a wire said was not taken in.
fn refused(refusal: &Refusal) -> String {
    let why = match refusal {
        Refusal::AnotherReview => "It is about another review.",
        Refusal::NoGenesis => "It is not a review of this app, or of a newer version of it.",
        Refusal::ContainerReplaced { .. } | Refusal::BodyReplaced { .. } | Refusal::NotText { .. } => {
            "It would have hidden what others wrote."
        }
        Refusal::TooMany { .. } => "It is more than a review can have.",
        Refusal::Incomplete(_) => "It builds on more than was sent.",
        Refusal::NotADocument(_) | Refusal::Duplicate => "It is damaged.",
    };
    format!(
        "Something that came over the wire was not taken in, and the wire was ended. {why} Nothing here was changed."
    )
}
