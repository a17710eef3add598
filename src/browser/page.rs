//! The page itself: its title, its address, what it hears about being hidden, and a few things only it can do.
//!
//! None of these fails: a page that lacks something simply does not do it, and says so where that matters.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Function, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Document, DragEvent, Event, EventTarget, HtmlElement, ScrollBehavior, ScrollIntoViewOptions, ScrollLogicalPosition,
    StorageEstimate, VisibilityState, Window,
};

use super::listening::Listening;

/// Least time between two rewritings of the address, in milliseconds. Safari refuses more than a hundred in
/// half a minute.
const ADDRESS_PAUSE_MS: f64 = 350.0;

pub(super) fn window() -> Option<Window> {
    web_sys::window()
}

fn everywhere() -> Option<EventTarget> {
    window().map(Into::into)
}

pub(super) fn document() -> Option<Document> {
    window()?.document()
}

/// Sets the title of the page.
pub fn set_title(title: &str) {
    if let Some(page) = document() {
        page.set_title(title);
    }
}

/// The fragment of the address without its `#`, as it stands there.
pub fn hash() -> String {
    let hash = window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
    hash.strip_prefix('#').unwrap_or(&hash).to_owned()
}

/// The whole address, as it stands.
pub fn address() -> String {
    window().and_then(|window| window.location().href().ok()).unwrap_or_default()
}

/// Goes to a fragment, as a step that *Back* undoes.
pub fn go(hash: &str) {
    if let Some(window) = window() {
        let _ = window.location().set_hash(hash);
    }
}

/// Puts a fragment, with or without its `#`, in place of the present one, without a step in the history and without `hashchange`: how the
/// address is cleaned after a link was opened. Says whether it was done: browsers refuse it when it is asked
/// too often, and calls closer together than [`ADDRESS_PAUSE_MS`] are refused here before they are.
pub fn replace_hash(hash: &str) -> bool {
    thread_local! {
        static LAST: Cell<f64> = const { Cell::new(f64::NEG_INFINITY) };
    }
    let now = super::clock::steady_ms();
    if now - LAST.get() < ADDRESS_PAUSE_MS {
        return false;
    }
    let Some(window) = window() else { return false };
    let address = address();
    let before = address.split('#').next().unwrap_or_default();
    let done = window
        .history()
        .and_then(|history| {
            history.replace_state_with_url(
                &JsValue::NULL,
                "",
                Some(&format!("{before}#{}", hash.trim_start_matches('#'))),
            )
        })
        .is_ok();
    if done {
        LAST.set(now);
    }
    done
}

/// Loads the page anew.
pub fn reload() {
    if let Some(window) = window() {
        let _ = window.location().reload();
    }
}

/// Whether the browser believes it has a network.
pub fn online() -> bool {
    window().is_none_or(|window| window.navigator().on_line())
}

/// Whether the page is hidden now.
pub fn hidden() -> bool {
    document().is_some_and(|page| page.visibility_state() == VisibilityState::Hidden)
}

/// Hears of files that are dropped anywhere.
/// Letting go of a file beside what takes it must not lead away from the page.
pub fn on_drop(mut hear: impl FnMut(&DragEvent) + 'static) -> Vec<Listening> {
    let Some(everywhere) = everywhere() else { return Vec::new() };
    let over = Listening::to(&everywhere, "dragover", |event| {
        if event.dyn_ref::<DragEvent>().is_some_and(super::files::carries_files) {
            event.prevent_default();
        }
    });
    let dropped = Listening::to(&everywhere, "drop", move |event| {
        if let Some(event) = event.dyn_ref::<DragEvent>()
            && super::files::carries_files(event)
        {
            hear(event);
        }
    });
    vec![over, dropped]
}

/// Hears of a paste anywhere, after whatever was pasted into.
pub fn on_paste(hear: impl FnMut(Event) + 'static) -> Option<Listening> {
    Some(Listening::to(&everywhere()?, "paste", hear))
}

/// Hears of each change of the fragment.
pub fn on_hash_change(mut hear: impl FnMut() + 'static) -> Option<Listening> {
    Some(Listening::to(&everywhere()?, "hashchange", move |_| hear()))
}

/// Hears when the network comes and goes.
pub fn on_online_change(hear: impl FnMut() + Clone + 'static) -> Vec<Listening> {
    ["online", "offline"]
        .into_iter()
        .filter_map(|name| {
            let mut hear = hear.clone();
            Some(Listening::to(&everywhere()?, name, move |_| hear()))
        })
        .collect()
}

