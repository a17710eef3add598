//! What comes from outside: links, files, pasted chats. Everything passes the quarantine; nothing is changed
//! before a click.

pub mod arrival;
pub mod open;
pub mod preview;
pub mod published;
pub mod sealed;

use super::desk::{Desk, Dialog, RoomState, fresh_person};
use super::pieces;
use crate::app::room::Document;
use crate::app::{Part, Room, Route};
use crate::browser::page::{self, spawn};
use crate::browser::quarantine::{self, QuarantineError};
use crate::browser::random;
use crate::exchange::ask::Ask;
use crate::exchange::gate::{Arrival, GateError, Input, Known, Request, Response, Review};
use crate::exchange::limits::Limits;
use crate::exchange::live::address;
use crate::exchange::live::signal::Invite;
use crate::exchange::preview::compare;
use crate::exchange::published::{Draft, PublishedError};
use crate::exchange::{gate, link};
use crate::review::field::meta;
use crate::review::{Intent, ReviewId, ReviewView};
use leptos::prelude::*;
use published::Found;
use std::sync::Arc;

/// How long the quarantine may read one thing, milliseconds.
const LONGEST_READ_MS: u32 = 8_000;

/// How the dialog "Open" stands. What came in the address is told on its own page, by [`Incoming`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Opening {
    /// Nothing was opened since it came up.
    #[default]
    Waiting,
    /// Something is being read.
    Reading,
    /// It cannot be opened; the sentence says why.
    Refused(String),
}

/// Where something was opened, which is where it is told how that went.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Way {
    /// By going to its address.
    Address,
    /// By the dialog, a drop or a paste.
    Dialog,
    /// By the address of a review that this browser lacks.
    Route(ReviewId),
    /// By a notice that there is something newer.
    Notice,
}

impl Way {
    fn reading(&self, desk: Desk) {
        match self {
            Way::Address => desk.incoming.set(Some(Incoming::Reading)),
            Way::Dialog => desk.opening.set(Opening::Reading),
            Way::Route(_) | Way::Notice => {}
        }
    }

    fn refused(&self, desk: Desk, sentence: String) {
        let sentence =
            if sentence.is_empty() { "There is nothing in this that can be opened.".to_owned() } else { sentence };
        match self {
            Way::Address => desk.incoming.set(Some(Incoming::Refused(sentence))),
            Way::Dialog => {
                desk.opening.set(Opening::Refused(sentence));
                desk.dialog.set(Dialog::Open);
            }
            Way::Route(id) => published::missing(desk, id, sentence),
            Way::Notice => desk.say_for_long(sentence),
        }
    }
}

/// What was opened and waits for a decision.
#[derive(Clone)]
pub enum Incoming {
    /// It is being read.
    Reading,
    /// It cannot be opened; the sentence says why.
    Refused(String),
    /// A question to whoever opened it.
    Asked(Ask),
    /// An invitation to work together.
    Invited(Invite),
    /// Something for a review that this browser has.
    Preview(Preview),
}

/// What opening something would change.
#[derive(Clone)]
pub struct Preview {
    /// The review it is for.
    pub review: ReviewId,
    /// What the review would show.
    pub after: Arc<ReviewView>,
    /// What it shows now.
    pub before: Arc<ReviewView>,
    /// The changes, raw.
    pub changes: Vec<Vec<u8>>,
    /// Everything that came, for keeping it separate.
    pub all: Vec<Vec<u8>>,
    /// From whom, where that was said.
    pub from: Vec<String>,
    /// What would show again what was taken back, where nothing is new.
    pub bring_back: Vec<Intent>,
    /// Which addition that would bring back, where it is known.
    pub back_of: Option<usize>,
    /// When the first and the last of what is new was written, seconds since 1970.
    pub written: Option<(i64, i64)>,
    /// What could not be read of what was opened.
    pub problems: Vec<String>,
    /// The evidence that came along and that what it shows would name.
    pub evidence: Vec<(String, Arc<[u8]>)>,
    /// How much of it this browser lacks.
    pub fills: usize,
}

/// A thing to open, by the name it came under.
pub struct Thing {
    /// A file's name; empty for a link.
    pub name: String,
    /// What it is.
    pub input: Input,
}

/// Whether a text is a link to a review, or has one in it.
pub fn looks_like_a_link(text: &str) -> bool {
    link::scan(text, &Limits::default()).is_ok_and(|found| !found.is_empty())
}

/// Something came in the address.
pub fn arrive(desk: Desk, payload: String) {
    let thing = Thing { name: String::new(), input: Input::Link(format!("#{payload}")) };
    open_things(desk, vec![thing], Vec::new(), Way::Address);
}

