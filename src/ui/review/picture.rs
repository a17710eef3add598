//! The timeline as a picture, in step with the list: what one looks at here is marked there.
//!
//! It is drawn from a view and sends nothing but which item to go to, so any view can be drawn: the review as it
//! stands, as it was known then, as an article.

use crate::browser::gestures;
use crate::browser::page;
use crate::practice::picture::{Paper, Picture, Sketch, Window};
use crate::review::{Item, ItemId, ReviewView};
use crate::ui::desk::{Desk, use_desk};
use crate::ui::elements::markup::*;
use crate::ui::words::count;
use leptos::prelude::*;
use std::sync::Arc;

/// A page narrower than this, in pixels, has room for a strip only.
const STRIP_BELOW: i64 = 600;
/// The column is no wider than this, in pixels.
const WIDEST: i64 = 804;
/// Beside the column, in pixels.
const BESIDE: i64 = 36;
/// What was dragged this far is no click, in pixels.
const A_CLICK: i64 = 4;

fn paper() -> Paper {
    let width = page::width();
    Paper { width: (width - BESIDE).clamp(200, WIDEST), strip: width < STRIP_BELOW }
}

/// The drawing alone: still, whole, for an article.
pub fn still(desk: Desk, view: &ReviewView) -> Piece {
    let Some(picture) = Picture::of(view) else { return piece(()) };
    let window = Window::whole(picture.axis());
    let wide = Paper { width: WIDEST, strip: false };
    let sketch = Sketch::of(&picture, window, wide, &desk.zone(), &*desk.rules());
    el("figure").class("picture still").child(drawing(&sketch, piece(()))).child(key())
}

/// How the picture is looked at.
#[derive(Clone, Copy)]
struct Look {
    desk: Desk,
    view: Signal<Arc<ReviewView>>,
    picture: Memo<Option<Arc<Picture>>>,
    window: RwSignal<Option<Window>>,
    paper: RwSignal<Paper>,
}

impl Look {
    fn window(self, picture: &Picture) -> Window {
        let whole = Window::whole(picture.axis());
        self.window.get().map_or(whole, |window| window.within(picture.axis()))
    }

    fn change(self, change: impl FnOnce(&Picture, Window) -> Window) {
        let Some(picture) = self.picture.get_untracked() else { return };
        let before = self.window.get_untracked().unwrap_or_else(|| Window::whole(picture.axis()));
        let after = change(&picture, before.within(picture.axis()));
        self.window.set((!after.is_whole(picture.axis())).then_some(after));
    }

    fn zoom(self, closer: bool) {
        let looked_at = self.desk.looked_at.get_untracked();
        self.change(|picture, window| {
            let around = looked_at
                .and_then(|row| picture.place_of(&row))
                .filter(|at| (window.from..=window.to).contains(at))
                .unwrap_or_else(|| window.at(1, 2));
            window.zoomed(closer, around, picture.axis())
        });
    }

    fn pan(self, parts: i64) {
        self.change(|picture, window| window.moved(parts, 3, picture.axis()));
    }

    fn look_at(self, row: Option<ItemId>) {
        if let Some(row) = &row {
            self.change(|picture, window| match picture.place_of(row) {
                Some(at) => window.showing(at, picture.axis()),
                None => window,
            });
        }
        self.desk.look_at(row);
    }

    /// The next or the last entry of the story, by its place.
    fn step(self, by: isize) {
        let Some(picture) = self.picture.get_untracked() else { return };
        let mut rows: Vec<(i64, &ItemId)> =
            picture.lanes().iter().flat_map(|lane| &lane.dots).map(|dot| (dot.at, &dot.row)).collect();
        rows.sort();
        let here = self.desk.looked_at.get_untracked();
        let here = here.and_then(|here| rows.iter().position(|(_, row)| **row == here));
        let next = match here {
            Some(here) => here.saturating_add_signed(by).min(rows.len().saturating_sub(1)),
            None if by == isize::MIN || by == 1 => 0,
            None => rows.len().saturating_sub(1),
        };
        self.look_at(rows.get(next).map(|(_, row)| (*row).clone()));
    }
}

