//! Part 1: what did we see and do, and when?

use super::aside::Orphans;
use super::beliefs::Beliefs;
use super::earlier::EarlierLine;
use super::impact::Impact;
use super::items::ItemList;
use super::numbers::Numbers;
use super::picture::TimelinePicture;
use super::quick::QuickEntry;
use super::saw::{SideBySide, WhatISaw};
use super::short::{FirstSentence, OtherSentences};
use super::timeline::{self, Timeline};
use crate::review::{ItemId, kind};
use crate::ui::desk::use_desk;
use crate::ui::elements::markup::*;
use leptos::prelude::*;

/// What happened.
#[component]
pub fn WhatHappened() -> Piece {
    let desk = use_desk();
    el("div")
        .class("part-body happened")
        .child(el("h2").class("question").child("What did we see and do, and when?"))
        .child(view! { <FirstSentence/> })
        .child(view! { <TimelinePicture
            view=desk.view.into()
            form=desk.form.into()
            open=Callback::new(move |row: ItemId| timeline::go_to(desk, &row))
        /> })
        .child(view! { <Timeline/> })
        .child(view! { <SideBySide/> })
        .child(view! { <WhatISaw/> })
        .child(view! { <Impact/> })
        .child(view! { <Beliefs/> })
        .child(view! { <Numbers/> })
        .child(view! { <ItemList kind=kind::PARKED name="Parking lot" one="Parked remark"
        hint="A cause or a fix that came up too early: it waits here."/> })
        .child(view! { <Orphans/> })
        .child(view! { <OtherSentences/> })
        .child(view! { <EarlierLine/> })
        .child(view! { <QuickEntry/> })
}
