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
use crate::practice::surprise;
use crate::review::choice::Depth;
use crate::review::{ItemId, kind};
use crate::ui::desk::use_desk;
use crate::ui::elements::markup::*;
use leptos::prelude::*;

/// What happened.
#[component]
pub fn WhatHappened() -> Piece {
    let desk = use_desk();
    let depth = Memo::new(move |_| desk.by_form(|view| surprise::depth(view)));
    // On one page the sentences stand together; where the timeline is the story, the other four follow it. Nothing moves
    // while somebody writes: which of the two it is, is said when one comes to the page.
    let together = depth.get_untracked() != Depth::Full;
    el("div")
        .class("part-body happened")
        .toggle("brief", move || depth.get() != Depth::Full)
        .child(el("h2").class("question").child("What did we see and do, and when?"))
        .child(view! { <FirstSentence/> })
        .child(together.then(|| piece(view! { <OtherSentences/> })))
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
        .child((!together).then(|| piece(view! { <OtherSentences/> })))
        .child(view! { <EarlierLine/> })
        .child(view! { <QuickEntry/> })
}