/// Opens a pasted link, or a pasted chat with several.
pub fn open_text(desk: Desk, text: &str) {
    match link::scan(text, &Limits::default()) {
        Ok(found) if found.is_empty() => match address::parse(text) {
            Some(document) => super::together::fetch(desk, document),
            None => desk.say("There is no link to a review in this."),
        },
        Ok(found) => {
            let mut problems = Vec::new();
            let mut things = Vec::new();
            for found in found {
                let before = text.get(..found.at.start).unwrap_or("");
                let thing = linked(text, found);
                match elsewhere(before, &thing) {
                    Some(why) => problems.push(why.to_string()),
                    None => things.push(thing),
                }
            }
            open_things(desk, things, problems, Way::Dialog);
        }
        Err(why) => desk.say(why.to_string()),
    }
}

/// A link to a draft that lies on another site: it is opened there.
fn elsewhere(before: &str, thing: &Thing) -> Option<PublishedError> {
    let Input::Link(link) = &thing.input else { return None };
    let start = before.rfind("http").filter(|_| Draft::in_text(link).is_some())?;
    let site = before.get(start..).filter(|site| site.contains("://") && !site.contains(char::is_whitespace))?;
    let here = page::address();
    let here = here.split(['#', '?']).next().unwrap_or_default().trim_end_matches("index.html");
    let there = site.trim_end_matches("%23").split('?').next().unwrap_or(site).trim_end_matches("index.html");
    (there != here).then(|| PublishedError::OtherSite(there.to_owned()))
}

/// Opens files, and says what is the matter with those that could not even be taken in.
pub fn open_files(desk: Desk, files: Vec<(String, Vec<u8>)>, problems: Vec<String>) {
    let things = files.into_iter().map(|(name, bytes)| Thing { name, input: Input::File(bytes) }).collect();
    open_things(desk, things, problems, Way::Dialog);
}

/// Reads things in the quarantine, then shows what they would do.
fn open_things(desk: Desk, things: Vec<Thing>, mut problems: Vec<String>, way: Way) {
    if things.is_empty() && problems.is_empty() {
        return;
    }
    way.reading(desk);
    spawn(async move {
        let mut arrivals = Vec::new();
        let mut evidence = Vec::new();
        let mut found = None;
        let alone = things.len() == 1;
        for thing in things {
            let name = thing.name.clone();
            let read = match ready(desk, thing).await {
                Ok((input, there)) => {
                    found = there.filter(|_| alone);
                    read(desk, input).await
                }
                Err(why) => Err(why),
            };
            match read {
                Ok(response) => {
                    problems.extend(response.refused.iter().map(|(_, why)| why.sentence.clone()));
                    arrivals.extend(response.arrivals);
                    evidence.extend(response.evidence);
                }
                Err(why) => problems.push(named(&name, &why)),
            }
        }
        decide(desk, arrivals, evidence, problems, way, found).await;
    });
}

/// What lies on the host is fetched, and what is sealed opened, before the quarantine reads it.
async fn ready(desk: Desk, thing: Thing) -> Result<(Input, Option<Found>), String> {
    let draft = match &thing.input {
        Input::Link(text) => Draft::in_text(text).transpose().map_err(|why| why.to_string())?,
        Input::File(_) => None,
    };
    match draft {
        Some(draft) => {
            let (file, found) = published::fetch(desk, draft).await?;
            Ok((Input::File(file), Some(found)))
        }
        None => Ok((sealed::unsealed(desk, &thing.name, thing.input).await?, None)),
    }
}

/// Opens the file of a draft that was found on the host.
async fn open_found(desk: Desk, file: Vec<u8>, found: Found, way: Way) {
    match read(desk, Input::File(file)).await {
        Ok(response) => {
            let problems = response.refused.into_iter().map(|(_, why)| why.sentence).collect();
            decide(desk, response.arrivals, response.evidence, problems, way, Some(found)).await;
        }
        Err(why) => way.refused(desk, why),
    }
}

/// Reads every link in a text in the quarantine: what came, and what is the matter with the others.
pub async fn read_text(desk: Desk, text: &str) -> (Vec<Arrival>, Vec<String>) {
    let (mut arrivals, mut problems) = (Vec::new(), Vec::new());
    match link::scan(text, &Limits::default()) {
        Ok(found) => {
            for thing in found.into_iter().map(|found| linked(text, found)) {
                match read(desk, thing.input).await {
                    Ok(response) => arrivals.extend(response.arrivals),
                    Err(why) => problems.push(why),
                }
            }
        }
        Err(why) => problems.push(why.to_string()),
    }
    (arrivals, problems)
}