/// Hears when the page is hidden or closed; the last moment at which anything can be written. It may be heard
/// twice for one closing (`visibilitychange`, then `pagehide`).
pub fn on_hide(hear: impl FnMut() + Clone + 'static) -> Vec<Listening> {
    let mut listening = Vec::new();
    if let Some(page) = document() {
        let mut hear = hear.clone();
        listening.push(Listening::to(&page, "visibilitychange", move |_| {
            if hidden() {
                hear();
            }
        }));
    }
    if let Some(window) = window() {
        let mut hear = hear;
        listening.push(Listening::to(&window, "pagehide", move |_| hear()));
    }
    listening
}

/// Hears that the page is closed, or left for another one.
pub fn on_close(mut hear: impl FnMut() + 'static) -> Option<Listening> {
    Some(Listening::to(&everywhere()?, "pagehide", move |_| hear()))
}

/// Hears when the page is shown again, from the background or from the browser's memory of pages.
pub fn on_show(hear: impl FnMut() + Clone + 'static) -> Vec<Listening> {
    let mut listening = Vec::new();
    if let Some(page) = document() {
        let mut hear = hear.clone();
        listening.push(Listening::to(&page, "visibilitychange", move |_| {
            if !hidden() {
                hear();
            }
        }));
    }
    if let Some(window) = window() {
        let mut hear = hear;
        listening.push(Listening::to(&window, "pageshow", move |_| hear()));
    }
    listening
}

/// Asks "Leave this page?" before it is closed, for as long as `unsaved` says so.
pub fn ask_before_leaving(unsaved: impl Fn() -> bool + 'static) -> Option<Listening> {
    Some(Listening::to(&everywhere()?, "beforeunload", move |event: Event| {
        if unsaved() {
            event.prevent_default();
        }
    }))
}

/// Hears every key pressed on the page.
pub fn on_key(mut hear: impl FnMut(&web_sys::KeyboardEvent) + 'static) -> Option<Listening> {
    Some(Listening::to(&everywhere()?, "keydown", move |event: Event| {
        if let Some(key) = event.dyn_ref::<web_sys::KeyboardEvent>() {
            hear(key);
        }
    }))
}

/// Hears an event of any name on a target, for what has no port of its own.
pub fn on(target: &EventTarget, name: &'static str, hear: impl FnMut(Event) + 'static) -> Listening {
    Listening::to(target, name, hear)
}

/// How wide the page is, in pixels of its style sheet.
pub fn width() -> i64 {
    document().and_then(|page| page.document_element()).map_or(0, |root| i64::from(root.client_width()))
}

/// Hears that the page became wider or narrower.
pub fn on_resize(mut hear: impl FnMut() + 'static) -> Option<Listening> {
    Some(Listening::to(window()?.as_ref(), "resize", move |_| hear()))
}

/// Whether a media query holds: `(prefers-reduced-motion: reduce)`, `(prefers-color-scheme: dark)`.
pub fn matches_media(query: &str) -> bool {
    window().and_then(|window| window.match_media(query).ok().flatten()).is_some_and(|media| media.matches())
}

/// Hears when a media query begins or ceases to hold.
pub fn on_media_change(query: &str, mut hear: impl FnMut(bool) + 'static) -> Option<Listening> {
    let media = window()?.match_media(query).ok().flatten()?;
    let asked = media.clone();
    Some(Listening::to(&media, "change", move |_| hear(asked.matches())))
}

/// Whether the reader asked for less motion.
pub fn reduced_motion() -> bool {
    matches_media("(prefers-reduced-motion: reduce)")
}

/// Whether the system is dark.
pub fn dark_scheme() -> bool {
    matches_media("(prefers-color-scheme: dark)")
}

/// Sets `data-theme` on the root element, or takes it away to follow the system.
pub fn set_theme(theme: Option<&str>) {
    set_root_attribute("data-theme", theme);
}

/// Sets an attribute of the root element, or takes it away.
pub fn set_root_attribute(name: &str, value: Option<&str>) {
    let Some(root) = document().and_then(|page| page.document_element()) else { return };
    let _ = match value {
        Some(value) => root.set_attribute(name, value),
        None => root.remove_attribute(name),
    };
}

/// Opens the print dialog.
pub fn print() {
    if let Some(window) = window() {
        let _ = window.print();
    }
}

/// Whether the caret stands in a field, where single letters are text and not commands.
pub fn typing_somewhere() -> bool {
    let Some(element) = document().and_then(|page| page.active_element()) else { return false };
    matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT") || element.has_attribute("contenteditable")
}

/// The element of this id.
pub fn element(id: &str) -> Option<HtmlElement> {
    document()?.get_element_by_id(id)?.dyn_into().ok()
}

/// Focuses the element of this id, without scrolling to it. Says whether it is there.
pub fn focus(id: &str) -> bool {
    element(id).is_some_and(|element| focus_element(&element))
}

