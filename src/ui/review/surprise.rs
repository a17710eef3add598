//! How surprising it was: each rates it for themselves, and the ratings are shown together, without person or clock.

use crate::app::private_rating::{ENTRY, PrivateRating, unlike_their_seal};
use crate::browser::page::spawn;
use crate::browser::random;
use crate::practice::surprise;
use crate::review::ballot::SHOWN;
use crate::review::field::meta;
use crate::review::{Intent, ReviewId, Scalar};
use crate::store::SaveState;
use crate::ui::desk::{Desk, RoomState, use_desk};
use crate::ui::elements::markup::*;
use crate::ui::words::count;
use leptos::prelude::*;

fn open_review(desk: Desk) -> Option<ReviewId> {
    desk.room(|room| (!room.is_guest()).then(|| room.id().clone())).flatten()
}

/// Sets marks without saying who did; answers whether they are set.
fn ballot(desk: Desk, marks: &[(String, Scalar)]) -> bool {
    let Ok(actor) = random::bytes::<16>() else {
        desk.say(random::NoRandomness.to_string());
        return false;
    };
    match desk.room(|room| room.ballot(marks, actor)) {
        Some(Ok(outputs)) => {
            desk.carry(outputs, None);
            true
        }
        Some(Err(why)) => {
            desk.say(why.to_string());
            false
        }
        None => false,
    }
}

/// Keeps a rating in this browser, or lets go of it; tells this browser's other tabs.
fn keep(desk: Desk, id: ReviewId, rating: Option<PrivateRating>) {
    let Some(disk) = desk.disk() else { return };
    spawn(async move {
        let done = match rating {
            Some(rating) => disk.put_private(id.as_str(), ENTRY, rating.encode()).await,
            None => disk.remove_private(id.as_str(), ENTRY).await,
        };
        match done {
            Ok(()) => desk.tell_private(),
            Err(why) => desk.say_for_long(why.to_string()),
        }
    });
}

