//! The other tabs of this app, by `BroadcastChannel`.
//!
//! One channel a subject (a review, or "home" for the catalogue), named after the app's base path. What arrives
//! is not trusted more than it deserves: another tab may run another version, so a message whose header does
//! not read is dropped. Subscribe before loading: a change that arrives while the chunks are read must not be
//! missed.

use js_sys::{Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

/// What a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TabKind {
    /// Here I am; who else?
    Hello,
    /// Here I am too: the answer to a hello.
    Here,
    /// Changes of the document.
    Changes,
    /// What I have, so that you can send what I lack.
    Heads,
    /// Who is where. Never stored.
    Presence,
    /// The private notes beside the review changed.
    Private,
    /// Bytes of evidence came into this browser.
    Evidence,
    /// The catalogue changed.
    Catalogue,
    /// The review became another one (its first share): load anew.
    Recast,
    /// I am leaving.
    Bye,
}

const KINDS: [(TabKind, &str); 10] = [
    (TabKind::Hello, "hello"),
    (TabKind::Here, "here"),
    (TabKind::Changes, "changes"),
    (TabKind::Heads, "heads"),
    (TabKind::Presence, "presence"),
    (TabKind::Private, "private"),
    (TabKind::Evidence, "evidence"),
    (TabKind::Catalogue, "catalogue"),
    (TabKind::Recast, "recast"),
    (TabKind::Bye, "bye"),
];

impl TabKind {
    fn name(self) -> &'static str {
        KINDS.iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
    }

    fn named(name: &str) -> Option<Self> {
        KINDS.iter().find(|(_, known)| *known == name).map(|(kind, _)| *kind)
    }
}

/// A message from another tab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TabMessage {
    /// The tab it comes from.
    pub from: String,
    pub kind: TabKind,
    pub bytes: Vec<u8>,
}

/// A subject that several tabs talk about. Closes when dropped.
pub struct Tabs {
    tab: String,
    channel: Option<BroadcastChannel>,
    _hear: Closure<dyn FnMut(MessageEvent)>,
}

impl Tabs {
    /// Subscribes. A browser without channels has no other tabs, and nothing is heard.
    pub fn join(base_path: &str, subject: &str, tab: &str, mut hear: impl FnMut(TabMessage) + 'static) -> Self {
        let own = tab.to_owned();
        let call: Closure<dyn FnMut(MessageEvent)> = Closure::new(move |event: MessageEvent| {
            if let Some(message) = read(&event.data())
                && message.from != own
            {
                hear(message);
            }
        });
        let channel = BroadcastChannel::new(&format!("second-story:{base_path}:{subject}")).ok();
        if let Some(channel) = &channel {
            channel.set_onmessage(Some(call.as_ref().unchecked_ref()));
        }
        Self { tab: tab.to_owned(), channel, _hear: call }
    }

    /// Tells all other tabs. Says whether it could be said.
    pub fn post(&self, kind: TabKind, bytes: &[u8]) -> bool {
        let Some(channel) = &self.channel else { return false };
        write(&self.tab, kind, bytes).and_then(|message| channel.post_message(&message)).is_ok()
    }
}

impl Drop for Tabs {
    fn drop(&mut self) {
        if let Some(channel) = &self.channel {
            channel.set_onmessage(None);
            channel.close();
        }
    }
}

const VERSION: f64 = 1.0;

fn write(from: &str, kind: TabKind, bytes: &[u8]) -> Result<JsValue, JsValue> {
    let message = Object::new();
    Reflect::set(&message, &"v".into(), &VERSION.into())?;
    Reflect::set(&message, &"from".into(), &from.into())?;
    Reflect::set(&message, &"kind".into(), &kind.name().into())?;
    Reflect::set(&message, &"bytes".into(), &Uint8Array::from(bytes))?;
    Ok(message.into())
}

fn read(message: &JsValue) -> Option<TabMessage> {
    let part = |name: &str| Reflect::get(message, &name.into()).ok();
    if part("v")?.as_f64() != Some(VERSION) {
        return None;
    }
    Some(TabMessage {
        from: part("from")?.as_string()?,
        kind: TabKind::named(&part("kind")?.as_string()?)?,
        bytes: part("bytes")?.dyn_into::<Uint8Array>().ok()?.to_vec(),
    })
}
