//! Working together live: the session of the open review, its wires, and who is here.
//!
//! The session itself runs in the quarantine ([`LiveWorker`]); this carries its effects out. What comes over a wire is
//! applied at the next frame, no longer than a part of one at a time. A session goes on while its people look at other
//! pages: what comes meanwhile waits until the review is open again. What the browser tells of a wire is heard after the
//! call in which it happens.

pub mod here;
pub mod join;
pub mod panel;

use super::desk::{Desk, RoomState, now_ms};
use super::pieces;
use crate::app::room::{Document, Heading};
use crate::app::together::{self, Introductions, Step};
use crate::app::{Part, Route};
use crate::browser::config::{self, Config};
use crate::browser::live_worker::LiveWorker;
use crate::browser::page::{self, Waiting, spawn};
use crate::browser::quarantine::QuarantineError;
use crate::browser::socket::Socket;
use crate::browser::webrtc::{End, Heard};
use crate::browser::{clock, random};
use crate::exchange::live::presence::{Clock, Presence, Present};
use crate::exchange::live::session::{Effect, Event, Wire};
use crate::exchange::live::signal::{Invite, KEEPS_MS, Reply};
use crate::exchange::live::work::{Begin, decode_effects, encode_begin, encode_event};
use crate::exchange::live::{DocumentId, Identity};
use crate::practice::meeting;
use crate::review::{ItemId, PersonId, ReviewId, TextField};
use leptos::prelude::*;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

/// How often a session looks at the time, milliseconds.
const TURN_MS: u32 = 250;
/// How long the quarantine may be at one piece of work, milliseconds.
const LONGEST_WORK_MS: u64 = 8_000;
/// How long it may take to begin, in addition.
const START_MS: u64 = 15_000;
/// How long changes from elsewhere may be applied within one frame, milliseconds.
const SLICE_MS: f64 = 5.0;
/// How many of them at once.
const SLICE: usize = 50;
/// How long before a server that was lost is called again, at first and at most, milliseconds.
const AGAIN_MS: (u64, u64) = (1_000, 30_000);

/// How an invite stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InviteState {
    /// Nobody has answered it.
    Waiting,
    /// Its answer came; the wire is being opened.
    Opening,
    /// It became a wire.
    Open,
    /// It cannot become one any more; the sentence says why.
    Over(String),
}

/// An invite that was made here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invited {
    number: [u8; 8],
    wire: Wire,
    made_ms: i64,
    /// The link to send.
    pub address: String,
    /// How it stands.
    pub state: InviteState,
}

/// How joining somebody else's session stands.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Joining {
    /// Not begun.
    #[default]
    Asked,
    /// The reply is being made.
    Preparing,
    /// This is to be sent back.
    Reply(String),
    /// The wire is open; the review is on its way.
    Open,
    /// It did not work; the sentence says why.
    Failed(String),
}

/// How the sync server stands.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Server {
    /// It is not used.
    #[default]
    Off,
    /// It is being called.
    Calling,
    /// It is there.
    There,
    /// It does not answer.
    Away,
}

/// Somebody who is here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Someone {
    /// Their name on the wire.
    pub peer: String,
    /// Where they are.
    pub presence: Presence,
}

/// What pages see of working together.
#[derive(Clone, Copy)]
pub struct Live {
    inner: StoredValue<RefCell<Option<Session>>, LocalStorage>,
    /// Counts sessions and wires of this tab, so that what one that is over still says is told from those of another.
    counted: StoredValue<Wire>,
    /// Whether there is a session.
    pub on: RwSignal<bool>,
    /// How many wires are open to people, or to a server.
    pub wires: RwSignal<usize>,
    /// Who is here.
    pub here: RwSignal<Arc<Vec<Someone>>>,
    /// Invites that were made here.
    pub invites: RwSignal<Vec<Invited>>,
    /// How joining stands.
    pub joining: RwSignal<Joining>,
    /// Whom one follows, by their name on the wire.
    pub follows: RwSignal<Option<String>>,
    /// How the sync server stands.
    pub server: RwSignal<Server>,
    /// What is set up beside the app.
    pub config: RwSignal<Config>,
    /// What was said about a reply.
    pub said: RwSignal<String>,
}

enum Way {
    Direct(End),
    Server(Socket),
}

struct Link {
    way: Option<Way>,
    /// Whether this end speaks first.
    joins: bool,
    /// Who it leads to, once they said so.
    peer: Option<String>,
}

struct Session {
    number: Wire,
    document: DocumentId,
    review: Option<ReviewId>,
    worker: Option<LiveWorker>,
    /// How many pieces of work are not answered yet, and since when the quarantine is at the one that it is at.
    working: u32,
    busy_since: u64,
    links: BTreeMap<Wire, Link>,
    introductions: Introductions,
    /// Ends that were offered to peers, or that answer theirs.
    introduced: BTreeMap<String, Wire>,
    present: Present,
    /// What the session knows that the review has.
    told: Vec<Heading>,
    /// What came and is not in the review yet.
    came: VecDeque<Vec<u8>>,
    applying: Option<Waiting>,
    turn: Option<Waiting>,
    asked_for: BTreeSet<String>,
    server: Option<Calling>,
}

