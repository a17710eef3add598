//! Follow-through: what became of each funded fix, what drifts, and each look with its date.

use super::{day_here, today};
use crate::practice::changes::Funding;
use crate::practice::status;
use crate::review::choice::{Answer, Disposition, Rung};
use crate::review::field::item as fields;
use crate::review::relation::{relate, related_to};
use crate::review::{Intent, ItemId, NewItem, Scalar, TextField, kind};
use crate::ui::desk::{Desk, now_ms, use_desk};
use crate::ui::elements::live_text::LiveText;
use crate::ui::elements::markup::*;
use crate::ui::review::change::decide::{needed, take};
use crate::ui::review::differing;
use crate::ui::review::items::{Particular, rank, remove};
use crate::ui::words::capital;
use leptos::prelude::*;

/// A question about an item, answered by choosing; nothing is chosen where nobody has said.
pub fn answer(desk: Desk, id: &ItemId, key: &'static str, name: &'static str) -> Piece {
    let answers: &[(&str, &str)] = &[
        (Answer::Yes.key(), Answer::Yes.label()),
        (Answer::Partly.key(), Answer::Partly.label()),
        (Answer::No.key(), Answer::No.label()),
    ];
    choice(desk, id, key, name, answers, &|_| Vec::new())
}

/// A scalar of an item, chosen from a few. `also` are further acts that go with a choice.
pub fn choice(
    desk: Desk,
    id: &ItemId,
    key: &'static str,
    name: &'static str,
    choices: &[(&'static str, &'static str)],
    also: &'static (dyn Fn(&ItemId) -> Vec<Intent> + Sync),
) -> Piece {
    let item = desk.item(id);
    let id = id.clone();
    let chosen = Memo::new(move |_| item.get().map(|item| item.field(key).text().to_owned()).unwrap_or_default());
    let option = move |(value, label): (&'static str, &'static str)| {
        el("option").attr("value", value).property("selected", move || chosen.get() == value).child(label)
    };
    el("label").class("particular").child(el("span").child(name)).child(
        el("select")
            .attr("aria-label", name)
            .attr("disabled", move || desk.read_only.get().is_some())
            .on(ev::change, move |event| {
                let mut acts = vec![Intent::set(&id, key, Scalar::text_or_null(event_target_value(&event)))];
                acts.extend(also(&id));
                desk.act(acts);
            })
            .child([("", "–")].into_iter().chain(choices.iter().copied()).map(option).collect::<Piece>()),
    )
}

/// What became of the fixes.
#[component]
pub fn FollowThrough() -> Piece {
    let desk = use_desk();
    let fixes = Memo::new(move |_| {
        desk.by_form(|view| status::funded(view).map(|fix| fix.id().clone()).collect::<Vec<ItemId>>())
    });
    let drifting = Memo::new(move |_| {
        let (day, today) = (day_here(desk), today(desk));
        desk.by_form(|view| status::drifting(view, day, today))
    });
    let looks = Memo::new(move |_| {
        desk.by_form(|view| view.of_kind(kind::CHECK_IN).map(|look| look.id().clone()).collect::<Vec<ItemId>>())
    });
    many([
        when(
            move || fixes.with(|fixes| !fixes.is_empty()),
            move || {
                listed("Follow-through", move || {
                    each(move || fixes.get(), ItemId::clone, |id| piece(view! { <Fix id=id/> }))
                })
            },
        ),
        when(
            move || drifting.with(|drifting| !drifting.is_empty()),
            move || {
                listed("Ninety days on", move || {
                    each(move || drifting.get(), ItemId::clone, |id| piece(view! { <Drifting id=id/> }))
                })
            },
        ),
        when(
            move || looks.with(|looks| !looks.is_empty()),
            move || {
                listed("What we found when we met", move || {
                    each(move || looks.get(), ItemId::clone, |id| piece(view! { <Look id=id/> }))
                })
            },
        ),
    ])
}

/// A section with a heading and a list of that name.
pub fn listed(name: &'static str, list: impl Fn() -> Piece) -> Piece {
    let id = format!("list-{}", name.to_lowercase().replace(' ', "-"));
    el("section")
        .class("block")
        .attr("aria-labelledby", id.clone())
        .child(el("h3").id(id).child(name))
        .child(el("ul").class("items").attr("role", "list").attr("aria-label", name).child(list()))
}

fn body_of(desk: Desk, id: &ItemId) -> Piece {
    let item = desk.item(id);
    el("p").class("prose").child(move || item.get().map(|item| item.body().to_owned()).unwrap_or_default())
}

