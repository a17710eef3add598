//! Adapters, one port a file. The only room that knows `web_sys`.
//!
//! Each file turns one thing the browser offers into plain Rust: futures, values and errors whose messages a
//! person can act on. No decision about reviews is taken here. What listens to the page returns a guard; when
//! the guard is dropped, it no longer listens.

pub mod base_path;
pub mod clipboard;
pub mod clock;
pub mod config;
pub mod drafts;
pub mod files;
pub mod folder;
pub mod gestures;
pub mod highlight;
pub mod indexeddb;
pub mod listening;
pub mod live_worker;
pub mod locks;
pub mod page;
pub mod pictures;
pub mod preferences;
pub mod quarantine;
pub mod random;
pub mod screen;
pub mod sealing;
pub mod shell;
pub mod sight;
pub mod socket;
pub mod tabs;
pub mod text_field;
pub mod update;
pub mod values;
pub mod webrtc;

/// The element and event types that the pages handle, so that they need not name the bindings.
pub mod dom {
    pub use web_sys::{
        DataTransfer, Document, DragEvent, Element, Event, EventTarget, File, FocusEvent, HtmlAnchorElement,
        HtmlButtonElement, HtmlDialogElement, HtmlElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement,
        InputEvent, KeyboardEvent, MouseEvent, Node, PointerEvent, Window,
    };
}
