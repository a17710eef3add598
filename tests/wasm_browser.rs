//! The adapters against a real browser: what they promise the rest of the app, tried where it has to hold.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use leptos::prelude::*;
use second_story::browser::clock::BrowserZones;
use second_story::browser::indexeddb::{Disk, Lost, from_js};
use second_story::browser::locks;
use second_story::browser::page;
use second_story::browser::preferences::Preferences;
use second_story::browser::random;
use second_story::browser::tabs::{TabKind, TabMessage, Tabs};
use second_story::browser::text_field::{FieldEvent, TextField};
use second_story::review::moment::{Instant, ZoneRules};
use second_story::review::splice::Splice;
use second_story::store::canary::Canary;
use second_story::store::disk::{DiskError, Durability, Write};
use second_story::store::keys::{ChunkKey, ChunkKind, Key, Store, note_key};
use second_story::ui::elements::markup::*;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// A disk of its own for each story.
async fn fresh(name: &str) -> Disk {
    let disk = Disk::open(&format!("/tests/{name}/")).await.unwrap();
    disk.erase_all().await.unwrap();
    disk.reopen().await.unwrap();
    disk
}

#[wasm_bindgen_test]
async fn what_was_appended_is_read_back_and_twice_is_once() {
    let disk = fresh("append").await;
    let key = disk.append_strict("r1", b"one".to_vec()).await.unwrap();
    disk.append_strict("r1", b"one".to_vec()).await.unwrap();
    disk.append_strict("r2", b"other review".to_vec()).await.unwrap();
    assert_eq!(disk.chunks("r1").await.unwrap(), vec![(key.clone(), b"one".to_vec())]);
    assert!(key.holds(b"one"));

    let snapshot = ChunkKey::for_bytes("r1", ChunkKind::Snapshot, b"all");
    disk.write(
        vec![
            Write::put_bytes(Store::Chunks, snapshot.to_key(), b"all".to_vec()),
            Write::delete(Store::Chunks, key.to_key()),
        ],
        Durability::Strict,
    )
    .await
    .unwrap();
    assert_eq!(disk.chunks("r1").await.unwrap(), vec![(snapshot, b"all".to_vec())]);
    assert_eq!(disk.chunks("r2").await.unwrap().len(), 1);
}

#[wasm_bindgen_test]
async fn rows_views_private_and_meta_stand_each_in_its_store() {
    let disk = fresh("stores").await;
    disk.put_row("r2", "{\"b\":2}".into()).await.unwrap();
    disk.put_row("r1", "{\"a\":\"\u{1F440}\"}".into()).await.unwrap();
    assert_eq!(
        disk.rows().await.unwrap(),
        vec![("r1".to_owned(), "{\"a\":\"\u{1F440}\"}".to_owned()), ("r2".to_owned(), "{\"b\":2}".to_owned())]
    );
    assert_eq!(disk.view("r1").await.unwrap(), None);
    disk.put_view("r1", vec![0, 255]).await.unwrap();
    assert_eq!(disk.view("r1").await.unwrap(), Some(vec![0, 255]));
    disk.put_private("r1", "seen", b"mine".to_vec()).await.unwrap();
    assert_eq!(disk.private("r1").await.unwrap(), vec![("seen".to_owned(), b"mine".to_vec())]);
    disk.put_meta("made", "today".into()).await.unwrap();
    assert_eq!(disk.meta("made").await.unwrap().as_deref(), Some("today"));
}

#[wasm_bindgen_test]
async fn opening_reads_chunks_and_notes_of_one_review_together() {
    let disk = fresh("opening").await;
    disk.append_strict("r", b"chunk".to_vec()).await.unwrap();
    disk.append_strict("r2", b"not this".to_vec()).await.unwrap();
    let notes = [10, 9].map(|serial| Write::put_bytes(Store::Meta, note_key("r", "t", serial), vec![1]));
    disk.write(notes.to_vec(), Durability::Strict).await.unwrap();
    let found = disk.opening("r").await.unwrap();
    assert_eq!(found.chunks.len(), 1);
    assert_eq!(found.notes, vec![(note_key("r", "t", 9), vec![1]), (note_key("r", "t", 10), vec![1])]);
}