struct Calling {
    address: String,
    wire: Option<Wire>,
    again_ms: u64,
    at_ms: u64,
}

impl Live {
    /// Nobody works together yet.
    pub fn new() -> Live {
        Live {
            inner: StoredValue::new_local(RefCell::new(None)),
            counted: StoredValue::new(0),
            on: RwSignal::new(false),
            wires: RwSignal::new(0),
            here: RwSignal::default(),
            invites: RwSignal::default(),
            joining: RwSignal::default(),
            follows: RwSignal::new(None),
            server: RwSignal::default(),
            config: RwSignal::default(),
            said: RwSignal::default(),
        }
    }

    fn count_on(self) -> Wire {
        self.counted.update_value(|count| *count = count.wrapping_add(1));
        self.counted.get_value()
    }

    fn with<T>(self, read: impl FnOnce(&mut Session) -> T) -> Option<T> {
        self.inner
            .try_with_value(|inner| inner.try_borrow_mut().ok().and_then(|mut session| session.as_mut().map(read)))
            .flatten()
    }
}

impl Default for Live {
    fn default() -> Self {
        Live::new()
    }
}

fn steady_ms() -> u64 {
    let passed = std::time::Duration::try_from_secs_f64(clock::steady_ms() / 1_000.0).unwrap_or_default();
    u64::try_from(passed.as_millis()).unwrap_or(u64::MAX)
}

// ---- the session -----------------------------------------------------------------------------------------------

/// Begins the session of a review; nothing where it runs already. Another review's ends.
fn begin(desk: Desk, document: DocumentId, review: Option<ReviewId>, bytes: Option<Vec<u8>>, told: Vec<Heading>) {
    if desk.live.with(|session| session.document == document) == Some(true) {
        return;
    }
    end(desk, desk.live.on.get_untracked().then_some("You no longer work together on the other review."));
    let number = desk.live.count_on();
    let me = format!("second-story-{}", random::id().unwrap_or_default());
    let worker = LiveWorker::start(move |answer| spawn(async move { answered(desk, number, answer) }));
    let worker = match worker {
        Ok(worker) => worker,
        Err(why) => {
            desk.say_for_long(why.to_string());
            return;
        }
    };
    worker.work(&encode_begin(&Begin { me: me.clone(), name: random::id().unwrap_or_default(), document, bytes }));
    let session = Session {
        number,
        document,
        review,
        introductions: Introductions::new(&me),
        worker: Some(worker),
        working: 1,
        // Starting takes time of its own, on a slow machine and with a long review.
        busy_since: steady_ms().saturating_add(START_MS),
        links: BTreeMap::new(),
        introduced: BTreeMap::new(),
        present: Present::default(),
        told,
        came: VecDeque::new(),
        applying: None,
        turn: None,
        asked_for: BTreeSet::new(),
        server: None,
    };
    desk.live.inner.update_value(|inner| *inner.borrow_mut() = Some(session));
    desk.live.on.set(true);
    turn(desk);
}

/// Begins the session of the open review.
///
/// # Errors
/// Where it is not loaded yet.
fn begin_here(desk: Desk) -> Result<(), String> {
    desk.settle();
    // What nobody has seen does not go over a wire: the dialog makes it leave first, as another document.
    if desk.room(|room| room.is_guest() || (room.is_loaded() && !room.view().is_shared())) == Some(true) {
        return Err("This review has not left this browser yet. Open “Share” first, then try again.".to_owned());
    }
    let begun = desk.room(|room| {
        let replica = room.replica()?;
        Some((replica.identity().document_id(), room.id().clone(), replica.save(), room.heads()))
    });
    let Some((document, id, bytes, heads)) = begun.flatten() else {
        return Err("This review is still being opened; try again in a moment.".to_owned());
    };
    begin(desk, document, Some(id), Some(bytes), heads);
    Ok(())
}

/// Ends the session, with a sentence where there is something to say.
pub fn end(desk: Desk, why: Option<&str>) {
    let Some(ended) = desk.live.inner.try_update_value(|inner| inner.borrow_mut().take()).flatten() else { return };
    // Who goes says so, where a wire still carries it: the browser closes them in order.
    drop(ended);
    let live = desk.live;
    live.on.set(false);
    live.wires.set(0);
    live.here.set(Arc::default());
    live.invites.set(Vec::new());
    live.follows.set(None);
    live.server.set(Server::Off);
    here::mark(desk);
    if let Some(why) = why {
        desk.say_for_long(why);
    }
}

/// Stops working together, after telling the others.
pub fn stop(desk: Desk) {
    if let Some(Some(id)) = desk.live.with(|session| session.review.clone()) {
        desk.preferences(|preferences| preferences.set_text(&format!("sync:{id}"), None));
    }
    say_going(desk);
    spawn(async move {
        // The quarantine writes the message, and the wires carry it.
        page::sleep_ms(150).await;
        end(desk, None);
        desk.say("You work on your own again. What was exchanged stays.");
    });
}

