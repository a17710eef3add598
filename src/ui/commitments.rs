//! Commitments.

use crate::ui::elements::markup::*;
use leptos::prelude::*;

/// Commitments.
#[component]
pub fn Commitments() -> Piece {
    el("main").id("main-content").attr("tabindex", "-1").child(el("h1").child("Commitments"))
}
