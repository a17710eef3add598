//! Evidence of a line: pasted, dropped or picked; shown under it; looked at large.
//!
//! Bytes are read once their place comes near to being seen, so that a review with many pictures opens as fast as one
//! without. A piece whose bytes are not in this browser is named, with a way to bring them in.

use super::timeline::row_of;
use crate::app::{Part, Route};
use crate::browser::files::{self, ObjectUrl, Picked};
use crate::browser::page::{self, spawn};
use crate::browser::{gestures, pictures, sight};
use crate::exchange::import::secrets;
use crate::exchange::looks;
use crate::practice::evidence::{self as rules, Form, LARGEST_LOG, Prepared, Refused};
use crate::review::ItemId;
use crate::store::keys::content_hash;
use crate::ui::desk::{Desk, Dialog, RoomState, now_ms, use_desk};
use crate::ui::elements::markup::*;
use crate::ui::elements::modal::Modal;
use crate::ui::incoming::open::LIMITS;
use crate::ui::words::count;
use crate::ui::{pieces, secrets as asking};
use leptos::html;
use leptos::prelude::*;
use std::sync::Arc;

/// The longer side of a picture once it is kept, in pixels: a screenshot of that size can still be read.
const LONGEST_SIDE: u32 = 2_400;

/// The most pixels that a picture may unpack to.
const MOST_PIXELS: u64 = 80_000_000;

/// How many lines of a log stand in the list before somebody asks for the rest.
const LINES_SHOWN: usize = 8;

/// What something is evidence for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum For {
    /// A line.
    Line(ItemId),
    /// The next line that is typed.
    NextLine,
}

// ---- taking in ---------------------------------------------------------------------------------------------

/// Picks files for a line.
pub fn pick(desk: Desk, line: &ItemId) {
    if !can_attach(desk) {
        return;
    }
    let line = line.clone();
    spawn(async move {
        let taken = files::pick("image/png,image/jpeg,image/webp,image/gif,.txt,.log,text/*", true, LIMITS).await;
        take_in(desk, &For::Line(line), taken).await;
    });
}

fn can_attach(desk: Desk) -> bool {
    desk.state.get_untracked() == RoomState::Open
        && desk.read_only.get_untracked().is_none()
        && matches!(desk.route.get_untracked(), Route::Review(_, Part::WhatHappened))
}

/// Files let go of anywhere: reviews are opened, what is evidence goes to the line it was let go on, else with the
/// next line.
pub fn dropped(desk: Desk, event: &crate::browser::dom::DragEvent) {
    let line = gestures::nearest(event, ".entry").and_then(row_of);
    let attach = can_attach(desk);
    let taking = files::dropped(event, LIMITS);
    let pasting = matches!(desk.dialog.get_untracked(), Dialog::Paste(_));
    spawn(async move {
        let (evidence, reviews): (files::Taken, files::Taken) =
            taking.await.into_iter().partition(|file| attach && file.as_ref().is_ok_and(is_evidence));
        if !reviews.is_empty() {
            crate::ui::incoming::open::take(desk, reviews);
        }
        // Let go of where a log is being pasted, a log is what is to be read there.
        if pasting && let Some(text) = evidence.iter().find_map(|file| text_of(file.as_ref().ok()?)) {
            desk.dialog.set(Dialog::None);
            if let Some(frame) = page::next_frame(move || desk.dialog.set(Dialog::Paste(text))) {
                frame.forget();
            }
            return;
        }
        take_in(desk, &line.map_or(For::NextLine, For::Line), evidence).await;
    });
}

fn text_of(file: &Picked) -> Option<String> {
    String::from_utf8(file.bytes.clone()).ok().filter(|_| looks::Looks::of(&file.bytes) == looks::Looks::Text)
}

fn is_evidence(file: &Picked) -> bool {
    looks::picture(&file.bytes).is_some() || looks::Looks::of(&file.bytes) == looks::Looks::Text
}

/// Pasted somewhere: pictures go to the line that is written in or has the focus, else with the next line; words that
/// look secret are asked about before they enter.
pub fn pasted(desk: Desk, event: &crate::browser::dom::Event) {
    if event.default_prevented() {
        return;
    }
    if can_attach(desk)
        && desk.dialog.get_untracked() == Dialog::None
        && let Some(taking) = files::pasted(event, LIMITS)
    {
        let line = desk.focused.get_untracked().or_else(|| gestures::nearest(event, ".entry").and_then(row_of));
        spawn(async move { take_in(desk, &line.map_or(For::NextLine, For::Line), taking.await).await });
        return;
    }
    let Some(words) = gestures::pasted(event) else { return };
    if secrets::find_with_people(&words).is_empty() {
        return;
    }
    if let Some(place) = gestures::PastedInto::of(event) {
        event.prevent_default();
        let place = send_wrapper::SendWrapper::new(place);
        asking::ask(desk, "", &words, Arc::new(move |words| place.put(words)));
    }
}

