//! Drafts that lie beside the app: opened by their link, or by the id of a review that this browser lacks; looked at
//! again while somebody reads them.
//!
//! What is read changes on a click only. A clean copy is another document each time it is published, so "new" is told by
//! its bytes, and the newer text takes the place of the one that is shown; one that is published as it is meets the
//! reader's own copy in the preview.

use super::{Way, open_found, sealed};
use crate::app::Route;
use crate::browser::drafts;
use crate::browser::listening::Listening;
use crate::browser::page::{self, Waiting, spawn};
use crate::browser::sealing;
use crate::exchange::gate::Input;
use crate::exchange::limits::Limits;
use crate::exchange::looks::Looks;
use crate::exchange::published::{ASK_AGAIN_MS, Draft, PublishedError, ask_again_after, is_name};
use crate::exchange::sealed::{Sealed, SealedError, Secret};
use crate::review::ReviewId;
use crate::store::keys::content_hash;
use crate::ui::desk::{Desk, Notice, RoomState};
use leptos::prelude::*;
use std::sync::Arc;

/// A draft as it was found.
#[derive(Clone)]
pub struct Found {
    /// Which.
    pub draft: Draft,
    /// The host's tag for it.
    tag: Option<String>,
    /// Of its bytes as they lie there.
    hash: String,
}

/// A draft that is looked at again while it is shown.
pub struct Watch {
    found: Found,
    wait_ms: u32,
    timer: Option<Waiting>,
    _shown: Vec<Listening>,
}

/// Fetches a draft, and opens it where it is sealed.
///
/// # Errors
/// Why it cannot be had.
pub async fn fetch(desk: Desk, draft: Draft) -> Result<(Vec<u8>, Found), String> {
    let (bytes, found) = lying_there(draft).await.map_err(|why| why.to_string())?;
    Ok((opened(desk, &found.draft, bytes).await?, found))
}

async fn lying_there(draft: Draft) -> Result<(Vec<u8>, Found), PublishedError> {
    let fetched = drafts::fetch(&draft.name, None, Limits::default().file).await?;
    let bytes = fetched.bytes.unwrap_or_default();
    draft.looks_right(&bytes)?;
    let hash = content_hash(&bytes);
    Ok((bytes, Found { draft, tag: fetched.tag, hash }))
}

async fn opened(desk: Desk, draft: &Draft, bytes: Vec<u8>) -> Result<Vec<u8>, String> {
    let file = match &draft.key {
        Some(key) => open_with_key(draft, key, &bytes).await.map_err(|why| why.to_string())?,
        None => match sealed::unsealed(desk, &draft.name, Input::File(bytes)).await? {
            Input::File(file) => file,
            Input::Link(_) => Vec::new(),
        },
    };
    if Looks::of(&file) == Looks::Postmortem {
        Ok(file)
    } else {
        Err(PublishedError::NotADraft(draft.name.clone()).to_string())
    }
}

async fn open_with_key(draft: &Draft, key: &[u8; 32], bytes: &[u8]) -> Result<Vec<u8>, SealedError> {
    let sealed = Sealed::read(bytes, &Limits::default())?;
    sealed.lies_under(&draft.name)?;
    sealing::open(&sealed, Secret::Key(key)).await
}

/// Looks for a review that this browser lacks among the drafts of the host, under its public id.
pub async fn look_for(desk: Desk, id: ReviewId) {
    const ALONE: &str = "An address alone does not carry a review";
    const ASK: &str = "open the link again that you read it by, or ask whoever sent it for a link from “Share”, or for the file, and open that.";
    let way = Way::Route(id.clone());
    if !is_name(id.as_str()) || desk.route.with_untracked(|route| route.review() != Some(&id)) {
        way.refused(desk, format!("{ALONE}: {ASK}"));
        return;
    }
    let draft = Draft { name: id.to_string(), key: None, review: Some(id) };
    let why = match lying_there(draft).await {
        Ok((bytes, found)) => match opened(desk, &found.draft, bytes).await {
            Ok(file) => {
                open_found(desk, file, found, way).await;
                return;
            }
            Err(why) => why,
        },
        Err(PublishedError::Missing(_)) => format!("{ALONE}, and it is not published on this site: {ASK}"),
        Err(PublishedError::NoAnswer) => format!(
            "{ALONE}, and the site does not answer, so nobody can say whether it is published here. Try again once there is a network; {ASK}"
        ),
        Err(why) => format!("{why} {}", crate::ui::words::capital(ASK)),
    };
    way.refused(desk, why);
}

