//! The pages. Leptos lives here; it reads views and sends intents.
//!
//! [`desk::Desk`] carries out what rooms put out (disk, tabs, drawing) and is handed to every page by context.
//! Pages know their names from the table in `ARCHITECTURE.md`: roles and accessible names are part of the
//! interface.

pub mod bar;
pub mod commands;
pub mod desk;
pub mod elements;
pub mod home;
pub mod incoming;
pub mod outgoing;
pub mod read;
pub mod review;
pub mod settings;
pub mod words;

use crate::app::Route;
use crate::browser::page;
use desk::{Desk, use_desk};
use leptos::prelude::*;

/// Mounts the app.
pub fn start() {
    mount_to_body(App);
}

/// Every page, by route.
#[component]
fn App() -> impl IntoView {
    let desk = Desk::begin();
    provide_context(desk);
    view! {
        <a class="skip" href="#main-content" on:click=move |event| {
            event.prevent_default();
            page::focus("main-content");
        }>"Skip to the content"</a>
        <bar::Bar/>
        <Page/>
        <elements::notice::Notices/>
        <commands::Palette/>
        <incoming::open::OpenDialog/>
        <incoming::preview::PreviewDialog/>
        <outgoing::share::ShareDialog/>
        <review::history::HistoryDialog/>
        <review::paste::PasteDialog/>
    }
}

#[component]
fn Page() -> impl IntoView {
    let desk = use_desk();
    let place = Memo::new(move |_| Place::of(&desk.route.get()));
    move || match place.get() {
        Place::Home => view! { <home::Home/> }.into_any(),
        Place::Review => view! { <review::ReviewPage/> }.into_any(),
        Place::Read => view! { <read::ReadPage/> }.into_any(),
        Place::Settings => view! { <settings::Settings/> }.into_any(),
        Place::FindLostWork => view! { <settings::lost::FindLostWork/> }.into_any(),
        Place::Link => view! { <incoming::arrival::Arrival/> }.into_any(),
    }
}

/// Which page, without its particulars: moving between the parts of a review keeps the page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Home,
    Review,
    Read,
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
            Route::Settings => Place::Settings,
            Route::FindLostWork => Place::FindLostWork,
            Route::Link(_) => Place::Link,
        }
    }
}