async fn take_in(desk: Desk, to: &For, taken: files::Taken) {
    let mut ready = Vec::new();
    let mut problems = Vec::new();
    for file in taken {
        match file.map_err(|why| why.to_string()) {
            Ok(file) => match looks::picture(&file.bytes) {
                Some((media_type, width, height)) => match picture(&file, media_type, width, height).await {
                    Ok(picture) => ready.push(picture),
                    Err(why) => problems.push(why),
                },
                None => {
                    if let Err(why) = log(desk, to, &file.name, file.bytes) {
                        problems.push(why);
                    }
                }
            },
            Err(why) => problems.push(why),
        }
    }
    if !problems.is_empty() {
        desk.say_for_long(problems.join(" "));
    }
    give(desk, to, ready);
}

async fn picture(file: &Picked, media_type: &'static str, width: u32, height: u32) -> Result<Prepared, String> {
    if u64::from(width).saturating_mul(u64::from(height)) > MOST_PIXELS {
        return Err(format!("“{}” has {width} × {height} pixels, more than can be read here.", file.name));
    }
    let picture =
        pictures::anew(&file.bytes, media_type, LONGEST_SIDE).await.map_err(|why| format!("“{}”: {why}", file.name))?;
    let ending = match picture.media_type.as_str() {
        "image/png" => "png",
        "image/jpeg" => "jpg",
        _ => "webp",
    };
    let stem = file.name.rsplit_once('.').map_or(file.name.as_str(), |(stem, _)| stem);
    Ok(Prepared {
        name: format!("{stem}.{ending}"),
        hash: content_hash(&picture.bytes),
        media_type: picture.media_type,
        bytes: picture.bytes.into(),
        pixels: Some((picture.width, picture.height)),
    })
}

/// A log as it is: its own bytes, unless somebody takes secrets out of them.
fn log(desk: Desk, to: &For, name: &str, bytes: Vec<u8>) -> Result<(), String> {
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if size > LARGEST_LOG {
        return Err(Refused::TooLarge { name: name.to_owned(), bytes: size, limit: LARGEST_LOG }.to_string());
    }
    let text = String::from_utf8(bytes)
        .ok()
        .filter(|text| !text.contains('\0'))
        .ok_or_else(|| Refused::OfNoUse { name: name.to_owned() }.to_string())?;
    let (to, called) = (to.clone(), name.to_owned());
    let then = move |text: &str| {
        let bytes: Arc<[u8]> = Arc::from(text.as_bytes());
        let (hash, name) = (content_hash(&bytes), called.clone());
        let log = Prepared { name, media_type: "text/plain".to_owned(), bytes, hash, pixels: None };
        give(desk, &to, vec![log]);
    };
    asking::ask(desk, name, &text, Arc::new(then));
    Ok(())
}

fn give(desk: Desk, to: &For, ready: Vec<Prepared>) {
    if ready.is_empty() {
        return;
    }
    match to {
        For::Line(line) => attach(desk, line, ready),
        For::NextLine => {
            desk.with_next_line.update(|waiting| waiting.extend(ready));
            page::focus("quick-entry");
        }
    }
}

/// Attaches what is ready to a line: bytes first, then the word of them.
pub fn attach(desk: Desk, line: &ItemId, ready: Vec<Prepared>) {
    if ready.is_empty() {
        return;
    }
    let Some(review) = desk.room(|room| room.id().clone()) else { return };
    let line = line.clone();
    spawn(async move {
        let (me, now) = (desk.me(), now_ms());
        let mut view = desk.view.get_untracked();
        let (mut intents, mut kept, mut problems) = (Vec::new(), Vec::new(), Vec::new());
        for (place, piece) in ready.iter().enumerate() {
            match piece.fits(&view) {
                Ok(()) => {
                    let intent = piece.attached(desk.fresh_item(), &line, &me, now, place);
                    view = Arc::new(view.act(std::slice::from_ref(&intent)).view);
                    intents.push(intent);
                    kept.push((piece.hash.clone(), Arc::clone(&piece.bytes)));
                }
                Err(why) => problems.push(why.to_string()),
            }
        }
        match pieces::keep(desk, &review, kept).await {
            Ok(()) if desk.room(|room| *room.id() == review) == Some(true) => desk.act(intents),
            Ok(()) => problems.push("Another review was opened meanwhile; nothing was attached.".to_owned()),
            Err(why) => problems.push(format!("Nothing was attached. {why}")),
        }
        if !problems.is_empty() {
            desk.say_for_long(problems.join(" "));
        }
    });
}

