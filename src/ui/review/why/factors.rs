//! Contributing factors: what each is, what it did, whether it could happen again, and what supports it.

use super::super::asked::Names;
use super::super::items::{ItemList, rank};
use super::support::Support;
use super::{choose, fold, is_still, label_of};
use crate::practice::factors::{self as rules, MAYBE};
use crate::review::choice::{Again, EffectOf, Family};
use crate::review::field::item as fields;
use crate::review::relation::Stated;
use crate::review::{Intent, ItemId, NewItem, Scalar, kind};
use crate::ui::desk::{now_ms, use_desk};
use crate::ui::elements::markup::*;
use leptos::prelude::*;

/// The list, and five ways to begin one.
#[component]
pub fn Factors() -> Piece {
    let desk = use_desk();
    let together = Memo::new(move |_| desk.by_form(|view| rules::together(view)));
    let never = Memo::new(|_| false);
    many([
        piece(view! { <ItemList kind=kind::FACTOR name="Contributing factors" one="Contributing factor"
        hint="What enabled it, worsened it, or delayed us? Which layer was missing?" more=factor/> }),
        when(
            move || !together.with(Vec::is_empty),
            move || {
                let names: Vec<String> =
                    together.get().into_iter().map(|family| family.label().to_lowercase()).collect();
                el("p").class("quiet").child(format!("What came together: {}.", names.join(", ")))
            },
        ),
        when(
            move || !is_still(desk),
            move || {
                el("div").class("maybe").child(fold("Maybe…", never, move || {
                    let cards = MAYBE.iter().map(|maybe| {
                        el("li").child(
                            button()
                                .class("plain offer")
                                .on(ev::click, move |_| {
                                    let now = now_ms();
                                    let new =
                                        NewItem::new(desk.fresh_item(), kind::FACTOR, maybe.words, &desk.me(), now)
                                            .with(fields::RANK, Scalar::text(rank(now)))
                                            .with(fields::FAMILY, Scalar::text(maybe.family.key()));
                                    desk.act(vec![Intent::AddItem(new)]);
                                })
                                .child(maybe.words),
                        )
                    });
                    el("ul").attr("role", "list").attr("aria-label", "Maybe").child(cards.collect::<Piece>())
                }))
            },
        ),
    ])
}

/// What stands under a factor.
fn factor(id: ItemId) -> Piece {
    let desk = use_desk();
    let item = desk.item(&id);
    let open = RwSignal::new(false);
    let said = Memo::new(move |_| {
        let label = |key| item.with(|item| item.as_ref().and_then(|item| label_of(key, item.field(key).text())));
        let said: Vec<&str> =
            [fields::FAMILY, fields::EFFECT].into_iter().filter_map(label).chain(again(label(fields::AGAIN))).collect();
        if said.is_empty() { "About this factor".to_owned() } else { said.join(" · ") }
    });
    let about = id.clone();
    el("div")
        .class("item-more")
        .child(view! { <Names claim=Stated::Item(id.clone())/> })
        .child(
            button()
                .class("plain said")
                .attr("aria-expanded", move || open.get().to_string())
                .on(ev::click, move |_| open.update(|open| *open = !*open))
                .child(move || said.get()),
        )
        .child(when(
            move || open.get(),
            move || {
                let families = Family::ALL.iter().map(|each| (each.key(), each.label()));
                let effects = EffectOf::ALL.iter().map(|each| (each.key(), each.label()));
                let times = Again::ALL.iter().map(|each| (each.key(), each.label()));
                el("div").class("factor-about").child(many([
                    choose(desk, &about, fields::FAMILY, "What kind", families),
                    choose(desk, &about, fields::EFFECT, "What it did", effects),
                    choose(desk, &about, fields::AGAIN, "Could it happen again tomorrow?", times),
                ]))
            },
        ))
        .child(view! { <Support claim=Stated::Item(id)/> })
}

/// "Easily" alone says nothing beside the other two.
fn again(label: Option<&'static str>) -> Option<&'static str> {
    Some(match label? {
        "Easily" => "again tomorrow: easily",
        "It is possible" => "again tomorrow: possible",
        _ => "again tomorrow: not any more",
    })
}
