//! What we choose not to do, said aloud, and what is too big for this team.

use super::decide::decide;
use super::fields::{of_item, unasked};
use super::fix::{elsewhere, removing};
use crate::practice::changes;
use crate::practice::changes::number;
use crate::review::choice::Disposition;
use crate::review::field::item as fields;
use crate::review::{ItemId, TextField};
use crate::ui::desk::{Desk, use_desk};
use crate::ui::elements::live_text::LiveText;
use crate::ui::elements::markup::*;
use crate::ui::review::differing::OfItem;
use crate::ui::words::capital;
use leptos::prelude::*;

/// Both lists; neither is there while it is empty.
#[component]
pub fn OtherWays() -> Piece {
    let desk = use_desk();
    many([
        list(
            desk,
            Disposition::Declined,
            "We are choosing not to do these",
            &["thing we are choosing not to do", "things we are choosing not to do"],
        ),
        list(
            desk,
            Disposition::Budget,
            "Too big for this team",
            &["change is too big for this team", "changes are too big for this team"],
        ),
    ])
}

fn list(desk: Desk, way: Disposition, name: &'static str, said: &'static [&'static str; 2]) -> Piece {
    let here = Memo::new(move |_| {
        desk.by_form(|view| {
            changes::of(view, Some(way)).into_iter().map(|item| item.id().clone()).collect::<Vec<ItemId>>()
        })
    });
    // Folded when one comes to the page; open once one more is decided so.
    let begun = here.with_untracked(Vec::len);
    let open = Memo::new(move |before: Option<&bool>| before == Some(&true) || begun < here.with(Vec::len));
    let heading = move || {
        let count = here.with(Vec::len);
        let [one, many] = said;
        format!("{} {}", capital(number(count)), if count == 1 { one } else { many })
    };
    when(
        move || !here.with(Vec::is_empty),
        move || {
            el("details")
                .class("block other-way")
                .attr("open", move || open.get())
                .child(el("summary").child(heading))
                .child(el("ul").class("items").attr("role", "list").attr("aria-label", name).child(each(
                    move || here.get(),
                    ItemId::clone,
                    move |id| one(desk, id, way),
                )))
        },
    )
}

fn one(desk: Desk, id: ItemId, way: Disposition) -> Piece {
    let declined = way == Disposition::Declined;
    el("li")
        .class("item-line")
        .child(view! { <LiveText field=TextField::Body(id.clone()) name="Change" id=format!("change-{id}") class="prose"/> })
        .child(elsewhere(desk, &id))
        .child(
            el("div")
                .class("fix-facts")
                .child((!declined).then(|| of_item(desk, &id, fields::ADDRESSEE, "Goes to", unasked)))
                .child(of_item(desk, &id, fields::REASON, "Because", unasked))
                .child(declined.then(|| of_item(desk, &id, fields::REVISIT, "Look at it again when", unasked))),
        )
        .child(view! { <OfItem id=id.clone()/> })
        .child(decide(desk, &id))
        .child(removing(desk, &id, "Change"))
}