/// Tells the others that this one goes, as the page closes.
pub fn say_going(desk: Desk) {
    let going = Presence { going: true, ..Presence::default() };
    work(desk, &Event::Say { data: going.encode() });
}

fn work(desk: Desk, event: &Event) {
    desk.live.with(|session| {
        if let Some(worker) = &session.worker {
            worker.work(&encode_event(event));
            if session.working == 0 {
                session.busy_since = steady_ms();
            }
            session.working = session.working.saturating_add(1);
        }
    });
}

fn answered(desk: Desk, number: Wire, answer: Result<Vec<u8>, QuarantineError>) {
    if desk.live.with(|session| session.number) != Some(number) {
        return;
    }
    let effects = match answer.map(|answer| decode_effects(&answer)) {
        Ok(Some(effects)) => effects,
        Ok(None) => Vec::new(),
        Err(why) => {
            let why = format!("Working together was ended: something that came over a wire could not be read. {why}");
            end(desk, Some(&why));
            return;
        }
    };
    desk.live.with(|session| {
        session.working = session.working.saturating_sub(1);
        session.busy_since = steady_ms();
    });
    for effect in effects {
        carry(desk, effect);
    }
}

fn carry(desk: Desk, effect: Effect) {
    match effect {
        Effect::Send { wire, bytes } => {
            desk.live.with(|session| match session.links.get(&wire).and_then(|link| link.way.as_ref()) {
                Some(Way::Direct(end)) => end.send(&bytes),
                Some(Way::Server(socket)) => socket.send(&bytes),
                None => {}
            });
        }
        Effect::Learnt { changes, .. } => {
            desk.live.with(|session| session.came.extend(changes));
            apply_soon(desk);
        }
        Effect::Met { wire, peer, .. } => met(desk, wire, &peer),
        Effect::Even { wire } => {
            if is_server(desk, wire) {
                desk.live.server.set(Server::There);
                desk.live.with(|session| {
                    if let Some(server) = &mut session.server {
                        server.again_ms = AGAIN_MS.0;
                    }
                });
            }
        }
        Effect::Lacks { wire } => {
            let nothing = desk.live.with(|session| session.review.is_none() && session.came.is_empty()) == Some(true);
            if nothing && is_server(desk, wire) {
                end(desk, Some("The sync server has no review of this address. Ask whoever sent it for a link."));
            } else if nothing {
                desk.live.joining.set(Joining::Failed(
                    "The other side does not have this review. Ask whoever sent you here for a link to it.".to_owned(),
                ));
            }
        }
        Effect::Heard { peer, data } => {
            let changed = desk.live.with(|session| session.present.heard(&peer, &data, steady_ms()));
            if changed == Some(true) {
                show_here(desk);
            }
        }
        Effect::Left { peer } => {
            if desk.live.with(|session| session.present.left(&peer)) == Some(true) {
                show_here(desk);
            }
        }
        Effect::Reach { wire, peers } => {
            let steps = desk.live.with(|session| session.introductions.reach(wire, peers, steady_ms()));
            take_steps(desk, steps.unwrap_or_default());
        }
        Effect::Signalled { from, data } => {
            let steps = desk.live.with(|session| session.introductions.signalled(&from, &data, steady_ms()));
            take_steps(desk, steps.unwrap_or_default());
        }
        Effect::Wanted { wire, hash } => spawn(async move {
            let review = desk.live.with(|session| session.review.clone()).flatten();
            let bytes = match review {
                Some(review) => pieces::bytes_of(desk, &review, &hash).await.map(|bytes| bytes.to_vec()),
                None => None,
            };
            let bytes = bytes.unwrap_or_default();
            work(desk, &Event::Give { wire, hash, bytes });
        }),
        Effect::Arrived { hash, bytes } => {
            let Some(Some(review)) = desk.live.with(|session| session.review.clone()) else { return };
            spawn(async move {
                if let Err(why) = pieces::keep(desk, &review, vec![(hash, Arc::from(bytes))]).await {
                    desk.say_for_long(format!("Evidence that came could not be kept. {why}"));
                }
            });
        }
        Effect::Drop { wire, why } => {
            let known_away = is_server(desk, wire) && desk.live.server.get_untracked() == Server::Away;
            closed(desk, wire, &why);
            if !why.is_empty() && !known_away {
                desk.say(why);
            }
        }
    }
}