#[wasm_bindgen_test]
async fn erasing_a_review_leaves_the_others() {
    let disk = fresh("erase").await;
    for review in ["r1", "r10"] {
        disk.append_strict(review, b"x".to_vec()).await.unwrap();
        disk.put_row(review, "{}".into()).await.unwrap();
        let note = Write::put_bytes(Store::Meta, note_key(review, "t", 0), b"typed".to_vec());
        disk.write(vec![note], Durability::Strict).await.unwrap();
    }
    disk.delete_review("r1").await.unwrap();
    assert!(disk.chunks("r1").await.unwrap().is_empty());
    assert_eq!(disk.chunks("r10").await.unwrap().len(), 1);
    assert_eq!(disk.rows().await.unwrap().len(), 1);
    assert_eq!(disk.keys(Store::Meta, &["note"]).await.unwrap(), vec![note_key("r10", "t", 0)]);
}

#[wasm_bindgen_test]
async fn a_connection_that_was_dropped_is_opened_again() {
    let disk = fresh("dropped").await;
    disk.append_strict("r", b"before".to_vec()).await.unwrap();
    disk.close();
    disk.append_strict("r", b"after".to_vec()).await.unwrap();
    disk.close();
    assert_eq!(disk.chunks("r").await.unwrap().len(), 2);
}

#[wasm_bindgen_test]
async fn a_write_is_under_way_before_it_is_polled() {
    let disk = fresh("eager").await;
    let key = Key::of(["r"]);
    let writing = disk.write(vec![Write::put_text(Store::Rows, key, "{}".into())], Durability::Strict);
    drop(writing);
    assert_eq!(disk.rows().await.unwrap().len(), 1, "as it must be when a page closes");
}

#[wasm_bindgen_test]
async fn a_tab_lets_go_when_another_erases_everything_and_writes_no_more() {
    let old = Disk::open("/tests/versions/").await.unwrap();
    let told = Rc::new(RefCell::new(Vec::new()));
    let hears = Rc::clone(&told);
    old.on_lost(move |why| hears.borrow_mut().push(why));
    let other = Disk::open("/tests/versions/").await.unwrap();
    other.erase_all().await.unwrap();
    assert_eq!(*told.borrow(), vec![Lost::Erased]);
    let refused = old.append_strict("r", b"half a document".to_vec()).await;
    assert_eq!(refused, Err(DiskError::Erased));
    assert!(other.chunks("r").await.unwrap().is_empty());
}

#[wasm_bindgen_test]
fn a_full_disk_is_known_by_its_name() {
    let full = web_sys::DomException::new_with_message_and_name("whatever", "QuotaExceededError").unwrap();
    assert_eq!(from_js(&full.into()), DiskError::Full);
}

#[wasm_bindgen_test]
async fn a_tab_hears_the_others_and_not_itself() {
    let heard = Rc::new(RefCell::new(Vec::new()));
    let ears = Rc::clone(&heard);
    let one = Tabs::join("/tests/", "r", "one", move |message| ears.borrow_mut().push(message));
    let deaf = Rc::clone(&heard);
    let _elsewhere = Tabs::join("/tests/", "another", "three", move |message| deaf.borrow_mut().push(message));
    let two = Tabs::join("/tests/", "r", "two", |_| {});
    assert!(one.post(TabKind::Hello, b""));
    assert!(two.post(TabKind::Changes, &[1, 2, 255]));
    page::sleep_ms(100).await;
    let expected = TabMessage { from: "two".into(), kind: TabKind::Changes, bytes: vec![1, 2, 255] };
    assert_eq!(*heard.borrow(), vec![expected]);
}

#[wasm_bindgen_test]
async fn a_lock_is_held_by_one_and_freed_with_its_guard() {
    let held = locks::hold("tests-lock").await;
    assert!(locks::held_elsewhere("tests-lock").await);
    drop(held);
    let free = locks::exclusive("tests-lock", async || 7).await;
    assert_eq!(free, 7);
    page::sleep_ms(20).await;
    assert!(!locks::held_elsewhere("tests-lock").await);
}

