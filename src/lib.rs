//! Second Story: a local-first postmortem room that runs in the browser.
//!
//! One way round: a DOM event becomes an [`review::Intent`], one transaction of the document, a commit of
//! delta, bytes and heads; then, in parallel, the view is folded and drawn, the journal makes the bytes
//! durable, and the other tabs and people hear of it. Nothing else changes a review.
//!
//! - [`review`]: what a postmortem is. Values, moments, intents, deltas, the immutable view. Pure.
//! - [`practice`]: the craft as pure functions over a view.
//! - [`document`]: how a review is stored as a CRDT. The only room that knows Automerge.
//! - [`archive`]: many reviews: catalogue rows and search. Pure.
//! - [`store`]: durability without I/O: journal, compaction, recovery, backups; effects as data.
//! - [`exchange`]: between people, without I/O: envelope, links, the gate, imports and exports.
//! - [`app`]: the loop: intents in, effects out; commands; notices.
//! - `browser`: adapters, one port a file. The only room that knows `web_sys`.
//! - `ui`: Leptos only. Reads views, sends intents.
#![forbid(unsafe_code)]

pub mod app;
pub mod archive;
pub mod document;
pub mod exchange;
pub mod practice;
pub mod review;
pub mod store;

#[cfg(target_arch = "wasm32")]
pub mod browser;
#[cfg(target_arch = "wasm32")]
pub mod ui;