fn met(desk: Desk, wire: Wire, peer: &str) {
    desk.live.with(|session| {
        if let Some(link) = session.links.get_mut(&wire) {
            link.peer = Some(peer.to_owned());
        }
        session.introductions.met(wire, peer);
        session.introduced.remove(peer);
        session.present.say_again();
    });
    desk.live.invites.update(|invites| {
        for invite in invites.iter_mut().filter(|invite| invite.wire == wire) {
            invite.state = InviteState::Open;
        }
    });
    if matches!(desk.live.joining.get_untracked(), Joining::Reply(_)) {
        desk.live.joining.set(Joining::Open);
        // The review is here already: it opens, and what comes goes into it.
        if let Some(Some(id)) = desk.live.with(|session| session.review.clone()) {
            go_to(desk, &id);
        }
    }
    count_wires(desk);
    say_where(desk);
    want_evidence(desk);
}

fn is_server(desk: Desk, wire: Wire) -> bool {
    desk.live.with(|session| session.server.as_ref().is_some_and(|server| server.wire == Some(wire))) == Some(true)
}

fn go_to(desk: Desk, id: &ReviewId) {
    desk.live.joining.set(Joining::Asked);
    desk.incoming.set(None);
    let route = Route::Review(id.clone(), Part::WhatHappened);
    page::replace_hash(&route.to_hash());
    desk.go(route);
}

fn count_wires(desk: Desk) {
    let count =
        desk.live.with(|session| session.links.values().filter(|link| link.peer.is_some()).count()).unwrap_or_default();
    desk.live.wires.set(count);
}

/// A wire is over.
fn closed(desk: Desk, wire: Wire, why: &str) {
    let gone = desk.live.with(|session| {
        session.introductions.closed(wire);
        session.introduced.retain(|_, known| *known != wire);
        let server = session.server.as_mut().filter(|server| server.wire == Some(wire));
        let is_server = server.is_some();
        if let Some(server) = server {
            server.wire = None;
            server.at_ms = steady_ms().saturating_add(server.again_ms);
            server.again_ms = server.again_ms.saturating_mul(2).min(AGAIN_MS.1);
        }
        session.links.remove(&wire).map(|link| (link, is_server))
    });
    let Some(Some((link, is_server))) = gone else { return };
    let was_open = link.peer.is_some();
    drop(link);
    if is_server {
        desk.live.server.set(Server::Away);
    }
    desk.live.invites.update(|invites| {
        for invite in invites.iter_mut().filter(|invite| invite.wire == wire) {
            let why = match (&invite.state, was_open) {
                (_, true) => "The wire is closed. Make another invite to go on together.".to_owned(),
                (InviteState::Opening, false) => {
                    "No wire could be opened. Two browsers reach each other within one network; between networks, \
                     a VPN or a firewall is often in the way. Send the file instead, or try again."
                        .to_owned()
                }
                _ if why.is_empty() => "It was closed.".to_owned(),
                _ => why.to_owned(),
            };
            invite.state = InviteState::Over(why);
        }
    });
    if !was_open && matches!(desk.live.joining.get_untracked(), Joining::Reply(_)) {
        desk.live.joining.set(Joining::Failed(
            "No wire was opened. Either the reply was not used in time, or the two browsers do not reach each other: \
             they do within one network; between networks, a VPN or a firewall is often in the way. Ask for the file \
             instead, or for another invite."
                .to_owned(),
        ));
    }
    count_wires(desk);
}

fn heard(desk: Desk, wire: Wire, heard: Heard) {
    match heard {
        Heard::Opened => {
            let joins = desk.live.with(|session| session.links.get(&wire).map(|link| link.joins)).flatten();
            if let Some(joins) = joins {
                work(desk, &Event::Opened { wire, joins });
            }
        }
        Heard::Message(bytes) => work(desk, &Event::Received { wire, bytes }),
        Heard::Closed => {
            work(desk, &Event::Closed { wire });
            closed(desk, wire, "");
        }
    }
}

fn new_wire(desk: Desk, joins: bool) -> Option<Wire> {
    let wire = desk.live.count_on();
    desk.live.with(|session| {
        session.links.insert(wire, Link { way: None, joins, peer: None });
        wire
    })
}

/// Puts an end to its wire. Says whether it is wanted still; where the session is over meanwhile, the end closes.
fn put(desk: Desk, wire: Wire, way: Way) -> bool {
    let put = desk.live.with(|session| {
        let link = session.links.get_mut(&wire);
        link.map(|link| link.way = Some(way)).is_some()
    });
    put == Some(true)
}