#[component]
fn Fix(id: ItemId) -> Piece {
    let desk = use_desk();
    let item = desk.item(&id);
    let opened = RwSignal::new(false);
    let said = |item: &crate::review::Item| {
        [fields::BLOCKED_BY, fields::ESCALATED_TO, fields::ESCALATED_ON].iter().any(|key| !item.field(key).is_nothing())
    };
    let watched = item.clone();
    let blocked = Memo::new(move |_| opened.get() || watched.get().is_some_and(|item| said(&item)));
    let made = {
        let id = id.clone();
        Memo::new(move |_| {
            desk.by_form(|view| {
                let item = view.item(&id)?;
                let lives =
                    matches!(Rung::from_key(item.field(fields::RUNG).text()), Some(Rung::Checklist | Rung::Path));
                let shipped = status::shipped(view, item) == Some(Answer::Yes);
                let known = related_to(view, fields::COMES_FROM, &id).iter().any(|one| one.kind() == kind::CONTROL);
                Some(lives && shipped && !known)
            })
        })
    };
    let (put, clear, three) = (id.clone(), id.clone(), id.clone());
    el("li")
        .class("item-line")
        .child(body_of(desk, &id))
        .child(
            el("div")
                .class("item-more")
                .child(answer(desk, &id, fields::HAS_ROOM, "Does it still have room?"))
                .child(answer(desk, &id, fields::SHIPPED, "Did it ship?"))
                .child(view! { <Particular id=id.clone() key=fields::TRACKER name="Tracked at"/> })
                .child(when_else(
                    move || blocked.get(),
                    move || {
                        let clear = clear.clone();
                        many([
                            piece(view! { <Particular id=three.clone() key=fields::BLOCKED_BY name="In its way"/> }),
                            piece(view! { <Particular id=three.clone() key=fields::ESCALATED_TO name="Taken to"/> }),
                            piece(view! { <Particular id=three.clone() key=fields::ESCALATED_ON name="On"/> }),
                            button()
                                .class("plain")
                                .on(ev::click, move |_| {
                                    opened.set(false);
                                    let gone = |key: &str| Intent::set(&clear, key, Scalar::Null);
                                    desk.act(
                                        [fields::BLOCKED_BY, fields::ESCALATED_TO, fields::ESCALATED_ON]
                                            .map(gone)
                                            .to_vec(),
                                    );
                                })
                                .child("Out of its way"),
                        ])
                    },
                    move || {
                        button()
                            .class("plain")
                            .on(ev::click, move |_| opened.set(true))
                            .child("Something is in its way")
                    },
                ))
                .child(when(
                    move || made.get() == Some(true),
                    move || {
                        let id = put.clone();
                        button()
                            .class("plain")
                            .on(ev::click, move |_| put_in_place(desk, &id))
                            .child("This put something in place")
                    },
                )),
        )
        .child(view! { <differing::OfItem id=id/> })
}

/// Notes what a fix put in place, so that it can be asked about once a year.
fn put_in_place(desk: Desk, fix: &ItemId) {
    let body = desk.view.with_untracked(|view| view.item(fix).map(|fix| fix.body().to_owned()).unwrap_or_default());
    let control = new_control(desk, body, None);
    let id = control.id.clone();
    desk.act(vec![Intent::AddItem(control), relate(&id, fields::COMES_FROM, fix, true)]);
}

/// A safeguard that is noted now.
pub fn new_control(desk: Desk, body: String, reinstate: Option<Answer>) -> NewItem {
    let control = NewItem::new(desk.fresh_item(), kind::CONTROL, body, &desk.me(), now_ms())
        .with(fields::RANK, Scalar::text(rank(now_ms())));
    match reinstate {
        Some(answer) => {
            control.with(fields::REINSTATE, Scalar::text(answer.key())).with(fields::LOOKED_AT, Scalar::Int(now_ms()))
        }
        None => control,
    }
}

/// A change that nobody has decided on, or that has not shipped, for ninety days.
#[component]
fn Drifting(id: ItemId) -> Piece {
    let desk = use_desk();
    let needs = RwSignal::new(Funding::Free);
    let ways = [
        (Disposition::Funded, "Fund it"),
        (Disposition::Declined, "Choose not to"),
        (Disposition::Budget, "Take it to a budget"),
    ];
    el("li")
        .class("item-line")
        .child(body_of(desk, &id))
        .child(
            el("div")
                .class("item-more")
                .child(el("span").child("Ninety days on, it is neither done nor declined. What shall become of it?"))
                .child(
                    ways.map(|(what, name)| {
                        let id = id.clone();
                        let choose = move |_| {
                            take(desk, &id, Some(what), "", needs);
                        };
                        button().class("plain").on(ev::click, choose).child(name)
                    })
                    .into_iter()
                    .collect::<Piece>(),
                ),
        )
        .child(needed(desk, &id, needs, Callback::new(|_| ())))
}

/// One look: its day, what was answered, what was noted.
#[component]
fn Look(id: ItemId) -> Piece {
    let desk = use_desk();
    let item = desk.item(&id);
    let said = move || {
        let Some(item) = item.get() else { return String::new() };
        let mut facts = Vec::new();
        facts.extend(item.at().day_in(&desk.zone(), &*desk.rules()).map(|day| day.long()));
        for (label, key) in [("shipped", fields::SHIPPED), ("stuck", fields::STUCK)] {
            let register = item.field(key);
            if let Some(answer) = Answer::from_key(register.text()).filter(|_| !register.differs()) {
                facts.push(format!("{label}: {}", answer.label().to_lowercase()));
            }
        }
        let removed = item.field(fields::TO_REMOVE).text();
        if !removed.is_empty() {
            facts.push(format!("to remove: {removed}"));
        }
        capital(&facts.join(" · "))
    };
    let gone = id.clone();
    el("li")
        .class("item-line")
        .child(el("p").class("looked").child(said))
        .child(view! { <LiveText field=TextField::Body(id.clone()) name="What we found" hint="A note" class="prose"/> })
        .child(view! { <differing::OfItem id=id.clone()/> })
        .child(
            button()
                .class("plain remove")
                .attr("aria-label", "Remove: What we found")
                .attr("title", "Remove")
                .on(ev::click, move |_| remove(desk, &gone))
                .child("×"),
        )
}
