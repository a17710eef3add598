//! What pages are made of.
//!
//! Leptos brings the signals, the owners, the components and the nodes of the page; this module brings the one
//! type that all of a page's markup has. Leptos' own `view!` gives each piece of markup a type of its own, and
//! each of those types its own copy of the code that draws it, draws it again and takes it away: more than half a
//! megabyte of this program, before it was written like this.
//!
//! What was drawn is kept where it can be: a piece that is drawn again changes the nodes that are there.

use crate::browser::values::{Heard, PageValue};
use leptos::ev::EventDescriptor;
use leptos::html::ElementType;
use leptos::prelude::*;
use leptos::reactive::effect::RenderEffect;
use leptos::tachys::html::attribute::Attribute as AnyOther;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::html::node_ref::NodeRefContainer;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::reactive_graph::RenderEffectState;
use leptos::tachys::renderer::types::{Element, Node, Placeholder, Text};
use leptos::tachys::renderer::{CastFrom, RemoveEventHandler, Rndr};
use leptos::tachys::view::any_view::AnyViewState;
use leptos::tachys::view::{Mountable, Position, PositionState};
use send_wrapper::SendWrapper;
use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

pub use leptos::ev;

type Words = Cow<'static, str>;

/// Some markup: nothing, words, an element, several of these, or what a function makes of signals.
///
/// It is one pointer, and what adds to it takes pointers: a page's markup is a row of small calls.
pub struct Piece(Box<Kind>);

enum Kind {
    Nothing,
    Words(Words),
    Element(Tag),
    Many(Vec<Piece>),
    Live(Box<dyn FnMut() -> Piece + Send>),
    Other(AnyView),
}

struct Tag {
    name: &'static str,
    /// The namespace of elements that are not HTML's own.
    space: Option<&'static str>,
    attributes: Vec<Attribute>,
    children: Vec<Piece>,
}