#[wasm_bindgen_test]
fn the_browsers_zones_know_when_berlin_changes_its_clocks() {
    let zones = BrowserZones::new();
    let offset = |zone: &str, seconds: i64| zones.offset_seconds(zone, Instant::from_seconds(seconds).unwrap());
    // 2026-03-29 01:00 UTC: from 02:00 to 03:00 in Berlin.
    assert_eq!(offset("Europe/Berlin", 1_774_745_999), Some(3_600));
    assert_eq!(offset("Europe/Berlin", 1_774_746_000), Some(7_200));
    assert_eq!(offset("Asia/Kolkata", 1_774_746_000), Some(19_800));
    assert_eq!(offset("America/St_Johns", 1_485_820_800), Some(-12_600));
    assert_eq!(offset("UTC", -1), Some(0));
    assert_eq!(offset("Atlantis/Centre", 0), None);
    assert!(zones.knows(&second_story::browser::clock::local_zone()));
}

#[wasm_bindgen_test]
fn preferences_and_the_canary_are_kept_apart_by_path() {
    let here = Preferences::new("/tests/here/");
    let there = Preferences::new("/tests/there/");
    here.erase_all();
    assert!(here.set_theme(Some("dark")));
    assert_eq!(here.theme().as_deref(), Some("dark"));
    assert_eq!(there.theme(), None);
    let canary = Canary { heads: vec!["h".into()], at_ms: 5 };
    here.set_canary("r1", &canary);
    assert_eq!(here.canaries().into_iter().collect::<Vec<_>>(), vec![("r1".to_owned(), canary)]);
    here.erase_all();
    assert_eq!(here.theme(), None);
    assert!(here.canaries().is_empty());
}

#[wasm_bindgen_test]
fn ids_are_new_each_time() {
    let one = random::id().unwrap();
    assert_eq!(one.len(), 26);
    assert_ne!(one, random::id().unwrap());
}

#[wasm_bindgen_test]
async fn what_waits_can_be_called_off() {
    let called = Rc::new(RefCell::new(Vec::new()));
    let (one, two, three) = (Rc::clone(&called), Rc::clone(&called), Rc::clone(&called));
    let kept = page::after_ms(5, move || one.borrow_mut().push("timer"));
    drop(page::after_ms(5, move || two.borrow_mut().push("called off")));
    let idle = page::when_idle(move || three.borrow_mut().push("idle"));
    page::sleep_ms(200).await;
    drop((kept, idle));
    let mut heard = called.borrow().clone();
    heard.sort_unstable();
    assert_eq!(heard, ["idle", "timer"]);
}

/// A text area on the page, attached, with what it told.
fn area(text: &str) -> (web_sys::HtmlTextAreaElement, TextField, Rc<RefCell<Vec<FieldEvent>>>) {
    let page = web_sys::window().unwrap().document().unwrap();
    let area: web_sys::HtmlTextAreaElement = page.create_element("textarea").unwrap().unchecked_into();
    page.body().unwrap().append_child(&area).unwrap();
    area.focus().unwrap();
    let told = Rc::new(RefCell::new(Vec::new()));
    let hears = Rc::clone(&told);
    let field = TextField::attach(area.clone(), text, move |event| hears.borrow_mut().push(event));
    (area, field, told)
}

/// Types as the browser would: the value changes, then `input` is heard.
fn write(area: &web_sys::HtmlTextAreaElement, at: u32, text: &str) {
    area.set_range_text_with_start_and_end_and_mode(text, at, at, "end").unwrap();
    fire(area, "input");
}

fn fire(area: &web_sys::HtmlTextAreaElement, name: &str) {
    area.dispatch_event(&web_sys::Event::new(name).unwrap()).unwrap();
}

fn edited(at: usize, delete: usize, insert: &str) -> FieldEvent {
    FieldEvent::Edited(Splice { at, delete, insert: insert.into() })
}

