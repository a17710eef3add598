//! Before we start: what is said aloud. It is shown large; there is nothing to click, and nothing of it is kept.

use crate::review::Prose;
use crate::ui::elements::markup::*;

/// The three rules, as they are said.
const RULES: [&str; 3] = [
    "No blame. We look at the system, not at a person.",
    "Everybody meant well, in a system that did not prevent the error.",
    "What we decide to do is specific, somebody holds it, and it has a date.",
];

/// The stage.
pub fn opening() -> Piece {
    let rules: Piece = RULES.into_iter().map(|rule| el("li").child(rule)).collect();
    el("div")
        .class("spoken")
        .child(super::large(
            Prose::Opening,
            "Opening words",
            "We are here to learn what happened, and to leave something changed.",
        ))
        .child(
            el("p")
                .class("quiet")
                .child("Most people want to do good work. Explain what you saw; nobody has to defend it."),
        )
        .child(el("ol").class("rules").attr("aria-label", "Three rules").child(rules))
        .child(el("p").class("pair-rule").child("The person is safe. The commitment carries a name."))
        .child(
            el("p")
                .class("quiet opener")
                .child("Whoever leads speaks first, of something of their own: ")
                .child(el("q").child("I missed this risk during planning."))
                .child(" ")
                .child(el("q").child("I should have escalated earlier.")),
        )
}
