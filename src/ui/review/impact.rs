//! Who felt it, how many, which function, from when to when: as many intervals as there were.

use super::items::{Particular, remove};
use crate::review::field::item as fields;
use crate::review::moment::{Context, Elapsed};
use crate::review::{Intent, ItemId, Moment, NewItem, Prose, Scalar, TextField, kind};
use crate::ui::desk::{now_ms, use_desk};
use crate::ui::elements::live_text::LiveText;
use crate::ui::elements::markup::*;
use leptos::prelude::*;

/// The impact.
#[component]
pub fn Impact() -> Piece {
    let desk = use_desk();
    let items = Memo::new(move |_| {
        desk.by_form(|view| view.of_kind(kind::IMPACT).map(|item| item.id().clone()).collect::<Vec<ItemId>>())
    });
    let has_words = Memo::new(move |_| desk.view.with(|view| !view.prose(Prose::Impact).is_empty()));
    let asked = RwSignal::new(false);
    let open = Memo::new(move |_| has_words.get() || asked.get() || !items.with(Vec::is_empty));
    el("section")
        .class("block impact")
        .attr("aria-labelledby", "impact")
        .child(el("h3").id("impact").child("Impact"))
        .child(when(
            move || open.get(),
            move || {
                piece(view! { <LiveText field=TextField::Prose(Prose::Impact) name="Impact" class="prose"
                hint="What broke, for whom?"/> })
            },
        ))
        .child(el("ul").class("impacts").attr("role", "list").attr("aria-label", "Impact intervals").child(each(
            move || items.get(),
            ItemId::clone,
            move |id| piece(view! { <Interval id=id/> }),
        )))
        .child(when(
            move || desk.read_only.get().is_none(),
            move || {
                button()
                    .class("plain")
                    .on(ev::click, move |_| {
                        asked.set(true);
                        let new = NewItem::new(desk.fresh_item(), kind::IMPACT, "", &desk.me(), now_ms());
                        desk.act(vec![Intent::AddItem(new)]);
                    })
                    .child("Add who felt it, and for how long")
            },
        ))
}

#[component]
fn Interval(id: ItemId) -> Piece {
    let desk = use_desk();
    let item = desk.item(&id);
    let lasted = move || item.get().and_then(|item| lasted(item.at())).map(Elapsed::words).unwrap_or_default();
    let gone = id.clone();
    el("li")
        .id(super::timeline::element_id(&id))
        .attr("tabindex", "-1")
        .class("impact-line")
        .child(view! { <LiveText field=TextField::Body(id.clone()) name="What did not work" class="prose"
        hint="What did not work"/> })
        .child(
            el("div")
                .class("item-more")
                .child(view! { <Particular id=id.clone() key=fields::WHO name="Who"/> })
                .child(view! { <Particular id=id.clone() key=fields::HOW_MANY name="How many"/> })
                .child(view! { <FromTo id=id.clone()/> })
                .child(el("span").class("lasted").child(lasted)),
        )
        .child(view! { <super::differing::OfItem id=id/> })
        .child(
            button()
                .class("plain remove")
                .attr("aria-label", "Remove: impact")
                .attr("title", "Remove")
                .on(ev::click, move |_| remove(desk, &gone))
                .child("×"),
        )
}

/// From when to when an item went on, as a field.
#[component]
pub fn FromTo(
    /// Which item.
    id: ItemId,
) -> Piece {
    let desk = use_desk();
    let item = desk.item(&id);
    let problem = RwSignal::new(String::new());
    let when = move || {
        item.get()
            .map(|item| {
                let at = item.at();
                if at.is_placed() { at.short(&desk.zone(), &*desk.rules()) } else { at.as_written() }
            })
            .filter(|text| text != "time unknown")
            .unwrap_or_default()
    };
    el("label")
        .class("particular")
        .child(el("span").child("From, to"))
        .child(
            el("input")
                .attr("aria-label", "From, to")
                .attr("placeholder", "22:47 – 23:52")
                .attr("readonly", move || desk.read_only.get().is_some())
                .property("value", when)
                .on(ev::change, move |event| {
                    let text = event_target_value(&event);
                    let (zone, rules) = (desk.zone(), desk.rules());
                    let mut context = Context::new(&zone, desk.now(), &*rules);
                    if let Some(day) = super::quick::day_of(desk) {
                        context = context.on(day);
                    }
                    match Moment::parse(&text, &context) {
                        Ok(reading) => {
                            problem.set(String::new());
                            desk.act(vec![Intent::retime(&id, &reading.moment)]);
                        }
                        Err(_) if text.trim().is_empty() => {
                            problem.set(String::new());
                            desk.act(vec![Intent::set(&id, fields::AT, Scalar::Null)]);
                        }
                        Err(why) => problem.set(why.to_string()),
                    }
                }),
        )
        .child(el("span").class("problem").attr("role", "alert").child(move || problem.get()))
}

/// How long a range lasted.
fn lasted(moment: &Moment) -> Option<Elapsed> {
    Some(Elapsed::between(&moment.beginning()?, &moment.ending()?))
}
