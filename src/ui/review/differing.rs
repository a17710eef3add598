//! Values that differ: each stands with whose it is, and choosing is an act.

use crate::exchange::preview;
use crate::review::choice::{Category, Disposition, PathKind, Rung, Shortens};
use crate::review::field::{item as fields, meta};
use crate::review::{Claim, EntryKind, Intent, ItemId, Moment, Register, Scalar, kind};
use crate::ui::desk::{Desk, use_desk};
use crate::ui::elements::markup::*;
use crate::ui::words::capital;
use leptos::prelude::*;
use std::sync::Arc;

/// Scalars of an item that are not told: they are for order, or say who wrote it and when; that it was removed is told
/// beside it.
const UNTOLD: &[&str] = &[
    fields::RANK,
    fields::CREATED_BY,
    fields::CREATED_AT,
    fields::REMOVED_AT,
    fields::OUTSIDE,
    fields::QUOTE_AT,
    fields::SETTLED_AT,
    fields::DECIDED_AT,
    fields::ACCEPTED_AT,
    fields::LOOKED_AT,
];
/// What hangs together stands where one says so, whatever another took back.
const RELATIONS: &[&str] = &[fields::COMES_FROM, fields::SUPPORTED_BY, fields::LEADS_TO];
/// The same of the review.
const UNTOLD_OF_REVIEW: &[&str] =
    &[meta::SHARED, meta::COPIED_FROM, meta::CREATED_AT, meta::AGREED_AT, meta::NO_RECONVENE];

/// A scalar about which people differ.
type Differing = (Arc<str>, Register);

/// Every scalar of an item about which people differ, with the values side by side.
#[component]
pub fn OfItem(
    /// Which item.
    id: ItemId,
) -> Piece {
    let desk = use_desk();
    let item = desk.item(&id);
    let differing = Memo::new(move |_| item.get().map(|item| differing(item.fields(), UNTOLD)).unwrap_or_default());
    let lasts = desk
        .item(&id)
        .with_untracked(|item| item.as_ref().is_some_and(|item| matches!(item.kind(), kind::IMPACT | kind::BELIEF)));
    let name = move |key: &str| match key {
        fields::AT if lasts => "From, to".to_owned(),
        fields::AT => "Time".to_owned(),
        key => capital(&preview::field_name(key)),
    };
    claims(desk, differing, name, move |key, value| Intent::set(&id, key, value))
}

/// Every scalar of the review about which people differ.
#[component]
pub fn OfReview() -> Piece {
    let desk = use_desk();
    // Where a meeting is follows from what copies said apart; there is nothing to choose.
    let differing = Memo::new(move |_| {
        desk.by_form(|view| {
            let told = view.all_meta().filter(|(key, _)| !key.starts_with(meta::OF_A_MEETING));
            differing(told, UNTOLD_OF_REVIEW)
        })
    });
    claims(desk, differing, |key: &str| capital(preview::meta_name(key)), Intent::set_meta)
}

fn differing<'a>(all: impl Iterator<Item = (&'a Arc<str>, &'a Register)>, untold: &[&str]) -> Vec<Differing> {
    all.filter(|(key, register)| register.differs() && !untold.contains(&&***key))
        .filter(|(key, _)| !RELATIONS.iter().any(|relation| key.starts_with(relation)))
        .map(|(key, register)| (Arc::clone(key), register.clone()))
        .collect()
}

fn claims(
    desk: Desk,
    differing: Memo<Vec<Differing>>,
    name: impl Fn(&str) -> String + Send + 'static,
    set: impl Fn(&str, Scalar) -> Intent + Clone + Send + 'static,
) -> Piece {
    piece(move || {
        let each = |(key, register): Differing| {
            let claims = register.claims().iter().enumerate().map(|(index, claim)| {
                let (key, value, set) = (Arc::clone(&key), claim.value.clone(), set.clone());
                let shown = shown(desk, &key, claim);
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
                            .on(ev::click, move |_| desk.act(vec![set(&key, value.clone())]))
                            .child("Use this"),
                    )
            });
            let claims: Piece = claims.collect();
            let called = format!("{}: seen differently", name(&key));
            el("div")
                .class("differs")
                .child(el("span").class("differs-name").child(called.clone()))
                .child(el("ul").attr("role", "list").attr("aria-label", called).child(claims))
        };
        differing.get().into_iter().map(each).collect::<Piece>()
    })
}

fn shown(desk: Desk, key: &str, claim: &Claim) -> String {
    let text = match &claim.value {
        Scalar::Null => return "not said".to_owned(),
        Scalar::Bool(yes) => return if *yes { "yes" } else { "no" }.to_owned(),
        Scalar::Int(number) => return number.to_string(),
        Scalar::Str(text) | Scalar::Other(_, text) => text.to_string(),
    };
    if (matches!(key, fields::AT | fields::KNOWN_AT | meta::RECONVENE) || key.starts_with(fields::KNOWN_IN))
        && let Ok(moment) = Moment::decode(&text)
    {
        return moment.short(&desk.zone(), &*desk.rules());
    }
    let label = match key {
        fields::TYPE => Some(EntryKind::from_key(&text).label()),
        fields::DISPOSITION => Disposition::from_key(&text).map(Disposition::label),
        fields::RUNG => Rung::from_key(&text).map(Rung::label),
        fields::PATH_KIND => PathKind::from_key(&text).map(PathKind::label),
        fields::CATEGORY => Category::from_key(&text).map(Category::label),
        fields::SHORTENS => Shortens::from_key(&text).map(Shortens::label),
        _ => None,
    };
    label.or_else(|| super::why::label_of(key, &text)).map_or(text.clone(), str::to_owned)
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
