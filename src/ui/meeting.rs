//! Meeting.

use crate::ui::elements::markup::*;
use leptos::prelude::*;

/// Meeting.
#[component]
pub fn MeetingPage() -> Piece {
    el("main").id("main-content").attr("tabindex", "-1").child(el("h1").child("Meeting"))
}
