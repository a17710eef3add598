//! Marks on the lines of a page that are not part of its text: who else is in a line, and where their caret stands.
//!
//! Nothing is put into the page's own nodes: a line is marked by an attribute that the style sheet shows, a caret by
//! the browser's own highlights. A browser that lacks these shows the line's mark alone.

use super::page::{document, window};
use js_sys::Reflect;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Node, Range};

#[wasm_bindgen]
extern "C" {
    type Highlight;

    #[wasm_bindgen(constructor)]
    fn new() -> Highlight;

    #[wasm_bindgen(method)]
    fn add(this: &Highlight, range: &Range);

    type Highlights;

    #[wasm_bindgen(method)]
    fn set(this: &Highlights, name: &str, highlight: &Highlight);
}

/// Gives an attribute to the elements of these ids, and takes it from all others.
pub fn mark_lines(name: &str, lines: &[(String, String)]) {
    let Some(page) = document() else { return };
    if let Ok(marked) = page.query_selector_all(&format!("[{name}]")) {
        for element in (0..marked.length()).filter_map(|at| marked.item(at)?.dyn_into::<Element>().ok()) {
            if !lines.iter().any(|(id, _)| *id == element.id()) {
                let _ = element.remove_attribute(name);
            }
        }
    }
    for (id, value) in lines {
        if let Some(element) = page.get_element_by_id(id) {
            let _ = element.set_attribute(name, value);
        }
    }
}

/// Marks the letters at which carets stand, each by the id of its line and its place in the line's text.
pub fn mark_carets(carets: &[(String, usize)]) {
    let Some((window, page)) = window().zip(document()) else { return };
    if !Reflect::has(&window, &"Highlight".into()).unwrap_or(false) {
        return;
    }
    let Some(all) = Reflect::get(&window, &"CSS".into())
        .and_then(|css| Reflect::get(&css, &"highlights".into()))
        .ok()
        .filter(|all| !all.is_undefined())
    else {
        return;
    };
    let marked = Highlight::new();
    for (id, at) in carets {
        let text = page.get_element_by_id(id).and_then(|line| line.query_selector(".text").ok().flatten());
        if let Some(text) = text
            && let Ok(range) = page.create_range()
            && letter(&text, *at, &range)
        {
            marked.add(&range);
        }
    }
    all.unchecked_ref::<Highlights>().set("others", &marked);
}

/// Puts a range around the letter at a place of an element's text; around the last one, where the place is its end.
fn letter(element: &Element, at: usize, range: &Range) -> bool {
    let mut left = u32::try_from(at).unwrap_or(u32::MAX);
    let mut last: Option<(Node, u32)> = None;
    let mut waiting: Vec<Node> = vec![element.clone().into()];
    while let Some(node) = waiting.pop() {
        if node.node_type() == Node::TEXT_NODE {
            let length = u32::try_from(node.text_content().unwrap_or_default().encode_utf16().count()).unwrap_or(0);
            if left < length {
                return range.set_start(&node, left).and_then(|()| range.set_end(&node, left + 1)).is_ok();
            }
            left -= length;
            if length > 0 {
                last = Some((node.clone(), length));
            }
        }
        let children = node.child_nodes();
        waiting.extend((0..children.length()).rev().filter_map(|index| children.item(index)));
    }
    last.is_some_and(|(node, length)| {
        range.set_start(&node, length - 1).and_then(|()| range.set_end(&node, length)).is_ok()
    })
}