/// The picture and what one does with it.
#[component]
pub fn TimelinePicture(
    /// What is drawn.
    view: Signal<Arc<ReviewView>>,
    /// Another number whenever there is something else to draw.
    form: Signal<u64>,
    /// Goes to an item.
    open: Callback<ItemId>,
) -> Piece {
    let desk = use_desk();
    let picture = Memo::new(move |_| {
        // Asked and not only listened to: what nobody asks is never worked out, and then never changes.
        let _ = form.get();
        view.with_untracked(|view| Picture::of(view)).map(Arc::new)
    });
    let look = Look { desk, view, picture, window: RwSignal::new(None), paper: RwSignal::new(paper()) };
    let listening = StoredValue::new_local(page::on_resize(move || {
        let now = paper();
        if look.paper.get_untracked() != now {
            look.paper.set(now);
        }
    }));
    on_cleanup(move || {
        let _ = listening.try_update_value(|listening| *listening = None);
        desk.look_at(None);
    });
    when(
        move || picture.with(Option::is_some),
        move || {
            el("figure")
                .class("picture")
                .attr("aria-label", "The timeline, drawn to scale")
                .child(view! { <Field look=look open=open/> })
                .child(el("div").class("picture-under").child(view! { <Caption look=look/> }).child(tools(look)))
                .child(el("div").class("picture-foot").child(key()).child(view! { <AsTable look=look/> }))
        },
    )
}

fn tools(look: Look) -> Piece {
    let tool = |name: &'static str, sign: &'static str, act: fn(Look)| {
        button()
            .class("plain tool")
            .attr("aria-label", name)
            .attr("title", name)
            .on(ev::click, move |_| act(look))
            .child(sign)
    };
    el("div").class("picture-tools").attr("role", "group").attr("aria-label", "The picture").child([
        tool("Look closer", "+", |look| look.zoom(true)),
        tool("Look from further away", "−", |look| look.zoom(false)),
        tool("Earlier", "‹", |look| look.pan(-1)),
        tool("Later", "›", |look| look.pan(1)),
        tool("All of it", "All", |look| look.window.set(None)),
    ])
}

