//! A bet.

use crate::ui::elements::markup::*;
use leptos::prelude::*;

/// A bet.
#[component]
pub fn BetPage() -> Piece {
    el("main").id("main-content").attr("tabindex", "-1").child(el("h1").child("A bet"))
}
