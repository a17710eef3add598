//! Four questions beside the technology, each only where something in the review gives cause, and folded once answered.

use crate::practice::changes::Prompt;
use crate::review::choice::Answer;
use crate::review::{Intent, Scalar};
use crate::ui::desk::{Desk, now_ms, use_desk};
use crate::ui::elements::markup::*;
use leptos::prelude::*;

/// The questions.
#[component]
pub fn Prompts() -> Piece {
    let desk = use_desk();
    let asked = Memo::new(move |_| {
        desk.by_form(|view| {
            let all = Prompt::ALL.into_iter().map(|prompt| (prompt, prompt.answer(view), prompt.is_asked(view)));
            all.filter(|(_, answer, asked)| *asked || answer.is_some())
                .map(|(prompt, answer, _)| (prompt, answer))
                .collect::<Vec<_>>()
        })
    });
    let of = move |answered: bool| {
        move || asked.get().into_iter().filter(|(_, answer)| answer.is_some() == answered).collect::<Vec<_>>()
    };
    let any =
        move |answered: bool| move || asked.with(|all| all.iter().any(|(_, answer)| answer.is_some() == answered));
    many([
        when(any(false), move || {
            el("section")
                .class("block prompts")
                .attr("aria-labelledby", "beside-the-technology")
                .child(el("h3").id("beside-the-technology").child("Beside the technology"))
                .child(el("ul").attr("role", "list").child(each(
                    of(false),
                    |(prompt, _)| *prompt,
                    move |(prompt, _)| question(desk, prompt),
                )))
        }),
        when(any(true), move || {
            el("details").class("prompts answered").child(el("summary").child("Asked beside the technology")).child(
                el("ul").attr("role", "list").child(each(
                    of(true),
                    |asked| *asked,
                    move |(prompt, answer)| {
                        el("li")
                            .child(el("span").child(format!(
                                "{} {}.",
                                prompt.question(),
                                answer.map_or("", Answer::label)
                            )))
                            .child(
                                button()
                                    .class("plain")
                                    .attr("aria-label", format!("Ask again: {}", prompt.question()))
                                    .on(ev::click, move |_| {
                                        desk.act(vec![Intent::set_meta(&prompt.key(), Scalar::Null)])
                                    })
                                    .child("Ask again"),
                            )
                    },
                )),
            )
        }),
    ])
}

fn question(desk: Desk, prompt: Prompt) -> Piece {
    let answers = [Answer::Yes, Answer::No, Answer::NotApplicable].map(|answer| {
        button()
            .class("plain")
            .attr("aria-label", format!("{}: {}", answer.label(), prompt.question()))
            .on(ev::click, move |_| desk.act(prompt.say(answer, desk.fresh_item(), &desk.me(), now_ms())))
            .child(answer.label())
    });
    el("li").child(el("span").child(prompt.question())).child(el("span").class("answers").child(answers))
}
