//! How much of a review is worth making: surprise says it, not severity.
//!
//! Severity is the dial of the response. Of a review it is the wrong one: a severe incident that everybody
//! understands needs its fix followed through, and a small one that nobody can explain says that the picture people
//! have of the system is wrong somewhere. Promises: ratings are read as a heap without order, and no figure is made of
//! them for a person or across reviews; without a word about surprise nothing is suggested, however severe it was; a
//! suggestion always says why; what people chose stands above it.

use crate::review::ballot::{SALT, SEALED, SHOWN, SURPRISE};
use crate::review::choice::Depth;
use crate::review::field::meta;
use crate::review::{Prose, ReviewView, Scalar};

/// A review with more lines than this in its timeline has outgrown one page.
const MOST_LINES_OF_A_SHORT_ONE: usize = 12;

/// The severity of what nearly happened.
pub const NEAR_MISS: &str = "near miss";

/// The ratings that were shown, sorted: 1, as expected, to 5, nobody can explain it.
pub fn ratings(view: &ReviewView) -> Vec<i64> {
    let mut all: Vec<i64> = view
        .marks()
        .filter(|(key, _)| key.starts_with(SURPRISE))
        .filter_map(|(_, register)| register.first().as_int())
        .filter(|rating| (1..=5).contains(rating))
        .collect();
    all.sort_unstable();
    all
}

/// How many ratings are sealed and not shown yet.
pub fn sealed(view: &ReviewView) -> usize {
    let waits =
        |key: &str| key.strip_prefix(SEALED).is_some_and(|name| view.mark(&format!("{SALT}{name}")).is_nothing());
    view.marks().filter(|(key, _)| waits(key)).count()
}

/// Whether somebody asked for the ratings that are in.
pub fn are_asked_for(view: &ReviewView) -> bool {
    view.mark(SHOWN).first().is_set()
}

/// "2, 4, 5"; empty where none is shown.
pub fn in_words(view: &ReviewView) -> String {
    ratings(view).iter().map(i64::to_string).collect::<Vec<_>>().join(", ")
}

/// How severe an incident was, as far as the words for it tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Sev 3 and below, minor, low.
    Low,
    /// Sev 2, medium.
    Middle,
    /// Sev 0, sev 1, P1, critical, major.
    High,
}

/// What a team's word for severity means; nothing where that cannot be told.
pub fn severity(words: &str) -> Option<Severity> {
    let lower = words.to_lowercase();
    let parts: Vec<&str> =
        lower.split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let denied = parts.iter().any(|part| matches!(*part, "not" | "non" | "no"));
    for (place, part) in parts.iter().enumerate() {
        let meant = match *part {
            "critical" | "crit" | "major" | "severe" | "high" | "highest" | "urgent" | "blocker" | "emergency" => {
                Some(if denied { Severity::Low } else { Severity::High })
            }
            "medium" | "moderate" | "middle" | "normal" => Some(Severity::Middle),
            "minor" | "low" | "lowest" | "small" | "trivial" | "negligible" | "cosmetic" | "info" => {
                Some(Severity::Low)
            }
            _ => None,
        };
        if meant.is_some() {
            return meant;
        }
        let name = part.trim_end_matches(|letter: char| letter.is_ascii_digit());
        // A figure alone means something where nothing stands beside it.
        if name.is_empty() && parts.len() > 1 {
            continue;
        }
        if !matches!(name, "" | "sev" | "severity" | "s" | "p" | "prio" | "priority" | "level" | "tier") {
            continue;
        }
        let own = part.strip_prefix(name).filter(|digits| !digits.is_empty());
        // "SEV 2": the figure is a word of its own.
        let figure = own.or_else(|| parts.get(place + 1).copied().filter(|_| !name.is_empty()));
        match figure.and_then(|figure| figure.parse::<u32>().ok()) {
            Some(0 | 1) => return Some(Severity::High),
            Some(2) => return Some(Severity::Middle),
            Some(3..=5) => return Some(Severity::Low),
            _ => {}
        }
    }
    None
}

/// How much of a review is suggested, and why, in one sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// How much.
    pub depth: Depth,
    /// Why.
    pub why: &'static str,
}

/// What is suggested, from the ratings that were shown or the one that was said openly, and from whether people could
/// say what their model said and what the system did. Nothing before somebody said something about surprise.
pub fn suggestion(view: &ReviewView) -> Option<Suggestion> {
    let mut rated = ratings(view);
    if rated.is_empty() {
        let spoken = view.meta(meta::SURPRISE);
        rated.extend(spoken.claims().iter().filter_map(|claim| number(&claim.value)));
        rated.sort_unstable();
    }
    let (Some(lowest), Some(highest)) = (rated.first().copied(), rated.last().copied()) else { return None };
    let said = |field: Prose| !view.prose(field).trim().is_empty();
    let told = said(Prose::ModelSaid) && said(Prose::SystemDid);
    let severity = view.meta(meta::SEVERITY).claims().iter().filter_map(|claim| severity(claim.value.as_str()?)).max();
    let (depth, why) = match (lowest, highest, severity) {
        (4.., _, Some(Severity::Low)) => (
            Depth::Full,
            "Nobody can explain this yet: it was small, and our picture of the system is wrong somewhere.",
        ),
        (4.., ..) => (Depth::Full, "Nobody can explain this yet: our picture of the system is wrong somewhere."),
        (_, 4.., _) => {
            (Depth::Full, "Some expected this and some could not explain it: there is something to tell each other.")
        }
        (_, ..=2, Some(Severity::High)) => (Depth::FollowThrough, "Severe but well understood: follow it through."),
        (_, ..=2, _) if !told => (Depth::FollowThrough, "Nobody was surprised: see that the fix happens."),
        _ => (Depth::Short, "A little surprising: five sentences hold it."),
    };
    Some(Suggestion { depth, why })
}

