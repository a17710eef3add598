//! The page around the app: the static text that is there before the wasm arrives, and what the page tells us
//! about its own files.
//!
//! Promises: none of these fails; where there is no window they answer "no" or do nothing. It knows nothing of
//! what the app draws.

/// Whether this program runs in a page. In the quarantine worker it does not.
pub fn has_window() -> bool {
    web_sys::window().is_some()
}

/// Takes the static shell out of the page. Called right after the app has drawn itself, in the same task, so
/// that no frame shows both or neither.
pub fn clear() {
    let shell = web_sys::window().and_then(|window| window.document()).and_then(|page| page.get_element_by_id("shell"));
    if let Some(shell) = shell {
        shell.remove();
    }
}

/// The address of one of the app's own files whose name carries a hash, as the build wrote it into
/// `<meta name="…" content="…">`.
pub(super) fn file(name: &str) -> Option<String> {
    let page = web_sys::window()?.document()?;
    let meta = page.query_selector(&format!("meta[name='{name}']")).ok()??;
    meta.get_attribute("content")
}
