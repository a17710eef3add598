//! What I saw: written for oneself, kept in this browser, and shown when one wants to; then what people saw lies
//! side by side, and where it differs is something to talk about.

use super::timeline::go_to;
use crate::app::answer::{self, Lines};
use crate::app::private_account::{PrivateAccount, seals};
use crate::browser::page::{self, Waiting, spawn};
use crate::browser::random;
use crate::practice::accounts::{self, Groups};
use crate::practice::surprise;
use crate::review::field::{item as fields, meta};
use crate::review::{Intent, ItemId, Moment, ReviewId, Scalar, kind};
use crate::store::SaveState;
use crate::ui::desk::{Desk, Notice, RoomState, now_ms, use_desk};
use crate::ui::elements::markup::*;
use crate::ui::words::count;
use leptos::html;
use leptos::prelude::*;
use std::sync::Arc;

/// The name of the account among the private things of a review.
const ENTRY: &str = "what-i-saw";
/// What may stand in it; of what nearly happened, how we met it is what is worth keeping.
const SAW: &str = "14:05 the dashboard was green, but two customers wrote in\n~14:20 I restarted the worker";
const NEARLY: &str = "How did we react when somebody said so: with curiosity, with disappointment?";
/// How long nothing must have been typed before it is kept, in milliseconds.
const KEEP_AFTER_MS: u32 = 300;

/// The open review.
fn open_review(desk: Desk) -> Option<ReviewId> {
    desk.room(|room| (!room.is_guest()).then(|| room.id().clone())).flatten()
}

/// Keeps an account in this browser, beside a review; tells this browser's other tabs.
fn keep(desk: Desk, id: ReviewId, account: &PrivateAccount) {
    let Some(disk) = desk.disk() else { return };
    let account = account.clone();
    spawn(async move {
        let done = if account.is_empty() && account.seen_from.is_empty() {
            disk.remove_private(id.as_str(), ENTRY).await
        } else {
            disk.put_private(id.as_str(), ENTRY, account.encode()).await
        };
        match done {
            Ok(()) => desk.tell_private(),
            Err(why) => desk.say_for_long(why.to_string()),
        }
    });
}