/// Looks at a draft again and again, for as long as what is shown now is shown.
pub fn watch(desk: Desk, found: Found) {
    let shown = page::on_show(move || spawn(look_again(desk)));
    desk.watch.set_value(Some(Watch { found, wait_ms: ASK_AGAIN_MS, timer: None, _shown: shown }));
    wait(desk);
}

fn wait(desk: Desk) {
    desk.watch.update_value(|watch| {
        if let Some(watch) = watch {
            watch.timer = page::after_ms(watch.wait_ms, move || spawn(look_again(desk)));
        }
    });
}

async fn look_again(desk: Desk) {
    // Hidden, it asks nothing; it is called again when the page is shown.
    if page::hidden() {
        return;
    }
    let now = desk.watch.try_update_value(|watch| {
        let watch = watch.as_mut()?;
        watch.timer = None;
        Some(watch.found.clone())
    });
    let Some(Some(known)) = now else { return };
    let name = known.draft.name.clone();
    let asked = drafts::fetch(&name, known.tag.as_deref(), Limits::default().file).await;
    // Somebody has gone elsewhere meanwhile, or it was looked at twice at once.
    let still = desk.watch.with_value(|watch| watch.as_ref().is_some_and(|watch| watch.found.hash == known.hash));
    if !still {
        return;
    }
    let answered = asked.is_ok();
    let newer = asked.ok().and_then(|fetched| {
        let bytes = fetched.bytes?;
        let hash = content_hash(&bytes);
        let newer = hash != known.hash && known.draft.looks_right(&bytes).is_ok();
        newer.then_some((bytes, Found { hash, tag: fetched.tag, ..known }))
    });
    desk.watch.update_value(|watch| {
        if let Some(watch) = watch {
            watch.wait_ms = ask_again_after(watch.wait_ms, answered);
            if let Some((_, found)) = &newer {
                watch.found = found.clone();
            }
        }
    });
    if let Some((bytes, found)) = newer {
        offer(desk, bytes, found);
    }
    wait(desk);
}

fn offer(desk: Desk, bytes: Vec<u8>, found: Found) {
    let show = move || {
        let (bytes, found) = (bytes.clone(), found.clone());
        desk.notice.set(None);
        spawn(async move {
            match opened(desk, &found.draft, bytes).await {
                Ok(file) => open_found(desk, file, found, Way::Notice).await,
                Err(why) => desk.say_for_long(why),
            }
        });
    };
    desk.notice.set(Some(Notice {
        text: "A newer text of this was published.".to_owned(),
        action: Some(("Show what is new".to_owned(), Arc::new(show))),
        stays: true,
    }));
}

/// Where somebody reads a copy of a review that they have, that is said.
pub fn say_that_it_is_here(desk: Desk, original: &ReviewId) {
    let original = original.clone();
    desk.notice.set(Some(Notice {
        text: "This is a published copy of a review that is in this browser.".to_owned(),
        action: Some((
            "Open mine".to_owned(),
            Arc::new(move || page::go(&Route::Review(original.clone(), crate::app::Part::WhatHappened).to_hash())),
        )),
        stays: true,
    }));
}

/// A review is missing, and this is why.
pub fn missing(desk: Desk, id: &ReviewId, why: String) {
    if desk.wants(id) {
        desk.state.set(RoomState::Missing(why));
    }
}
