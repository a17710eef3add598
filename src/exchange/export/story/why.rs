//! Why it made sense: decisions, what set it off, what made it possible, what contributed and how that was possible,
//! the layers and the gate, luck.

use super::*;
use crate::practice::causes::Graph;
use crate::practice::decisions::{MORE, decisions, unseen};
use crate::practice::questions;
use crate::review::choice::{Again, Answer, EffectOf, Family, LayerState};
use crate::review::relation::{Stated, supporting};

impl Telling<'_> {
    pub(super) fn why(&mut self) {
        self.decided();
        for (heading, field) in [("Trigger", Prose::Trigger), ("Underlying condition", Prose::Condition)] {
            let mut blocks = self.prose(field);
            if !blocks.is_empty() {
                blocks.extend(
                    self.supported(&Stated::Prose(field))
                        .map(|times| Block::Paragraph(labelled("Supported by:", vec![Inline::text(times)]))),
                );
            }
            self.section(heading, blocks);
        }
        self.list("Contributing factors", kind::FACTOR, Self::factor);
        self.chains();
        self.layers();
        self.gates();
        self.section("What went well", self.prose(Prose::Helped));
        self.section("Where we got lucky", self.prose(Prose::Luck));
        let rows = unseen(self.view).into_iter().map(|unseen| {
            let mut row = piece(&unseen.missing);
            if !unseen.was.is_empty() {
                row.push(Inline::Break);
                row.extend(labelled("It was here:", piece(&unseen.was)));
            }
            row
        });
        let rows = rows.collect();
        self.section("What we could not see", Self::listed(rows).into_iter().collect());
    }

    /// Questions that are open, and those that have their answer.
    pub(super) fn questions(&mut self) {
        self.list("Open questions", kind::QUESTION, |telling, item| {
            if questions::is_answered(item) { Vec::new() } else { telling.with_reason(item) }
        });
        self.list("Answered questions", kind::QUESTION, |telling, item| {
            let mut row = Vec::new();
            if questions::is_answered(item) {
                row = telling.with_reason(item);
                telling.facts(&mut row, item, &[("Answer:", item_names::ANSWER)]);
            }
            row
        });
    }

    /// Facts of an item, each on a line of its own after its label.
    fn facts(&self, row: &mut Vec<Inline>, item: &Item, facts: &[(&str, &str)]) {
        for (label, key) in facts {
            let words = self.piece_of(item.field(key));
            if !words.is_empty() {
                row.push(Inline::Break);
                row.extend(labelled(label, words));
            }
        }
    }

    /// Decisions of which more is known than the line of the timeline says: that has what was known then, too.
    fn decided(&mut self) {
        let rows: Vec<Vec<Inline>> = decisions(self.view)
            .filter(|item| is_told_apart(item))
            .map(|item| {
                let when = self.times(item, item_names::AT, None);
                let mut row = if when.is_empty() { Vec::new() } else { vec![Inline::strong(when)] };
                follow(&mut row, " ", piece(item.body()));
                self.facts(
                    &mut row,
                    item,
                    &[
                        ("Known then:", item_names::KNOWN_THEN),
                        ("Options considered:", item_names::OPTIONS),
                        ("Chosen:", item_names::CHOSEN),
                        ("Why it made sense:", item_names::WHY),
                        ("Not known:", item_names::MISSING),
                        ("Where that was:", item_names::MISSING_WAS),
                    ],
                );
                let later = self.piece_of(item.field(item_names::LEARNED_LATER));
                if !later.is_empty() {
                    row.push(Inline::Break);
                    row.push(Inline::emphasis("Learned later:"));
                    row.push(Inline::Text(" ".to_owned()));
                    row.extend(later);
                }
                self.end(row, item)
            })
            .collect();
        self.section("Decisions", Self::listed(rows).into_iter().collect());
    }

    /// The times of the entries that support a claim; `None` where there are none.
    fn supported(&self, claim: &Stated) -> Option<String> {
        let mut items = supporting(self.view, claim);
        items.retain(|item| !item.is_hidden());
        let name = |item: &&Arc<Item>| {
            let when = self.times(item, item_names::AT, None);
            // A line without a time is told by its first words.
            if item.at().is_placed() { when } else { first_words(item.words()) }
        };
        let times: Vec<String> = items.iter().map(name).filter(|name| !name.is_empty()).collect();
        (!times.is_empty()).then(|| times.join(", "))
    }

    /// A value chosen from a few, by its name; where people differ, as they gave it.
    fn chosen(&self, item: &Item, key: &str, label: impl Fn(&str) -> Option<&'static str>) -> String {
        let register = item.field(key);
        let name = if register.differs() { None } else { label(register.text()) };
        name.map_or_else(|| self.values(register), str::to_owned)
    }

    fn factor(&self, item: &Item) -> Vec<Inline> {
        let mut row = self.with_reason(item);
        let again = self.chosen(item, item_names::AGAIN, |key| Again::from_key(key).map(Again::label));
        let facts = said(&[
            self.chosen(item, item_names::FAMILY, |key| Family::from_key(key).map(Family::label)),
            self.chosen(item, item_names::EFFECT, |key| EffectOf::from_key(key).map(EffectOf::label)),
            if again.is_empty() { again } else { format!("again tomorrow: {}", again.to_lowercase()) },
        ]);
        if !facts.is_empty() {
            row.push(Inline::Text(format!(" ({})", facts.join(" · "))));
        }
        if let Some(times) = self.supported(&Stated::Item(item.id().clone())) {
            row.push(Inline::Break);
            row.extend(labelled("Supported by:", vec![Inline::text(times)]));
        }
        row
    }

    /// Each cause with what it made possible: a line that can be read by itself.
    fn chains(&mut self) {
        let graph = Graph::of(self.view);
        let name = |id: &ItemId| format!("“{}”", one_line(self.view.item(id).map_or("", |item| item.body())));
        let rows: Vec<Vec<Inline>> = graph
            .nodes()
            .iter()
            .filter_map(|node| self.view.item(&node.id))
            .filter(|item| !item.is_hidden() && !item.body().trim().is_empty())
            .map(|item| {
                let mut row = piece(item.body());
                let made: Vec<String> = graph.made_by(item.id()).map(name).filter(|name| name != "“”").collect();
                if !made.is_empty() {
                    row.push(Inline::Break);
                    row.push(Inline::emphasis("made possible:"));
                    row.push(Inline::Text(" ".to_owned()));
                    row.push(Inline::text(made.join(", ")));
                }
                self.end(row, item)
            })
            .collect();
        self.section("How it was possible", Self::listed(rows).into_iter().collect());
    }

    fn layers(&mut self) {
        let rows: Vec<Vec<Vec<Inline>>> = self
            .standing(kind::LAYER)
            .filter(|item| !item.body().trim().is_empty())
            .map(|item| {
                let state =
                    self.chosen(item, item_names::STATE, |key| LayerState::from_key(key).map(LayerState::label));
                let support = self.supported(&Stated::Item(item.id().clone())).unwrap_or_default();
                vec![self.end(piece(item.body()), item), vec![Inline::text(state)], vec![Inline::text(support)]]
            })
            .collect();
        if !rows.is_empty() {
            let head = vec!["Layer".to_owned(), "What became of it".to_owned(), "Supported by".to_owned()];
            self.section("Layers of protection", vec![Block::Table { head, rows }]);
        }
    }

    fn gates(&mut self) {
        let answer = |key: &str| Answer::from_key(key).map(Answer::label);
        let rows: Vec<Vec<Inline>> = self
            .standing(kind::GATE)
            .map(|item| {
                let actor = self.values(item.field(item_names::ACTOR));
                let mut row = if actor.is_empty() { Vec::new() } else { vec![Inline::strong(actor)] };
                follow(&mut row, ": ", piece(item.body()));
                let had = [
                    ("time", self.chosen(item, item_names::HAD_TIME, answer)),
                    ("context", self.chosen(item, item_names::HAD_CONTEXT, answer)),
                    ("authority", self.chosen(item, item_names::HAD_AUTHORITY, answer)),
                ];
                let had: Vec<String> = had
                    .into_iter()
                    .filter(|(_, value)| !value.is_empty())
                    .map(|(what, value)| format!("{what}: {}", value.to_lowercase()))
                    .collect();
                if !had.is_empty() {
                    row.push(Inline::Break);
                    row.extend(labelled(
                        "The approver had what the gate assumed:",
                        vec![Inline::text(had.join(" · "))],
                    ));
                }
                self.facts(
                    &mut row,
                    item,
                    &[
                        ("Believed to reach:", item_names::BELIEVED_REACH),
                        ("Reached:", item_names::ACTUAL_REACH),
                        ("What other than luck would have caught it:", item_names::CAUGHT_BY),
                    ],
                );
                if row.is_empty() { row } else { self.end(row, item) }
            })
            .collect();
        self.section("The gate", Self::listed(rows).into_iter().collect());
    }
}

/// Whether more is known of an entry than its line of the timeline says: then all of it stands under *Decisions*.
pub(super) fn is_told_apart(item: &Item) -> bool {
    item.entry_kind() == EntryKind::Decision
        && MORE.iter().any(|key| *key != item_names::KNOWN_THEN && !item.field(key).is_nothing())
}

/// How a text begins, cut between words.
fn first_words(text: &str) -> String {
    let text = one_line(text);
    let mut words = String::new();
    for word in text.split(' ') {
        if !words.is_empty() && words.chars().count() + word.chars().count() > 40 {
            return format!("“{words}…”");
        }
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
    if words.is_empty() { words } else { format!("“{words}”") }
}