/// The section.
#[component]
pub fn WhatISaw() -> Piece {
    let desk = use_desk();
    let mine = RwSignal::new(PrivateAccount::default());
    let area = NodeRef::<html::Textarea>::new();
    let later = StoredValue::new_local(None::<Waiting>);
    let opened = RwSignal::new(false);
    // Nothing is kept before it is known what is there: what cannot be read is not written over.
    let known = RwSignal::new(None::<ReviewId>);
    // What other tabs of this browser wrote comes in; what is being typed here stays.
    Effect::new(move |_| {
        desk.private_told.track();
        let is_open = desk.state.get() == RoomState::Open;
        let (Some(disk), Some(id)) = (desk.disk().filter(|_| is_open), open_review(desk)) else { return };
        spawn(async move {
            let kept = match disk.private(id.as_str()).await {
                Ok(kept) => kept,
                Err(why) => {
                    desk.say_for_long(format!("What you saw could not be read here: {why}"));
                    return;
                }
            };
            let kept = match kept.iter().find(|(name, _)| name == ENTRY) {
                None => None,
                Some((_, bytes)) => match PrivateAccount::decode(bytes) {
                    Some(account) => Some(account),
                    None => {
                        desk.say_for_long("What you saw is here and cannot be read; it was left as it is.");
                        return;
                    }
                },
            };
            if open_review(desk).as_ref() != Some(&id) {
                return;
            }
            let typing = later.try_with_value(Option::is_some).unwrap_or(false);
            let _ = mine.try_update(|mine| match kept {
                Some(kept) if typing => *mine = mine.clone().with_theirs(&kept),
                Some(kept) => *mine = kept,
                None if !typing => *mine = PrivateAccount::default(),
                None => {}
            });
            let _ = known.try_set(Some(id));
        });
    });
    // For the review that was open when it was typed, whatever is open when it is kept.
    let typed_in = StoredValue::new(None::<ReviewId>);
    let keep_now = move || {
        if later.try_update_value(Option::take).flatten().is_some()
            && let Some(id) = typed_in.try_get_value().flatten()
            && let Some(mine) = mine.try_get_untracked()
        {
            keep(desk, id, &mine);
        }
    };
    let changed = move |change: &dyn Fn(&mut PrivateAccount)| {
        mine.update(|mine| change(mine));
        typed_in.set_value(open_review(desk));
        let waiting = page::after_ms(KEEP_AFTER_MS, keep_now);
        later.update_value(|later| *later = waiting);
    };
    // What was typed a moment ago is kept before the page goes.
    let hidden = StoredValue::new_local(page::on_hide(keep_now));
    on_cleanup(move || {
        keep_now();
        let _ = hidden.try_update_value(Vec::clear);
    });
    let writing = Memo::new(move |_| opened.get() || mine.with(|mine| !mine.is_empty()));
    let sealed = Memo::new(move |_| mine.with(PrivateAccount::is_sealed));
    let near_miss = Memo::new(move |_| desk.by_form(|view| view.meta(meta::SEVERITY).text() == surprise::NEAR_MISS));
    when(
        move || {
            desk.state.get() == RoomState::Open
                && desk.read_only.get().is_none()
                && known.with(|known| known.is_some() && *known == open_review(desk))
        },
        move || {
            el("section")
                .class("block saw")
                .attr("aria-labelledby", "what-i-saw")
                .child(el("h3").id("what-i-saw").child("What I saw"))
                .child(when_else(
                    move || writing.get(),
                    move || {
                        many([
                            el("textarea")
                                .node_ref(area)
                                .class("saw-text")
                                .attr("aria-label", "What I saw")
                                .attr("rows", "5")
                                .attr("placeholder", move || if near_miss.get() { NEARLY } else { SAW })
                                .attr("readonly", move || sealed.get())
                                .property("value", move || mine.with(|mine| mine.text.clone()))
                                .on(ev::input, move |event| {
                                    let text = event_target_value(&event);
                                    changed(&|mine: &mut PrivateAccount| mine.text.clone_from(&text));
                                }),
                            el("label").class("line-field").child(el("span").child("Seen from")).child(
                                el("input")
                                    .attr("aria-label", "Seen from")
                                    .attr("placeholder", "support, on call, database …")
                                    .attr("autocomplete", "off")
                                    .attr("readonly", move || sealed.get())
                                    .property("value", move || mine.with(|mine| mine.seen_from.clone()))
                                    .on(ev::input, move |event| {
                                        let from = event_target_value(&event);
                                        changed(&|mine: &mut PrivateAccount| mine.seen_from.clone_from(&from));
                                    }),
                            ),
                            el("p")
                                .class("quiet")
                                .child("Only in this browser, in no link, file or export, until you show it."),
                            piece(view! { <Showing mine=mine/> }),
                        ])
                    },
                    move || {
                        button()
                            .class("plain")
                            .on(ev::click, move |_| {
                                opened.set(true);
                                if let Some(waiting) = page::next_frame(move || {
                                    if let Some(area) = area.get_untracked() {
                                        let _ = area.focus();
                                    }
                                }) {
                                    waiting.forget();
                                }
                            })
                            .child("Write down what you saw; nobody else sees it yet")
                    },
                ))
                .child(view! { <Seals/> })
        },
    )
}

/// Showing it: at once, or together with the others.
#[component]
fn Showing(mine: RwSignal<PrivateAccount>) -> Piece {
    let desk = use_desk();
    let sealed = Memo::new(move |_| mine.with(PrivateAccount::is_sealed));
    let nothing = move || mine.with(PrivateAccount::is_empty);
    el("div").class("row").child(when_else(
        move || sealed.get(),
        move || {
            many([
                button().class("strong").on(ev::click, move |_| show(desk, mine)).child("Open mine now"),
                button()
                    .on(ev::click, move |_| {
                        desk.act(mine.with_untracked(|mine| mine.unsealed(&desk.me())));
                        mine.update(|mine| mine.salt.clear());
                        if let Some(id) = open_review(desk) {
                            keep(desk, id, &mine.get_untracked());
                        }
                    })
                    .child("Take the seal off"),
            ])
        },
        move || {
            many([
                button()
                    .class("strong")
                    .attr("disabled", nothing)
                    .on(ev::click, move |_| show(desk, mine))
                    .child("Show to the others"),
                button()
                    .attr("disabled", nothing)
                    .on(ev::click, move |_| {
                        let (Ok(salt), Some(id)) = (random::id(), open_review(desk)) else { return };
                        mine.update(|mine| {
                            mine.salt = salt;
                            mine.seen_from = mine.seen_from.trim().to_owned();
                        });
                        keep(desk, id, &mine.get_untracked());
                        desk.act(mine.with_untracked(|mine| mine.sealed(&desk.me())));
                    })
                    .child("Show together…"),
            ])
        },
    ))
}