/// What goes with the next line.
pub fn waiting(desk: Desk) -> Piece {
    when(
        move || !desk.with_next_line.with(Vec::is_empty),
        move || {
            el("ul").class("waiting").attr("role", "list").attr("aria-label", "Goes with the next line").child(each(
                move || {
                    desk.with_next_line.with(|all| all.iter().map(|one| (one.hash.clone(), one.name.clone())).collect())
                },
                Clone::clone,
                move |(hash, name): (String, String)| {
                    el("li").child(el("span").child(format!("{name} goes with the next line"))).child(
                        button()
                            .class("plain")
                            .attr("aria-label", format!("Leave out {name}"))
                            .on(ev::click, move |_| {
                                desk.with_next_line.update(|all| all.retain(|one| one.hash != hash));
                                page::focus("quick-entry");
                            })
                            .child("×"),
                    )
                },
            ))
        },
    )
}

/// The button that brings the field up.
pub fn quoting_id(line: &ItemId) -> String {
    format!("quote-{line}")
}

/// A field for an excerpt of a log.
#[component]
pub fn Quoting(line: ItemId, open: RwSignal<bool>) -> Piece {
    let desk = use_desk();
    let area = NodeRef::<html::Textarea>::new();
    let name = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(area) = area.get() {
            let _ = area.focus();
        }
    });
    let keep = move || {
        let Some(text) = area.get_untracked().map(|area| area.value()).filter(|text| !text.trim().is_empty()) else {
            return;
        };
        let called = name.get_untracked().map(|name| name.value().trim().to_owned()).filter(|name| !name.is_empty());
        let called = called.unwrap_or_else(|| "log.txt".to_owned());
        match log(desk, &For::Line(line.clone()), &called, text.into_bytes()) {
            Ok(()) => {
                open.set(false);
                // What had the focus goes with the field; a question about secrets gives it back by itself.
                page::focus(&quoting_id(&line));
            }
            Err(why) => desk.say_for_long(why),
        }
    };
    el("div")
        .class("quoting")
        .attr("role", "group")
        .attr("aria-label", "Quote a log")
        .child(
            el("textarea")
                .node_ref(area)
                .attr("aria-label", "Log excerpt")
                .attr("placeholder", "Paste the lines as they are: they are kept word by word.")
                .attr("rows", "6")
                .attr("spellcheck", "false"),
        )
        .child(
            el("label")
                .class("particular")
                .child(el("span").child("Name"))
                .child(el("input").node_ref(name).attr("aria-label", "Name of the log").attr("placeholder", "log.txt")),
        )
        .child(button().class("strong").on(ev::click, move |_| keep()).child("Keep as evidence"))
}

// ---- showing -----------------------------------------------------------------------------------------------

/// How a piece stands.
#[derive(Clone)]
enum Shown {
    /// Nothing was read yet.
    Waiting,
    /// A picture.
    Picture(Arc<ObjectUrl>),
    /// A log.
    Log(Arc<str>),
    /// Something that is given out, not shown.
    Other,
    /// Its bytes are not in this browser.
    Missing,
}

async fn read(desk: Desk, piece: &rules::Piece) -> Shown {
    let Some(bytes) = pieces::bytes(desk, &piece.hash).await else { return Shown::Missing };
    match piece.form() {
        Form::Picture => {
            ObjectUrl::new(&piece.media_type, &bytes).map_or(Shown::Other, |address| Shown::Picture(Arc::new(address)))
        }
        Form::Log => Shown::Log(Arc::from(String::from_utf8_lossy(&bytes))),
        Form::Other => Shown::Other,
    }
}

/// The pieces of a line.
#[component]
pub fn Attached(id: ItemId) -> Piece {
    let desk = use_desk();
    let pieces = Memo::new(move |_| desk.evidence.with(|all| all.get(&id).cloned().unwrap_or_default()));
    when(
        move || !pieces.with(Vec::is_empty),
        move || {
            el("ul").class("pieces").attr("role", "list").attr("aria-label", "Evidence").child(each(
                move || pieces.get(),
                |piece| (piece.item.clone(), piece.hash.clone()),
                move |piece| piece_of(desk, piece),
            ))
        },
    )
}

