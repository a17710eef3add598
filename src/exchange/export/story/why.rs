//! Why it made sense: what set it off, what made it possible, what contributed.

use super::*;

impl Telling<'_> {
    pub(super) fn why(&mut self) {
        self.section("Trigger", self.prose(Prose::Trigger));
        self.section("Underlying condition", self.prose(Prose::Condition));
        self.list("Contributing factors", kind::FACTOR, |telling, item| telling.with_reason(item));
        self.section("What went well", self.prose(Prose::Helped));
        self.section("Where we got lucky", self.prose(Prose::Luck));
    }
}