/// Copies an account into the review, as one change. The private copy goes once that is on the disk.
fn show(desk: Desk, mine: RwSignal<PrivateAccount>) {
    let account = mine.get_untracked();
    let Some(id) = open_review(desk).filter(|_| !account.is_empty()) else { return };
    let (zone, rules) = (desk.zone_now(), desk.rules());
    let day = super::quick::day_of(desk).and_then(Moment::date);
    let lines = Lines {
        text: &account.text,
        seen_from: account.seen_from.trim(),
        when: &day.map(|day| day.encode()).unwrap_or_default(),
        zone: &zone,
        now: desk.now(),
        rules: &*rules,
    };
    let me = desk.me();
    let mut intents = answer::intents(&lines, &me, now_ms(), &mut crate::ui::desk::fresh_item);
    let rows: Vec<ItemId> = intents
        .iter()
        .filter_map(|intent| match intent {
            Intent::AddItem(new) => Some(new.id.clone()),
            _ => None,
        })
        .collect();
    let opened = if account.is_sealed() { account.opened(&me) } else { Vec::new() };
    intents.extend(opened.iter().cloned());
    let was_shared = desk.view.with_untracked(|view| view.is_shared());
    desk.act(intents);
    let shown = |desk: Desk, rows: &[ItemId]| {
        desk.room(|room| rows.iter().all(|row| room.view().item(row).is_some())).unwrap_or(false)
    };
    if !shown(desk, &rows) {
        return;
    }
    let rest = PrivateAccount { seen_from: account.seen_from.clone(), ..PrivateAccount::default() };
    mine.set(rest.clone());
    let (own, kept) = (id.clone(), rest);
    spawn(async move {
        // Until the lines are safe in the review, what is private stays where it is.
        for _ in 0..400 {
            let safe = desk.room(|room| *room.id() == own && room.status() == SaveState::Saved);
            if safe != Some(false) {
                if safe == Some(true) && mine.try_get_untracked().is_some_and(|mine| mine.is_empty()) {
                    keep(desk, own, &kept);
                }
                return;
            }
            page::sleep_ms(50).await;
        }
    });
    let said = count(rows.len(), "entry is", "entries are");
    desk.notice.set(Some(Notice {
        text: if was_shared {
            format!("{said} shown to the others. Undo takes them off the page; the review's history keeps them.")
        } else {
            format!("{said} shown to the others.")
        },
        action: Some((
            "Undo".to_owned(),
            Arc::new(move || {
                desk.notice.set(None);
                if open_review(desk).as_ref() != Some(&id) {
                    return;
                }
                let mut back: Vec<Intent> = rows.iter().map(|row| Intent::remove(row, now_ms())).collect();
                back.extend(opened.iter().filter_map(|intent| match intent {
                    Intent::SetMark { key, .. } => Some(Intent::SetMark { key: key.clone(), value: Scalar::Null }),
                    _ => None,
                }));
                desk.act(back);
                let _ = mine.try_update(|mine| *mine = account.clone().with_theirs(mine));
                keep(desk, id.clone(), &mine.try_get_untracked().unwrap_or_else(|| account.clone()));
            }),
        )),
        stays: false,
    }));
}

/// Who has sealed what they saw, by the place they saw it from.
#[component]
fn Seals() -> Piece {
    let desk = use_desk();
    let all = Memo::new(move |_| desk.by_form(|view| seals(view)));
    when(
        move || !all.with(Vec::is_empty),
        move || {
            el("ul").class("seals").attr("role", "list").attr("aria-label", "Sealed accounts").child(each(
                move || all.get().into_iter().enumerate().collect(),
                |pair| pair.clone(),
                |(_, seal)| {
                    let said = match seal.opened {
                        None => "has written what was seen there, sealed",
                        Some(true) => "is open, as it was sealed",
                        Some(false) => "is open, and is not what was sealed",
                    };
                    el("li").child(el("b").child(seal.seen_from)).child(format!(" {said}"))
                },
            ))
        },
    )
}

/// Under an entry: the other accounts of the same moment.
pub fn joined(desk: Desk, rows: &[ItemId]) -> Piece {
    if rows.is_empty() {
        return piece(());
    }
    let list = rows.iter().map(|row| {
        let item = desk.item(row);
        let (shown, apart) = (item.clone(), row.clone());
        let time = move || shown.get().map(|item| item.at().short(&desk.zone(), &*desk.rules())).unwrap_or_default();
        let said = item.clone();
        el("li")
            .id(super::timeline::element_id(row))
            .attr("tabindex", "-1")
            .child(el("span").class("time").child(time))
            .child(el("span").class("side").child(move || {
                item.get().map(|item| match accounts::seen_from(&item) {
                    "" => "the timeline".to_owned(),
                    from => from.to_owned(),
                })
            }))
            .child(el("p").class("text").child(move || said.get().map(|item| item.body().to_owned())))
            .child(view! { <super::evidence::Attached id=row.clone()/> })
            .child(
                button()
                    .class("plain")
                    .on(ev::click, move |event| {
                        event.stop_propagation();
                        desk.act(desk.view.with_untracked(|view| accounts::unjoin(view, &apart)));
                    })
                    .child("Not the same"),
            )
    });
    el("ul")
        .class("accounts")
        .attr("role", "list")
        .attr("aria-label", "The same moment, seen from elsewhere")
        .child(list.collect::<Piece>())
}