enum Attribute {
    Fixed(&'static str, Option<Words>),
    Live(&'static str, Box<dyn Fn() -> Option<Words> + Send>),
    Toggle(&'static str, Box<dyn Fn() -> bool + Send>),
    Property(&'static str, Box<dyn Fn() -> PageValue + Send>),
    On(Words, SendWrapper<Box<dyn FnMut(PageValue)>>),
    Node(Box<dyn FnOnce(&Element) + Send>),
}

/// An element. Its attributes and what stands in it are added with the methods of [`Piece`].
#[inline(never)]
pub fn el(name: &'static str) -> Piece {
    element(name, None)
}

/// An element of a drawing.
#[inline(never)]
pub fn svg(name: &'static str) -> Piece {
    element(name, Some("http://www.w3.org/2000/svg"))
}

fn element(name: &'static str, space: Option<&'static str>) -> Piece {
    Piece::of(Kind::Element(Tag { name, space, attributes: Vec::new(), children: Vec::new() }))
}

/// A button that submits nothing.
#[inline(never)]
pub fn button() -> Piece {
    el("button").attr("type", "button")
}

/// Anything that can stand in an element.
pub fn piece(from: impl IntoPiece) -> Piece {
    from.into_piece()
}

/// Words.
pub fn text(words: impl Into<Words>) -> Piece {
    words_of(words.into())
}

#[inline(never)]
fn words_of(words: Words) -> Piece {
    Piece::of(Kind::Words(words))
}

/// Several pieces, one after another.
pub fn many(pieces: impl Into<Vec<Piece>>) -> Piece {
    Piece::of(Kind::Many(pieces.into()))
}

/// Drawn while the condition holds, and drawn again only when it turns.
pub fn when<T: IntoPiece>(
    condition: impl Fn() -> bool + Send + Sync + 'static,
    then: impl Fn() -> T + Send + 'static,
) -> Piece {
    either(Box::new(condition), Box::new(move || then().into_piece()), Box::new(nothing))
}

/// One while the condition holds, the other while it does not.
pub fn when_else<T: IntoPiece, U: IntoPiece>(
    condition: impl Fn() -> bool + Send + Sync + 'static,
    then: impl Fn() -> T + Send + 'static,
    otherwise: impl Fn() -> U + Send + 'static,
) -> Piece {
    either(Box::new(condition), Box::new(move || then().into_piece()), Box::new(move || otherwise().into_piece()))
}

type Condition = Box<dyn Fn() -> bool + Send + Sync>;
type Draw = Box<dyn Fn() -> Piece + Send>;

#[inline(never)]
fn either(condition: Condition, then: Draw, otherwise: Draw) -> Piece {
    let holds = Memo::new(move |_| condition());
    live(Box::new(move || if holds.get() { then() } else { otherwise() }))
}

/// A list whose rows keep their nodes while their keys stay.
pub fn each<T, K, P>(
    items: impl Fn() -> Vec<T> + Send + 'static,
    key: impl Fn(&T) -> K + Send + 'static,
    draw: impl Fn(T) -> P + Send + Sync + 'static,
) -> Piece
where
    T: Send + 'static,
    K: Hash,
    P: IntoPiece,
{
    let draw = Arc::new(draw);
    rows(Box::new(move || {
        items()
            .into_iter()
            .map(|item| {
                let mut hasher = DefaultHasher::new();
                key(&item).hash(&mut hasher);
                let draw = Arc::clone(&draw);
                Row { key: hasher.finish(), draw: Box::new(move || draw(item).into_piece()) }
            })
            .collect()
    }))
}

struct Row {
    key: u64,
    draw: Box<dyn FnOnce() -> Piece + Send>,
}

#[inline(never)]
fn rows(rows: Box<dyn Fn() -> Vec<Row> + Send>) -> Piece {
    let each = For(ForProps::builder().each(rows).key(|row: &Row| row.key).children(|row: Row| (row.draw)()).build());
    Piece::of(Kind::Other(each.into_any()))
}

#[inline(never)]
fn nothing() -> Piece {
    Piece::of(Kind::Nothing)
}

#[inline(never)]
fn live(draw: Box<dyn FnMut() -> Piece + Send>) -> Piece {
    Piece::of(Kind::Live(draw))
}

impl Piece {
    fn of(kind: Kind) -> Piece {
        Piece(Box::new(kind))
    }

    /// Adds an attribute; `None` and `false` leave it away, and a function keeps it up to date.
    #[must_use]
    pub fn attr(self, name: &'static str, value: impl IntoValue) -> Piece {
        value.put(self, name)
    }

    /// The classes.
    #[must_use]
    pub fn class(self, value: impl IntoValue) -> Piece {
        self.attr("class", value)
    }

    /// The id.
    #[must_use]
    pub fn id(self, value: impl IntoValue) -> Piece {
        self.attr("id", value)
    }

    /// A class that comes and goes.
    #[must_use]
    pub fn toggle(self, class: &'static str, on: impl Fn() -> bool + Send + 'static) -> Piece {
        self.toggled(class, Box::new(on))
    }

    /// A property of the element: what a field holds, which is not what its attribute says.
    #[must_use]
    pub fn property<T: Into<PageValue>>(self, name: &'static str, value: impl Fn() -> T + Send + 'static) -> Piece {
        self.held(name, Box::new(move || value().into()))
    }

    /// What happens on an event.
    #[must_use]
    pub fn on<E: EventDescriptor>(self, event: E, mut run: impl FnMut(E::EventType) + 'static) -> Piece
    where
        E::EventType: Heard,
    {
        let run = move |event: PageValue| run(E::EventType::heard(event));
        self.hearing(event.name(), Box::new(run))
    }

    /// Where the element can be had once it is drawn.
    #[must_use]
    pub fn node_ref<E: ElementType + 'static>(self, node: NodeRef<E>) -> Piece
    where
        NodeRef<E>: NodeRefContainer<E>,
    {
        self.with(Attribute::Node(Box::new(move |element| NodeRefContainer::<E>::load(node, element))))
    }

    /// Adds what stands in the element, after what is there already.
    #[must_use]
    pub fn child(self, child: impl IntoPiece) -> Piece {
        child.stand_in(self)
    }

    #[inline(never)]
    fn with(mut self, attribute: Attribute) -> Piece {
        if let Kind::Element(tag) = &mut *self.0 {
            tag.attributes.push(attribute);
        }
        self
    }

    #[inline(never)]
    fn toggled(self, class: &'static str, on: Box<dyn Fn() -> bool + Send>) -> Piece {
        self.with(Attribute::Toggle(class, on))
    }

    #[inline(never)]
    fn held(self, name: &'static str, value: Box<dyn Fn() -> PageValue + Send>) -> Piece {
        self.with(Attribute::Property(name, value))
    }

    #[inline(never)]
    fn hearing(self, event: Words, run: Box<dyn FnMut(PageValue)>) -> Piece {
        self.with(Attribute::On(event, SendWrapper::new(run)))
    }

    #[inline(never)]
    fn saying(self, name: &'static str, value: &'static str) -> Piece {
        self.with(Attribute::Fixed(name, Some(Cow::Borrowed(value))))
    }

    #[inline(never)]
    fn says(self, name: &'static str, value: Value) -> Piece {
        self.with(match value {
            Value::Fixed(value) => Attribute::Fixed(name, value),
            Value::Live(value) => Attribute::Live(name, value),
        })
    }

    #[inline(never)]
    fn holding_words(self, words: &'static str) -> Piece {
        self.holding(text(words))
    }

    #[inline(never)]
    fn holding(mut self, child: Piece) -> Piece {
        if let Kind::Element(tag) = &mut *self.0 {
            tag.children.push(child);
        }
        self
    }
}

/// What an attribute is given.
pub enum Value {
    /// This, or that it is left away.
    Fixed(Option<Words>),
    /// What a function makes of signals.
    Live(Box<dyn Fn() -> Option<Words> + Send>),
}

impl Value {
    fn now(self) -> Option<Words> {
        match self {
            Value::Fixed(value) => value,
            Value::Live(value) => value(),
        }
    }
}

/// What can be an attribute's value.
pub trait IntoValue {
    /// As a value.
    fn into_value(self) -> Value;

    /// Puts it onto an element.
    fn put(self, element: Piece, name: &'static str) -> Piece
    where
        Self: Sized,
    {
        element.says(name, self.into_value())
    }
}

impl IntoValue for &'static str {
    fn into_value(self) -> Value {
        Value::Fixed(Some(Cow::Borrowed(self)))
    }

    fn put(self, element: Piece, name: &'static str) -> Piece {
        element.saying(name, self)
    }
}

impl IntoValue for String {
    fn into_value(self) -> Value {
        Value::Fixed(Some(Cow::Owned(self)))
    }
}

impl IntoValue for bool {
    fn into_value(self) -> Value {
        Value::Fixed(self.then_some(Cow::Borrowed("")))
    }
}

impl<T: IntoValue> IntoValue for Option<T> {
    fn into_value(self) -> Value {
        self.map_or(Value::Fixed(None), IntoValue::into_value)
    }
}

impl<F, T> IntoValue for F
where
    F: Fn() -> T + Send + 'static,
    T: IntoValue,
{
    fn into_value(self) -> Value {
        Value::Live(Box::new(move || self().into_value().now()))
    }
}

/// What can stand in an element.
pub trait IntoPiece {
    /// As a piece.
    fn into_piece(self) -> Piece;

    /// Stands in an element, after what is there.
    fn stand_in(self, element: Piece) -> Piece
    where
        Self: Sized,
    {
        element.holding(self.into_piece())
    }
}

impl IntoPiece for Piece {
    fn into_piece(self) -> Piece {
        self
    }
}

impl IntoPiece for () {
    fn into_piece(self) -> Piece {
        nothing()
    }
}

impl IntoPiece for &'static str {
    fn into_piece(self) -> Piece {
        text(self)
    }

    fn stand_in(self, element: Piece) -> Piece {
        element.holding_words(self)
    }
}

impl IntoPiece for String {
    fn into_piece(self) -> Piece {
        text(self)
    }
}

impl IntoPiece for usize {
    fn into_piece(self) -> Piece {
        self.to_string().into_piece()
    }
}

impl<T: IntoPiece> IntoPiece for Option<T> {
    fn into_piece(self) -> Piece {
        self.map_or_else(nothing, IntoPiece::into_piece)
    }
}

impl IntoPiece for u8 {
    fn into_piece(self) -> Piece {
        usize::from(self).into_piece()
    }
}

impl<T: IntoPiece, const N: usize> IntoPiece for [T; N] {
    fn into_piece(self) -> Piece {
        self.into_iter().collect()
    }
}

impl<T: IntoPiece> IntoPiece for Vec<T> {
    fn into_piece(self) -> Piece {
        self.into_iter().collect()
    }
}

impl<T: IntoPiece> FromIterator<T> for Piece {
    fn from_iter<I: IntoIterator<Item = T>>(from: I) -> Piece {
        let mut pieces = Vec::new();
        for each in from {
            pieces.push(each.into_piece());
        }
        many(pieces)
    }
}

impl IntoPiece for View<Piece> {
    fn into_piece(self) -> Piece {
        self.into_inner()
    }
}

impl IntoPiece for AnyView {
    fn into_piece(self) -> Piece {
        Piece::of(Kind::Other(self))
    }
}

impl<F, T> IntoPiece for F
where
    F: FnMut() -> T + Send + 'static,
    T: IntoPiece,
{
    fn into_piece(mut self) -> Piece {
        live(Box::new(move || self().into_piece()))
    }
}

// ---- drawing --------------------------------------------------------------------------------------------------

/// A piece as it stands in the page.
pub struct Drawn(Standing);

enum Standing {
    Nothing(Placeholder),
    Words(Text, Words),
    Element(Box<Upright>),
    Many(Vec<Drawn>, Placeholder),
    Live(RenderEffectState<Drawn>),
    Other(Box<AnyViewState>),
}

struct Upright {
    name: &'static str,
    element: Element,
    attributes: Vec<Kept>,
    children: Vec<Drawn>,
}

/// What an attribute leaves behind: what it said, or what keeps it up to date until it is dropped.
enum Kept {
    Fixed(&'static str, Option<Words>),
    Live { name: &'static str, effect: RenderEffect<Option<Words>> },
    Toggle { class: &'static str, _effect: RenderEffect<bool> },
    Property { name: &'static str, _effect: RenderEffect<()> },
    On { event: Words, _listener: RemoveEventHandler<Element> },
    Node,
}

fn write(element: &Element, name: &'static str, value: Option<&Words>) {
    match value {
        Some(value) => Rndr::set_attribute(element, name, value),
        None => Rndr::remove_attribute(element, name),
    }
}

impl Attribute {
    /// Puts it onto an element on which `before` is what the same attribute left behind, if anything.
    fn build(self, element: &Element, before: Option<Kept>) -> Kept {
        let own = element.clone();
        match self {
            Attribute::Fixed(name, value) => {
                let said = if let Some(Kept::Fixed(_, said)) = before { said } else { None };
                if value != said {
                    write(element, name, value.as_ref());
                }
                Kept::Fixed(name, value)
            }
            Attribute::Live(name, value) => {
                let said = if let Some(Kept::Live { effect, .. }) = before { effect.take_value() } else { None };
                let effect = RenderEffect::new_with_value(
                    move |before: Option<Option<Words>>| {
                        let now = value();
                        if before.flatten() != now {
                            write(&own, name, now.as_ref());
                        }
                        now
                    },
                    said,
                );
                Kept::Live { name, effect }
            }
            Attribute::Toggle(name, on) => {
                let list = Rndr::class_list(element);
                // A new element has no such class; on one that was there the classes may have been written anew.
                let had = before.is_none().then_some(false);
                let _effect = RenderEffect::new_with_value(
                    move |before: Option<bool>| {
                        let now = on();
                        match now {
                            _ if before == Some(now) => {}
                            true => Rndr::add_class(&list, name),
                            false => Rndr::remove_class(&list, name),
                        }
                        now
                    },
                    had,
                );
                Kept::Toggle { class: name, _effect }
            }
            Attribute::Property(name, value) => {
                let _effect = RenderEffect::new(move |_| {
                    let value = value();
                    Rndr::set_property_or_value(&own, name, &value);
                });
                Kept::Property { name, _effect }
            }
            Attribute::On(event, run) => {
                // The one before stops first: both would be told.
                drop(before);
                let _listener = Rndr::add_event_listener(element, &event, run.take());
                Kept::On { event, _listener }
            }
            Attribute::Node(load) => {
                load(element);
                Kept::Node
            }
        }
    }

    /// Whether what was left behind is of the same attribute: of another it would stay on the element.
    fn is_of(&self, kept: &Kept) -> bool {
        match (self, kept) {
            (Attribute::Fixed(name, _), Kept::Fixed(before, _))
            | (Attribute::Live(name, _), Kept::Live { name: before, .. })
            | (Attribute::Toggle(name, _), Kept::Toggle { class: before, .. })
            | (Attribute::Property(name, _), Kept::Property { name: before, .. }) => name == before,
            (Attribute::On(event, _), Kept::On { event: before, .. }) => event == before,
            (Attribute::Node(_), Kept::Node) => true,
            _ => false,
        }
    }
}

impl Tag {
    fn build(self) -> Upright {
        let element = Rndr::create_element(self.name, self.space);
        let mut attributes = Vec::with_capacity(self.attributes.len());
        for attribute in self.attributes {
            attributes.push(attribute.build(&element, None));
        }
        let mut children = Vec::with_capacity(self.children.len());
        for child in self.children {
            let mut child = child.build();
            child.mount(&element, None);
            children.push(child);
        }
        Upright { name: self.name, element, attributes, children }
    }

    /// Whether the nodes that stand can be made into this.
    fn fits(&self, standing: &Upright) -> bool {
        self.name == standing.name
            && self.children.len() == standing.children.len()
            && self.attributes.len() == standing.attributes.len()
            && self.attributes.iter().zip(&standing.attributes).all(|(new, kept)| new.is_of(kept))
    }

    fn rebuild(self, standing: &mut Upright) {
        for (new, kept) in self.attributes.into_iter().zip(&mut standing.attributes) {
            *kept = new.build(&standing.element, Some(std::mem::replace(kept, Kept::Node)));
        }
        for (new, drawn) in self.children.into_iter().zip(&mut standing.children) {
            new.rebuild(drawn);
        }
    }
}

impl Render for Piece {
    type State = Drawn;

    #[inline(never)]
    fn build(self) -> Drawn {
        Drawn(match *self.0 {
            Kind::Nothing => Standing::Nothing(Rndr::create_placeholder()),
            Kind::Words(words) => Standing::Words(Rndr::create_text_node(&words), words),
            Kind::Element(tag) => Standing::Element(Box::new(tag.build())),
            Kind::Many(pieces) => {
                let mut drawn = Vec::with_capacity(pieces.len());
                for each in pieces {
                    drawn.push(each.build());
                }
                Standing::Many(drawn, Rndr::create_placeholder())
            }
            Kind::Live(mut draw) => Standing::Live(
                RenderEffect::new(move |before: Option<Drawn>| {
                    let now = draw();
                    match before {
                        Some(mut drawn) => {
                            now.rebuild(&mut drawn);
                            drawn
                        }
                        None => now.build(),
                    }
                })
                .into(),
            ),
            Kind::Other(view) => Standing::Other(Box::new(view.build())),
        })
    }

    #[inline(never)]
    fn rebuild(self, drawn: &mut Drawn) {
        match (*self.0, &mut drawn.0) {
            (Kind::Nothing, Standing::Nothing(_)) => {}
            (Kind::Words(words), Standing::Words(node, before)) => {
                if words != *before {
                    Rndr::set_text(node, &words);
                    *before = words;
                }
            }
            (Kind::Element(tag), Standing::Element(standing)) if tag.fits(standing) => tag.rebuild(standing),
            (Kind::Many(pieces), Standing::Many(standing, end)) => {
                let mut new = pieces.into_iter();
                let mut kept = 0;
                for (drawn, piece) in standing.iter_mut().zip(&mut new) {
                    piece.rebuild(drawn);
                    kept += 1;
                }
                for mut gone in standing.drain(kept.min(standing.len())..) {
                    gone.unmount();
                }
                for piece in new {
                    let mut more = piece.build();
                    Rndr::try_mount_before(&mut more, end.as_ref());
                    standing.push(more);
                }
            }
            (Kind::Other(view), Standing::Other(standing)) => view.rebuild(standing),
            (other, _) => {
                let mut new = Piece::of(other).build();
                drawn.insert_before_this(&mut new);
                drawn.unmount();
                *drawn = new;
            }
        }
    }
}

impl Mountable for Drawn {
    fn unmount(&mut self) {
        match &mut self.0 {
            Standing::Nothing(node) => Rndr::remove(node.as_ref()),
            Standing::Words(node, _) => Rndr::remove(node.as_ref()),
            Standing::Element(standing) => Rndr::remove(standing.element.as_ref()),
            Standing::Many(drawn, end) => {
                for each in drawn {
                    each.unmount();
                }
                Rndr::remove(end.as_ref());
            }
            Standing::Live(state) => state.unmount(),
            Standing::Other(state) => state.unmount(),
        }
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        match &mut self.0 {
            Standing::Nothing(node) => Rndr::insert_node(parent, node.as_ref(), marker),
            Standing::Words(node, _) => Rndr::insert_node(parent, node.as_ref(), marker),
            Standing::Element(standing) => Rndr::insert_node(parent, standing.element.as_ref(), marker),
            Standing::Many(drawn, end) => {
                for each in drawn {
                    each.mount(parent, marker);
                }
                Rndr::insert_node(parent, end.as_ref(), marker);
            }
            Standing::Live(state) => state.mount(parent, marker),
            Standing::Other(state) => state.mount(parent, marker),
        }
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let before = |node: &Node, child: &mut dyn Mountable| match Rndr::get_parent(node).and_then(Element::cast_from)
        {
            Some(parent) => {
                child.mount(&parent, Some(node));
                true
            }
            None => false,
        };
        match &self.0 {
            Standing::Nothing(node) => before(node, child),
            Standing::Words(node, _) => before(node, child),
            Standing::Element(standing) => before(&standing.element, child),
            Standing::Many(drawn, end) => match drawn.first() {
                Some(first) => first.insert_before_this(child),
                None => before(end, child),
            },
            Standing::Live(state) => state.insert_before_this(child),
            Standing::Other(state) => state.insert_before_this(child),
        }
    }

    fn elements(&self) -> Vec<Element> {
        match &self.0 {
            Standing::Nothing(_) | Standing::Words(..) => Vec::new(),
            Standing::Element(standing) => vec![standing.element.clone()],
            Standing::Many(drawn, _) => drawn.iter().flat_map(Mountable::elements).collect(),
            Standing::Live(state) => state.elements(),
            Standing::Other(state) => state.elements(),
        }
    }
}

// Leptos asks of everything that a component gives back that it could be written on a server, too. There is none.
impl AddAnyAttr for Piece {
    type Output<SomeNewAttr: AnyOther> = Piece;

    fn add_any_attr<NewAttr: AnyOther>(self, _: NewAttr) -> Piece {
        self
    }
}

impl RenderHtml for Piece {
    type AsyncOutput = Piece;
    type Owned = Piece;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Piece {
        self
    }

    fn to_html_with_buf(self, _: &mut String, _: &mut Position, _: bool, _: bool, _: Vec<AnyAttribute>) {}

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> Drawn {
        self.build()
    }

    fn into_owned(self) -> Piece {
        self
    }
}
