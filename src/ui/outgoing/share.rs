//! Share: the link with where it survives, the file, a question to somebody.

use super::{FILE_KIND, file, file_name};
use crate::archive::row::day_from_iso;
use crate::browser::page::{self, spawn};
use crate::browser::{clipboard, files, sealing};
use crate::exchange::ask::Ask;
use crate::exchange::envelope::EXTENSION;
use crate::exchange::link::{Kind, LONGEST_LINK, Link, survival_sentence};
use crate::exchange::published;
use crate::exchange::sealed::{Secret, passphrase};
use crate::practice::evidence::{BUDGET, Cost, size};
use crate::review::{Prose, field::meta, kind};
use crate::ui::desk::{Desk, Dialog, use_desk};
use crate::ui::elements::markup::*;
use crate::ui::elements::modal::Modal;
use crate::ui::pieces::{self, Leaving};
use crate::ui::review::evidence::pieces_of;
use crate::ui::words::{count, title_or_untitled};
use leptos::prelude::*;

/// The question that is asked when nobody writes another.
const QUESTION: &str = "What did you see?";

/// How long nobody must have typed before a link is sealed, milliseconds: making a key takes a while on purpose.
const SEAL_AFTER_MS: u32 = 300;

/// The dialog.
#[component]
pub fn ShareDialog() -> Piece {
    let desk = use_desk();
    let open = Signal::derive(move || desk.dialog.get() == Dialog::Share);
    piece(view! { <Modal name="Share" when=open class="share"> {piece(view! { <Share/> })} </Modal> })
}