fn piece_of(desk: Desk, shown: rules::Piece) -> Piece {
    piece(view! { <One desk=desk shown=shown/> })
}

#[component]
fn One(desk: Desk, shown: rules::Piece) -> Piece {
    let place = NodeRef::<html::Li>::new();
    let state = RwSignal::new(Shown::Waiting);
    let near = StoredValue::new_local(None::<sight::Watching>);
    let wanted = RwSignal::new(false);
    Effect::new(move |_| {
        if let Some(place) = place.get() {
            near.set_value(sight::when_near(&place, move || wanted.set(true)));
        }
    });
    let reading = shown.clone();
    Effect::new(move |_| {
        desk.evidence_told.track();
        if wanted.get() && matches!(state.get_untracked(), Shown::Waiting | Shown::Missing) {
            let piece = reading.clone();
            spawn(async move {
                let read = read(desk, &piece).await;
                let _ = state.try_set(read);
            });
        }
    });
    let item = desk.item(&shown.item);
    let caption = {
        let item = item.clone();
        Memo::new(move |_| item.get().map(|item| item.body().trim().to_owned()).unwrap_or_default())
    };
    let line = shown.line.clone();
    let writing = Memo::new(move |_| desk.focused.with(|focused| focused.is_some() && *focused == line));
    let called = shown.called().to_owned();
    let told = {
        let called = called.clone();
        move || caption.with(|caption| if caption.is_empty() { called.clone() } else { caption.clone() })
    };
    let about = format!("{} · {}", called, shown.kind_and_size());
    let (large, pixels) = (shown.item.clone(), shown.pixels);
    let (missing, drawn) = (shown.clone(), told.clone());
    el("li")
        .node_ref(place)
        .class("piece")
        .on(ev::click, |event| event.stop_propagation())
        .child(move || {
            let (large, told) = (large.clone(), drawn.clone());
            match state.get() {
                Shown::Waiting => el("div").class("piece-space"),
                Shown::Picture(address) => button()
                    .class("piece-picture")
                    .attr("aria-label", move || format!("Look at {}", told()))
                    .on(ev::click, move |_| desk.dialog.set(Dialog::Evidence(large.clone())))
                    .child(
                        el("img")
                            .attr("src", address.as_str().to_owned())
                            .attr("alt", "")
                            .attr("width", pixels.map(|(width, _)| width.to_string()))
                            .attr("height", pixels.map(|(_, height)| height.to_string()))
                            .attr("decoding", "async"),
                    ),
                Shown::Log(text) => log_of(&text),
                Shown::Other => piece(()),
                Shown::Missing => missing_piece(desk, &missing),
            }
        })
        .child(
            el("p")
                .class("piece-about")
                .child(when(
                    move || !caption.with(String::is_empty),
                    move || el("span").class("caption").child(move || caption.get()),
                ))
                .child(el("span").child(about)),
        )
        .child(when(move || writing.get(), move || particulars(desk, &shown.item, &called, caption)))
}

/// What it shows, and away with it: while somebody writes in its line.
fn particulars(desk: Desk, id: &ItemId, called: &str, caption: Memo<String>) -> Piece {
    let (said, gone) = (id.clone(), id.clone());
    el("div")
        .class("piece-particulars")
        .child(
            el("input")
                .attr("aria-label", format!("What {called} shows"))
                .attr("placeholder", "What does it show?")
                .property("value", move || caption.get())
                .on(ev::change, move |event| {
                    let words = event_target_value(&event);
                    let intent = desk.view.with_untracked(|view| rules::say(view, &said, &words));
                    desk.act(intent.into_iter().collect());
                }),
        )
        .child(
            button()
                .class("plain")
                .attr("aria-label", format!("Remove {called}"))
                .on(ev::click, move |_| super::items::remove(desk, &gone))
                .child("Remove"),
        )
}

fn log_of(text: &Arc<str>) -> Piece {
    let lines = text.lines().count();
    let all = RwSignal::new(false);
    let text = Arc::clone(text);
    let beginning: String = text.lines().take(LINES_SHOWN).collect::<Vec<_>>().join("\n");
    many([
        el("pre")
            .class("log")
            .attr("tabindex", "0")
            .attr("role", "region")
            .attr("aria-label", "Log")
            .child(move || if all.get() { text.to_string() } else { beginning.clone() }),
        if lines > LINES_SHOWN {
            button()
                .class("plain")
                .attr("aria-expanded", move || all.get().to_string())
                .on(ev::click, move |_| all.update(|all| *all = !*all))
                .child(move || if all.get() { "Show fewer".to_owned() } else { format!("Show all {lines} lines") })
        } else {
            piece(())
        },
    ])
}