fn take_steps(desk: Desk, steps: Vec<Step>) {
    for step in steps {
        match step {
            Step::Offer(peer) => spawn(async move {
                let Some(wire) = new_wire(desk, false) else { return };
                let stun = desk.live.config.get_untracked().stun;
                match End::offer(&stun, move |told| spawn(async move { heard(desk, wire, told) })).await {
                    Ok((end, description)) => {
                        introduce(desk, wire, end, &peer);
                        work(desk, &Event::Signal { to: peer, data: together::offer(&description) });
                    }
                    Err(_) => closed(desk, wire, ""),
                }
            }),
            Step::Answer(peer, offer) => spawn(async move {
                let Some(wire) = new_wire(desk, true) else { return };
                let stun = desk.live.config.get_untracked().stun;
                match End::answer(&stun, &offer, move |told| spawn(async move { heard(desk, wire, told) })).await {
                    Ok((end, description)) => {
                        introduce(desk, wire, end, &peer);
                        work(desk, &Event::Signal { to: peer, data: together::answer(&description) });
                    }
                    Err(_) => closed(desk, wire, ""),
                }
            }),
            Step::Accept(peer, answer) => {
                let wire = desk.live.with(|session| session.introduced.get(&peer).copied()).flatten();
                if let Some(accepting) = wire.and_then(|wire| accepting(desk, wire, &answer)) {
                    spawn(async move {
                        // A wire that does not take it does not open, and is given up.
                        let _ = accepting.await;
                    });
                }
            }
            Step::GiveUp(peer) => {
                if let Some(wire) = desk.live.with(|session| session.introduced.remove(&peer)).flatten() {
                    closed(desk, wire, "");
                }
            }
        }
    }
}

/// An end for somebody met through another; an earlier one for them is of no use any more.
fn introduce(desk: Desk, wire: Wire, end: End, peer: &str) {
    put(desk, wire, Way::Direct(end));
    if let Some(earlier) = desk.live.with(|session| session.introduced.insert(peer.to_owned(), wire)).flatten() {
        closed(desk, earlier, "");
    }
}

fn accepting(
    desk: Desk,
    wire: Wire,
    answer: &crate::exchange::live::signal::Description,
) -> Option<impl Future<Output = Result<(), crate::browser::webrtc::WireError>> + use<>> {
    desk.live
        .with(|session| match session.links.get(&wire).and_then(|link| link.way.as_ref()) {
            Some(Way::Direct(end)) => Some(end.accepting(answer)),
            _ => None,
        })
        .flatten()
}

/// What has to be done from time to time.
fn turn(desk: Desk) {
    let now_ms = steady_ms();
    let stuck =
        desk.live.with(|session| 0 < session.working && now_ms.saturating_sub(session.busy_since) > LONGEST_WORK_MS);
    // A page that slept has not waited.
    if stuck == Some(true) && !page::hidden() {
        end(
            desk,
            Some(
                "Working together was ended: something that came over a wire took longer to read than it may. \
                 Nothing here was changed.",
            ),
        );
        return;
    }
    if desk.live.with(|session| session.working == 0) == Some(true) {
        work(desk, &Event::Tick { now_ms });
    }
    let steps = desk.live.with(|session| session.introductions.tick(now_ms)).unwrap_or_default();
    take_steps(desk, steps);
    if desk.live.with(|session| session.present.sweep(now_ms)) == Some(true) {
        show_here(desk);
    }
    say_where(desk);
    call_server(desk, now_ms);
    age_invites(desk);
    let timer = page::after_ms(TURN_MS, move || turn(desk));
    desk.live.with(|session| session.turn = timer);
}

// ---- the review ------------------------------------------------------------------------------------------------

/// The open review changed, in whatever way: the session hears what it does not know.
pub fn follow(desk: Desk) {
    let session = desk.live.with(|session| Some((session.review.clone()?, session.told.clone())));
    let Some((id, told)) = session.flatten() else { return };
    let news = desk
        .room(|room| {
            let heads = room.heads();
            let mine = *room.id() == id && room.is_loaded() && !room.is_guest() && heads != told;
            mine.then(|| (room.changes_since(&told), heads))
        })
        .flatten();
    if let Some((changes, heads)) = news {
        desk.live.with(|session| session.told = heads);
        if !changes.is_empty() {
            work(desk, &Event::Wrote { changes });
        }
    }
}

/// The review goes on under another id: the old session is about one that nobody has any more.
pub fn moved(desk: Desk, to: &ReviewId) {
    if desk.live.with(|session| session.review.as_ref().is_some_and(|review| review != to)) == Some(true) {
        end(desk, None);
    }
}

fn apply_soon(desk: Desk) {
    if desk.live.with(|session| session.applying.is_some()) != Some(false) {
        return;
    }
    let call = move || {
        desk.live.with(|session| session.applying = None);
        apply(desk);
    };
    // A page in the background has no frames, and takes in what comes all the same.
    let timer = if page::hidden() { page::after_ms(0, call) } else { page::next_frame(call) };
    desk.live.with(|session| session.applying = timer);
}

/// Takes into the review what came, as much as fits into a part of a frame.
fn apply(desk: Desk) {
    let Some(review) = desk.live.with(|session| session.review.clone()) else { return };
    let Some(id) = review else {
        adopt(desk);
        return;
    };
    let ready = desk.room(|room| *room.id() == id && room.is_loaded() && !room.is_guest()) == Some(true);
    if !ready {
        // It waits: opening the review calls for it.
        return;
    }
    let begun = clock::steady_ms();
    loop {
        let changes: Vec<Vec<u8>> = desk
            .live
            .with(|session| {
                let many = session.came.len().min(SLICE);
                session.came.drain(..many).collect()
            })
            .unwrap_or_default();
        if changes.is_empty() {
            break;
        }
        let outputs = desk.room(|room| room.hear_live(&changes)).unwrap_or_default();
        let heads = desk.room(|room| room.heads()).unwrap_or_default();
        desk.live.with(|session| session.told = heads);
        desk.carry(outputs, None);
        if clock::steady_ms() - begun > SLICE_MS {
            break;
        }
    }
    if desk.live.with(|session| session.came.is_empty()) == Some(false) {
        apply_soon(desk);
    }
    here::mark(desk);
    want_evidence(desk);
}

