//! What stands on the page when something came in the address: a question with a field, or why it cannot be opened.

use super::Incoming;
use crate::browser::page::{self, spawn};
use crate::browser::{clipboard, files};
use crate::exchange::ask::{Ask, SendBack};
use crate::review::Moment;
use crate::ui::desk::{Desk, use_desk};
use crate::ui::elements::markup::*;
use crate::ui::words::title_or_untitled;
use leptos::html;
use leptos::prelude::*;

/// The page.
#[component]
pub fn Arrival() -> Piece {
    let desk = use_desk();
    el("main").id("main-content").attr("tabindex", "-1").class("arrival").child(move || match desk.incoming.get() {
        Some(Incoming::Asked(ask)) => piece(view! { <Asked ask=ask/> }),
        Some(Incoming::Invited(invite)) => piece(view! { <crate::ui::together::join::Join invite=invite/> }),
        Some(Incoming::Refused(why)) => el("section")
            .class("missing")
            .child(el("h1").child("This could not be opened"))
            .child(el("p").attr("role", "alert").child(why))
            .child(el("p").child(el("a").attr("href", "#/").child("Reviews"))),
        _ => el("p").class("opening").attr("role", "status").child("Reading…"),
    })
}

/// A question, a field, and one button.
#[component]
fn Asked(ask: Ask) -> Piece {
    let desk = use_desk();
    let field = NodeRef::<html::Textarea>::new();
    let role = NodeRef::<html::Input>::new();
    let sent = RwSignal::new(None::<Result<String, String>>);
    let question = ask.question.clone();
    let title = title_or_untitled(&ask.title);
    let when = Moment::decode(&ask.when)
        .ok()
        .filter(Moment::is_placed)
        .map(|moment| moment.heading(&desk.own_zone(), &*desk.rules()))
        .unwrap_or_default();
    let draft = format!("answer:{}", crate::store::keys::content_hash(&ask.encode()));
    page::set_title(&format!("{question} · Second Story"));
    // What was begun here and not sent waits in this browser.
    {
        let draft = draft.clone();
        spawn(async move {
            let Some(disk) = wait_for_disk(desk).await else { return };
            let kept = disk.private(&draft).await.unwrap_or_default();
            if let (Some(area), Some((_, bytes))) =
                (field.get_untracked(), kept.into_iter().find(|(name, _)| name == "text"))
                && area.value().is_empty()
            {
                area.set_value(&String::from_utf8_lossy(&bytes));
            }
        });
    }
    Effect::new(move |_| {
        if let Some(area) = field.get() {
            let _ = area.focus();
        }
    });
    let keep = {
        let draft = draft.clone();
        move || {
            let Some(text) = field.get_untracked().map(|area| area.value()) else { return };
            let (Some(disk), draft) = (desk.disk(), draft.clone()) else { return };
            spawn(async move {
                let _ = disk.put_private(&draft, "text", text.into_bytes()).await;
            });
        }
    };
    let send = move || {
        let text = field.get_untracked().map(|area| area.value()).unwrap_or_default();
        let seen_from = role.get_untracked().map(|input| input.value()).unwrap_or_default();
        match answer(desk, &ask, &text, seen_from.trim()) {
            Ok(back) => {
                let address = back.link().address(&page::address());
                sent.set(Some(Ok(address.clone())));
                hand_over(desk, address);
            }
            Err(why) => sent.set(Some(Err(why))),
        }
    };
    el("section")
        .class("asked")
        .child(el("p").class("asked-about").child(title).child((!when.is_empty()).then(|| format!(" · {when}"))))
        .child(el("h1").child(question.clone()))
        .child(
            el("textarea")
                .node_ref(field)
                .class("first-field")
                .attr("aria-label", question)
                .attr(
                    "placeholder",
                    "14:05 the dashboard was green, but two customers wrote in\n~14:20 I restarted the worker",
                )
                .attr("rows", "8")
                .on(ev::change, move |_| keep()),
        )
        .child(
            el("label").class("line-field").child(el("span").child("Seen from")).child(
                el("input")
                    .node_ref(role)
                    .attr("aria-label", "Seen from")
                    .attr("placeholder", "support, on call, database …")
                    .attr("autocomplete", "off"),
            ),
        )
        .child(el("p").class("quiet").child(
            "What you write stays in this browser until you send it back. \
            Times at the beginning of a line become times of the timeline.",
        ))
        .child(el("div").class("row").child(button().class("strong").on(ev::click, move |_| send()).child("Send back")))
        .child(move || match sent.get() {
            None => piece(()),
            Some(Err(why)) => el("p").class("problem").attr("role", "alert").child(why),
            Some(Ok(address)) => {
                let length = address.len();
                let copied = address.clone();
                el("div")
                    .class("sent")
                    .attr("role", "status")
                    .child(
                        el("p").child(format!(
                            "Your answer is this link ({length} characters). Send it to whoever asked."
                        )),
                    )
                    .child(
                        el("textarea")
                            .class("link")
                            .attr("aria-label", "Your answer")
                            .attr("readonly", true)
                            .attr("rows", "4")
                            .property("value", move || address.clone())
                            .on(ev::focus, |event| crate::browser::gestures::select_all(&event)),
                    )
                    .child(
                        el("div").class("row").child(
                            button()
                                .on(ev::click, move |_| {
                                    super::super::outgoing::share::copy(
                                        desk,
                                        copied.clone(),
                                        "Your answer is on the clipboard.",
                                    );
                                })
                                .child("Copy answer"),
                        ),
                    )
            }
        })
}

async fn wait_for_disk(desk: Desk) -> Option<crate::browser::indexeddb::Disk> {
    for _ in 0..80 {
        if let Some(disk) = desk.disk() {
            return Some(disk);
        }
        page::sleep_ms(25).await;
    }
    None
}

/// The answer as one change on the beginning alone.
fn answer(desk: Desk, ask: &Ask, text: &str, seen_from: &str) -> Result<SendBack, String> {
    if text.trim().is_empty() {
        return Err("Write what you saw first; a sentence is enough.".to_owned());
    }
    let (zone, rules) = (desk.own_zone(), desk.rules());
    let lines =
        crate::app::answer::Lines { text, seen_from, when: &ask.when, zone: &zone, now: desk.now(), rules: &*rules };
    let actor = crate::browser::random::bytes::<16>().map_err(|why| why.to_string())?;
    crate::app::answer::write(
        &ask.genesis,
        &lines,
        actor,
        &crate::ui::desk::fresh_person(),
        super::super::desk::now_ms(),
        &mut crate::ui::desk::fresh_item,
    )
    .map_err(|why| why.to_string())
}

/// Through the share sheet where there is one, else onto the clipboard.
fn hand_over(desk: Desk, address: String) {
    spawn(async move {
        let sheet = files::can_share_text() && page::matches_media("(pointer: coarse)");
        if sheet && matches!(files::share_text("My side", "", Some(&address)).await, Ok(true)) {
            return;
        }
        if clipboard::write_text(&address).await.is_ok() {
            desk.say("Your answer is on the clipboard. Send it to whoever asked.");
        }
    });
}
