//! The review as an article: what strangers get, and what print prints.

use super::desk::{RoomState, use_desk};
use super::words::title_or_untitled;
use crate::app::{Part, Route};
use crate::browser::page;
use crate::exchange::export::rich::{Block, Inline};
use crate::exchange::export::story;
use leptos::prelude::*;

/// The page.
#[component]
pub fn ReadPage() -> impl IntoView {
    let desk = use_desk();
    Effect::new(move |_| {
        let title = desk.view.with(|view| title_or_untitled(view.title()));
        page::set_title(&format!("{title} · Second Story"));
    });
    let state = Memo::new(move |_| desk.state.get());
    let back = move || match desk.route.get() {
        Route::Read(id) => Route::Review(id, Part::WhatHappened).to_hash(),
        _ => "#/".to_owned(),
    };
    view! {
        <main id="main-content" tabindex="-1" class="read">
            {move || match state.get() {
                RoomState::Open | RoomState::Guest => {
                    view! {
                        <p class="read-tools"><a href=back>"Write in it"</a>
                            <button type="button" class="plain" on:click=|_| page::print()>"Print"</button></p>
                        <article class="article">
                            {move || {
                                let rules = desk.rules();
                                let zone = desk.zone();
                                let story = desk.view.with(|view| story::story(view, &zone, &*rules));
                                story.iter().map(block).collect_view()
                            }}
                        </article>
                    }
                        .into_any()
                }
                RoomState::Missing => view! { <h1>"This review is not in this browser"</h1> }.into_any(),
                RoomState::Unreadable(why) => view! { <h1>"This review cannot be opened"</h1><p>{why}</p> }.into_any(),
                _ => view! { <p role="status">"Opening…"</p> }.into_any(),
            }}
        </main>
    }
}

fn block(block: &Block) -> AnyView {
    match block {
        Block::Heading { level, text } => {
            let text = inlines(text);
            match level {
                1 => view! { <h1>{text}</h1> }.into_any(),
                2 => view! { <h2>{text}</h2> }.into_any(),
                _ => view! { <h3>{text}</h3> }.into_any(),
            }
        }
        Block::Paragraph(text) => view! { <p>{inlines(text)}</p> }.into_any(),
        Block::List(items) => {
            view! { <ul>{items.iter().map(|item| view! { <li>{inlines(item)}</li> }).collect_view()}</ul> }.into_any()
        }
        Block::Table { head, rows } => view! {
            <div class="table" tabindex="0" role="region" aria-label="Timeline">
                <table>
                    <thead>
                        <tr>{head.iter().map(|cell| view! { <th scope="col">{cell.clone()}</th> }).collect_view()}</tr>
                    </thead>
                    <tbody>
                        {rows
                            .iter()
                            .map(|row| {
                                view! {
                                    <tr>{row.iter().map(|cell| view! { <td>{inlines(cell)}</td> }).collect_view()}</tr>
                                }
                            })
                            .collect_view()}
                    </tbody>
                </table>
            </div>
        }
        .into_any(),
    }
}

fn inlines(text: &[Inline]) -> AnyView {
    text.iter().map(inline).collect_view().into_any()
}

fn inline(inline: &Inline) -> AnyView {
    match inline {
        Inline::Text(text) => text.clone().into_any(),
        Inline::Strong(text) => view! { <strong>{text.clone()}</strong> }.into_any(),
        Inline::Emphasis(text) => view! { <em>{text.clone()}</em> }.into_any(),
        Inline::Break => view! { <br/> }.into_any(),
        Inline::Link { to, text } => {
            view! { <a href=to.as_str().to_owned() rel="noreferrer noopener">{text.clone()}</a> }.into_any()
        }
        Inline::Item(_) => ().into_any(),
    }
}
