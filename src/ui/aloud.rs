//! Read these aloud.

use crate::ui::elements::markup::*;
use leptos::prelude::*;

/// Read these aloud.
#[component]
pub fn AloudPage() -> Piece {
    el("main").id("main-content").attr("tabindex", "-1").child(el("h1").child("Read these aloud"))
}
