//! Reconvene.

use crate::ui::elements::markup::*;
use leptos::prelude::*;

/// Reconvene.
#[component]
pub fn ReconvenePage() -> Piece {
    el("main").id("main-content").attr("tabindex", "-1").child(el("h1").child("Reconvene"))
}
