//! Whether it stuck: the next meeting and what was found in it.

use super::*;

impl Telling<'_> {
    pub(super) fn stick(&mut self) {
        let mut blocks = Vec::new();
        let when = self.view.meta(meta_names::RECONVENE);
        if !when.is_nothing() {
            blocks.push(Block::Paragraph(labelled("We meet again:", vec![Inline::Text(self.moments(when, None))])));
        }
        let rows: Vec<Vec<Inline>> = self
            .standing(kind::CHECK_IN)
            .map(|item| {
                let mut row = vec![Inline::text(self.times(item, item_names::AT, None))];
                follow(&mut row, ": ", self.with_reason(item));
                self.end(row, item)
            })
            .collect();
        blocks.extend(Self::listed(rows));
        self.section("Reconvene", blocks);
    }
}