/// Named, not broken; and a way to bring its bytes in.
fn missing_piece(desk: Desk, wanted: &rules::Piece) -> Piece {
    let wanted = wanted.clone();
    el("p")
        .class("piece-missing")
        .child(
            "Not in this browser: it did not come along, as it does not with a link. The file of the review carries it. ",
        )
        .child(when(
            move || can_attach(desk),
            move || {
                let wanted = wanted.clone();
                button().class("plain").on(ev::click, move |_| bring(desk, wanted.clone())).child("Choose the file…")
            },
        ))
}

/// Brings the bytes of a piece in: from the piece itself, or from a file of the review.
fn bring(desk: Desk, wanted: rules::Piece) {
    spawn(async move {
        let Some(Ok(file)) = files::pick("", false, LIMITS).await.pop() else { return };
        let Some(review) = desk.room(|room| room.id().clone()) else { return };
        if content_hash(&file.bytes) == wanted.hash {
            if let Err(why) = pieces::keep(desk, &review, vec![(wanted.hash, Arc::from(file.bytes))]).await {
                desk.say_for_long(why.to_string());
            }
            return;
        }
        if matches!(looks::Looks::of(&file.bytes), looks::Looks::Postmortem | looks::Looks::Sealed) {
            crate::ui::incoming::open::take(desk, vec![Ok(file)]);
            return;
        }
        desk.say(format!("“{}” is not that piece: its bytes are others. “{}” was meant.", file.name, wanted.called()));
    });
}

// ---- large -------------------------------------------------------------------------------------------------

/// A piece of evidence, large, with what is known of it.
#[component]
pub fn EvidenceDialog() -> Piece {
    let desk = use_desk();
    let open = Signal::derive(move || matches!(desk.dialog.get(), Dialog::Evidence(_)));
    piece(view! { <Modal name="Evidence" when=open class="evidence-large"> {piece(move || match desk.dialog.get() {
        Dialog::Evidence(id) => desk
            .view
            .with_untracked(|view| view.item(&id).and_then(|item| rules::Piece::of(item)))
            .map(|shown| piece(view! { <Large shown=shown/> })),
        _ => None,
    })} </Modal> })
}

#[component]
fn Large(shown: rules::Piece) -> Piece {
    let desk = use_desk();
    let state = RwSignal::new(Shown::Waiting);
    let reading = shown.clone();
    spawn(async move {
        let read = read(desk, &reading).await;
        let _ = state.try_set(read);
    });
    let told = shown.told().to_owned();
    let line = shown.line.clone();
    let of_line =
        line.as_ref().and_then(|line| desk.view.with_untracked(|view| Some(view.item(line)?.body().to_owned())));
    let pixels = shown.pixels.map(|(width, height)| format!(", {width} × {height} pixels")).unwrap_or_default();
    let facts = format!("{}, {}{pixels}", shown.called(), shown.kind_and_size());
    let hash = shown.hash.clone();
    let given = shown.clone();
    many([
        piece(move || match state.get() {
            Shown::Picture(address) => {
                Some(el("img").attr("src", address.as_str().to_owned()).attr("alt", told.clone()))
            }
            _ => None,
        }),
        piece((!shown.caption.is_empty()).then(|| el("p").class("caption").child(shown.caption.clone()))),
        piece(of_line.map(|words| el("p").class("quiet").child(format!("For: {words}")))),
        el("p").class("quiet").child(facts),
        el("p").class("quiet hash").child(format!("SHA-256 {hash}")),
        el("div").class("dialog-foot").child(
            button()
                .on(ev::click, move |_| {
                    let piece = given.clone();
                    spawn(async move {
                        match pieces::bytes(desk, &piece.hash).await {
                            Some(bytes) => {
                                if let Err(why) = files::download(piece.called(), &piece.media_type, &bytes) {
                                    desk.say(why.to_string());
                                }
                            }
                            None => desk.say("Its bytes are not in this browser."),
                        }
                    });
                })
                .child("Download"),
        ),
    ])
}

/// “30 pieces of evidence”.
pub fn pieces_of(number: usize) -> String {
    count(number, "piece of evidence", "pieces of evidence")
}