fn linked(text: &str, found: link::Found) -> Thing {
    Thing { name: String::new(), input: Input::Link(text.get(found.at).unwrap_or(text).to_owned()) }
}

fn named(name: &str, why: &str) -> String {
    if name.is_empty() { why.to_owned() } else { format!("{name}: {why}") }
}

async fn read(desk: Desk, input: Input) -> Result<Response, String> {
    let mut request = Request::new(input, known(desk));
    let first = ask(&request).await;
    let answer = match first {
        Err(why) if why.fault == gate::Fault::BuildsOnMore => {
            request.base = desk.room(|room| room.document()).flatten();
            ask(&request).await
        }
        other => other,
    };
    answer.map_err(|why| why.sentence)
}

/// What the open review has, so that the quarantine gives back only what it lacks.
fn known(desk: Desk) -> Vec<Known> {
    desk.room(|room| room.replica().map(|replica| Known { genesis: replica.identity().genesis, changes: Vec::new() }))
        .flatten()
        .into_iter()
        .collect()
}

/// Has something read in the quarantine.
pub(super) async fn ask(request: &Request) -> Result<Response, GateError> {
    match quarantine::run(request.encode(), LONGEST_READ_MS).await {
        Ok(answer) => Response::decode(&answer),
        Err(QuarantineError::TimedOut { limit_ms }) => Err(GateError::timed_out(limit_ms)),
        Err(QuarantineError::Crashed { out_of_memory: true, .. }) => Err(GateError::out_of_memory()),
        Err(QuarantineError::Crashed { .. }) => Err(GateError::crashed()),
        Err(QuarantineError::Unavailable { reason }) => Err(GateError {
            fault: gate::Fault::Crashed,
            sentence: QuarantineError::Unavailable { reason }.to_string(),
        }),
    }
}

async fn decide(
    desk: Desk,
    arrivals: Vec<Arrival>,
    evidence: Vec<gate::Piece>,
    problems: Vec<String>,
    way: Way,
    found: Option<Found>,
) {
    if way == Way::Dialog {
        desk.opening.set(Opening::Waiting);
    }
    let mut reviews: Vec<(Review, Option<String>)> = Vec::new();
    for arrival in arrivals {
        match arrival {
            Arrival::Ask(ask) if way == Way::Address => {
                desk.incoming.set(Some(Incoming::Asked(ask)));
                desk.dialog.set(Dialog::None);
                return;
            }
            Arrival::Ask(ask) => {
                // A question has an address of its own: going there shows it, and going back leaves it.
                desk.dialog.set(Dialog::None);
                page::go(&ask.link().fragment());
                return;
            }
            Arrival::Invite(invite) if way == Way::Address => {
                desk.incoming.set(Some(Incoming::Invited(invite)));
                desk.dialog.set(Dialog::None);
                return;
            }
            Arrival::Invite(invite) => {
                desk.dialog.set(Dialog::None);
                page::go(&invite.link().fragment());
                return;
            }
            Arrival::Reply(reply) => {
                let why = super::together::reply(desk, &reply);
                if way == Way::Address || !why.is_empty() {
                    let why = if why.is_empty() { "The reply was taken. Go on in the review.".to_owned() } else { why };
                    way.refused(desk, why);
                } else {
                    desk.dialog.set(Dialog::Together);
                }
                return;
            }
            Arrival::Review(review) => reviews.push((review, None)),
            Arrival::SendBack { review, seen_from } => reviews.push((review, Some(seen_from))),
            Arrival::Json { view, left_out } => {
                desk.incoming.set(None);
                keep_json(desk, &view, &left_out, &evidence);
                return;
            }
        }
    }
    let Some((first, _)) = reviews.first() else {
        way.refused(desk, problems.join(" "));
        return;
    };
    let id = first.identity.public.clone();
    let (mine, others): (Vec<_>, Vec<_>) = reviews.into_iter().partition(|(review, _)| review.identity.public == id);
    if !has(desk, &id) {
        show_new(desk, mine, others, &evidence, problems, way, found);
        return;
    }
    if let Some(Err(why)) = found.as_ref().map(|found| found.draft.is_of(&id, &ReviewView::default())) {
        way.refused(desk, why.to_string());
        return;
    }
    preview(desk, id, mine, others, &evidence, problems).await;
    if let Some(found) = found {
        published::watch(desk, found);
    }
}

fn has(desk: Desk, id: &ReviewId) -> bool {
    let open = desk.room(|room| room.id() == id && !room.is_guest()).unwrap_or(false);
    open || desk.rows.get_untracked().iter().any(|row| row.id == *id && row.removed_at_ms.is_none())
}

