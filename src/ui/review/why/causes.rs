//! "How was that possible?": the graph of causes as a picture, and behind it the list in which it is written. The list
//! is all that a keyboard needs: Enter on a cause asks on below it.

use super::super::asked::Names;
use super::super::differing::OfItem;
use super::super::items::{RemovedAndEdited, rank, remove};
use super::{is_still, section};
use crate::browser::page;
use crate::practice::causes::{AROUND, Drawing, Graph, LINE, Node, WIDE, add, as_change, as_factor, lead};
use crate::review::field::item as fields;
use crate::review::relation::{Stated, related_to};
use crate::review::{ItemId, ReviewView, TextField, kind};
use crate::ui::desk::{Desk, now_ms, use_desk};
use crate::ui::elements::live_text::LiveText;
use crate::ui::elements::markup::*;
use leptos::prelude::*;
use std::sync::Arc;

/// Deeper lines of the list stand no further in.
const DEEPEST: usize = 5;

/// What is being written under a cause.
#[derive(Clone, PartialEq)]
enum Asking {
    Cause(ItemId),
    Change(ItemId),
}

#[derive(Clone, Copy)]
struct Chain {
    desk: Desk,
    graph: Memo<Arc<Graph>>,
    asking: RwSignal<Option<Asking>>,
}

/// The section.
#[component]
pub fn Causes() -> Piece {
    let desk = use_desk();
    let graph = Memo::new(move |_| Arc::new(desk.by_form(|view| Graph::of(view))));
    let any = Memo::new(move |_| graph.with(|graph| !graph.nodes().is_empty()));
    let chain = Chain { desk, graph, asking: RwSignal::new(None) };
    section("causes", "How was that possible?", any, move || {
        many([
            piece(view! { <Picture graph=graph/> }),
            rings(chain),
            el("ul").class("causes").attr("role", "list").attr("aria-label", "How was that possible?").child(each(
                move || graph.with(|graph| graph.nodes().to_vec()),
                |node| (node.id.clone(), node.depth),
                move |node| piece(view! { <Cause chain=chain node=node/> }),
            )),
            when(
                move || !is_still(desk),
                move || {
                    draft(
                        "Add: Cause",
                        "What happened that nobody thought possible?",
                        false,
                        move |words, _| {
                            ask(chain, &words, None);
                        },
                        || {},
                    )
                },
            ),
        ])
    })
}

/// Adds a cause; gives its id.
fn ask(chain: Chain, words: &str, of: Option<&ItemId>) -> ItemId {
    let (desk, now) = (chain.desk, now_ms());
    let id = desk.fresh_item();
    desk.act(vec![add(id.clone(), words, of, &rank(now), &desk.me(), now)]);
    id
}

/// An empty line that takes words: Enter keeps them and goes on, leaving it keeps them, Escape closes it.
fn draft(
    name: &'static str,
    hint: &'static str,
    at_once: bool,
    keep: impl Fn(String, bool) + Clone + 'static,
    close: impl Fn() + Clone + 'static,
) -> Piece {
    let node = NodeRef::<leptos::html::Input>::new();
    let words = RwSignal::new(String::new());
    if at_once {
        Effect::new(move |_| {
            if let Some(field) = node.get() {
                page::focus_element(&field);
            }
        });
    }
    let take = move |keep: &dyn Fn(String, bool), on: bool| {
        let said = words.try_get_untracked().unwrap_or_default().trim().to_owned();
        if said.is_empty() {
            return false;
        }
        words.set(String::new());
        keep(said, on);
        true
    };
    let left = keep.clone();
    el("input")
        .class("new-item")
        .node_ref(node)
        .attr("aria-label", name)
        .attr("placeholder", hint)
        .property("value", move || words.get())
        .on(ev::input, move |event| words.set(event_target_value(&event)))
        .on(ev::keydown, move |event| {
            if event.key() == "Enter" && !event.is_composing() {
                event.prevent_default();
                if !take(&keep, true) {
                    close();
                }
            }
            if event.key() == "Escape" {
                event.stop_propagation();
                words.set(String::new());
                close();
            }
        })
        .on(ev::change, move |_| {
            take(&left, false);
        })
}

fn said(view: &ReviewView, id: &ItemId) -> String {
    let text = view.item(id).map_or("", |item| item.body());
    let start: String = text.chars().take(48).collect();
    if start.len() < text.len() { format!("{}…", start.trim_end()) } else { start }
}