/// The review is open and loaded: what came meanwhile goes into it, and what was written meanwhile is told.
pub fn opened(desk: Desk, id: &ReviewId) {
    if desk.live.with(|session| session.review.as_ref() == Some(id)) == Some(true) {
        apply_soon(desk);
        follow(desk);
        return;
    }
    // Whoever works together on another review goes on with that.
    let elsewhere = 0 < desk.live.wires.get_untracked();
    if !elsewhere && desk.preferences(|preferences| preferences.text(&format!("sync:{id}"))).flatten().is_some() {
        let id = id.clone();
        spawn(async move {
            read_config(desk).await;
            if desk.room(|room| *room.id() == id) == Some(true) {
                use_server(desk, true);
            }
        });
    }
}

/// A review that this browser did not have has come: it is kept, and opens.
fn adopt(desk: Desk) {
    let changes: Vec<Vec<u8>> = desk.live.with(|session| session.came.iter().cloned().collect()).unwrap_or_default();
    let actor = random::bytes::<16>().unwrap_or_default();
    // Until its beginning is among them, more is on its way.
    let Ok(replica) = Document::from_changes(&changes, actor) else { return };
    let (id, heads) = (replica.identity().public.clone(), replica.heads());
    if desk.rows.get_untracked().iter().any(|row| row.id == id) {
        // It is here already: it opens, and what came goes into it.
        desk.live.with(|session| session.review = Some(id.clone()));
        go_to(desk, &id);
        return;
    }
    desk.live.with(|session| {
        session.came.clear();
        session.review = Some(id.clone());
        session.told = heads;
    });
    desk.live.joining.set(Joining::Asked);
    desk.incoming.set(None);
    desk.adopt(replica, super::desk::fresh_person());
    want_evidence(desk);
}

/// Asks the others for evidence that is not here.
fn want_evidence(desk: Desk) {
    let Some(Some(id)) = desk.live.with(|session| session.review.clone()) else { return };
    if desk.room(|room| *room.id() == id && room.is_loaded()) != Some(true) {
        return;
    }
    let view = desk.view.get_untracked();
    if crate::practice::evidence::all(&view).is_empty() {
        return;
    }
    spawn(async move {
        for hash in pieces::lacking(desk, &id, &view).await {
            let fresh = desk.live.with(|session| session.asked_for.insert(hash.clone()));
            if fresh == Some(true) {
                work(desk, &Event::Want { hash });
            }
        }
    });
}

// ---- who is here -----------------------------------------------------------------------------------------------

fn show_here(desk: Desk) {
    let here: Vec<Someone> = desk
        .live
        .with(|session| {
            let everybody = session.present.everybody();
            everybody.map(|(peer, presence)| Someone { peer: peer.clone(), presence: presence.clone() }).collect()
        })
        .unwrap_or_default();
    let here = Arc::new(here);
    if *desk.live.here.get_untracked() != *here {
        desk.live.here.set(here);
        here::mark(desk);
        here::follow(desk);
    }
}

/// Says where this one is, where that changed or was said long ago.
fn say_where(desk: Desk) {
    if desk.live.with(|session| session.links.values().any(|link| link.peer.is_some())) != Some(true) {
        return;
    }
    let mine = here::mine(desk);
    let clock = clock(desk);
    let said = desk.live.with(|session| session.present.say(&mine, Some(&clock), steady_ms())).flatten();
    if let Some(data) = said {
        work(desk, &Event::Say { data });
    }
}

/// What the clocks show that this one can tell of: its own, and that by which the meeting is timed.
fn clock(desk: Desk) -> Clock {
    let now_ms = now_ms();
    let mine = Clock { now_ms, writer: desk.me().to_string(), ..Clock::default() };
    let Some(other) = desk.view.with_untracked(|view| meeting::standing(view)).map(|standing| standing.clock) else {
        return mine;
    };
    match clock_of(desk, &other) {
        Some(shows) if other != desk.me() => {
            Clock { other: other.to_string(), ahead_ms: shows.saturating_sub(now_ms), ..mine }
        }
        _ => mine,
    }
}

/// What somebody's clock shows now, milliseconds since 1970, where they are here or somebody is who heard them.
pub fn clock_of(desk: Desk, person: &PersonId) -> Option<i64> {
    desk.live.with(|session| session.present.clock_of(person.as_str(), steady_ms())).flatten()
}

// ---- invites ---------------------------------------------------------------------------------------------------