/// The line under the second sentence.
#[component]
pub fn Surprise() -> Piece {
    let desk = use_desk();
    let mine = RwSignal::new(None::<PrivateRating>);
    // Nothing is kept before it is known what is there.
    let known = RwSignal::new(None::<ReviewId>);
    Effect::new(move |_| {
        desk.private_told.track();
        let is_open = desk.state.get() == RoomState::Open;
        let (Some(disk), Some(id)) = (desk.disk().filter(|_| is_open), open_review(desk)) else { return };
        spawn(async move {
            let Ok(kept) = disk.private(id.as_str()).await else { return };
            if open_review(desk).as_ref() == Some(&id) {
                let kept = kept.iter().find(|(name, _)| name == ENTRY);
                let _ = mine.try_set(kept.and_then(|(_, bytes)| PrivateRating::decode(bytes)));
                let _ = known.try_set(Some(id));
            }
        });
    });
    let id = move || known.get().filter(|known| open_review(desk).as_ref() == Some(known));
    let set = move |rating: Option<PrivateRating>| {
        if let Some(id) = untrack(id) {
            mine.set(rating.clone());
            keep(desk, id, rating);
        }
    };
    // A sealed one opens when the room asks for them; the private one goes once it is safe in the review.
    Effect::new(move |_| {
        let safe = desk.saved.get() == SaveState::Saved;
        let (shown, asked_for) = desk.by_form(|view| {
            let shown = mine.with(|mine| mine.as_ref().is_some_and(|mine| mine.is_shown(view)));
            (shown, surprise::are_asked_for(view))
        });
        let Some(rating) = mine.get().filter(|_| id().is_some()) else { return };
        if shown && safe {
            set(None);
        } else if !shown && asked_for && rating.sealed && desk.kept_of(|_| ()).is_some() {
            ballot(desk, &rating.show());
        }
    });
    let rated = Memo::new(move |_| desk.by_form(|view| surprise::in_words(view)));
    let waiting = Memo::new(move |_| desk.by_form(|view| surprise::sealed(view)));
    let asked_for = Memo::new(move |_| desk.by_form(|view| surprise::are_asked_for(view)));
    let unlike = Memo::new(move |_| desk.by_form(|view| unlike_their_seal(view)));
    let spoken = Memo::new(move |_| desk.by_form(|view| view.meta(meta::SURPRISE).first().as_int()));
    let value = Memo::new(move |_| mine.with(|mine| mine.as_ref().map(|mine| mine.value)));
    let sealed = Memo::new(move |_| mine.with(|mine| mine.as_ref().is_some_and(|mine| mine.sealed)));
    let rate = move |value: u8| {
        let (Ok(name), Ok(salt)) = (random::id(), random::id()) else { return };
        set(Some(PrivateRating { value, name, salt, sealed: false }));
    };
    let scale = move || {
        let one = |number: u8| {
            let name = match number {
                1 => "1, as expected".to_owned(),
                5 => "5, nobody can explain it".to_owned(),
                number => number.to_string(),
            };
            el("label")
                .child(
                    el("input")
                        .attr("type", "radio")
                        .attr("name", "surprise")
                        .attr("aria-label", name)
                        .property("checked", move || value.get() == Some(number))
                        .on(ev::change, move |_| rate(number)),
                )
                .child(el("span").attr("aria-hidden", "true").child(number))
        };
        el("fieldset")
            .class("scale")
            .child(el("legend").child("How surprising was it, for you?"))
            .child(el("span").attr("aria-hidden", "true").child("as expected"))
            .child((1..=5).map(one).collect::<Piece>())
            .child(el("span").attr("aria-hidden", "true").child("nobody can explain it"))
    };
    let showing = move || {
        let together = move || {
            if let Some(mut rating) = mine.get_untracked() {
                if asked_for.get_untracked() {
                    ballot(desk, &rating.show());
                    return;
                }
                if ballot(desk, &rating.seal()) {
                    rating.sealed = true;
                    set(Some(rating));
                }
            }
        };
        let openly = move || {
            if let Some(rating) = mine.get_untracked() {
                set(None);
                desk.act(vec![Intent::set_meta(meta::SURPRISE, Scalar::Int(i64::from(rating.value)))]);
            }
        };
        el("p")
            .class("row")
            .child(el("span").class("quiet").child("Only in this browser, until you show it."))
            .child(
                button()
                    .class("plain")
                    .on(ev::click, move |_| together())
                    .child(move || if asked_for.get() { "Show mine too" } else { "Show together…" }),
            )
            .child(button().class("plain").on(ev::click, move |_| openly()).child("Say it openly"))
    };
    el("div")
        .class("surprise")
        .child(when(
            move || id().is_some() && desk.read_only.get().is_none() && !sealed.get() && spoken.get().is_none(),
            scale,
        ))
        .child(when(move || value.get().is_some() && !sealed.get(), showing))
        .child(when(
            move || waiting.get() > 0 && !asked_for.get(),
            move || {
                el("p")
                    .class("row")
                    .child(
                        el("span").attr("role", "status").child(move || {
                            format!("{} sealed.", count(waiting.get(), "rating is in,", "ratings are in,"))
                        }),
                    )
                    .child(
                        button()
                            .class("plain")
                            .on(ev::click, move |_| {
                                ballot(desk, &[(SHOWN.to_owned(), Scalar::Bool(true))]);
                            })
                            .child("Show them"),
                    )
            },
        ))
        .child(when(
            move || spoken.get().is_some(),
            move || {
                el("p")
                    .class("row")
                    .child(el("span").child(move || {
                        spoken
                            .get()
                            .map(|said| format!("How surprising: {said} of 5, said openly."))
                            .unwrap_or_default()
                    }))
                    .child(when(
                        move || desk.read_only.get().is_none() && desk.state.get() == RoomState::Open,
                        move || {
                            button()
                                .class("plain")
                                .on(ev::click, move |_| {
                                    desk.act(vec![Intent::set_meta(meta::SURPRISE, Scalar::Null)]);
                                })
                                .child("Take it back")
                        },
                    ))
            },
        ))
        .child(when(
            move || rated.with(|rated| !rated.is_empty()),
            move || {
                el("p").class("row").attr("role", "status").child(move || {
                    let unlike = if unlike.get() > 0 { " One of them is not what was sealed." } else { "" };
                    format!("How surprising: rated {}.{unlike}", rated.get())
                })
            },
        ))
}
