//! What only a browser's wasm can show, run by `wasm-bindgen-test-runner` in a headless Chromium.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use automerge::transaction::Transactable;
use automerge::{AutoCommit, ObjType, ROOT, ReadDoc};
use second_story::browser::quarantine::{QuarantineError, give_reasons, run, run_in};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// The quarantine's own script, with the program of these tests in place of the app's, and one of the readers
/// below in place of the gate.
fn worker_with(reader: &str) -> String {
    let origin = web_sys::window().unwrap().location().origin().unwrap();
    let script = include_str!("../src/browser/shell/worker.js")
        .replace("\"./second-story.js\"", &format!("\"{origin}/wasm-bindgen-test\""))
        .replace("{ live, quarantine }", &format!("{{ {reader} as quarantine }}"));
    assert!(script.contains(reader) && script.contains(&origin));
    script_at(&script)
}

fn script_at(script: &str) -> String {
    let options = web_sys::BlobPropertyBag::new();
    options.set_type("text/javascript");
    let parts = js_sys::Array::of1(&JsValue::from_str(script));
    let blob = web_sys::Blob::new_with_str_sequence_and_options(&parts, &options).unwrap();
    web_sys::Url::create_object_url_with_blob(&blob).unwrap()
}

/// Gives back what it was given, backwards.
#[wasm_bindgen]
pub fn read_backwards(request: &[u8]) -> Vec<u8> {
    request.iter().rev().copied().collect()
}

/// Does what a small file that unfolds into a large one does: holds more and more memory.
#[wasm_bindgen]
pub fn read_by_holding_everything(request: &[u8]) -> Vec<u8> {
    let mut held = Vec::new();
    loop {
        held.push(vec![request.first().copied().unwrap_or(1); 1 << 20]);
        if held.len() > 100_000 {
            return held.concat();
        }
    }
}

/// Never comes to an end.
#[wasm_bindgen]
pub fn read_for_ever(request: &[u8]) -> Vec<u8> {
    let mut turns = request.len();
    while std::hint::black_box(turns) < usize::MAX {
        turns = std::hint::black_box(turns % 1000) + 1;
    }
    request.to_vec()
}

/// Gives up in the middle, as a parser does that meets what it believed impossible.
#[wasm_bindgen]
pub fn read_and_panic(request: &[u8]) -> Vec<u8> {
    give_reasons();
    assert!(request.is_empty(), "a length that cannot be");
    Vec::new()
}

#[wasm_bindgen_test]
async fn a_reader_in_quarantine_gets_the_bytes_and_its_answer_comes_back() {
    let answer = run_in(&worker_with("read_backwards"), vec![1, 2, 3], 10_000).await;
    assert_eq!(answer, Ok(vec![3, 2, 1]));
}

#[wasm_bindgen_test]
async fn bytes_that_explode_in_memory_end_the_worker_and_not_the_page() {
    let before = now_ms();
    let refused = run_in(&worker_with("read_by_holding_everything"), vec![7], 20_000).await;
    let Err(QuarantineError::Crashed { out_of_memory, reason }) = refused else { panic!("{refused:?}") };
    assert!(out_of_memory, "{reason}");
    assert!(now_ms() - before < 20_000.0);
    // The page goes on, and so does the next quarantine.
    assert_eq!(run_in(&worker_with("read_backwards"), vec![4, 5], 10_000).await, Ok(vec![5, 4]));
}

#[wasm_bindgen_test]
async fn bytes_that_are_read_for_ever_are_stopped_in_time() {
    let before = now_ms();
    let refused = run_in(&worker_with("read_for_ever"), vec![7], 300).await;
    assert_eq!(refused, Err(QuarantineError::TimedOut { limit_ms: 300 }));
    // Of which up to 15 seconds may be the start on a busy machine.
    assert!(now_ms() - before < 16_000.0);
}

#[wasm_bindgen_test]
async fn a_reader_that_panics_is_a_damaged_file_and_says_so() {
    let refused = run_in(&worker_with("read_and_panic"), vec![7], 10_000).await;
    let Err(error @ QuarantineError::Crashed { out_of_memory: false, .. }) = refused else { panic!("{refused:?}") };
    let sentence = error.to_string();
    assert!(sentence.contains("a length that cannot be") && sentence.contains("Nothing was changed."), "{sentence}");
}

#[wasm_bindgen_test]
async fn without_a_worker_nothing_is_read_and_the_sentence_says_what_to_do() {
    let Err(QuarantineError::Unavailable { .. }) = run(vec![7], 1_000).await else {
        panic!("this page names no worker")
    };
    let refused = run_in(&script_at("this is no script"), vec![7], 1_000).await;
    let Err(error @ QuarantineError::Unavailable { .. }) = refused else { panic!("{refused:?}") };
    assert!(error.to_string().contains("try again"));
}

#[wasm_bindgen_test]
fn places_in_a_text_are_counted_as_the_page_counts_them() {
    let mut document = AutoCommit::new();
    let text = document.put_object(ROOT, "text", ObjType::Text).unwrap();
    document.splice_text(&text, 0, 0, "a👀b").unwrap();
    let as_the_page_counts = js_sys::JsString::from("a👀b").length();
    assert_eq!(document.length(&text), usize::try_from(as_the_page_counts).unwrap());
    document.splice_text(&text, 3, 0, "é").unwrap();
    let mut loaded = AutoCommit::load(&document.save()).unwrap();
    assert_eq!(loaded.text(&text).unwrap(), "a👀éb");
    loaded.splice_text(&text, 1, 2, "").unwrap();
    assert_eq!(loaded.text(&text).unwrap(), "aéb");
}

fn now_ms() -> f64 {
    js_sys::Date::now()
}
