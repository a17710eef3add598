//! Safeguards.

use crate::ui::elements::markup::*;
use leptos::prelude::*;

/// Safeguards.
#[component]
pub fn Safeguards() -> Piece {
    el("main").id("main-content").attr("tabindex", "-1").child(el("h1").child("Safeguards"))
}
