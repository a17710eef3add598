//! Values that differ: each stands with whose it is, and choosing is an act.

use crate::review::field::item as fields;
use crate::review::{Claim, EntryKind, Intent, ItemId, Moment, Register, Scalar};
use crate::ui::desk::{Desk, use_desk};
use crate::ui::elements::markup::*;
use crate::ui::words::capital;
use leptos::prelude::*;

/// The values of an item's scalar, where they differ.
#[component]
pub fn Differs(
    /// Which item.
    id: ItemId,
    /// Which scalar.
    key: &'static str,
    /// Its name.
    name: &'static str,
) -> Piece {
    let desk = use_desk();
    let item = desk.item(&id);
    let register = Memo::new(move |_| item.get().map(|item| item.field(key).clone()).filter(Register::differs));
    let choose = Callback::new(move |value: Scalar| desk.act(vec![Intent::set(&id, key, value)]));
    piece(view! { <Claims register=register key=key name=name choose=choose/> })
}

/// The values of a scalar of the review, where they differ.
#[component]
pub fn MetaDiffers(
    /// Which scalar.
    key: &'static str,
    /// Its name.
    name: &'static str,
) -> Piece {
    let desk = use_desk();
    let register = Memo::new(move |_| desk.view.with(|view| Some(view.meta(key).clone()).filter(Register::differs)));
    let choose = Callback::new(move |value: Scalar| desk.act(vec![Intent::set_meta(key, value)]));
    piece(view! { <Claims register=register key=key name=name choose=choose/> })
}

#[component]
fn Claims(register: Memo<Option<Register>>, key: &'static str, name: &'static str, choose: Callback<Scalar>) -> Piece {
    let desk = use_desk();
    piece(move || {
        register.get().map(|register| {
            let claims = register
                .claims()
                .iter()
                .enumerate()
                .map(|(index, claim)| {
                    let value = claim.value.clone();
                    let shown = shown(desk, key, claim);
                    let label = format!("Use this: {shown}");
                    el("li")
                        .class("claim")
                        .toggle("second", move || index % 2 == 1)
                        .child(el("span").class("claim-value").child(shown))
                        .child(el("span").class("claim-by").child(whose(desk, claim)))
                        .child(
                            button()
                                .class("plain")
                                .attr("aria-label", label)
                                .on(ev::click, move |_| choose.run(value.clone()))
                                .child("Use this"),
                        )
                })
                .collect::<Piece>();
            el("div")
                .class("differs")
                .child(el("span").class("differs-name").child(format!("{name}: seen differently")))
                .child(
                    el("ul").attr("role", "list").attr("aria-label", format!("{name}: seen differently")).child(claims),
                )
        })
    })
}

fn shown(desk: Desk, key: &str, claim: &Claim) -> String {
    let text = match &claim.value {
        Scalar::Null => return "not said".to_owned(),
        Scalar::Bool(yes) => return if *yes { "yes" } else { "no" }.to_owned(),
        Scalar::Int(number) => return number.to_string(),
        Scalar::Str(text) | Scalar::Other(_, text) => text.to_string(),
    };
    if (key == fields::AT || key == fields::KNOWN_AT)
        && let Ok(moment) = Moment::decode(&text)
    {
        return moment.short(&desk.zone(), &*desk.rules());
    }
    if key == fields::TYPE {
        return EntryKind::from_key(&text).label().to_owned();
    }
    text
}

fn whose(desk: Desk, claim: &Claim) -> String {
    if claim.by.is_empty() {
        return String::new();
    }
    let me = desk.me();
    desk.view.with_untracked(|view| {
        let roles: Vec<String> = claim
            .by
            .iter()
            .map(|person| if *person == me { "written here".to_owned() } else { view.role_of(person).to_owned() })
            .collect();
        capital(&roles.join(", "))
    })
}
