//! What stands on the page of somebody who was invited: whether to join, and the reply to send back.

use super::Joining;
use super::panel::code;
use crate::browser::page;
use crate::exchange::live::signal::Invite;
use crate::ui::desk::use_desk;
use crate::ui::elements::markup::*;
use crate::ui::outgoing::share::copy;
use crate::ui::words::title_or_untitled;
use leptos::prelude::*;

/// The page.
#[component]
pub fn Join(invite: Invite) -> Piece {
    let desk = use_desk();
    desk.live.joining.set(Joining::Asked);
    let title = title_or_untitled(&invite.title);
    page::set_title(&format!("Work together on “{title}” · Second Story"));
    let invite = StoredValue::new(invite);
    el("section")
        .class("asked")
        .child(el("p").class("asked-about").child("You are invited to work together on"))
        .child(el("h1").child(title))
        .child(move || match desk.live.joining.get() {
            Joining::Asked => many([
                el("p").child(
                    "Several people write in one review at once, from browser to browser. Joining keeps a copy of the \
                    review in this browser, and lets those who are in it see your role, where you are in it, and what \
                    you write.",
                ),
                el("div").class("row").child(
                    button()
                        .class("strong")
                        .on(ev::click, move |_| super::join(desk, invite.get_value()))
                        .child("Join"),
                ),
            ]),
            Joining::Preparing => el("p").attr("role", "status").child("Preparing your reply…"),
            Joining::Reply(address) => {
                let (shown, copied) = (address.clone(), address.clone());
                many([
                    el("p").attr("role", "status").child(
                        "This is your reply. Send it to whoever invited you, and leave this page open: it goes on by \
                        itself when they have pasted it.",
                    ),
                    el("textarea")
                        .class("link")
                        .attr("aria-label", "Your reply")
                        .attr("readonly", true)
                        .attr("rows", "4")
                        .property("value", move || shown.clone())
                        .on(ev::focus, |event| crate::browser::gestures::select_all(&event)),
                    el("div").class("row").child(
                        button()
                            .class("strong")
                            .on(ev::click, move |_| copy(desk, copied.clone(), "Your reply is on the clipboard."))
                            .child("Copy reply"),
                    ),
                    code(&address, "QR code of your reply"),
                ])
            }
            Joining::Open => el("p").attr("role", "status").child("Connected. The review is on its way…"),
            Joining::Failed(why) => many([
                el("p").class("problem").attr("role", "alert").child(why),
                el("p").child(el("a").attr("href", "#/").child("Reviews")),
            ]),
        })
}
