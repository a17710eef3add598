//! Part 1: what did we see and do, and when?

use super::impact::Impact;
use super::quick::QuickEntry;
use super::short::{FirstSentence, OtherSentences};
use super::timeline::Timeline;
use leptos::prelude::*;

/// What happened.
#[component]
pub fn WhatHappened() -> impl IntoView {
    view! {
        <div class="part-body happened">
            <h2 class="question">"What did we see and do, and when?"</h2>
            <FirstSentence/>
            <Timeline/>
            <Impact/>
            <OtherSentences/>
            <QuickEntry/>
        </div>
    }
}
