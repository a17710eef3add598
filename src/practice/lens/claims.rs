//! Claims with a word for how much, how many, how long or how often, and no figure for it in the same sentence.

use super::clauses::Clause;
use super::lexicon::{Class, Form};
use super::words::Kind;
use std::ops::Range;

/// The first claim of a sentence that has no figure.
pub fn vague(clause: &Clause<'_>) -> Option<Range<usize>> {
    if clause.asks() {
        return None;
    }
    let figures = Figures::of(clause);

    count(clause)
        .filter(|_| !figures.counted)
        .or_else(|| frequency(clause).filter(|_| !figures.any))
        .or_else(|| duration(clause).filter(|_| !figures.timed))
        .or_else(|| degree(clause).filter(|_| !figures.any))
        .or_else(|| slow(clause).filter(|_| !figures.any))
}

/// What kinds of figures a sentence has.
struct Figures {
    any: bool,
    /// A count or a share.
    counted: bool,
    /// A length of time, or a beginning and an end.
    timed: bool,
}

impl Figures {
    fn of(clause: &Clause<'_>) -> Figures {
        let mut figures = Figures { any: false, counted: false, timed: false };
        for at in clause.figures() {
            let blank = clause.get(at).is_some_and(|word| word.kind == Kind::Blank);
            let low = clause.low(at);
            let unit = clause.is(at + 1, Class::TimeUnit)
                || ["s", "ms", "min", "m", "h"].iter().any(|unit| {
                    low.strip_suffix(unit).is_some_and(|number| number.ends_with(|c: char| c.is_ascii_digit()))
                });
            let loose =
                clause.get(at).is_some_and(|word| word.is(Class::CountWord)) && clause.is(at + 1, Class::TimeUnit);
            figures.any |= !loose || unit;
            figures.counted |= blank || !unit;
            figures.timed |= blank || unit;
        }
        let clocks = clause.words.iter().skip(clause.start).filter(|word| word.kind == Kind::Clock).count();
        figures.timed |= clocks >= 2
            || (clocks == 1 && clause.words.iter().any(|word| matches!(word.low.as_str(), "until" | "since" | "from")));
        figures
    }
}

fn count(clause: &Clause<'_>) -> Option<Range<usize>> {
    clause.all(Class::Count).find(|words| {
        let (before, next) = (clause.low_before(words.start), clause.low(words.end));
        let named = matches!(next, "requests" | "connections" | "open" | "files" | "redirects" | "times");
        if matches!(before, "how" | "as" | "no" | "not") || (before == "too" && named) {
            return false;
        }
        let manner = |at: usize| matches!(clause.low(at), "ways" | "reasons");
        if manner(words.end) || manner(words.end + 1) {
            return false;
        }
        match clause.low(words.start) {
            "most" if words.len() == 1 => {
                before != "the" && before != "at" && (next == "of" || plural(clause, words.end))
            }
            "some" if words.len() == 1 => plural(clause, words.end) && !clause.is(words.end, Class::TimeUnit),
            "much" => words.len() > 1,
            "few" => before != "the" || words.len() > 1 || plural(clause, words.end),
            "scores" | "plenty" | "loads" | "tons" | "lots" => next == "of" || matches!(before, ""),
            "various" | "several" | "many" => {
                next != "-" && !(clause.low(words.start) == "several" && clause.is(words.end, Class::TimeUnit))
            }
            "dozens" | "hundreds" | "thousands" | "millions" => next == "of",
            "large" | "huge" => words.len() > 1,
            "a" if clause.low(words.start + 1) == "lot" || clause.low(words.start + 1) == "number" => true,
            _ => true,
        }
    })
}

fn plural(clause: &Clause<'_>, at: usize) -> bool {
    let noun = |at: usize| {
        let low = clause.low(at);
        low.len() > 3 && low.ends_with('s') && !low.ends_with("ss") && !low.ends_with("us")
            || matches!(low, "people" | "traffic" | "staff" | "data" | "mail")
    };
    noun(at)
        || (clause.get(at).is_some_and(|word| {
            word.kind == Kind::Word && word.is == super::lexicon::Set::NONE
                || word.is.any(&[Class::Unit, Class::Crowd, Class::Thing])
        }) && noun(at + 1)
            && clause.low(at) != "significant"
            && clause.low(at) != "recent"
            && clause.low(at) != "likely")
}

