//! What will change: the funded fix, what is declined aloud, what is too big, what is possible.

use super::*;
use crate::exchange::export::names::stem;
use crate::practice::gate_message::{self, GateMessage};
use crate::review::choice::{Disposition, Rung};
use crate::review::relation::related;

impl Telling<'_> {
    pub(super) fn changes(&mut self) {
        let (mut funded, mut declined, mut budget, mut open) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for item in self.standing(kind::CANDIDATE) {
            let disposition = item.field(item_names::DISPOSITION);
            if disposition.differs() {
                let mut row = self.commitment(item);
                row.push(Inline::Text(format!(" (decided differently: {})", self.values(disposition))));
                open.push(self.end(row, item));
                continue;
            }
            let (rows, row) = match Disposition::from_key(disposition.text()) {
                Some(Disposition::Funded) => (&mut funded, self.commitment(item)),
                Some(Disposition::Declined) => {
                    (&mut declined, self.with(item, "Look at it again:", item_names::REVISIT))
                }
                Some(Disposition::Budget) => (&mut budget, self.with(item, "Goes to:", item_names::ADDRESSEE)),
                None => (&mut open, self.commitment(item)),
            };
            rows.push(self.end(row, item));
        }
        let holder = self.labelled("Who holds it, by when:", Prose::Holder);
        let message = self.gate_message();
        self.section("Funded", Self::listed(funded).into_iter().chain(holder).chain(message).collect());
        let nothing = self.labelled("We choose to change nothing, because:", Prose::NothingBecause);
        self.section("Declined aloud", Self::listed(declined).into_iter().chain(nothing).collect());
        self.section("To budget", Self::listed(budget).into_iter().collect());
        self.section("Possible changes", Self::listed(open).into_iter().collect());
    }

    /// What a check says to whoever it stops. It names no person.
    fn gate_message(&self) -> Vec<Block> {
        let day = gate_message::day_of(self.view, self.zone, self.wording.rules);
        let path = gate_message::default_path(day, &stem(self.view.title()));
        let message = GateMessage::of(self.view, day, &path);
        // The trap alone stands at the head already.
        if message.does.is_empty() {
            return Vec::new();
        }
        vec![
            Block::Paragraph(vec![Inline::strong("What the check says:")]),
            Block::Quote(message.text().trim_end().to_owned()),
        ]
    }

    fn with(&self, item: &Item, label: &str, key: &str) -> Vec<Inline> {
        let mut row = self.with_reason(item);
        self.further(&mut row, label, self.piece_of(item.field(key)));
        row
    }

    fn further(&self, row: &mut Vec<Inline>, label: &str, words: Vec<Inline>) {
        if !words.is_empty() {
            row.push(Inline::Break);
            row.extend(labelled(label, words));
        }
    }

    /// A fix: what, and in parentheses owner, date, rung, measure, capacity and what it displaces; then where it came
    /// from.
    fn commitment(&self, item: &Item) -> Vec<Inline> {
        let rung = item.field(item_names::RUNG);
        let rung = match (rung.differs(), Rung::from_key(rung.text())) {
            (false, Some(Rung::Heads)) => "in people's heads".to_owned(),
            (false, Some(Rung::Checklist)) => "a checklist or a runbook".to_owned(),
            (false, Some(Rung::Path)) => "in the path of the work".to_owned(),
            _ => self.values(rung),
        };
        let worded = |label: &str, key: &str| {
            let said = self.values(item.field(key));
            if said.is_empty() { said } else { format!("{label} {said}") }
        };
        let facts = [
            self.values(item.field(item_names::OWNER)),
            self.values(item.field(item_names::DUE)),
            rung,
            self.values(item.field(item_names::MEASURE)),
            worded("takes", item_names::CAPACITY),
            worded("displaces", item_names::DISPLACES),
        ];
        let mut row = self.with_reason(item);
        let facts = said(&facts);
        if !facts.is_empty() {
            row.push(Inline::Text(format!(" ({})", facts.join(" · "))));
        }
        self.further(&mut row, "Why a second one:", self.piece_of(item.field(item_names::SECOND_BECAUSE)));
        let from: Vec<String> = related(self.view, item, item_names::COMES_FROM)
            .into_iter()
            .filter(|from| !from.is_hidden() && !from.body().trim().is_empty())
            .map(|from| format!("“{}”", one_line(from.body())))
            .collect();
        self.further(
            &mut row,
            "Came from:",
            vec![Inline::text(from.join(", "))].into_iter().filter(|_| !from.is_empty()).collect(),
        );
        row
    }
}