/// Focuses an element without scrolling to it.
pub fn focus_element(element: &HtmlElement) -> bool {
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    element.focus_with_options(&options).is_ok()
}

/// Brings the element of this id into view, no further than needed; gently, unless less motion was asked for.
pub fn scroll_to(id: &str) -> bool {
    let Some(element) = element(id) else { return false };
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Nearest);
    options.set_behavior(if reduced_motion() { ScrollBehavior::Instant } else { ScrollBehavior::Smooth });
    element.scroll_into_view_with_scroll_into_view_options(&options);
    true
}

/// Asks the browser not to clear the storage by itself. To be asked in a user's gesture, on the first real
/// save. `None` where it cannot be asked.
pub async fn ask_to_persist() -> Option<bool> {
    let storage = storage()?;
    JsFuture::from(storage.persist().ok()?).await.ok()?.as_bool()
}

/// Whether the browser has promised not to clear the storage by itself.
pub async fn persisted() -> Option<bool> {
    let storage = storage()?;
    JsFuture::from(storage.persisted().ok()?).await.ok()?.as_bool()
}

/// Bytes used and bytes allowed, as the browser estimates them.
pub async fn storage_estimate() -> Option<(f64, f64)> {
    let storage = storage()?;
    let estimate: StorageEstimate = JsFuture::from(storage.estimate().ok()?).await.ok()?.unchecked_into();
    Some((estimate.get_usage()?, estimate.get_quota()?))
}

/// `navigator.storage` is missing on pages without a secure address.
fn storage() -> Option<web_sys::StorageManager> {
    let storage = window()?.navigator().storage();
    (!storage.is_undefined()).then_some(storage)
}

/// Something that will be called, unless it is dropped before.
#[must_use = "it is called off when it is dropped"]
pub struct Waiting {
    handle: Handle,
    done: Rc<Cell<bool>>,
    _call: Closure<dyn FnMut()>,
}

#[derive(Clone, Copy)]
enum Handle {
    Timer(i32),
    Frame(i32),
    Idle(u32),
}

impl Waiting {
    /// Lets it happen without being held.
    pub fn forget(self) {
        std::mem::forget(self);
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let Some(window) = window() else { return };
        if self.done.get() {
            return;
        }
        match self.handle {
            Handle::Timer(id) => window.clear_timeout_with_handle(id),
            Handle::Frame(id) => {
                let _ = window.cancel_animation_frame(id);
            }
            Handle::Idle(id) => window.cancel_idle_callback(id),
        }
    }
}

/// Calls once, after so many milliseconds.
pub fn after_ms(wait_ms: u32, call: impl FnOnce() + 'static) -> Option<Waiting> {
    let wait = i32::try_from(wait_ms).unwrap_or(i32::MAX);
    waiting(call, |window, call| {
        window.set_timeout_with_callback_and_timeout_and_arguments_0(call, wait).map(Handle::Timer)
    })
}

/// Calls once, before the next frame is painted.
pub fn next_frame(call: impl FnOnce() + 'static) -> Option<Waiting> {
    waiting(call, |window, call| window.request_animation_frame(call).map(Handle::Frame))
}

/// Calls once, when the page has nothing to do; at the next turn where the browser cannot say (Safari).
pub fn when_idle(call: impl FnOnce() + 'static) -> Option<Waiting> {
    waiting(call, |window, call| {
        if Reflect::has(window, &"requestIdleCallback".into()).unwrap_or(false) {
            window.request_idle_callback(call).map(Handle::Idle)
        } else {
            window.set_timeout_with_callback_and_timeout_and_arguments_0(call, 1).map(Handle::Timer)
        }
    })
}

/// Waits so many milliseconds.
pub async fn sleep_ms(wait_ms: u32) {
    let wait = i32::try_from(wait_ms).unwrap_or(i32::MAX);
    let over = js_sys::Promise::new(&mut |resolve, _| {
        if let Some(window) = window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, wait);
        }
    });
    let _ = JsFuture::from(over).await;
}

/// Runs a future from here on; it goes on when the caller has returned.
pub fn spawn(future: impl Future<Output = ()> + 'static) {
    wasm_bindgen_futures::spawn_local(future);
}

fn waiting(
    call: impl FnOnce() + 'static,
    ask: impl FnOnce(&Window, &Function) -> Result<Handle, JsValue>,
) -> Option<Waiting> {
    let window = window()?;
    let done = Rc::new(Cell::new(false));
    let told = Rc::clone(&done);
    let call: Closure<dyn FnMut()> = Closure::once(move || {
        told.set(true);
        call();
    });
    let handle = ask(&window, call.as_ref().unchecked_ref()).ok()?;
    Some(Waiting { handle, done, _call: call })
}
