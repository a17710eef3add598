//! The dialog "Work together": invites to hand out, replies to take in, who is here.

use super::{InviteState, Invited, Server};
use crate::browser::page::spawn;
use crate::browser::{files, webrtc};
use crate::exchange::gate::Arrival;
use crate::ui::desk::{Desk, Dialog, use_desk};
use crate::ui::elements::markup::*;
use crate::ui::elements::modal::Modal;
use crate::ui::incoming;
use crate::ui::outgoing::share::copy;
use crate::ui::words::title_or_untitled;
use leptos::html;
use leptos::prelude::*;
use qrcodegen::{QrCode, QrCodeEcc};

/// The dialog.
#[component]
pub fn TogetherDialog() -> Piece {
    let desk = use_desk();
    let open = Signal::derive(move || desk.dialog.get() == Dialog::Together);
    piece(view! { <Modal name="Work together" when=open class="together"> {piece(view! { <Together/> })} </Modal> })
}

#[component]
fn Together() -> Piece {
    let desk = use_desk();
    let live = desk.live;
    let problem = RwSignal::new(String::new());
    live.said.set(String::new());
    // The first time, the review becomes another document before anything of it leaves.
    spawn(async move {
        if let Err(why) = desk.leave().await {
            problem.set(why);
            return;
        }
        super::read_config(desk).await;
        let waits = |invites: &Vec<Invited>| invites.iter().any(|invite| invite.state == InviteState::Waiting);
        if webrtc::exists() && !live.invites.with_untracked(waits) {
            super::invite(desk);
        }
    });
    many([
        el("p").class("quiet").child(
            "Several people write in this review at once, from browser to browser, with nothing in between. \
            Whoever comes in can read and change all of it, with its earlier wordings.",
        ),
        el("p").class("problem").attr("role", "alert").child(move || problem.get()),
        when(
            || !webrtc::exists(),
            || el("p").class("problem").child("This browser opens no wires to other browsers. Send the file instead."),
        ),
        el("ol").class("invites").attr("aria-label", "Invites").child(each(
            move || live.invites.get(),
            |invite| (invite.number, format!("{:?}", invite.state)),
            move |invite| invited(desk, &invite),
        )),
        el("div").class("row").child(
            button()
                .attr("disabled", move || problem.with(|problem| !problem.is_empty()) || !webrtc::exists())
                .on(ev::click, move |_| super::invite(desk))
                .child("Invite one more"),
        ),
        piece(view! { <Replies/> }),
        piece(view! { <super::here::Here/> }),
        piece(view! { <Ways/> }),
        when(
            move || live.on.get() && 0 < live.wires.get(),
            move || {
                el("div").class("row stop").child(
                    button()
                        .on(ev::click, move |_| {
                            desk.dialog.set(Dialog::None);
                            super::stop(desk);
                        })
                        .child("Stop working together"),
                )
            },
        ),
    ])
}

/// One invite: the code while somebody may still use it, and how it stands.
fn invited(desk: Desk, invite: &Invited) -> Piece {
    let stands = match &invite.state {
        InviteState::Waiting => {
            "For one person. It keeps for half an hour, while this tab stays open. They send a reply back.".to_owned()
        }
        InviteState::Opening => "The reply is here; the wire is being opened…".to_owned(),
        InviteState::Open => "Connected.".to_owned(),
        InviteState::Over(why) => why.clone(),
    };
    let item = el("li").child(el("p").class("stands").attr("role", "status").child(stands));
    if invite.state != InviteState::Waiting {
        return item;
    }
    let (address, copied, sent) = (invite.address.clone(), invite.address.clone(), invite.address.clone());
    item.child(
        el("textarea")
            .class("link")
            .attr("aria-label", "Invite")
            .attr("readonly", true)
            .attr("rows", "3")
            .property("value", move || address.clone())
            .on(ev::focus, |event| crate::browser::gestures::select_all(&event)),
    )
    .child(
        el("div")
            .class("row")
            .child(
                button()
                    .class("strong")
                    .on(ev::click, move |_| copy(desk, copied.clone(), "The invite is on the clipboard."))
                    .child("Copy invite"),
            )
            .child(when(files::can_share_text, move || {
                let sent = sent.clone();
                button()
                    .on(ev::click, move |_| {
                        let sent = sent.clone();
                        let title = desk.view.with_untracked(|view| title_or_untitled(view.title()));
                        spawn(async move {
                            if let Err(why) = files::share_text(&title, "", Some(&sent)).await {
                                desk.say(why.to_string());
                            }
                        });
                    })
                    .child("Send…")
            })),
    )
    .child(code(&invite.address, "QR code of the invite"))
}

/// A text as a code for a camera, folded until somebody wants it.
pub fn code(text: &str, name: &'static str) -> Piece {
    let Ok(drawn) = QrCode::encode_text(text, QrCodeEcc::Low) else { return piece(()) };
    let size = drawn.size();
    let mut path = String::new();
    for y in 0..size {
        for x in 0..size {
            if drawn.get_module(x, y) {
                path.push_str(&format!("M{x} {y}h1v1h-1z"));
            }
        }
    }
    el("details").class("code").child(el("summary").child("QR code")).child(
        svg("svg")
            .attr("role", "img")
            .attr("aria-label", name)
            .attr("viewBox", format!("-4 -4 {0} {0}", size + 8))
            .child(svg("path").attr("class", "paper").attr("d", format!("M-4 -4h{0}v{0}h-{0}z", size + 8)))
            .child(svg("path").attr("class", "ink").attr("d", path)),
    )
}