/// A review this browser lacks: shown at once, to read, in memory.
fn show_new(
    desk: Desk,
    mine: Vec<(Review, Option<String>)>,
    others: Vec<(Review, Option<String>)>,
    evidence: &[gate::Piece],
    mut problems: Vec<String>,
    way: Way,
    found: Option<Found>,
) {
    if let Some((review, _)) = mine.iter().find(|(_, from)| from.is_some()) {
        way.refused(
            desk,
            format!(
                "This is an answer to a review that is not in this browser{}. Open it where the question came from.",
                if review.title.is_empty() { String::new() } else { format!(", “{}”", review.title) }
            ),
        );
        return;
    }
    let mut changes: Vec<Vec<u8>> = Vec::new();
    let mut newer = None;
    for (review, _) in &mine {
        newer = newer.or(review.newer_version);
        for (_, bytes) in &review.changes {
            if !changes.contains(bytes) {
                changes.push(bytes.clone());
            }
        }
    }
    let actor = random::bytes::<16>().unwrap_or_default();
    let room = Document::from_changes(&changes, actor)
        .map_err(|why| why.to_string())
        .and_then(|replica| Room::around(replica, fresh_person(), "guest").map_err(|why| why.to_string()))
        .and_then(|room| match &found {
            Some(found) => found.draft.is_of(room.id(), room.view()).map(|()| room).map_err(|why| why.to_string()),
            None => Ok(room),
        });
    match room {
        Ok(room) => {
            let came = pieces::named(room.view(), evidence);
            let original = ReviewId::new(room.view().meta(meta::COPIED_FROM).text());
            let before = desk.view.get_untracked();
            let reading =
                desk.state.get_untracked() == RoomState::Guest && desk.watch.with_value(|watch| watch.is_some());
            // What is found by its review's address keeps that address; what takes the place of an older text, the page.
            let route = match &way {
                Way::Route(asked) if desk.wants(asked) => Route::Read(asked.clone()),
                // Somebody has gone elsewhere meanwhile.
                Way::Route(_) => return,
                Way::Notice if reading => desk.route.get_untracked(),
                // What is found by the address of its review is found there again.
                _ => match found.as_ref().and_then(|found| found.draft.by_address()).filter(|id| !has(desk, id)) {
                    Some(id) => Route::Review(id.clone(), Part::WhatHappened),
                    None => Route::Review(room.id().clone(), Part::WhatHappened),
                },
            };
            desk.incoming.set(None);
            desk.dialog.set(Dialog::None);
            desk.show_guest(room, route.review().cloned());
            desk.in_hand.update_value(|hand| hand.extend(came));
            if desk.route.get_untracked() != route && !page::replace_hash(&route.to_hash()) {
                page::go(&route.to_hash());
            }
            desk.route.set(route);
            if way == Way::Notice {
                let (zone, rules) = (desk.zone_now(), desk.rules());
                let news = desk.view.with_untracked(|after| compare(&before, after, &zone, &*rules));
                let said = if news.is_empty() { "It says what it said before.".to_owned() } else { news.summary() };
                desk.say_for_long(format!("This is the newer text. {said}"));
            } else if found.is_some() && has(desk, &original) {
                published::say_that_it_is_here(desk, &original);
            }
            if let Some(found) = found {
                published::watch(desk, found);
            }
            if let Some(version) = newer {
                problems.push(GateError::newer_version(version));
            }
            if !others.is_empty() {
                keep_all(desk, others, evidence);
            }
            if !problems.is_empty() {
                desk.say_for_long(problems.join(" "));
            }
        }
        Err(why) => way.refused(desk, why),
    }
}

/// Several reviews at once (a backup): those this browser lacks are put on the list.
fn keep_all(desk: Desk, reviews: Vec<(Review, Option<String>)>, evidence: &[gate::Piece]) {
    let Some(disk) = desk.disk() else { return };
    let evidence = evidence.to_vec();
    spawn(async move {
        let mut kept = 0;
        for (review, from) in reviews {
            let id = review.identity.public.clone();
            if from.is_some() || has(desk, &id) {
                continue;
            }
            let changes: Vec<Vec<u8>> = review.changes.into_iter().map(|(_, bytes)| bytes).collect();
            let actor = random::bytes::<16>().unwrap_or_default();
            let Ok(replica) = Document::from_changes(&changes, actor) else { continue };
            let Ok(view) = replica.view() else { continue };
            if disk.append_strict(id.as_str(), replica.save()).await.is_ok() {
                let came = pieces::named(&view, &evidence);
                if let Err(why) = pieces::keep(desk, &id, came).await {
                    desk.say_for_long(format!("Not all of the evidence could be kept. {why}"));
                }
                desk.keep_row(crate::archive::Row::of(&id, &view, super::desk::now_ms(), None));
                kept += 1;
            }
        }
        if kept > 0 {
            desk.say(format!("{} put on the list.", super::words::count(kept, "more review was", "more reviews were")));
        }
    });
}

