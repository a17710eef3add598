//! Patterns.

use crate::ui::elements::markup::*;
use leptos::prelude::*;

/// Patterns.
#[component]
pub fn Patterns() -> Piece {
    el("main").id("main-content").attr("tabindex", "-1").child(el("h1").child("Patterns"))
}