/// Where replies are pasted: one, or a chat with several.
#[component]
fn Replies() -> Piece {
    let desk = use_desk();
    let field = NodeRef::<html::Textarea>::new();
    let empty = RwSignal::new(true);
    let connect = move || {
        let Some(area) = field.get_untracked() else { return };
        let text = area.value();
        spawn(async move {
            let (arrivals, mut problems) = incoming::read_text(desk, &text).await;
            let mut taken = 0;
            for arrival in arrivals {
                match arrival {
                    Arrival::Reply(reply) => {
                        let why = super::reply(desk, &reply);
                        if why.is_empty() { taken += 1 } else { problems.push(why) }
                    }
                    Arrival::Invite(_) => problems.push(
                        "This is an invite, not a reply: open it in the browser of whoever is invited.".to_owned(),
                    ),
                    _ => problems.push("This is a link to a review. “Open…” is for those.".to_owned()),
                }
            }
            if taken == 0 && problems.is_empty() {
                problems.push("There is no reply in this.".to_owned());
            }
            if 0 < taken
                && let Some(area) = field.get_untracked()
            {
                area.set_value("");
                empty.set(true);
            }
            desk.live.said.set(problems.join(" "));
        });
    };
    el("section")
        .class("replies")
        .attr("aria-labelledby", "replies")
        .child(el("h3").id("replies").child("Their replies"))
        .child(
            el("textarea")
                .node_ref(field)
                .attr("aria-label", "Replies")
                .attr("aria-describedby", "reply-said")
                .attr("placeholder", "Paste the reply, or a chat with several of them")
                .attr("rows", "3")
                .on(ev::input, move |event| empty.set(event_target_value(&event).trim().is_empty())),
        )
        .child(el("p").id("reply-said").class("problem").attr("role", "alert").child(move || desk.live.said.get()))
        .child(
            el("div").class("row").child(
                button()
                    .class("strong")
                    .attr("disabled", move || empty.get())
                    .on(ev::click, move |_| connect())
                    .child("Connect"),
            ),
        )
}

/// How browsers find each other, and what a sync server would know.
#[component]
fn Ways() -> Piece {
    let desk = use_desk();
    let config = desk.live.config;
    let own = RwSignal::new(desk.preferences(|preferences| preferences.text("stun")).flatten().unwrap_or_default());
    let problem = RwSignal::new(String::new());
    many([
        when(
            move || config.with(|config| !config.sync.is_empty()),
            move || {
                let used = Memo::new(move |_| desk.live.server.get() != Server::Off);
                el("section")
                    .class("server")
                    .attr("aria-labelledby", "server")
                    .child(el("h3").id("server").child("Sync server"))
                    .child(
                        el("label")
                            .class("check")
                            .child(el("input").attr("type", "checkbox").property("checked", move || used.get()).on(
                                ev::change,
                                move |event| {
                                    super::use_server(desk, event_target_checked(&event));
                                },
                            ))
                            .child("Keep this review in step through the sync server"),
                    )
                    .child(el("p").class("quiet").child(move || {
                        let address = config.with(|config| config.sync.clone());
                        format!(
                            "Whoever runs {address} can read this review, and its address there is the only key: \
                            whoever has that can read and change it. It stays there when you stop."
                        )
                    }))
                    .child(el("p").attr("role", "status").child(move || match desk.live.server.get() {
                        Server::Off => "",
                        Server::Calling => "Calling the sync server…",
                        Server::There => "In step with the sync server.",
                        Server::Away => {
                            "The sync server does not answer. It is called again; what you write waits here."
                        }
                    }))
                    .child(when(
                        move || used.get(),
                        move || {
                            el("label").class("line-field").child(el("span").child("Address there")).child(
                                el("input")
                                    .attr("aria-label", "Address on the sync server")
                                    .attr("readonly", true)
                                    .property("value", move || super::url(desk))
                                    .on(ev::focus, |event| crate::browser::gestures::select_all(&event)),
                            )
                        },
                    ))
            },
        ),
        el("details")
            .class("ways")
            .child(el("summary").child("When it does not connect"))
            .child(el("p").class("quiet").child(
                "Two browsers find each other within one network. Between networks, or through a VPN, they often do \
                not; send the file then. A STUN server outside tells a browser how it looks from there, which helps \
                through some of these, and learns your address in doing so. None is asked unless one is named here, \
                or by whoever runs this site.",
            ))
            .child(when(
                move || config.with(|config| !config.stun.is_empty()),
                move || el("p").child(move || format!("Asked now: {}.", config.with(|config| config.stun.join(", ")))),
            ))
            .child(
                el("label").class("line-field").child(el("span").child("STUN server")).child(
                    el("input")
                        .attr("aria-label", "STUN server")
                        .attr("aria-describedby", "stun-problem")
                        .attr("placeholder", "stun:stun.example.org:3478")
                        .property("value", move || own.get())
                        .on(ev::change, move |event| {
                            let value = event_target_value(&event).trim().to_owned();
                            if !value.is_empty() && !value.starts_with("stun:") {
                                problem.set("The address of a STUN server begins with “stun:”.".to_owned());
                                return;
                            }
                            problem.set(String::new());
                            let kept = (!value.is_empty()).then_some(value.clone());
                            desk.preferences(|preferences| preferences.set_text("stun", kept.as_deref()));
                            own.set(value);
                            spawn(super::read_config(desk));
                        }),
                ),
            )
            .child(el("p").id("stun-problem").class("problem").attr("role", "alert").child(move || problem.get())),
    ])
}
