//! Somebody else's program in the same review: a native peer that speaks to the same sync server through samod.
//!
//! `samod-peer ws://127.0.0.1:3030 <document>`: says `title …` whenever the title changes, and takes lines of
//! `insert <after these words> | <this>`, which it writes into the middle of the title.
#![allow(clippy::expect_used)]

use automerge::transaction::Transactable;
use automerge::{ObjId, ROOT, ReadDoc};
use futures::future::BoxFuture;
use futures::{FutureExt, SinkExt, StreamExt};
use samod::{BackoffConfig, DialError, Dialer, DocHandle, Repo, Transport};
use std::io;
use std::sync::Arc;
use tokio::io::AsyncBufReadExt;
use tokio_tungstenite::tungstenite::Message;

struct Server(url::Url);

impl Dialer for Server {
    type Error = std::convert::Infallible;

    fn url(&self) -> url::Url {
        self.0.clone()
    }

    fn connect(&self) -> BoxFuture<'static, Result<Transport, DialError<Self::Error>>> {
        let address = self.0.to_string();
        async move {
            let (socket, _) = tokio_tungstenite::connect_async(address).await.map_err(DialError::transient)?;
            let (sink, stream) = socket.split();
            let stream = stream.filter_map(|message| async move {
                match message {
                    Ok(Message::Binary(bytes)) => Some(Ok(bytes.to_vec())),
                    Ok(_) => None,
                    Err(error) => Some(Err(io::Error::other(error))),
                }
            });
            let sink = sink
                .sink_map_err(io::Error::other)
                .with(|bytes: Vec<u8>| async move { Ok::<_, io::Error>(Message::Binary(bytes.into())) });
            Ok(Transport::new(Box::pin(stream), Box::pin(sink)))
        }
        .boxed()
    }
}

fn title(document: &automerge::Automerge) -> Option<(ObjId, String)> {
    let (_, text) = document.get(ROOT, "text").ok()??;
    let (_, title) = document.get(&text, "title").ok()??;
    let words = document.text(&title).ok()?;
    Some((title, words))
}

fn tell(handle: &DocHandle) {
    if let Some((_, words)) = handle.with_document(|document| title(document)) {
        println!("title {words}");
    }
}

/// Writes into the title behind these words.
fn insert(handle: &DocHandle, after: &str, words: &str) {
    handle.with_document(|document| {
        let (object, now) = title(document).expect("a title");
        let end = now.find(after).map(|at| at + after.len()).unwrap_or(now.len());
        let at = now.get(..end).unwrap_or(&now).encode_utf16().count();
        let mut transaction = document.transaction();
        transaction.splice_text(&object, at, 0, words).expect("a splice");
        transaction.commit();
    });
}

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let address = arguments.next().expect("the address of a sync server").parse().expect("an address");
    let document: samod::DocumentId = arguments.next().expect("a document").parse().expect("the name of a document");
    let repo = Repo::build_tokio().load().await;
    let _dialer = repo.dial(BackoffConfig::default(), Arc::new(Server(address))).expect("a repository that runs");
    let handle = loop {
        if let Ok(Some(handle)) = repo.find(samod::DocumentId::clone(&document)).await {
            break handle;
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    };
    tell(&handle);
    let told = handle.clone();
    tokio::spawn(async move {
        let mut changes = told.changes();
        while changes.next().await.is_some() {
            tell(&told);
        }
    });
    let mut lines = tokio::io::BufReader::new(tokio::io::stdin()).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        if let Some((after, words)) = line.strip_prefix("insert ").and_then(|rest| rest.split_once(" | ")) {
            insert(&handle, after, words);
        }
    }
}