#[component]
fn Share() -> Piece {
    let desk = use_desk();
    let link = RwSignal::new(None::<Result<String, String>>);
    let asking = RwSignal::new(None::<String>);
    let words = RwSignal::new(String::new());
    // The first time, the review becomes another document before anything of it is shown to leave.
    let left = RwSignal::new(None::<Result<(), String>>);
    spawn(async move { left.set(Some(desk.leave().await)) });
    // With each passphrase the link is another one; it is made once nobody has typed for a moment.
    Effect::new(move |_| {
        let typed = words.get();
        let Some(left) = left.get() else { return };
        link.set(None);
        spawn(async move {
            if !typed.is_empty() {
                page::sleep_ms(SEAL_AFTER_MS).await;
            }
            let current = || words.try_with_untracked(|now| *now == typed) == Some(true);
            if !current() {
                return;
            }
            let made = match left {
                Ok(()) => link_of(desk, &typed).await,
                Err(why) => Err(why),
            };
            if current() {
                link.set(Some(made));
            }
        });
    });
    let carries = Memo::new(move |_| {
        let changes = desk.room(|room| room.written().iter().filter(|change| change.seconds > 0).count()).unwrap_or(0);
        desk.view.with(|view| {
            let removed = view.items().filter(|item| item.is_removed()).count();
            let entries = view.of_kind(kind::ENTRY).count();
            if changes <= 1 {
                format!(
                    "This carries {} as they stand now, and nothing of how they were worded before.",
                    count(entries, "entry", "entries")
                )
            } else {
                format!(
                    "This carries earlier wordings, {}, and when they were typed.",
                    count(removed, "removed entry", "removed entries")
                )
            }
        })
    });
    let cost = Memo::new(move |_| desk.evidence.with(|all| Cost::of(all.values().flatten())));
    let with_evidence = RwSignal::new(true);
    let address = move || link.get().and_then(Result::ok);
    let length = move || address().map_or(0, |address| address.len());
    let long = move || length() > LONGEST_LINK;
    many([
        el("p")
            .class("quiet")
            .child(move || carries.get())
            .child(move || {
                if words.with(String::is_empty) {
                    " Whoever has the link or the file can read the review."
                } else {
                    " Whoever has the link or the file needs the passphrase to read it."
                }
            }),
        piece(move || match link.get() {
            None => el("p").attr("role", "status").child("Preparing…"),
            Some(Err(why)) => el("p").class("problem").attr("role", "alert").child(why),
            Some(Ok(address)) => {
                let shown = if long() { String::new() } else { address };
                el("textarea")
                    .class("link")
                    .attr("aria-label", "Link")
                    .attr("aria-describedby", "link-length")
                    .attr("readonly", true)
                    .attr("rows", "3")
                    .property("value", move || shown.clone())
                    .on(ev::focus, |event| crate::browser::gestures::select_all(&event))
            }
        }),
        el("p")
            .id("link-length")
            .class("meter")
            .child(when(move || address().is_some(), move || piece(move || survival_sentence(length())))),
        el("label").class("line-field").child(el("span").child("Passphrase")).child(
            el("input")
                .attr("aria-label", "Passphrase")
                .attr("aria-describedby", "passphrase-about")
                .attr("autocomplete", "off")
                .attr("autocapitalize", "none")
                .attr("spellcheck", "false")
                .on(ev::input, move |event| words.set(passphrase(&event_target_value(&event)).to_owned())),
        ),
        el("p").id("passphrase-about").class("quiet").child(move || {
            if words.with(String::is_empty) {
                "Optional: several words. Then the link and the file open only with them."
            } else {
                "Link and file are sealed with it. Tell it on another way than the link. Nobody can find it out or reset it: \
                without it, they stay shut."
            }
        }),
        when(
            move || 0 < cost.get().pieces,
            move || {
                many([
                    el("p").class("cost").child(move || {
                        let Cost { pieces, bytes } = cost.get();
                        let them = if pieces == 1 { "it" } else { "them" };
                        format!(
                            "{}, {} of at most {}: the link goes without {them}, the file carries {them}.",
                            pieces_of(pieces),
                            size(bytes),
                            size(BUDGET)
                        )
                    }),
                    el("label")
                        .class("check")
                        .child(
                            el("input")
                                .attr("type", "checkbox")
                                .property("checked", move || with_evidence.get())
                                .on(ev::change, move |event| with_evidence.set(event_target_checked(&event))),
                        )
                        .child("Evidence goes with the file"),
                ])
            },
        ),
        el("div")
            .class("row")
            .child(
                button()
                    .class("strong")
                    .attr("disabled", move || address().is_none() || long())
                    .on(ev::click, move |_| {
                        if let Some(address) = address() {
                            copy(desk, address, "The link is on the clipboard.");
                        }
                    })
                    .child("Copy link"),
            )
            .child(when(files::can_share_text, move || {
                button()
                    .attr("disabled", move || address().is_none() || long())
                    .on(ev::click, move |_| {
                        let Some(address) = address() else { return };
                        desk.settle();
                        let title = desk.view.with_untracked(|view| title_or_untitled(view.title()));
                        spawn(async move {
                            if let Err(why) = files::share_text(&title, "", Some(&address)).await {
                                desk.say(why.to_string());
                            }
                        });
                    })
                    .child("Send…")
            }))
            .child(
                button()
                    .attr("disabled", move || link.get().is_none())
                    .on(ev::click, move |_| download(desk, with_evidence.get_untracked(), words.get_untracked()))
                    .child("Download file"),
            )
            .child(
                button()
                    .attr("disabled", move || link.get().is_none())
                    .on(ev::click, move |_| asking.set(Some(QUESTION.to_owned())))
                    .child("Ask for someone's side"),
            )
            .child(
                button()
                    .attr("disabled", move || link.get().is_none())
                    .on(ev::click, move |_| desk.dialog.set(Dialog::Together))
                    .child("Work together now…"),
            ),
        when(move || asking.get().is_some(), move || piece(view! { <Asking question=asking/> })),
        piece(view! { <crate::ui::folder::ShareInFolder/> }),
    ])
}