/// Causes that lead to each other: people choose.
fn rings(chain: Chain) -> Piece {
    let desk = chain.desk;
    when(
        move || chain.graph.with(|graph| !graph.rings().is_empty()),
        move || {
            el("ul").class("rings").attr("role", "list").attr("aria-label", "Causes that lead to each other").child(
                each(
                    move || chain.graph.with(|graph| graph.rings().to_vec()),
                    Vec::clone,
                    move |ring| {
                        let words = if ring.len() == 2 {
                            "These two each lead to the other: choose."
                        } else {
                            "These lead to each other, round and round: choose which does not hold."
                        };
                        let links = ring.iter().zip(ring.iter().skip(1).chain(ring.first())).map(|(cause, made)| {
                            let (cause, made) = (cause.clone(), made.clone());
                            let name = desk.view.with_untracked(|view| {
                                format!("“{}” did not make “{}” possible", said(view, &cause), said(view, &made))
                            });
                            button()
                                .class("plain")
                                .attr("disabled", move || is_still(desk))
                                .on(ev::click, move |_| desk.act(vec![lead(&cause, &made, false)]))
                                .child(name)
                        });
                        el("li")
                            .class("differs")
                            .child(el("span").class("differs-name").child(words))
                            .child(links.collect::<Piece>())
                    },
                ),
            )
        },
    )
}

/// One cause: its words, what can be asked of it, and what came from it.
#[component]
fn Cause(chain: Chain, node: Node) -> Piece {
    let (desk, id) = (chain.desk, node.id);
    let item = desk.item(&id);
    let (held, elsewhere) = (item.clone(), item);
    let own = id.clone();
    // Besides the one it stands under.
    let also = Memo::new({
        let id = id.clone();
        move |_| {
            let graph = chain.graph.get();
            let made: Vec<ItemId> = graph.made_by(&id).cloned().collect();
            if made.len() > 1 { made } else { Vec::new() }
        }
    });
    let free = Memo::new({
        let id = id.clone();
        move |_| chain.graph.with(|graph| graph.free_for(&id))
    });
    let factor = Memo::new(move |_| {
        let id = held.with(|item| item.as_ref().map(|item| ItemId::new(item.field(fields::FACTOR).text())))?;
        desk.by_form(|view| view.item(&id).filter(|item| item.kind() == kind::FACTOR && item.is_present()).map(|_| ()))
    });
    let changes = Memo::new({
        let id = id.clone();
        move |_| {
            desk.by_form(|view| {
                let from = related_to(view, fields::COMES_FROM, &id);
                from.into_iter()
                    .filter(|item| item.kind() == kind::CANDIDATE)
                    .map(|item| item.body().to_owned())
                    .collect::<Vec<_>>()
            })
        }
    });
    let ask_on = {
        let id = id.clone();
        Callback::new(move |()| chain.asking.set(Some(Asking::Cause(id.clone()))))
    };
    let class = format!("cause depth-{}", node.depth.min(DEEPEST));
    let restored = id.clone();
    el("li")
        .class(class)
        .child(view! { <LiveText field=TextField::Body(id.clone()) name="Cause" class="prose" on_enter=ask_on/> })
        .child(view! { <Names claim=Stated::Item(id.clone())/> })
        .child(view! { <OfItem id=id.clone()/> })
        .child(when(
            move || elsewhere.with(|item| item.as_ref().is_some_and(|item| item.is_edited_elsewhere())),
            move || piece(view! { <RemovedAndEdited id=restored.clone()/> }),
        ))
        .child(each(move || also.get(), ItemId::clone, {
            let id = id.clone();
            move |made| {
                let name = desk.view.with_untracked(|view| said(view, &made));
                let cause = id.clone();
                el("p").class("quiet led").child(format!("It made possible: “{name}” ")).child(
                    button()
                        .class("plain")
                        .attr("aria-label", format!("It did not make possible: {name}"))
                        .attr("disabled", move || is_still(desk))
                        .on(ev::click, move |_| desk.act(vec![lead(&cause, &made, false)]))
                        .child("×"),
                )
            }
        }))
        .child(each(
            move || changes.get(),
            String::clone,
            |change| el("p").class("quiet led").child(format!("Possible change: {change}")),
        ))
        .child(when(move || !is_still(desk), {
            let id = id.clone();
            move || {
                let (factor_of, change_of, lead_of, removed) = (id.clone(), id.clone(), id.clone(), id.clone());
                el("div").class("item-more").child(many([
                    button().class("plain").on(ev::click, move |_| ask_on.run(())).child("How was that possible?"),
                    when_else(
                        move || factor.get().is_some(),
                        || el("span").child("among the factors"),
                        move || {
                            let id = factor_of.clone();
                            button()
                                .class("plain")
                                .on(ev::click, move |_| {
                                    let now = now_ms();
                                    let new = desk.fresh_item();
                                    desk.settle();
                                    let act = desk
                                        .view
                                        .with_untracked(|view| as_factor(view, &id, new, &rank(now), &desk.me(), now));
                                    desk.act(act);
                                })
                                .child("Make it a factor")
                        },
                    ),
                    button()
                        .class("plain")
                        .on(ev::click, move |_| chain.asking.set(Some(Asking::Change(change_of.clone()))))
                        .child("Suggest a change"),
                    when(
                        move || !free.with(Vec::is_empty),
                        move || {
                            let id = lead_of.clone();
                            el("select")
                                .attr("aria-label", "It also made possible")
                                .on(ev::change, move |event| {
                                    let made = event_target_value(&event);
                                    if !made.is_empty() {
                                        desk.act(vec![lead(&id, &ItemId::new(made), true)]);
                                    }
                                })
                                .child(el("option").attr("value", "").child("It also made possible…"))
                                .child(each(
                                    move || free.get(),
                                    ItemId::clone,
                                    move |made| {
                                        let name = desk.view.with_untracked(|view| said(view, &made));
                                        el("option").attr("value", made.to_string()).child(name)
                                    },
                                ))
                        },
                    ),
                    button()
                        .class("plain remove")
                        .attr("aria-label", "Remove: Cause")
                        .attr("title", "Remove")
                        .on(ev::click, move |_| remove(desk, &removed))
                        .child("×"),
                ]))
            }
        }))
        .child(move || {
            let (asked, id) = (chain.asking.get()?, own.clone());
            let close = move || chain.asking.set(None);
            match asked {
                Asking::Cause(of) if of == own => Some(draft(
                    "How was that possible?",
                    "What made that possible? Enter asks on.",
                    true,
                    move |words, on| {
                        let new = ask(chain, &words, Some(&id));
                        chain.asking.set(on.then_some(Asking::Cause(new)));
                    },
                    close,
                )),
                Asking::Change(of) if of == own => Some(draft(
                    "What would make this impossible?",
                    "A possible change, for part 3.",
                    true,
                    move |words, _| {
                        let now = now_ms();
                        desk.act(vec![as_change(&id, desk.fresh_item(), &words, &rank(now), &desk.me(), now)]);
                        chain.asking.set(None);
                    },
                    close,
                )),
                _ => None,
            }
        })
}

