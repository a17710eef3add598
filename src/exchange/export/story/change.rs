//! What will change: the funded fix, what is declined aloud, what is too big, what is possible.

use super::*;

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
            let row = match disposition.text() {
                "funded" => self.commitment(item),
                _ => self.with_reason(item),
            };
            match disposition.text() {
                "funded" => funded.push(self.end(row, item)),
                "declined" => declined.push(self.end(row, item)),
                "budget" => budget.push(self.end(row, item)),
                _ => open.push(self.end(self.commitment(item), item)),
            }
        }
        let holder = self.labelled("Who holds it, by when:", Prose::Holder);
        self.section("Funded", Self::listed(funded).into_iter().chain(holder).collect());
        let nothing = self.labelled("We choose to change nothing, because:", Prose::NothingBecause);
        self.section("Declined aloud", Self::listed(declined).into_iter().chain(nothing).collect());
        self.section("To budget", Self::listed(budget).into_iter().collect());
        self.section("Possible changes", Self::listed(open).into_iter().collect());
    }

    /// A fix: what, and in parentheses owner, date, rung and measure.
    fn commitment(&self, item: &Item) -> Vec<Inline> {
        let rung = item.field(item_names::RUNG);
        let rung = match (rung.differs(), rung.text()) {
            (false, "heads") => "in people's heads".to_owned(),
            (false, "checklist") => "a checklist or a runbook".to_owned(),
            (false, "path") => "in the path of the work".to_owned(),
            _ => self.values(rung),
        };
        let facts = [
            self.values(item.field(item_names::OWNER)),
            self.values(item.field(item_names::DUE)),
            rung,
            self.values(item.field(item_names::MEASURE)),
        ];
        let mut row = self.with_reason(item);
        let facts = said(&facts);
        if !facts.is_empty() {
            row.push(Inline::Text(format!(" ({})", facts.join(" · "))));
        }
        row
    }
}