/// A link that asks: it carries the beginning, the title and one question, and nothing of what others wrote.
#[component]
fn Asking(question: RwSignal<Option<String>>) -> Piece {
    let desk = use_desk();
    let address = Memo::new(move |_| ask_link(desk, &question.get().unwrap_or_default()));
    el("section")
        .class("asking")
        .attr("aria-labelledby", "asking")
        .child(el("h3").id("asking").child("Ask for someone's side"))
        .child(el("p").class("quiet").child(
            "A short link with the title and one question, and nothing of \
            what others wrote: people write before they read.",
        ))
        .child(
            el("label").class("line-field").child(el("span").child("Question")).child(
                el("input")
                    .attr("aria-label", "Question")
                    .property("value", move || question.get().unwrap_or_default())
                    .on(ev::input, move |event| question.set(Some(event_target_value(&event)))),
            ),
        )
        .child(
            el("textarea")
                .class("link")
                .attr("aria-label", "Link to the question")
                .attr("readonly", true)
                .attr("rows", "3")
                .property("value", move || address.get().unwrap_or_default())
                .on(ev::focus, |event| crate::browser::gestures::select_all(&event)),
        )
        .child(
            el("div")
                .class("row")
                .child(
                    button()
                        .class("strong")
                        .on(ev::click, move |_| {
                            if let Some(address) = address.get_untracked() {
                                copy(desk, address, "The question is on the clipboard.");
                            }
                        })
                        .child("Copy question"),
                )
                .child(when(files::can_share_text, move || {
                    button()
                        .on(ev::click, move |_| {
                            let Some(address) = address.get_untracked() else { return };
                            let asked = question.get_untracked().unwrap_or_default();
                            spawn(async move {
                                if let Err(why) = files::share_text(&asked, &asked, Some(&address)).await {
                                    desk.say(why.to_string());
                                }
                            });
                        })
                        .child("Send…")
                })),
        )
}

fn ask_link(desk: Desk, question: &str) -> Option<String> {
    let genesis = desk.room(|room| room.beginning()).flatten()?;
    desk.settle();
    // Asked is about the incident's day; what came before it is the timeline's, not the question's.
    let (zone, rules) = (desk.zone(), desk.rules());
    let (title, when) = desk.view.with_untracked(|view| {
        let day = day_from_iso(view.meta(meta::DAY).text());
        let placed = || view.timeline().filter(|entry| entry.at().is_placed());
        let first = placed()
            .find(|entry| day.is_some() && entry.at().day_in(&zone, &*rules) == day)
            .or_else(|| placed().next())
            .map(|entry| entry.at().encode());
        (view.prose(Prose::Title).to_owned(), first.unwrap_or_default())
    });
    let question = if question.trim().is_empty() { QUESTION } else { question };
    let ask = Ask { genesis, title, when, question: question.to_owned() };
    Some(ask.link().address(&page::address()))
}

async fn link_of(desk: Desk, passphrase: &str) -> Result<String, String> {
    let document = desk
        .room(|room| room.document())
        .flatten()
        .ok_or("This review is still being opened; try again in a moment.")?;
    let link = if passphrase.is_empty() {
        Link::new(Kind::Document, &document)
    } else {
        let file = published::file(&document, []);
        let sealed = sealing::seal(&file, Secret::Passphrase(passphrase), "").await.map_err(|why| why.to_string())?;
        Link::new(Kind::Sealed, &sealed)
    };
    Ok(link.address(&page::address()))
}

fn download(desk: Desk, with_evidence: bool, passphrase: String) {
    spawn(async move {
        desk.settle();
        let leaving =
            if with_evidence { pieces::for_a_file(desk, &desk.view.get_untracked()).await } else { Leaving::default() };
        let Some(mut bytes) = file(desk, &leaving) else { return };
        if !passphrase.is_empty() {
            match sealing::seal(&bytes, Secret::Passphrase(&passphrase), "").await {
                Ok(sealed) => bytes = sealed,
                Err(why) => return desk.say(why.to_string()),
            }
        }
        give(desk, &file_name(desk, EXTENSION), &bytes, &leaving);
    });
}

/// Gives a file out, and says what it goes without.
pub fn give(desk: Desk, name: &str, bytes: &[u8], leaving: &Leaving) {
    match files::download(name, FILE_KIND, bytes) {
        Ok(()) if 0 < leaving.missing + leaving.left_out => desk.say_for_long(without(leaving)),
        Ok(()) => {}
        Err(why) => desk.say(why.to_string()),
    }
}

/// What a file goes without.
fn without(leaving: &Leaving) -> String {
    let missing = (0 < leaving.missing).then(|| format!("{} not in this browser", pieces_of(leaving.missing)));
    let left_out = (0 < leaving.left_out).then(|| format!("{} for which it has no room", pieces_of(leaving.left_out)));
    format!("The file goes without {}.", missing.into_iter().chain(left_out).collect::<Vec<_>>().join(" and "))
}

/// Puts text on the clipboard and says so.
pub fn copy(desk: Desk, text: String, said: &'static str) {
    spawn(async move {
        match clipboard::write_text(&text).await {
            Ok(()) => desk.say(said),
            Err(why) => desk.say(why.to_string()),
        }
    });
}
