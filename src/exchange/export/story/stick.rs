//! Whether it stuck: the next meeting, what was found in it, what was put in place, and what came before.

use super::*;
use crate::practice::status;
use crate::review::choice::{Answer, Likeness};

impl Telling<'_> {
    pub(super) fn stick(&mut self) {
        self.reconvene();
        self.follow_through();
        self.safeguards();
        self.recurrence();
    }

    fn reconvene(&mut self) {
        let mut blocks = Vec::new();
        let when = self.view.meta(meta_names::RECONVENE);
        if !when.is_nothing() {
            blocks.push(Block::Paragraph(labelled("We meet again:", vec![Inline::Text(self.moments(when, None))])));
        }
        let because = self.piece_of(self.view.meta(meta_names::NO_RECONVENE_BECAUSE));
        if self.view.meta(meta_names::NO_RECONVENE).first().is_set() {
            let label = if because.is_empty() {
                "There will be no next meeting."
            } else {
                "There will be no next meeting, because"
            };
            blocks.push(Block::Paragraph(labelled(label, because)));
        }
        self.section("Reconvene", blocks);
    }

    /// What became of the funded fixes, and each look at them with its date.
    fn follow_through(&mut self) {
        let fixes: Vec<Vec<Inline>> = status::funded(self.view)
            .filter(|fix| !fix.is_hidden())
            .filter_map(|fix| {
                let facts = self.said_of(
                    fix,
                    &[
                        ("shipped", item_names::SHIPPED),
                        ("has room", item_names::HAS_ROOM),
                        ("in its way", item_names::BLOCKED_BY),
                        ("taken to", item_names::ESCALATED_TO),
                        ("on", item_names::ESCALATED_ON),
                    ],
                );
                let links = self.piece_of(fix.field(item_names::TRACKER));
                let mut row = piece(fix.body());
                follow(&mut row, ": ", facts.clone());
                follow(&mut row, " · ", links.clone());
                (!facts.is_empty() || !links.is_empty()).then(|| self.end(row, fix))
            })
            .collect();
        let looks: Vec<Vec<Inline>> = self
            .standing(kind::CHECK_IN)
            .map(|look| {
                let mut row = vec![Inline::text(self.times(look, item_names::AT, None))];
                let facts = [("the fix shipped", item_names::SHIPPED), ("the behaviour stuck", item_names::STUCK)];
                follow(&mut row, ": ", self.said_of(look, &facts));
                follow(&mut row, ": ", self.with_reason(look));
                let removed = self.piece_of(look.field(item_names::TO_REMOVE));
                if !removed.is_empty() {
                    row.push(Inline::Break);
                    row.extend(labelled("To remove:", removed));
                }
                self.end(row, look)
            })
            .collect();
        self.section("Follow-through", Self::listed(fixes).into_iter().chain(Self::listed(looks)).collect());
    }

    fn safeguards(&mut self) {
        self.list("Safeguards", kind::CONTROL, |telling, control| {
            let mut row = piece(control.body());
            let facts = telling.said_of(
                control,
                &[
                    ("costs", item_names::COST),
                    ("gone around", item_names::BYPASSES),
                    ("would be put in place again today", item_names::REINSTATE),
                ],
            );
            follow(&mut row, ": ", facts);
            if control.field(item_names::TAKEN_OUT).first().is_set() {
                row.push(Inline::Text(" ".to_owned()));
                row.push(Inline::emphasis("taken out"));
            }
            row
        });
    }

    /// Earlier reviews by what they are called; their ids open nothing, and stay out.
    fn recurrence(&mut self) {
        let class = self.piece_of(self.view.meta(meta_names::FAILURE_CLASS));
        let class = (!class.is_empty()).then(|| Block::Paragraph(labelled("Class of failure:", class)));
        let rows: Vec<Vec<Inline>> = self
            .standing(kind::EARLIER)
            .map(|earlier| {
                let mut row = self.piece_of(earlier.field(item_names::NAME));
                let weeks = earlier.field(item_names::WEEKS).first().as_int();
                follow(&mut row, ", ", piece(&status::weeks_later(weeks)));
                let likeness = earlier.field(item_names::LIKENESS);
                let alike = match Likeness::from_key(likeness.text()).filter(|_| !likeness.differs()) {
                    Some(alike) => alike.label().to_lowercase(),
                    None => self.values(likeness),
                };
                follow(&mut row, ": ", piece(&alike));
                follow(&mut row, ": ", piece(earlier.body()));
                let fate = self.piece_of(earlier.field(item_names::FATE));
                if !fate.is_empty() {
                    row.push(Inline::Break);
                    row.extend(labelled("What became of its fix:", fate));
                }
                self.end(row, earlier)
            })
            .collect();
        self.section("Recurrence", class.into_iter().chain(Self::listed(rows)).collect());
    }

    /// Scalars of an item as "label: value", those that say something.
    fn said_of(&self, item: &Item, wanted: &[(&str, &str)]) -> Vec<Inline> {
        let mut out = Vec::new();
        for (label, key) in wanted {
            let register = item.field(key);
            let value = match Answer::from_key(register.text()).filter(|_| !register.differs()) {
                Some(answer) => vec![Inline::text(answer.label().to_lowercase())],
                None => self.piece_of(register),
            };
            if !value.is_empty() {
                follow(&mut out, " · ", vec![Inline::Text(format!("{label}: "))]);
                out.extend(value);
            }
        }
        out
    }
}
