//! The bet: what was risked on purpose, what was agreed to end it, and what came of it.

use super::*;
use crate::practice::bet;
use crate::review::choice::Answer;

impl Telling<'_> {
    pub(super) fn bet(&mut self) {
        let mut blocks = Vec::new();
        for item in self.standing(kind::BET) {
            let mut line = piece(item.body());
            for (label, key) in [("Judged by:", item_names::JUDGED_BY), ("What came of it:", item_names::OUTCOME)] {
                let words = self.piece_of(item.field(key));
                if !words.is_empty() {
                    follow_break(&mut line);
                    line.extend(labelled(label, words));
                }
            }
            let ends: Vec<&Arc<Item>> =
                bet::criteria(self.view, item.id()).iter().filter_map(|id| self.view.item(id)).collect();
            let agreed = item.field(item_names::DECIDED_AT).first().as_int().is_some();
            let rows: Vec<Vec<Inline>> = ends
                .into_iter()
                .filter(|end| !end.is_hidden() && !end.body().trim().is_empty())
                .map(|end| {
                    let mut row = piece(end.body());
                    let outcome = end.field(item_names::OUTCOME);
                    let came: Vec<&str> = outcome
                        .claims()
                        .iter()
                        .filter_map(|claim| match Answer::from_key(claim.value.as_str()?)? {
                            Answer::Yes => Some("it came to that"),
                            Answer::No => Some("it did not come to that"),
                            _ => None,
                        })
                        .collect();
                    if agreed && !bet::is_beforehand(item, end) {
                        row.push(Inline::Text(" (added afterwards)".to_owned()));
                    }
                    if !came.is_empty() {
                        follow(&mut row, ": ", vec![Inline::emphasis(came.join(" / "))]);
                    }
                    self.end(row, end)
                })
                .collect();
            if line.is_empty() && rows.is_empty() {
                continue;
            }
            blocks.push(Block::Paragraph(self.end(line, item)));
            if let Some(list) = Self::listed(rows) {
                let label = if agreed { "Agreed beforehand to end it:" } else { "What would end it:" };
                blocks.push(Block::Paragraph(vec![Inline::strong(label)]));
                blocks.push(list);
            }
            if let Some(verdict) = bet::verdict(self.view, item.id()) {
                blocks.push(Block::Paragraph(vec![Inline::text(verdict.sentence())]));
            }
        }
        self.section("The bet", blocks);
    }
}

fn follow_break(line: &mut Vec<Inline>) {
    if !line.is_empty() {
        line.push(Inline::Break);
    }
}
