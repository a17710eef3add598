//! Publish…: a file to be put beside the app on its host, and the link that opens it to read.

use super::pieces_of;
use super::share::{copy, give};
use crate::browser::page::{self, spawn};
use crate::browser::sealing;
use crate::exchange::envelope::EXTENSION;
use crate::exchange::published::{self, Draft, carries, clean, is_name, name_for};
use crate::exchange::sealed::Secret;
use crate::review::ReviewId;
use crate::ui::desk::{Desk, Dialog, fresh_seed, now_ms, use_desk};
use crate::ui::elements::markup::*;
use crate::ui::elements::modal::Modal;
use crate::ui::pieces;
use leptos::prelude::*;

/// Brings the dialog up.
pub fn show(desk: Desk) {
    desk.dialog.set(Dialog::Publish);
}

/// The dialog.
#[component]
pub fn PublishDialog() -> Piece {
    let desk = use_desk();
    let open = Signal::derive(move || desk.dialog.get() == Dialog::Publish);
    piece(view! { <Modal name="Publish" when=open class="share"> {piece(view! { <Publish/> })} </Modal> })
}

#[component]
fn Publish() -> Piece {
    let desk = use_desk();
    let public = RwSignal::new(false);
    let whole = RwSignal::new(false);
    let named = RwSignal::new(None::<String>);
    let earlier = RwSignal::new(String::new());
    // Made anew each time, kept nowhere but in the link.
    let fresh = StoredValue::new(sealing::fresh().map_err(|why| why.to_string()));
    // The first time, the review gets another id: the link and the copy name the one that stays.
    let left = RwSignal::new(None::<Result<(), String>>);
    spawn(async move { left.set(Some(desk.leave().await)) });
    let review = move || desk.route.with(|route| route.review().cloned()).unwrap_or_else(|| ReviewId::new(""));
    let name = move || match named.get() {
        Some(name) => name,
        // What anybody may read is found by the address of its review, too.
        None if public.get() => review().to_string(),
        None => desk.view.with(|view| name_for(view.title())),
    };
    let draft = move || {
        left.get().unwrap_or_else(|| Err(String::new()))?;
        let again = earlier.get();
        if !again.trim().is_empty() {
            let of = Draft::in_text(&again).ok_or("This is no link to a published draft.")?;
            return of.and_then(|draft| draft.again(&review())).map_err(|why| why.to_string());
        }
        let (name, key) = (name(), if public.get() { None } else { Some(fresh.get_value()?) });
        if is_name(&name) {
            Ok(Draft { name, key, review: Some(review()) })
        } else {
            Err("The file name may have small letters, figures, - and _, at most 64 of them.".to_owned())
        }
    };
    let address = move || draft().map(|draft| draft.link().address(&page::address()));
    many([
        el("p").class("quiet").child(
            "A file for the folder “drafts” beside this app on its host, and a link that opens it there to read. \
            Nothing is sent from here: whoever looks after the host puts the file there, under this name.",
        ),
        field("File name", move || draft().map_or_else(|_| name(), |draft| draft.name), move |typed| named.set(Some(typed))),
        check("Anybody may read it, without a key", public),
        check("With its history, so that it can be added to", whole),
        el("p").class("quiet").child(move || what_it_carries(desk, whole.get())),
        field("Link of an earlier publication", move || earlier.get(), move |typed| earlier.set(typed)),
        el("p").class("quiet").child("Optional: published again under that link, it is found by those who have it, and those who are reading hear of it."),
        piece(move || match address() {
            Err(why) if why.is_empty() => el("p").attr("role", "status").child("Preparing…"),
            Err(why) => el("p").class("problem").attr("role", "alert").child(why),
            Ok(address) => el("textarea")
                .class("link")
                .attr("aria-label", "Link")
                .attr("readonly", true)
                .attr("rows", "3")
                .property("value", move || address.clone())
                .on(ev::focus, |event| crate::browser::gestures::select_all(&event)),
        }),
        el("div")
            .class("row")
            .child(
                button()
                    .class("strong")
                    .attr("disabled", move || draft().is_err())
                    .on(ev::click, move |_| {
                        if let Ok(draft) = untrack(draft) {
                            spawn(async move {
                                if let Err(why) = prepare(desk, draft, whole.get_untracked()).await {
                                    desk.say(why);
                                }
                            });
                        }
                    })
                    .child("Download file"),
            )
            .child(
                button()
                    .attr("disabled", move || draft().is_err())
                    .on(ev::click, move |_| {
                        if let Ok(address) = untrack(address) {
                            copy(desk, address, "The link is on the clipboard.");
                        }
                    })
                    .child("Copy link"),
            ),
    ])
}

fn field(
    name: &'static str,
    value: impl Fn() -> String + Send + Sync + 'static,
    typed: impl Fn(String) + Send + Sync + 'static,
) -> Piece {
    el("label").class("line-field").child(el("span").child(name)).child(
        el("input")
            .attr("aria-label", name)
            .attr("autocomplete", "off")
            .attr("autocapitalize", "none")
            .attr("spellcheck", "false")
            .property("value", value)
            .on(ev::input, move |event| typed(event_target_value(&event))),
    )
}

fn check(name: &'static str, ticked: RwSignal<bool>) -> Piece {
    el("label")
        .class("check")
        .child(
            el("input")
                .attr("type", "checkbox")
                .property("checked", move || ticked.get())
                .on(ev::change, move |event| ticked.set(event_target_checked(&event))),
        )
        .child(name)
}

fn what_it_carries(desk: Desk, whole: bool) -> String {
    if !whole {
        return "It is a copy of what stands on the page, without earlier wordings, authors, discussion, or anything \
            removed or hidden. Nothing can be added to it."
            .to_owned();
    }
    desk.view.with(|view| {
        let removed = view.items().filter(|item| item.is_removed()).count();
        let (changes, sessions) = desk.room(|room| room.history()).unwrap_or_default();
        carries(changes, sessions, removed)
    })
}

/// Makes the file and gives it out.
async fn prepare(desk: Desk, draft: Draft, whole: bool) -> Result<(), String> {
    const OPENING: &str = "This review is still being opened; try again in a moment.";
    desk.settle();
    let view = desk.view.get_untracked();
    let (document, view) = if whole {
        (desk.room(|room| room.document()).flatten().ok_or(OPENING)?, view)
    } else {
        let id: ReviewId = desk.room(|room| room.id().clone()).ok_or(OPENING)?;
        let copy = clean(&view, &id, &fresh_seed()?, now_ms()).map_err(|why| why.to_string())?;
        (copy.document, copy.view.into())
    };
    let leaving = pieces::for_a_file(desk, &view).await;
    let mut bytes = published::file(&document, pieces_of(&leaving));
    if let Some(key) = &draft.key {
        bytes = sealing::seal(&bytes, Secret::Key(key), &draft.name).await.map_err(|why| why.to_string())?;
    }
    give(desk, &format!("{}.{EXTENSION}", draft.name), &bytes, &leaving);
    Ok(())
}