/// Makes an invite for one more person.
pub fn invite(desk: Desk) {
    if let Err(why) = begin_here(desk) {
        desk.live.said.set(why);
        return;
    }
    let Some(genesis) = desk.room(|room| room.replica().map(|replica| replica.identity().genesis)).flatten() else {
        return;
    };
    let title: String = desk.view.with_untracked(|view| view.title().chars().take(80).collect());
    spawn(async move {
        read_config(desk).await;
        let Some(wire) = new_wire(desk, false) else { return };
        let stun = desk.live.config.get_untracked().stun;
        match End::offer(&stun, move |told| spawn(async move { heard(desk, wire, told) })).await {
            Ok((end, offer)) => {
                if !put(desk, wire, Way::Direct(end)) {
                    return;
                }
                let (number, made_ms) = (random::bytes::<8>().unwrap_or_default(), now_ms());
                let invite = Invite { number, genesis, title, made_ms, offer };
                let address = invite.link().address(&page::address());
                let row = Invited { number, wire, made_ms, address, state: InviteState::Waiting };
                desk.live.invites.update(|invites| invites.push(row));
            }
            Err(why) => {
                closed(desk, wire, "");
                desk.live.said.set(why.to_string());
            }
        }
    });
}

/// Invites that nobody answered in time are over.
fn age_invites(desk: Desk) {
    let old = |invite: &Invited| invite.state == InviteState::Waiting && now_ms() - invite.made_ms > KEEPS_MS;
    let wires: Vec<Wire> = desk
        .live
        .invites
        .with_untracked(|invites| invites.iter().filter(|invite| old(invite)).map(|invite| invite.wire).collect());
    for wire in wires {
        closed(desk, wire, "It is older than half an hour. Make another one.");
    }
}

/// Somebody's reply to an invite. Says how it went.
pub fn reply(desk: Desk, reply: &Reply) -> String {
    let known = desk
        .live
        .invites
        .with_untracked(|invites| invites.iter().find(|invite| invite.number == reply.number).cloned());
    let document = desk.live.with(|session| session.document);
    let Some(invite) = known else {
        return if document.is_some_and(|document| document != reply.document) {
            "This reply is to an invite to another review. Open that review, and paste it there.".to_owned()
        } else {
            "This reply is to an invite that was not made in this tab, or whose tab was closed since. Make another \
             invite, and ask for a reply to that one."
                .to_owned()
        };
    };
    match &invite.state {
        InviteState::Open | InviteState::Opening => {
            return "The invite that this replies to is used already: one invite is for one person. Make another one."
                .to_owned();
        }
        InviteState::Over(why) => return format!("The invite that this replies to is over. {why}"),
        InviteState::Waiting => {}
    }
    if now_ms() - reply.made_ms > KEEPS_MS {
        return "This reply is older than half an hour. Make another invite.".to_owned();
    }
    let number = invite.number;
    set_invite(desk, number, InviteState::Opening);
    let Some(accepting) = accepting(desk, invite.wire, &reply.answer) else {
        return "The invite that this replies to is over. Make another one.".to_owned();
    };
    let wire = invite.wire;
    spawn(async move {
        if let Err(why) = accepting.await {
            closed(desk, wire, "");
            desk.live.said.set(why.to_string());
        }
    });
    String::new()
}

fn set_invite(desk: Desk, number: [u8; 8], state: InviteState) {
    desk.live.invites.update(|invites| {
        for invite in invites.iter_mut().filter(|invite| invite.number == number) {
            invite.state = state.clone();
        }
    });
}

/// Joins somebody's session: makes the reply that they wait for.
pub fn join(desk: Desk, invite: Invite) {
    if now_ms() - invite.made_ms > KEEPS_MS {
        let why = "This invite is older than half an hour. Ask for another one.".to_owned();
        desk.live.joining.set(Joining::Failed(why));
        return;
    }
    desk.live.joining.set(Joining::Preparing);
    spawn(async move {
        if let Err(why) = prepare(desk, invite).await {
            desk.live.joining.set(Joining::Failed(why));
        }
    });
}

async fn prepare(desk: Desk, invite: Invite) -> Result<(), String> {
    let identity = Identity::of(invite.genesis);
    begin_stored(desk, &identity).await?;
    read_config(desk).await;
    let wire = new_wire(desk, true).ok_or("Working together could not begin here. Reload the page and try again.")?;
    let stun = desk.live.config.get_untracked().stun;
    let answered = End::answer(&stun, &invite.offer, move |told| spawn(async move { heard(desk, wire, told) })).await;
    let (end, answer) = answered.map_err(|why| {
        closed(desk, wire, "");
        why.to_string()
    })?;
    put(desk, wire, Way::Direct(end));
    let reply = Reply { number: invite.number, document: identity.document_id(), made_ms: now_ms(), answer };
    desk.live.joining.set(Joining::Reply(reply.link().address(&page::address())));
    Ok(())
}