/// The drawing, with its keys and its pointer.
#[component]
fn Field(look: Look, open: Callback<ItemId>) -> Piece {
    let desk = look.desk;
    let sketch = Memo::new(move |_| {
        let picture = look.picture.get()?;
        let window = look.window(&picture);
        Some(Arc::new(Sketch::of(&picture, window, look.paper.get(), &desk.zone(), &*desk.rules())))
    });
    // Where it was taken hold of, and what was in sight then.
    let held = StoredValue::new(None::<(i64, Option<Window>, bool)>);
    let pointed = StoredValue::new(None::<ItemId>);
    // Where time begins on the page, which may be narrower than the drawing.
    let left = move |width: i64| {
        sketch.with_untracked(|sketch| sketch.as_ref().map_or(0, |sketch| sketch.left * width / sketch.width.max(1)))
    };
    let spot = move |x: i64, y: i64, width: i64| {
        let sketch = sketch.get_untracked()?;
        // On a page that was just made narrower the drawing is still as wide as before.
        let (x, y) = (x * sketch.width / width.max(1), y * sketch.width / width.max(1));
        sketch.spot_at(x, y).cloned()
    };
    let go = move |rows: Vec<ItemId>| {
        let Some(first) = rows.first().cloned() else { return };
        let Some(picture) = look.picture.get_untracked() else { return };
        let places: Vec<i64> = rows.iter().filter_map(|row| picture.place_of(row)).collect();
        let apart = places.iter().max().zip(places.iter().min()).is_some_and(|(last, first)| last > first);
        desk.look_at(Some(first.clone()));
        if apart {
            look.zoom(true);
        } else {
            open.run(first);
        }
    };
    el("div")
        .class("picture-field")
        .attr("tabindex", "0")
        .attr("role", "group")
        .attr(
            "aria-label",
            "Picture: arrows step through the entries, plus and minus look closer, Enter goes to the entry",
        )
        .on(ev::keydown, move |event| {
            if gestures::is_the_browsers(&event) {
                return;
            }
            match (event.key().as_str(), event.shift_key()) {
                ("ArrowRight", false) => look.step(1),
                ("ArrowLeft", false) => look.step(-1),
                ("Home", _) => look.step(isize::MIN),
                ("End", _) => look.step(isize::MAX),
                ("ArrowRight", true) => look.pan(1),
                ("ArrowLeft", true) => look.pan(-1),
                ("+" | "=", _) => look.zoom(true),
                ("-" | "_", _) => look.zoom(false),
                ("0", _) => look.window.set(None),
                ("Enter", _) => {
                    if let Some(row) = desk.looked_at.get_untracked() {
                        open.run(row);
                    }
                }
                _ => return,
            }
            event.prevent_default();
        })
        // Taking hold of the picture selects no text: looking for what to select lays the page out at each step.
        .on(ev::mousedown, |event| gestures::focus_only(&event))
        .on(ev::pointerdown, move |event| {
            if let Some((x, ..)) = gestures::pointed_at(&event) {
                held.set_value(Some((x, look.window.get_untracked(), false)));
            }
        })
        .on(ev::pointermove, move |event| {
            let Some((x, y, width)) = gestures::pointed_at(&event) else { return };
            // Let go of outside, where nobody heard it.
            if event.buttons() == 0 {
                held.set_value(None);
            }
            match held.get_value() {
                Some((from, before, moved)) if moved || (x - from).abs() > A_CLICK => {
                    if !moved {
                        gestures::hold_pointer(&event);
                        held.set_value(Some((from, before, true)));
                    }
                    if before.is_some() {
                        look.window.set(before);
                        look.change(|picture, window| window.moved(from - x, width - left(width), picture.axis()));
                    }
                }
                _ => {
                    let row = spot(x, y, width).and_then(|spot| spot.rows.first().cloned());
                    pointed.set_value(row.clone());
                    desk.look_at(row);
                }
            }
        })
        .on(ev::pointerup, move |event| {
            let dragged = held.get_value().is_some_and(|(.., moved)| moved);
            held.set_value(None);
            if let Some((x, y, width)) = gestures::pointed_at(&event).filter(|_| !dragged)
                && let Some(spot) = spot(x, y, width)
            {
                go(spot.rows);
            }
        })
        .on(ev::pointercancel, move |_| held.set_value(None))
        .on(ev::pointerleave, move |_| {
            let own = pointed.with_value(|pointed| desk.looked_at.with_untracked(|row| row == pointed));
            if held.get_value().is_none() && own {
                desk.look_at(None);
            }
        })
        .on(ev::wheel, move |event| {
            let (right, down) = gestures::turned(&event);
            let Some((x, _, width)) = gestures::pointed_at(&event) else { return };
            if event.ctrl_key() || event.meta_key() {
                event.prevent_default();
                look.change(|picture, window| {
                    let around = window.at((x - left(width)).max(0), width - left(width));
                    window.zoomed(down < 0, around, picture.axis())
                });
            } else if right != 0 && look.window.get_untracked().is_some() {
                event.prevent_default();
                look.change(|picture, window| window.moved(right, 12, picture.axis()));
            }
        })
        .child(move || sketch.get().map(|sketch| drawing(&sketch, marker(look, sketch.clone()))))
}

/// A line through what one looks at.
fn marker(look: Look, sketch: Arc<Sketch>) -> Piece {
    let height = sketch.height;
    let place = Memo::new(move |_| {
        let row = look.desk.looked_at.get()?;
        sketch.spots.iter().find(|spot| spot.rows.contains(&row)).map(|spot| spot.x)
    });
    piece(move || place.get().map(|x| svg("path").attr("class", "looked-at").attr("d", format!("M{x} 0V{height}"))))
}

/// The drawing itself.
fn drawing(sketch: &Sketch, above: Piece) -> Piece {
    let shapes = sketch.shapes.iter().map(|shape| svg("path").attr("class", shape.class).attr("d", shape.path.clone()));
    let words = sketch.words.iter().map(|words| {
        svg("text")
            .attr("class", words.class)
            // Moved as a whole: at another x or y of its own, the browser would set the words anew.
            .attr("transform", format!("translate({} {})", words.x, words.y))
            .child(words.text.clone())
    });
    svg("svg")
        .attr("role", "img")
        .attr("aria-label", "Timeline picture")
        .attr("viewBox", format!("0 0 {} {}", sketch.width, sketch.height))
        .attr("width", sketch.width.to_string())
        .attr("height", sketch.height.to_string())
        .child(shapes.collect::<Piece>())
        .child(words.collect::<Piece>())
        .child(above)
}