/// The graph as a picture; the list below it says the same.
#[component]
fn Picture(graph: Memo<Arc<Graph>>) -> Piece {
    let desk = use_desk();
    let drawing = Memo::new(move |_| {
        let graph = graph.get();
        desk.rested.track();
        desk.view.with_untracked(|view| Drawing::of(view, &graph))
    });
    when(
        move || drawing.with(|drawing| drawing.nodes.len() > 1),
        move || {
            el("figure")
                .class("chain")
                .attr("tabindex", "0")
                .attr("role", "group")
                .attr("aria-label", "How that was possible, drawn")
                .child(move || drawing.with(drawn))
        },
    )
}

fn drawn(drawing: &Drawing) -> Piece {
    let links = drawing.links.iter().map(|(path, closes)| {
        svg("path").attr("class", if *closes { "led closes" } else { "led" }).attr("d", path.clone())
    });
    let nodes = drawing.nodes.iter().map(|node| {
        let frame = svg("rect")
            .attr("x", node.x.to_string())
            .attr("y", node.y.to_string())
            .attr("width", WIDE.to_string())
            .attr("height", node.high.to_string())
            .attr("rx", "6");
        let lines = node.lines.iter().zip(1_i64..).map(|(line, place)| {
            svg("text")
                .attr("x", (node.x + AROUND).to_string())
                .attr("y", (node.y + AROUND + place * LINE - 4).to_string())
                .child(line.clone())
        });
        svg("g").child(frame).child(lines.collect::<Piece>())
    });
    svg("svg")
        .attr("role", "img")
        .attr("aria-label", "Causes and what each made possible; the list below says the same")
        .attr("viewBox", format!("-1 0 {} {}", drawing.width + 2, drawing.height + 1))
        .attr("width", (drawing.width + 2).to_string())
        .attr("height", (drawing.height + 1).to_string())
        .child(links.collect::<Piece>())
        .child(nodes.collect::<Piece>())
}
