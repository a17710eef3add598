//! The write-up that is committed beside a check: the review as Markdown for a stranger who was just stopped by it.
//!
//! Promises: it reads from a fresh clone without the app; its first lines say what happened, the trap, and what to do
//! now; nobody who is known by name is named in it, and no address is in it that only one browser can open.

use super::markdown;
use super::rich::{Block, Inline, one_line};
use super::story;
use crate::practice::gate_message::{GateMessage, link_hint};
use crate::practice::names::{known, unnamed};
use crate::review::field::item as fields;
use crate::review::moment::UtcOnly;
use crate::review::{Intent, Prose, ReviewView, Scalar, TextField, kind};

/// The write-up of a review, with the message of its check.
pub fn write(view: &ReviewView, message: &GateMessage) -> String {
    let view = for_strangers(view);
    let mut blocks = story::story(&view, "UTC", &UtcOnly);
    let head = [
        ("What happened:", one_line(view.prose(Prose::Summary))),
        ("The trap:", message.trap.clone()),
        ("Do now:", message.does.clone()),
        ("Ask:", message.ask.clone()),
    ];
    let head = head.into_iter().filter(|(_, said)| !said.is_empty()).map(|(label, said)| {
        Block::Paragraph(vec![Inline::strong(label), Inline::Text(" ".to_owned()), Inline::text(said)])
    });
    // Behind the title.
    blocks.splice(1..1, head.collect::<Vec<_>>());
    markdown::write_blocks(&blocks)
}

/// The review without names and without addresses of one browser.
fn for_strangers(view: &ReviewView) -> ReviewView {
    let known = known(view);
    let cleaned = |text: &str| {
        let words: Vec<&str> = text.split(' ').filter(|word| link_hint(word).is_none()).collect();
        unnamed(&words.join(" "), &known)
    };
    let mut acts = Vec::new();
    // Who holds it is between the people of the team.
    let texts = Prose::ALL.iter().map(|prose| (TextField::Prose(*prose), view.prose(*prose)));
    let bodies = view.items().map(|item| (TextField::Body(item.id().clone()), item.body()));
    for (field, text) in texts.chain(bodies) {
        let now = if field == TextField::Prose(Prose::Holder) { String::new() } else { cleaned(text) };
        acts.extend(Intent::rewrite(field, text, &now));
    }
    for item in view.items() {
        if item.kind() == kind::ROLE {
            acts.push(Intent::remove(item.id(), 1));
        }
        for (key, register) in item.fields() {
            let key: &str = key;
            let gone = matches!(key, fields::OWNER | fields::ACCEPTED | fields::ESCALATED_TO | fields::TRACKER);
            let text = register.first().as_str().unwrap_or("");
            let now = if gone { String::new() } else { cleaned(text) };
            if now != text && !text.is_empty() && !matches!(key, fields::KIND | fields::CREATED_BY) {
                acts.push(Intent::set(item.id(), key, Scalar::text_or_null(now)));
            }
        }
    }
    view.act(&acts).view
}
