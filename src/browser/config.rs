//! What whoever runs this site has set up beside the app, in `config.json`: an existing sync server, and a server
//! that tells a browser how it looks from outside. Neither, unless they did.

use super::page;
use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestCredentials, RequestInit, Response};

/// What is set up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// The address of a sync server, `wss://…`; empty where there is none.
    pub sync: String,
    /// The addresses of STUN servers, `stun:…`.
    pub stun: Vec<String>,
}

/// Reads it from the page's own host; nothing set up where it is not there or cannot be read.
pub async fn read() -> Config {
    fetched().await.unwrap_or_default()
}

async fn fetched() -> Option<Config> {
    let window = page::window()?;
    let how = RequestInit::new();
    how.set_credentials(RequestCredentials::Omit);
    let answer = JsFuture::from(window.fetch_with_str_and_init("config.json", &how)).await.ok()?;
    let answer: Response = answer.dyn_into().ok()?;
    if !answer.ok() {
        return None;
    }
    let json = JsFuture::from(answer.json().ok()?).await.ok()?;
    let field = |name: &str| Reflect::get(&json, &name.into()).unwrap_or(JsValue::UNDEFINED);
    let sync = field("sync").as_string().filter(|text| text.starts_with("wss://") || text.starts_with("ws://"));
    let stun = field("stun")
        .dyn_into::<Array>()
        .map(|list| list.iter().filter_map(|text| text.as_string()).filter(|text| text.starts_with("stun:")).collect());
    Some(Config { sync: sync.unwrap_or_default(), stun: stun.unwrap_or_default() })
}
