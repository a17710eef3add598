//! What each kind of wording hides, in one sentence: a reason of use, never a scolding.

use super::Label;

/// The sentence for a label.
pub const fn hides(label: Label) -> &'static str {
    match label {
        Label::PersonFault => "This hides what made the act look right, or made it possible, from where they stood.",
        Label::WhoQuestion => {
            "A name hides which protective layer was missing, and makes people hold back what they know."
        }
        Label::WhyDidYou => "Having to justify oneself hides what could be seen, and what was allowed, at that moment.",
        Label::Hindsight => "What is known now hides what could be known then, and why the choice made sense.",
        Label::HumanError => {
            "This stops where the question begins: what let one slip through, and what did it look like?"
        }
        Label::Vigilance => "Attention fades within weeks; this hides what the work itself could do without it.",
        Label::ApproverFault => {
            "This hides whether the gate gave the time, the view and the authority that it counts on."
        }
        Label::VagueAction => "This hides what will be different, so nobody will be able to say that it is done.",
        Label::VagueClaim => "This hides a figure: how much, how many, how long or how often.",
        Label::Later => "Without a date this is a no that nobody has said aloud.",
        Label::NoOwner => "What is everybody's is done by nobody; this hides whose it is.",
    }
}