fn number(value: &Scalar) -> Option<i64> {
    value.as_int().or_else(|| value.as_str()?.trim().parse().ok()).filter(|rating| (1..=5).contains(rating))
}

/// How much people said they want of it.
pub fn said_depth(view: &ReviewView) -> Option<Depth> {
    Depth::from_key(view.meta(meta::DEPTH).text())
}

/// How much of the review its page shows: what people said; else one page, until its timeline has outgrown that.
pub fn depth(view: &ReviewView) -> Depth {
    let grown = view.timeline().nth(MOST_LINES_OF_A_SHORT_ONE).is_some();
    said_depth(view).unwrap_or(if grown { Depth::Full } else { Depth::Short })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::{Intent, TextField};

    fn rated(ratings: &[i64], severity: &str) -> ReviewView {
        let mut intents: Vec<Intent> = ratings
            .iter()
            .enumerate()
            .map(|(name, rating)| Intent::SetMark { key: format!("{SURPRISE}{name}"), value: Scalar::Int(*rating) })
            .collect();
        intents.push(Intent::set_meta(meta::SEVERITY, Scalar::text_or_null(severity)));
        ReviewView::default().act(&intents).view
    }

    #[test]
    fn severity_is_read_as_teams_write_it() {
        for high in
            ["SEV1", "sev-1", "Sev 0", "P1", "p0", "critical", "Critical (P1)", "1", "S1", "Priority 1", "Major"]
        {
            assert_eq!(severity(high), Some(Severity::High), "{high}");
        }
        for middle in ["SEV2", "P2", "medium", "severity: 2", "2"] {
            assert_eq!(severity(middle), Some(Severity::Middle), "{middle}");
        }
        for low in ["sev3", "P4", "minor", "low", "SEV 3", "not critical", "non-critical"] {
            assert_eq!(severity(low), Some(Severity::Low), "{low}");
        }
        for untold in ["", "purple", "v1.2.3", "sev", "12"] {
            assert_eq!(severity(untold), None, "{untold}");
        }
    }

    // S3-29: surprise suggests the depth, and severity alone never does.
    #[test]
    fn surprise_suggests_how_much_and_severity_alone_suggests_nothing() {
        assert_eq!(suggestion(&rated(&[], "SEV1")), None);
        assert_eq!(suggestion(&rated(&[3], "SEV1")).unwrap().depth, Depth::Short);
        assert_eq!(suggestion(&rated(&[4, 5], "SEV1")).unwrap().depth, Depth::Full);
        assert_eq!(suggestion(&rated(&[1, 5], "")).unwrap().depth, Depth::Full);
        let spoken = ReviewView::default().act(&[Intent::set_meta(meta::SURPRISE, Scalar::Int(5))]).view;
        assert_eq!(suggestion(&spoken).unwrap().depth, Depth::Full);
    }

    // S3-30
    #[test]
    fn severe_and_well_understood_is_followed_through() {
        let suggested = suggestion(&rated(&[1, 2, 1], "critical")).unwrap();
        assert_eq!(suggested.depth, Depth::FollowThrough);
        assert_eq!(suggested.why, "Severe but well understood: follow it through.");
    }

    // S3-31
    #[test]
    fn small_and_inexplicable_is_worth_all_of_it() {
        let suggested = suggestion(&rated(&[4, 4, 5], "sev-3")).unwrap();
        assert_eq!(suggested.depth, Depth::Full);
        assert!(suggested.why.starts_with("Nobody can explain this yet:"), "{}", suggested.why);
    }

    // S3-52: what our model said and what the system did is the surprise, and keeps the five sentences.
    #[test]
    fn a_surprise_that_was_written_down_is_not_followed_through_only() {
        let write = |field, text: &str| Intent::SpliceText {
            field: TextField::Prose(field),
            at: 0,
            delete: 0,
            insert: text.to_owned(),
        };
        let told = [write(Prose::ModelSaid, "retries are safe"), write(Prose::SystemDid, "paid twice")];
        assert_eq!(suggestion(&rated(&[2], "")).unwrap().depth, Depth::FollowThrough);
        assert_eq!(suggestion(&rated(&[2], "").act(&told).view).unwrap().depth, Depth::Short);
    }

    #[test]
    fn what_people_chose_stands_above_what_is_suggested() {
        let view = rated(&[5], "");
        assert_eq!(depth(&view), Depth::Short, "one page, until somebody says otherwise");
        let chosen = view.act(&[Intent::set_meta(meta::DEPTH, Scalar::text(Depth::Full.key()))]).view;
        assert_eq!((depth(&chosen), said_depth(&chosen)), (Depth::Full, Some(Depth::Full)));
        assert_eq!(in_words(&rated(&[5, 2, 4, 9, 0], "")), "2, 4, 5");
    }
}
