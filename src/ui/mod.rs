//! The pages. Leptos lives here; it reads views and sends intents.
//!
//! [`desk::Desk`] carries out what rooms put out (disk, tabs, drawing) and is handed to every page by context.
//! Pages know their names from the table in `ARCHITECTURE.md`: roles and accessible names are part of the
//! interface.

pub mod aloud;
pub mod bar;
pub mod bet;
pub mod commands;
pub mod commitments;
pub mod desk;
pub mod elements;
pub mod folder;
pub mod home;
pub mod incoming;
pub mod meeting;
pub mod outgoing;
pub mod patterns;
pub mod pieces;
pub mod read;
pub mod reconvene;
pub mod replay;
pub mod review;
pub mod safeguards;
pub mod scribe;
pub mod secrets;
pub mod settings;
pub mod together;
pub mod words;

use crate::app::Route;
use crate::browser::page;
use crate::ui::elements::markup::*;
use desk::{Desk, use_desk};
use leptos::prelude::*;

/// Mounts the app.
pub fn start() {
    mount_to_body(App);
}

/// Every page, by route.
#[component]
fn App() -> Piece {
    let desk = Desk::begin();
    provide_context(desk);
    many([
        el("a")
            .class("skip")
            .attr("href", "#main-content")
            .on(ev::click, move |event| {
                event.prevent_default();
                page::focus("main-content");
            })
            .child("Skip to the content"),
        piece(view! { <bar::Bar/> }),
        piece(view! { <Page/> }),
        piece(view! { <elements::notice::Notices/> }),
        piece(view! { <commands::Palette/> }),
        piece(view! { <incoming::open::OpenDialog/> }),
        piece(view! { <incoming::preview::PreviewDialog/> }),
        piece(view! { <incoming::sealed::PassphraseDialog/> }),
        piece(view! { <outgoing::share::ShareDialog/> }),
        piece(view! { <outgoing::publish::PublishDialog/> }),
        piece(view! { <outgoing::tracker::TrackerDialog/> }),
        piece(view! { <together::panel::TogetherDialog/> }),
        piece(view! { <review::paste::PasteDialog/> }),
        piece(view! { <review::evidence::EvidenceDialog/> }),
        piece(view! { <secrets::SecretsDialog/> }),
    ])
}

#[component]
fn Page() -> Piece {
    let desk = use_desk();
    let place = Memo::new(move |_| Place::of(&desk.route.get()));
    piece(move || match place.get() {
        Place::Home => piece(view! { <home::Home/> }),
        Place::Review => piece(view! { <review::ReviewPage/> }),
        Place::Read => piece(view! { <read::ReadPage/> }),
        Place::History => piece(view! { <review::history::HistoryPage/> }),
        Place::Replay => piece(view! { <replay::ReplayPage/> }),
        Place::Meeting => piece(view! { <meeting::MeetingPage/> }),
        Place::Aloud => piece(view! { <aloud::AloudPage/> }),
        Place::Bet => piece(view! { <bet::BetPage/> }),
        Place::Reconvene => piece(view! { <reconvene::ReconvenePage/> }),
        Place::Commitments => piece(view! { <commitments::Commitments/> }),
        Place::Safeguards => piece(view! { <safeguards::Safeguards/> }),
        Place::Patterns => piece(view! { <patterns::Patterns/> }),
        Place::Now => piece(view! { <scribe::ScribePage/> }),
        Place::Settings => piece(view! { <settings::Settings/> }),
        Place::FindLostWork => piece(view! { <settings::lost::FindLostWork/> }),
        Place::Link => piece(view! { <incoming::arrival::Arrival/> }),
    })
}

/// Which page, without its particulars: moving between the parts of a review keeps the page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Home,
    Review,
    Read,
    History,
    Replay,
    Meeting,
    Aloud,
    Bet,
    Reconvene,
    Commitments,
    Safeguards,
    Patterns,
    Now,
    Settings,
    FindLostWork,
    Link,
}

impl Place {
    fn of(route: &Route) -> Place {
        match route {
            Route::Home => Place::Home,
            Route::Review(..) => Place::Review,
            Route::Read(_) => Place::Read,
            Route::History(_) => Place::History,
            Route::Replay(..) => Place::Replay,
            Route::Meeting(_) => Place::Meeting,
            Route::Aloud(_) => Place::Aloud,
            Route::Bet(_) => Place::Bet,
            Route::Reconvene(_) => Place::Reconvene,
            Route::Commitments => Place::Commitments,
            Route::Safeguards => Place::Safeguards,
            Route::Patterns => Place::Patterns,
            Route::Now => Place::Now,
            Route::Settings => Place::Settings,
            Route::FindLostWork => Place::FindLostWork,
            Route::Link(_) => Place::Link,
        }
    }
}