#[wasm_bindgen_test]
fn typing_is_told_in_utf16_units_and_others_words_leave_the_caret_where_it_is() {
    let (area, field, told) = area("a\u{1F440}b");
    write(&area, 3, "\u{1F600}");
    field.hear();
    let once = vec![FieldEvent::Typing, edited(3, 0, "\u{1F600}"), FieldEvent::Told];
    assert_eq!(*told.borrow(), once);
    assert_eq!(field.selection(), (5, 5));
    field.apply(&Splice { at: 0, delete: 1, insert: "xyz".into() });
    assert_eq!(area.value(), "xyz\u{1F440}\u{1F600}b");
    assert_eq!(field.selection(), (7, 7));
    fire(&area, "input");
    field.hear();
    let edits = told.borrow().iter().filter(|event| matches!(event, FieldEvent::Edited(_))).count();
    assert_eq!(edits, 1, "what others wrote is not told as one's own");
}

#[wasm_bindgen_test]
async fn what_is_typed_is_told_after_its_frame_and_that_it_waits_at_once() {
    let (area, field, told) = area("a");
    write(&area, 1, "b");
    write(&area, 2, "c");
    assert_eq!(*told.borrow(), vec![FieldEvent::Typing]);
    assert!(field.waiting());
    page::sleep_ms(400).await;
    assert_eq!(*told.borrow(), vec![FieldEvent::Typing, edited(1, 0, "bc"), FieldEvent::Told]);
    assert!(!field.waiting());
    field.hear();
    assert_eq!(told.borrow().len(), 3);
}

#[wasm_bindgen_test]
fn what_was_typed_and_taken_back_before_its_frame_is_told_as_nothing() {
    let (area, field, told) = area("a");
    write(&area, 1, "b");
    area.set_value("a");
    fire(&area, "input");
    field.hear();
    assert_eq!(*told.borrow(), vec![FieldEvent::Typing, FieldEvent::Told]);
}

#[wasm_bindgen_test]
fn what_others_write_finds_what_was_typed_told() {
    let (area, field, told) = area("ab");
    write(&area, 2, "c");
    field.apply(&Splice { at: 0, delete: 1, insert: "xx".into() });
    assert_eq!(area.value(), "xxbc");
    assert_eq!(*told.borrow(), vec![FieldEvent::Typing, edited(3, 0, "c"), FieldEvent::Told]);
}

#[wasm_bindgen_test]
fn others_words_wait_while_one_is_composing() {
    for input_comes_last in [false, true] {
        let (area, field, told) = area("hello");
        fire(&area, "compositionstart");
        write(&area, 5, "\u{65E5}");
        field.apply(&Splice { at: 0, delete: 0, insert: "Oh, ".into() });
        assert_eq!(area.value(), "hello\u{65E5}", "the field is left alone");
        assert!(told.borrow().is_empty());
        if input_comes_last {
            fire(&area, "compositionend");
            fire(&area, "input");
        } else {
            fire(&area, "input");
            fire(&area, "compositionend");
        }
        field.hear();
        assert_eq!(area.value(), "Oh, hello\u{65E5}");
        let edits: Vec<_> =
            told.borrow().iter().filter(|event| matches!(event, FieldEvent::Edited(_))).cloned().collect();
        assert_eq!(edits, vec![edited(9, 0, "\u{65E5}")], "once, in the order of the caller's text");
        assert_eq!(field.selection(), (10, 10));
    }
}

#[wasm_bindgen_test]
fn undo_is_handed_to_the_caller() {
    let (area, _field, told) = area("text");
    let init = web_sys::KeyboardEventInit::new();
    init.set_key("z");
    init.set_ctrl_key(true);
    init.set_cancelable(true);
    let key = web_sys::KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
    assert!(!area.dispatch_event(&key).unwrap(), "the browser's own undo does not run");
    assert_eq!(*told.borrow(), vec![FieldEvent::Undo]);
}

#[wasm_bindgen_test]
fn looking_at_a_text_does_not_change_it() {
    let (area, field, told) = area("one\r\ntwo");
    fire(&area, "blur");
    drop(field);
    assert!(told.borrow().is_empty(), "{:?}", told.borrow());
}

