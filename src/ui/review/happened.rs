//! Part 1: what did we see and do, and when?

use super::impact::Impact;
use super::numbers::Numbers;
use super::quick::QuickEntry;
use super::short::{FirstSentence, OtherSentences};
use super::timeline::Timeline;
use crate::ui::elements::markup::*;
use leptos::prelude::*;

/// What happened.
#[component]
pub fn WhatHappened() -> Piece {
    el("div")
        .class("part-body happened")
        .child(el("h2").class("question").child("What did we see and do, and when?"))
        .child(view! { <FirstSentence/> })
        .child(view! { <Timeline/> })
        .child(view! { <Impact/> })
        .child(view! { <Numbers/> })
        .child(view! { <OtherSentences/> })
        .child(view! { <QuickEntry/> })
}