/// What is pointed at, in words; otherwise what the picture leaves out.
#[component]
fn Caption(look: Look) -> Piece {
    let desk = look.desk;
    let said = Memo::new(move |_| {
        let looked_at = desk.looked_at.get();
        look.view.with(|view| {
            if let Some(item) = looked_at.and_then(|row| view.item(&row).cloned()) {
                return format!("{} · {}", item.at().short(&desk.zone(), &*desk.rules()), first_line(&item));
            }
            look.picture.with(|picture| picture.as_ref().map(|picture| left_out(picture))).unwrap_or_default()
        })
    });
    el("p").class("picture-caption").attr("role", "status").child(move || said.get())
}

fn left_out(picture: &Picture) -> String {
    let mut said = Vec::new();
    if picture.placeless() > 0 {
        let (are, have) = if picture.placeless() == 1 { ("is", "has") } else { ("are", "have") };
        let entries = count(picture.placeless(), "entry", "entries");
        said.push(format!("{entries} {have} no time and {are} only in the list."));
    }
    if picture.axis().breaks().next().is_some() {
        said.push("Where the axis is broken, a long time passed.".to_owned());
    }
    said.join(" ")
}

fn first_line(item: &Item) -> String {
    item.body().lines().next().unwrap_or("").chars().take(160).collect()
}

/// What the shapes mean.
fn key() -> Piece {
    let sign = |class: &'static str, path: &'static str, meaning: &'static str| {
        el("li")
            .child(
                svg("svg")
                    .attr("aria-hidden", "true")
                    .attr("viewBox", "0 0 20 12")
                    .attr("width", "20")
                    .attr("height", "12")
                    .child(svg("path").attr("class", class).attr("d", path)),
            )
            .child(meaning)
    };
    el("ul").class("picture-key").attr("role", "list").attr("aria-label", "What the shapes mean").child([
        sign("dot alarm", "M10 1.5L14.5 9.6H5.5Z", "alarm"),
        sign("dot decision", "M10 0.5L15.5 6L10 11.5L4.5 6Z", "decision"),
        sign("dot impact", "M6 2H14V10H6Z", "impact"),
        sign("dot recovery", "M6.4 6a3.6 3.6 0 1 0 7.2 0a3.6 3.6 0 1 0 -7.2 0", "recovery"),
        sign("dot", "M6.4 6a3.6 3.6 0 1 0 7.2 0a3.6 3.6 0 1 0 -7.2 0", "other; larger: several"),
        sign("maybe", "M1 6L19 6M1 2L1 10M19 2L19 10", "some time in between"),
        sign("unseen", "M1 6L19 6", "not known yet"),
    ])
}

/// The picture as a table, for whoever hears it.
#[component]
fn AsTable(look: Look) -> Piece {
    let shown = RwSignal::new(false);
    let rows = Memo::new(move |_| {
        if !shown.get() {
            return Vec::new();
        }
        let desk = look.desk;
        let (zone, rules) = (desk.zone(), desk.rules());
        let Some(picture) = look.picture.get() else { return Vec::new() };
        look.view.with(|view| {
            let mut dots: Vec<(i64, &ItemId, &str)> = picture
                .lanes()
                .iter()
                .flat_map(|lane| lane.dots.iter().map(|dot| (dot.at, &dot.row, lane.name.as_str())))
                .collect();
            dots.sort();
            dots.into_iter()
                .filter_map(|(at, row, lane)| {
                    let item = view.item(row)?;
                    Some([
                        picture.phase_at(at).map_or("", |phase| phase.label()).to_owned(),
                        item.at().spoken(&zone, &*rules),
                        item.entry_kind().label().to_owned(),
                        first_line(item),
                        lane.to_owned(),
                    ])
                })
                .collect::<Vec<_>>()
        })
    });
    many([
        button()
            .class("plain")
            .attr("aria-expanded", move || shown.get().to_string())
            .on(ev::click, move |_| shown.update(|shown| *shown = !*shown))
            .child("As a table"),
        when(
            move || shown.get(),
            move || {
                let head = ["Phase", "Time", "Kind", "What happened", "Lane"]
                    .map(|name| el("th").attr("scope", "col").child(name));
                el("div")
                    .class("picture-table")
                    .attr("tabindex", "0")
                    .attr("role", "region")
                    .attr("aria-label", "The picture as a table")
                    .child(el("table").child(el("thead").child(el("tr").child(head))).child(el("tbody").child(
                        move || {
                            rows.get()
                                .into_iter()
                                .map(|row| el("tr").child(row.map(|cell| el("td").child(cell))))
                                .collect::<Piece>()
                        },
                    )))
            },
        ),
    ])
}