/// Begins the session of a review that is not open, with what this browser has of it.
async fn begin_stored(desk: Desk, identity: &Identity) -> Result<(), String> {
    let id = &identity.public;
    let held = desk.rows.get_untracked().iter().any(|row| row.id == *id);
    let chunks = match desk.disk().filter(|_| held) {
        Some(disk) => disk.chunks(id.as_str()).await.map_err(|why| why.to_string())?,
        None => Vec::new(),
    };
    if chunks.is_empty() {
        begin(desk, identity.document_id(), None, None, Vec::new());
        return Ok(());
    }
    let actor = random::bytes::<16>().map_err(|why| why.to_string())?;
    let opened = crate::app::opening::open(id.as_str(), chunks, actor).map_err(|why| why.to_string())?;
    let heads = opened.replica.heads();
    begin(desk, identity.document_id(), Some(id.clone()), Some(opened.replica.save()), heads);
    Ok(())
}

// ---- a sync server ---------------------------------------------------------------------------------------------

/// Reads what is set up beside the app, once; a server that its user named for this browser comes in addition.
pub async fn read_config(desk: Desk) {
    let mut config = config::read().await;
    if let Some(own) = desk.preferences(|preferences| preferences.text("stun")).flatten() {
        config.stun.push(own);
    }
    if desk.live.config.with_untracked(|known| *known != config) {
        desk.live.config.set(config);
    }
}

/// Keeps the open review in step through the deployment's sync server, or no more.
pub fn use_server(desk: Desk, wanted: bool) {
    let Some(id) = desk.room(|room| room.id().clone()) else { return };
    let name = format!("sync:{id}");
    if !wanted {
        desk.preferences(|preferences| preferences.set_text(&name, None));
        let wire = desk.live.with(|session| session.server.take().and_then(|server| server.wire)).flatten();
        if let Some(wire) = wire {
            work(desk, &Event::Closed { wire });
            closed(desk, wire, "");
        }
        desk.live.server.set(Server::Off);
        return;
    }
    let address = desk.live.config.get_untracked().sync;
    if address.is_empty() {
        return;
    }
    if let Err(why) = begin_here(desk) {
        desk.live.said.set(why);
        return;
    }
    desk.preferences(|preferences| preferences.set_text(&name, Some("yes")));
    expect_server(desk, address);
}

fn expect_server(desk: Desk, address: String) {
    desk.live.with(|session| {
        session.server.get_or_insert(Calling { address, wire: None, again_ms: AGAIN_MS.0, at_ms: 0 });
    });
    call_server(desk, steady_ms());
}

/// Opens a review by the address that other programs know it by, from the deployment's sync server.
pub fn fetch(desk: Desk, document: DocumentId) {
    spawn(async move {
        read_config(desk).await;
        let address = desk.live.config.get_untracked().sync;
        if address.is_empty() {
            desk.opening.set(super::incoming::Opening::Refused(
                "This is the address of a document on a sync server, and none is set up for this site. Ask for a link \
                 from “Share”, or for the file."
                    .to_owned(),
            ));
            return;
        }
        begin(desk, document, None, None, Vec::new());
        expect_server(desk, address);
        desk.dialog.set(super::desk::Dialog::None);
        desk.say("Asking the sync server for the review…");
    });
}

fn call_server(desk: Desk, now_ms: u64) {
    let due = desk.live.with(|session| {
        let server = session.server.as_ref()?;
        (server.wire.is_none() && now_ms >= server.at_ms).then(|| server.address.clone())
    });
    let Some(Some(address)) = due else { return };
    let Some(wire) = new_wire(desk, true) else { return };
    desk.live.with(|session| {
        if let Some(server) = &mut session.server {
            server.wire = Some(wire);
        }
    });
    if desk.live.server.get_untracked() != Server::Away {
        desk.live.server.set(Server::Calling);
    }
    match Socket::open(&address, move |told| spawn(async move { heard(desk, wire, told) })) {
        Some(socket) => {
            put(desk, wire, Way::Server(socket));
        }
        None => closed(desk, wire, ""),
    }
}

/// Whether the open review is the session's.
pub fn is_here(desk: Desk) -> bool {
    desk.live.on.track();
    desk.state.track();
    is_here_untracked(desk)
}

fn is_here_untracked(desk: Desk) -> bool {
    let review = desk.live.with(|session| session.review.clone()).flatten();
    review.is_some() && desk.state.get_untracked() == RoomState::Open && review == desk.room(|room| room.id().clone())
}

/// The address by which other programs know the open review. Whoever has it can ask a sync server for all of it.
pub fn url(desk: Desk) -> String {
    desk.room(|room| room.replica().map(|replica| replica.identity().document_id()))
        .flatten()
        .map(crate::exchange::live::address::url)
        .unwrap_or_default()
}

/// The text in which somebody is, where they said so.
fn text_of(presence: &Presence) -> Option<TextField> {
    (!presence.item.is_empty()).then(|| TextField::Body(ItemId::new(presence.item.clone())))
}