/// Somebody saw it differently: a line of their own, beside this one.
pub fn saw_differently(desk: Desk, id: &ItemId, line: &str) {
    let (zone, rules) = (desk.zone_now(), desk.rules());
    let me = desk.me();
    let intents = desk.view.with_untracked(|view| {
        let item = view.item(id)?;
        let mut context = crate::review::moment::Context::new(&zone, desk.now(), &*rules);
        if let Some(day) = item.at().day_in(&zone, &*rules) {
            context = context.on(day);
        }
        let entry = crate::review::quick_entry::read(line, &context, false);
        // Without a time of its own it is of the same one.
        let at = if entry.at.is_placed() { entry.at } else { item.at().clone() };
        let role = view.person(&me, "role").text().to_owned();
        let new = crate::review::NewItem::entry(desk.fresh_item(), item.entry_kind(), &at, entry.text, &me, now_ms())
            .with(fields::SEEN_FROM, Scalar::text(if role.is_empty() { "another place".to_owned() } else { role }));
        let own = new.id.clone();
        let with = view.act(&[Intent::AddItem(new.clone())]).view;
        let mut intents = vec![Intent::AddItem(new)];
        intents.extend(accounts::join(&with, &own, id));
        Some(intents)
    });
    desk.act(intents.unwrap_or_default());
}

/// Where accounts differ, and what may be the same moment: to be talked about, not settled here.
#[component]
pub fn SideBySide() -> Piece {
    let desk = use_desk();
    let differences = Memo::new(move |_| {
        desk.rested
            .with(|view| if Groups::of(view).all().is_empty() { Vec::new() } else { accounts::differences(view) })
    });
    let offers = Memo::new(move |_| {
        desk.by_form(|view| {
            if view.of_kind(kind::ENTRY).all(|item| accounts::seen_from(item).is_empty()) {
                return Vec::new();
            }
            accounts::suggestions(view)
                .into_iter()
                .filter_map(|(one, other)| {
                    let words =
                        |id: &ItemId| view.item(id).map(|item| item.body().chars().take(80).collect::<String>());
                    Some((one.clone(), other.clone(), words(&one)?, words(&other)?))
                })
                .collect::<Vec<_>>()
        })
    });
    many([
        when(
            move || !differences.with(Vec::is_empty),
            move || {
                el("section")
                    .class("block differences")
                    .attr("aria-labelledby", "differences")
                    .child(el("h3").id("differences").child("Where accounts differ"))
                    .child(
                        el("ul")
                            .class("sayings")
                            .attr("role", "list")
                            .attr("aria-label", "Where accounts differ")
                            .child(each(
                                move || differences.get(),
                                |difference| difference.clone(),
                                move |difference| {
                                    let rows =
                                        difference.rows.into_iter().map(|row| show_row(desk, row)).collect::<Piece>();
                                    el("li").child(el("p").class("text").child(difference.sentence)).child(rows)
                                },
                            )),
                    )
            },
        ),
        when(
            move || !offers.with(Vec::is_empty) && desk.read_only.get().is_none(),
            move || {
                el("section")
                    .class("block")
                    .attr("aria-labelledby", "same-moment")
                    .child(el("h3").id("same-moment").child("These may be the same moment"))
                    .child(
                        el("ul")
                            .class("offers")
                            .attr("role", "list")
                            .attr("aria-label", "These may be the same moment")
                            .child(each(
                                move || offers.get(),
                                |offer| offer.clone(),
                                move |(one, other, mine, theirs)| {
                                    el("li")
                                        .child(el("p").class("text").child(mine))
                                        .child(el("p").class("text").child(theirs))
                                        .child(
                                            button()
                                                .on(ev::click, move |_| {
                                                    desk.act(
                                                        desk.view
                                                            .with_untracked(|view| accounts::join(view, &one, &other)),
                                                    );
                                                })
                                                .child("Join"),
                                        )
                                },
                            )),
                    )
            },
        ),
    ])
}

fn show_row(desk: Desk, row: ItemId) -> Piece {
    let time = desk
        .view
        .with_untracked(|view| view.item(&row).map(|item| item.at().short(&desk.zone_now(), &*desk.rules())))
        .unwrap_or_default();
    button()
        .class("plain row-of-number")
        .attr("aria-label", format!("Show {time}"))
        .on(ev::click, move |_| go_to(desk, &row))
        .child(time.clone())
}