// ---- markup -----------------------------------------------------------------------------------------------------

fn drawn(draw: impl Fn() -> Piece + Send + 'static) -> web_sys::HtmlElement {
    let page = web_sys::window().unwrap().document().unwrap();
    let host: web_sys::HtmlElement = page.create_element("div").unwrap().unchecked_into();
    page.body().unwrap().append_child(&host).unwrap();
    leptos::mount::mount_to(host.clone(), move || piece(draw)).forget();
    host
}

#[wasm_bindgen_test]
async fn what_is_drawn_again_keeps_its_node_and_nothing_else_of_what_it_was() {
    let turn = RwSignal::new(0_u8);
    let host = drawn(move || match turn.get() {
        0 => el("p").class("a").attr("role", "alert").attr("title", || Some("told")).child("one"),
        1 => el("p").class("b").attr("role", "status").attr("title", || None::<&'static str>).child("two"),
        2 => el("p").class("b").attr("hidden", true).attr("title", || Some("told")).child("three"),
        3 => el("p").class("b").attr("hidden", true).attr("title", || Some("told")).toggle("on", || true).child("four"),
        _ => {
            el("p").class("c").attr("hidden", false).attr("title", || Some("again")).toggle("on", || true).child("five")
        }
    });
    let markup = || host.first_element_child().unwrap().outer_html();
    assert_eq!(markup(), r#"<p class="a" role="alert" title="told">one</p>"#);
    let first = host.first_element_child().unwrap();
    let expected = [
        (1, r#"<p class="b" role="status">two</p>"#, true),
        (2, r#"<p class="b" hidden="" title="told">three</p>"#, false),
        (3, r#"<p class="b on" hidden="" title="told">four</p>"#, false),
        (4, r#"<p class="c on" title="again">five</p>"#, false),
        (0, r#"<p class="a" role="alert" title="told">one</p>"#, false),
    ];
    for (number, html, same) in expected {
        turn.set(number);
        page::sleep_ms(20).await;
        assert_eq!(markup(), html);
        assert_eq!(host.first_element_child().unwrap() == first, same, "the node, at {number}");
        assert_eq!(host.child_element_count(), 1);
    }
}

#[wasm_bindgen_test]
async fn a_list_of_any_length_follows_in_order_and_a_listener_is_told_once() {
    let many = RwSignal::new(vec![3_usize, 1, 2]);
    let told = RwSignal::new(0);
    let host = drawn(move || {
        let rows = many.get();
        el("ul").child(
            rows.into_iter()
                .map(|n| el("li").on(ev::click, move |_| told.update(|told| *told += 1)).child(n))
                .collect::<Piece>(),
        )
    });
    for rows in [vec![1, 2, 3, 4, 5], vec![], vec![9], vec![2, 9, 1]] {
        many.set(rows.clone());
        page::sleep_ms(20).await;
        let said: String = rows.iter().map(ToString::to_string).collect();
        assert_eq!(host.text_content().unwrap(), said);
    }
    let first: web_sys::HtmlElement = host.query_selector("li").unwrap().unwrap().unchecked_into();
    first.click();
    assert_eq!(told.get_untracked(), 1);
}

#[wasm_bindgen_test]
async fn rows_keep_their_nodes_while_their_keys_stay() {
    let rows = RwSignal::new(vec!["a", "b", "c"]);
    let host = drawn(move || el("ol").child(each(move || rows.get(), |row| *row, |row| el("li").id(row).child(row))));
    let b = host.query_selector("#b").unwrap().unwrap();
    rows.set(vec!["c", "x", "b"]);
    page::sleep_ms(20).await;
    assert_eq!(host.text_content().unwrap(), "cxb");
    assert_eq!(host.query_selector("#b").unwrap().unwrap(), b);
    let shown = RwSignal::new(true);
    let other = drawn(move || el("p").child(when_else(move || shown.get(), || "yes", || "no")));
    shown.set(false);
    page::sleep_ms(20).await;
    assert_eq!(other.text_content().unwrap(), "no");
}
