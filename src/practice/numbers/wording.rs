//! The words of figures and of the questions that stand where a figure cannot be given.

use super::Measure;
use crate::review::Milestone;
use crate::review::moment::Elapsed;

/// How a figure's sentence begins, and what it is counted from.
const fn parts(measure: Measure) -> (&'static str, &'static str) {
    match measure {
        Measure::Impact => ("Felt", ""),
        Measure::Detect => ("Detected", "it began"),
        Measure::Acknowledge => ("Acknowledged", "it was detected"),
        Measure::Declare => ("Declared", "it was detected"),
        Measure::Decide => ("Decided", "it was detected"),
        Measure::Mitigate => ("Mitigated", "it began"),
        Measure::Resolve => ("Resolved", "it began"),
        Measure::Hear => ("A concern was heard", "it was voiced"),
    }
}

/// A figure as one sentence.
pub(super) fn sentence(measure: Measure, elapsed: Elapsed) -> String {
    let (what, since) = parts(measure);
    match elapsed {
        Elapsed { least: Some(0), most: Some(0) } => format!("{what} as {since}."),
        Elapsed { most: Some(0), .. } => format!("{what} no later than {since}."),
        _ => format!("{what} {} after {since}.", words(elapsed)),
    }
}

/// A time in words; a range whose ends are the same in words is "about" that.
pub(super) fn words(elapsed: Elapsed) -> String {
    let end = |seconds: Option<i64>| Elapsed { least: seconds, most: seconds }.words();
    match elapsed {
        Elapsed { least: Some(least), most: Some(most) }
            if least != most && least > 0 && end(elapsed.least) == end(elapsed.most) =>
        {
            format!("about {}", end(elapsed.least))
        }
        _ => elapsed.words(),
    }
}

/// Asks which line a milestone is.
pub(super) fn unmarked(milestone: Milestone) -> String {
    match milestone {
        Milestone::Started => "When was it first felt?",
        Milestone::Detected => "Which line is the first alarm, or the moment somebody noticed?",
        Milestone::Concern => "Which line is the concern that was heard?",
        Milestone::Heard => "Which line shows that the concern was heard?",
        Milestone::Acknowledged => "Which line shows that the alarm was taken up?",
        Milestone::Declared => "Which line calls it an incident?",
        Milestone::Decided => "Which line is the first decision?",
        Milestone::Mitigated => "Which line shows that nobody was affected any longer?",
        Milestone::Resolved => "Which line shows that it was put right?",
    }
    .to_owned()
}

/// Asks when a milestone was.
pub(super) fn untimed(milestone: Milestone) -> String {
    format!("“{}” has a line but no time: when was it, as near as anyone can tell?", milestone.label())
}

/// Asks for times that would tell how long it was.
pub(super) fn open(from: Milestone, to: Milestone) -> String {
    format!("Can the time of “{}” or of “{}” be narrowed?", from.label(), to.label())
}

/// Asks about a line that stands before the one it should follow.
pub(super) fn reversed(from: Milestone, to: Milestone, elapsed: Elapsed) -> String {
    let before = Elapsed { least: elapsed.most.map(i64::saturating_neg), most: elapsed.least.map(i64::saturating_neg) };
    let (from, to) = (from.label(), to.label());
    format!("“{to}” stands {} before “{from}”: is another line meant, or is one of the times different?", words(before))
}