/// Something for a review this browser has: what it would change, before anything does.
async fn preview(
    desk: Desk,
    id: ReviewId,
    mine: Vec<(Review, Option<String>)>,
    others: Vec<(Review, Option<String>)>,
    evidence: &[gate::Piece],
    problems: Vec<String>,
) {
    let open = desk.room(|room| *room.id() == id).unwrap_or(false);
    if !open {
        let route = Route::Review(id.clone(), Part::WhatHappened);
        page::replace_hash(&route.to_hash());
        desk.go(route);
    }
    // The document is needed, not only its painted view.
    for _ in 0..400 {
        if desk.room(|room| *room.id() == id && room.is_loaded()).unwrap_or(false) {
            break;
        }
        page::sleep_ms(25).await;
    }
    let mut changes: Vec<Vec<u8>> = Vec::new();
    let mut from: Vec<String> = Vec::new();
    for (review, seen_from) in mine {
        from.extend(seen_from.filter(|role| !role.is_empty()));
        for (_, bytes) in review.changes {
            if !changes.contains(&bytes) {
                changes.push(bytes);
            }
        }
    }
    from.sort();
    from.dedup();
    let actor = random::bytes::<16>().unwrap_or_default();
    let previewed = desk.room(|room| {
        let before = room.view().clone();
        room.preview(&changes, actor).map(|foreseen| {
            let back = foreseen.new.is_empty().then(|| room.bring_back(&changes, actor, super::desk::now_ms()));
            let back = back.and_then(Result::ok).unwrap_or_default();
            (before, foreseen.after, foreseen.written, back)
        })
    });
    match previewed {
        Some(Ok((before, after, written, (bring_back, back_of)))) => {
            let lacking = pieces::lacking(desk, &id, &after).await;
            let came = pieces::named(&after, evidence);
            let fills = came.iter().filter(|(hash, _)| lacking.contains(hash)).count();
            desk.incoming.set(Some(Incoming::Preview(Preview {
                review: id,
                after: Arc::new(after),
                before,
                all: changes.clone(),
                changes,
                from,
                bring_back,
                back_of,
                written,
                problems,
                evidence: came,
                fills,
            })));
            desk.dialog.set(Dialog::Preview);
        }
        Some(Err(why)) => Way::Dialog.refused(desk, why.to_string()),
        None => Way::Dialog.refused(desk, "This review could not be opened.".to_owned()),
    }
    if !others.is_empty() {
        keep_all(desk, others, evidence);
    }
}

/// Keeps what came along beside a review, and what else this browser has of what it names.
pub(super) async fn keep_beside(desk: Desk, id: &ReviewId, view: &ReviewView, came: Vec<(String, Arc<[u8]>)>) {
    match pieces::keep(desk, id, came).await {
        Ok(()) => pieces::fill_from_here(desk, id, view).await,
        Err(why) => desk.say_for_long(format!("Not all of the evidence could be kept. {why}")),
    }
}

/// The same, for the review that was just opened.
fn keep_beside_open(desk: Desk, view: &ReviewView, came: Vec<(String, Arc<[u8]>)>) {
    let Some(id) = desk.room(|room| room.id().clone()) else { return };
    let view = view.clone();
    spawn(async move { keep_beside(desk, &id, &view, came).await });
}

/// JSON becomes a review of its own.
fn keep_json(desk: Desk, view: &ReviewView, left_out: &[String], evidence: &[gate::Piece]) {
    let me = fresh_person();
    let made = super::desk::fresh_seed()
        .and_then(|seed| Room::separate(view, &me, &seed, super::desk::now_ms()).map_err(|why| why.to_string()));
    match made {
        Ok(replica) => {
            desk.dialog.set(Dialog::None);
            desk.adopt(replica, me);
            keep_beside_open(desk, view, pieces::named(view, evidence));
            if left_out.is_empty() {
                desk.say("Opened as a review of its own.");
            } else {
                desk.say_for_long(format!(
                    "Opened as a review of its own. What has no place in a review was left out: {}.",
                    left_out.join(", ")
                ));
            }
        }
        Err(why) => Way::Dialog.refused(desk, why),
    }
}