fn frequency(clause: &Clause<'_>) -> Option<Range<usize>> {
    clause.all(Class::Frequency).find(|words| {
        let (before, next) = (clause.low_before(words.start), clause.low(words.end));
        let counted = matches!(before, "how" | "as" | "more" | "most" | "less" | "too");
        let named = matches!((clause.low(words.start), next), ("frequently", "asked") | ("regularly", "scheduled"));
        !counted && !named
    })
}

fn duration(clause: &Clause<'_>) -> Option<Range<usize>> {
    clause.all(Class::Duration).find(|words| {
        let before = clause.low_before(words.start);
        let last = clause.low(words.end - 1);
        match clause.low(words.start) {
            "shortly" | "late" => false,
            "too" if last == "late" => false,
            "some" => before != "at",
            "a" if last == "moment" => before == "for" || before == "after",
            "short" | "long" if words.len() == 2 => last != "time" || matches!(before, "a" | "very" | "some" | "quite"),
            _ => true,
        }
    })
}

fn degree(clause: &Clause<'_>) -> Option<Range<usize>> {
    let strong = clause.all(Class::Degree).find(|words| {
        let (before, next) = (clause.low_before(words.start), clause.low(words.end));
        let named = matches!(before, "most" | "least" | "no" | "statistically" | "not" | "how" | "any" | "without")
            || matches!(
                next,
                "page"
                    | "pages"
                    | "byte"
                    | "bit"
                    | "digit"
                    | "digits"
                    | "version"
                    | "release"
                    | "user"
                    | "admin"
                    | "same"
                    | "first"
                    | "last"
                    | "upgrade"
                    | "versions"
                    | "releases"
                    | "change"
                    | "changes"
                    | "figures"
            );
        let weak = match clause.low(words.start) {
            "minor" | "notable" | "notably" => next == "impact" || next == "delay" || next == "effect",
            "super" | "very" => clause.get(words.end).is_some_and(|word| word.mark().is_none()),
            "severe" => clause.is(words.end, Class::Effect),
            "badly" | "heavily" => {
                clause.form(words.end, Form::PARTICIPLE) || clause.form(words.start.saturating_sub(1), Form::PAST)
            }
            "a" => clause.low(words.start + 1) == "bit" && next != "of",
            _ => true,
        };
        !named && weak
    });
    strong.or_else(|| sized(clause))
}

/// `a big drop`, `much later`.
fn sized(clause: &Clause<'_>) -> Option<Range<usize>> {
    (clause.start..clause.words.len()).find_map(|at| {
        let big = clause.is(at, Class::Size) && clause.is(at + 1, Class::Effect) && clause.low_before(at) != "no";
        let comparative = |at: usize| {
            let low = clause.low(at);
            (low.len() > 4
                && low.ends_with("er")
                && clause.get(at).is_some_and(|word| {
                    word.is == super::lexicon::Set::NONE
                        || word.is.any(&[Class::Adverb, Class::More, Class::Slow, Class::Shapeless])
                })
                && !matches!(
                    low,
                    "after"
                        | "over"
                        | "under"
                        | "other"
                        | "number"
                        | "never"
                        | "rather"
                        | "another"
                        | "sooner"
                        | "earlier"
                        | "later"
                ))
                || matches!(low, "worse" | "more" | "less" | "fewer" | "better")
        };
        let much = clause.is(at, Class::Much)
            && comparative(at + 1)
            && !matches!(clause.low_before(at), "how" | "as" | "so" | "by" | "no")
            && clause.low(at) != "bit";
        (big || much).then_some(at..at + 2)
    })
}

fn slow(clause: &Clause<'_>) -> Option<Range<usize>> {
    clause.all(Class::Slow).find(|words| {
        let before = clause.low_before(words.start);
        let said = clause.before(words.start).is_some_and(|word| word.is(Class::Be) || word.is(Class::Adverb))
            || matches!(
                before,
                "became"
                    | "become"
                    | "becoming"
                    | "felt"
                    | "ran"
                    | "getting"
                    | "very"
                    | "seemed"
                    | "remained"
                    | "stayed"
                    | "too"
                    | "and"
                    | "turned"
                    | "grew"
                    | "went"
            );
        said && clause.low(words.end) != "-" && !clause.negated(words.start)
    })
}
