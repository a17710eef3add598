//! "How was that possible?": causes and what each made possible, as a graph that branches.
//!
//! Promises: every cause that stands is in the graph once and has one place in the drawing and one line in the list; no
//! link between two that stand is lost. Copies of a review that hold the same have the same graph. Where causes lead
//! to each other in a ring (people linked them apart from each other), the ring is opened at one link, the same one on
//! every device, which is told and never taken away: choosing is left to people. Numbers are whole pixels.

use crate::review::field::item as fields;
use crate::review::relation::relate;
use crate::review::{Intent, ItemId, NewItem, PersonId, ReviewView, Scalar, kind};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// One cause made another possible.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Link {
    /// What made it possible.
    pub cause: ItemId,
    /// What was made possible.
    pub made: ItemId,
    /// Whether it closes a ring: it is told, and the drawing does not follow it.
    pub closes: bool,
}

/// A cause in the graph.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Node {
    /// The cause.
    pub id: ItemId,
    /// How many steps it lies below what nothing stands above.
    pub layer: usize,
    /// Its place in its layer, from the left.
    pub place: usize,
    /// How far in its line stands in the list.
    pub depth: usize,
}

/// The causes of a review.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Graph {
    nodes: Vec<Node>,
    links: Vec<Link>,
    rings: Vec<Vec<ItemId>>,
}

type Near = BTreeMap<ItemId, Vec<ItemId>>;

fn of<'a>(near: &'a Near, id: &ItemId) -> &'a [ItemId] {
    near.get(id).map_or(&[], Vec::as_slice)
}

impl Graph {
    /// The graph of the causes that stand.
    pub fn of(view: &ReviewView) -> Graph {
        let ids: Vec<ItemId> = view.of_kind(kind::CAUSE).map(|item| item.id().clone()).collect();
        let there: BTreeSet<&ItemId> = ids.iter().collect();
        let mut links: Vec<Link> = view
            .of_kind(kind::CAUSE)
            .flat_map(|item| {
                let led = item.fields().filter_map(|(key, register)| {
                    let made = ItemId::new(key.strip_prefix(fields::LEADS_TO)?);
                    // Where one says so and another took it back, it stands.
                    let said = register.claims().iter().any(|claim| claim.value == Scalar::Bool(true));
                    (said && there.contains(&made)).then_some(made)
                });
                led.map(|made| Link { cause: item.id().clone(), made, closes: false })
            })
            .collect();
        links.sort();
        let mut above: Near = BTreeMap::new();
        for link in &links {
            above.entry(link.cause.clone()).or_default().push(link.made.clone());
        }
        let closing = closing(&ids, &above);
        for link in &mut links {
            link.closes = closing.contains(&(link.cause.clone(), link.made.clone()));
        }
        let rings = links.iter().filter(|link| link.closes).map(|link| ring(link, &above)).collect();
        let nodes = placed(&ids, &links);
        Graph { nodes, links, rings }
    }

    /// Every cause once, in the order of the list: what was made possible before what made it possible.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// Every link, in a fixed order.
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// Causes that lead to each other: each ring as its causes, one after another; the last leads to the first.
    pub fn rings(&self) -> &[Vec<ItemId>] {
        &self.rings
    }

    /// What a cause made possible.
    pub fn made_by<'a>(&'a self, cause: &'a ItemId) -> impl Iterator<Item = &'a ItemId> + 'a {
        self.links.iter().filter(move |link| link.cause == *cause).map(|link| &link.made)
    }

    /// The causes that one may be said to have made possible without closing a ring, and that it is not said of yet.
    pub fn free_for(&self, cause: &ItemId) -> Vec<ItemId> {
        let (mut below, mut waiting) = (BTreeSet::from([cause.clone()]), vec![cause.clone()]);
        while let Some(one) = waiting.pop() {
            for link in self.links.iter().filter(|link| link.made == one) {
                if below.insert(link.cause.clone()) {
                    waiting.push(link.cause.clone());
                }
            }
        }
        let said: BTreeSet<&ItemId> = self.made_by(cause).collect();
        let free = |node: &&Node| !below.contains(&node.id) && !said.contains(&node.id);
        self.nodes.iter().filter(free).map(|node| node.id.clone()).collect()
    }
}

/// The links that close a ring: those that lead back to where a walk along the links came from. The walk begins with
/// the first by id, and so is the same everywhere; it follows only links between causes that lead to each other, so
/// that what is linked elsewhere changes nothing about a ring.
fn closing(ids: &[ItemId], above: &Near) -> BTreeSet<(ItemId, ItemId)> {
    let mut sorted: Vec<&ItemId> = ids.iter().collect();
    sorted.sort();
    let (finished, closing) = walked(&sorted, above);
    if closing.is_empty() {
        return BTreeSet::new();
    }
    // Two lead to each other where they are reached together, backwards, from whichever of them was finished last.
    let mut below: Near = BTreeMap::new();
    for (cause, all) in above {
        for made in all {
            below.entry(made.clone()).or_default().push(cause.clone());
        }
    }
    let mut group: BTreeMap<&ItemId, usize> = BTreeMap::new();
    for (number, last) in finished.into_iter().rev().enumerate() {
        let mut waiting = vec![last];
        while let Some(at) = waiting.pop() {
            if !group.contains_key(at) {
                group.insert(at, number);
                waiting.extend(of(&below, at));
            }
        }
    }
    let mut rings: Near = BTreeMap::new();
    for (cause, all) in above {
        let together = all.iter().filter(|made| group.get(made) == group.get(cause)).cloned().collect();
        rings.insert(cause.clone(), together);
    }
    walked(&sorted, &rings).1.into_iter().map(|(cause, made)| (cause.clone(), made.clone())).collect()
}

/// Walks along all links: the causes in the order in which nothing was left to follow from them, and the links that led
/// back to where the walk came from.
fn walked<'a>(ids: &[&'a ItemId], above: &'a Near) -> (Vec<&'a ItemId>, Vec<(&'a ItemId, &'a ItemId)>) {
    let (mut finished, mut back) = (Vec::new(), Vec::new());
    let (mut done, mut open): (BTreeSet<&ItemId>, BTreeSet<&ItemId>) = (BTreeSet::new(), BTreeSet::new());
    for start in ids {
        let mut walk: Vec<(&ItemId, usize)> = if done.contains(start) { Vec::new() } else { vec![(start, 0)] };
        while let Some((at, next)) = walk.pop() {
            open.insert(at);
            let Some(made) = of(above, at).get(next) else {
                open.remove(at);
                done.insert(at);
                finished.push(at);
                continue;
            };
            walk.push((at, next + 1));
            if open.contains(made) {
                back.push((at, made));
            } else if !done.contains(made) {
                walk.push((made, 0));
            }
        }
    }
    (finished, back)
}

/// The ring that a link closes, by its shortest way.
fn ring(link: &Link, above: &Near) -> Vec<ItemId> {
    let mut came: BTreeMap<&ItemId, &ItemId> = BTreeMap::new();
    let mut waiting = VecDeque::from([&link.made]);
    while let Some(at) = waiting.pop_front().filter(|at| **at != link.cause) {
        for made in of(above, at) {
            if *made != link.made && !came.contains_key(made) {
                came.insert(made, at);
                waiting.push_back(made);
            }
        }
    }
    let mut back = vec![link.cause.clone()];
    let mut at = &link.cause;
    while let Some(before) = came.get(at).filter(|_| *at != link.made) {
        back.push((*before).clone());
        at = before;
    }
    back.reverse();
    back
}

/// The causes with their places, in the order of the list.
fn placed(ids: &[ItemId], links: &[Link]) -> Vec<Node> {
    let (mut below, mut above): (Near, Near) = (BTreeMap::new(), BTreeMap::new());
    let order: BTreeMap<&ItemId, usize> = ids.iter().enumerate().map(|(place, id)| (id, place)).collect();
    for link in links.iter().filter(|link| !link.closes) {
        below.entry(link.made.clone()).or_default().push(link.cause.clone());
        above.entry(link.cause.clone()).or_default().push(link.made.clone());
    }
    for causes in below.values_mut() {
        causes.sort_by_key(|id| order.get(id).copied());
    }
    // Each lies one layer below the lowest of what it made possible.
    let mut waits: BTreeMap<&ItemId, usize> = ids.iter().map(|id| (id, of(&above, id).len())).collect();
    let mut layer: BTreeMap<&ItemId, usize> = BTreeMap::new();
    let mut ready: VecDeque<&ItemId> = ids.iter().filter(|id| of(&above, id).is_empty()).collect();
    while let Some(id) = ready.pop_front() {
        let at = of(&above, id).iter().filter_map(|made| layer.get(made)).max().map_or(0, |made| made + 1);
        layer.insert(id, at);
        for cause in of(&below, id) {
            if let Some(left) = waits.get_mut(cause) {
                *left = left.saturating_sub(1);
                if *left == 0 {
                    ready.push_back(cause);
                }
            }
        }
    }
    // The list: each under the first that it made possible.
    let mut listed: Vec<(&ItemId, usize)> = Vec::new();
    let mut seen: BTreeSet<&ItemId> = BTreeSet::new();
    let mut walk: Vec<(&ItemId, usize)> =
        ids.iter().rev().filter(|id| of(&above, id).is_empty()).map(|id| (id, 0)).collect();
    while let Some((id, depth)) = walk.pop() {
        if seen.insert(id) {
            listed.push((id, depth));
            walk.extend(of(&below, id).iter().rev().map(|cause| (cause, depth + 1)));
        }
    }
    let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
    listed
        .into_iter()
        .map(|(id, depth)| {
            let layer = layer.get(id).copied().unwrap_or_default();
            let place = taken.entry(layer).or_default();
            *place += 1;
            Node { id: id.clone(), layer, place: *place - 1, depth }
        })
        .collect()
}

/// The act that adds a cause: of another one, or by itself.
pub fn add(id: ItemId, words: &str, of: Option<&ItemId>, rank: &str, by: &PersonId, now_ms: i64) -> Intent {
    let mut new = NewItem::new(id, kind::CAUSE, words, by, now_ms).with(fields::RANK, Scalar::text(rank));
    if let Some(made) = of {
        new = new.with(&format!("{}{made}", fields::LEADS_TO), Scalar::Bool(true));
    }
    Intent::AddItem(new)
}

/// The act that makes a contributing factor of a cause, with the same words.
pub fn as_factor(
    view: &ReviewView,
    cause: &ItemId,
    factor: ItemId,
    rank: &str,
    by: &PersonId,
    now_ms: i64,
) -> Vec<Intent> {
    let words = view.item(cause).map(|item| item.body().to_owned()).unwrap_or_default();
    vec![
        Intent::set(cause, fields::FACTOR, Scalar::text(factor.as_str())),
        Intent::AddItem(NewItem::new(factor, kind::FACTOR, words, by, now_ms).with(fields::RANK, Scalar::text(rank))),
    ]
}

/// The act that begins a possible change with a cause.
pub fn as_change(cause: &ItemId, change: ItemId, words: &str, rank: &str, by: &PersonId, now_ms: i64) -> Intent {
    let new = NewItem::new(change, kind::CANDIDATE, words, by, now_ms).with(fields::RANK, Scalar::text(rank));
    Intent::AddItem(new.with(&format!("{}{cause}", fields::COMES_FROM), Scalar::Bool(true)))
}

/// The act that says one cause made another possible, or takes that back.
pub fn lead(cause: &ItemId, made: &ItemId, yes: bool) -> Intent {
    relate(cause, fields::LEADS_TO, made, yes)
}

// ---- the drawing ------------------------------------------------------------------------------------------

/// How wide a cause is drawn.
pub const WIDE: i64 = 172;
/// Between two of a layer.
const APART: i64 = 20;
/// Of a line of words.
pub const LINE: i64 = 17;
/// Letters that stand on a line.
const LETTERS: usize = 23;
/// Lines of a cause at most.
const LINES: usize = 4;
/// Between two layers, for the links.
const BETWEEN: i64 = 34;
/// Around the words of a cause.
pub const AROUND: i64 = 9;

/// A cause as it is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// Which.
    pub id: ItemId,
    /// From the left.
    pub x: i64,
    /// From the top.
    pub y: i64,
    /// How high.
    pub high: i64,
    /// Its words, line by line; the last line ends in … where there are more.
    pub lines: Vec<String>,
}

/// The graph, drawn: what was made possible above, what made it possible below.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawing {
    /// In pixels.
    pub width: i64,
    /// In pixels.
    pub height: i64,
    /// The causes.
    pub nodes: Vec<Drawn>,
    /// The links as lines of a path, and whether each closes a ring.
    pub links: Vec<(String, bool)>,
}

fn pixels(number: usize, each: i64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX).saturating_mul(each)
}

impl Drawing {
    /// The drawing of a review's graph.
    pub fn of(view: &ReviewView, graph: &Graph) -> Drawing {
        let mut wide: BTreeMap<usize, usize> = BTreeMap::new();
        let mut high: BTreeMap<usize, usize> = BTreeMap::new();
        let words: Vec<Vec<String>> =
            graph.nodes.iter().map(|node| wrapped(view.item(&node.id).map_or("", |item| item.body()))).collect();
        for (node, lines) in graph.nodes.iter().zip(&words) {
            *wide.entry(node.layer).or_default() += 1;
            let most = high.entry(node.layer).or_default();
            *most = lines.len().max(*most);
        }
        let across = |count: usize| pixels(count, WIDE + APART) - APART;
        let width = wide.values().map(|count| across(*count)).max().unwrap_or_default().max(WIDE);
        let mut top: BTreeMap<usize, i64> = BTreeMap::new();
        let mut y = 1;
        for (layer, lines) in &high {
            top.insert(*layer, y);
            y = y.saturating_add(pixels(*lines, LINE) + 2 * AROUND + BETWEEN);
        }
        let nodes: Vec<Drawn> = graph
            .nodes
            .iter()
            .zip(words)
            .map(|(node, lines)| {
                let row = across(wide.get(&node.layer).copied().unwrap_or(1));
                Drawn {
                    id: node.id.clone(),
                    x: (width - row) / 2 + pixels(node.place, WIDE + APART),
                    y: top.get(&node.layer).copied().unwrap_or_default(),
                    high: pixels(lines.len(), LINE) + 2 * AROUND,
                    lines,
                }
            })
            .collect();
        let at: BTreeMap<&ItemId, &Drawn> = nodes.iter().map(|node| (&node.id, node)).collect();
        let line = |link: &Link| {
            let (from, to) = (at.get(&link.cause)?, at.get(&link.made)?);
            let (x, y, over, end) = (from.x + WIDE / 2, from.y, to.x + WIDE / 2, to.y + to.high);
            // One that leads on to something below it goes around the side.
            let bend = if end < y { (y - end) / 2 } else { BETWEEN };
            (link.cause != link.made)
                .then(|| (format!("M{x} {y}C{x} {} {over} {} {over} {end}", y - bend, end + bend), link.closes))
        };
        let links = graph.links.iter().filter_map(line).collect();
        Drawing { width, height: (y - BETWEEN).max(1), links, nodes }
    }
}

/// Words in lines of a drawing.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let word: String = word.chars().take(LETTERS).collect();
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < LETTERS => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    if lines.len() > LINES {
        lines.truncate(LINES);
        if let Some(last) = lines.last_mut() {
            last.push('…');
        }
    }
    if lines.is_empty() { vec!["…".to_owned()] } else { lines }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn review(causes: &[&str], links: &[(&str, &str)]) -> ReviewView {
        let by = PersonId::new("p");
        let mut intents: Vec<Intent> = causes.iter().map(|id| add(ItemId::new(*id), id, None, id, &by, 0)).collect();
        intents.extend(links.iter().map(|(cause, made)| lead(&ItemId::new(*cause), &ItemId::new(*made), true)));
        ReviewView::default().act(&intents).view
    }

    fn told(graph: &Graph) -> Vec<(&str, usize, usize, usize)> {
        graph.nodes().iter().map(|node| (node.id.as_str(), node.layer, node.place, node.depth)).collect()
    }

    #[test]
    fn a_chain_branches_and_each_cause_stands_once_below_all_that_it_made_possible() {
        let view = review(&["a", "b", "c", "d"], &[("b", "a"), ("c", "a"), ("d", "b"), ("d", "c"), ("d", "a")]);
        let graph = Graph::of(&view);
        assert_eq!(told(&graph), [("a", 0, 0, 0), ("b", 1, 0, 1), ("d", 2, 0, 2), ("c", 1, 1, 1)]);
        assert_eq!(graph.links().len(), 5);
        assert!(graph.rings().is_empty());
        assert_eq!(graph.free_for(&ItemId::new("a")), [] as [ItemId; 0]);
        assert_eq!(graph.free_for(&ItemId::new("b")), [ItemId::new("c")]);
        // Who is taken away leaves its links behind: what hung on it stands by itself.
        let gone = view.act(&[Intent::remove(&ItemId::new("a"), 1)]).view;
        assert_eq!(told(&Graph::of(&gone)), [("b", 0, 0, 0), ("d", 1, 0, 1), ("c", 0, 1, 0)]);
        assert_eq!(Graph::of(&gone.act(&[Intent::restore(&ItemId::new("a"))]).view), graph);
    }

    #[test]
    fn causes_that_lead_to_each_other_are_told_as_a_ring_and_no_link_is_lost() {
        let graph = Graph::of(&review(&["a", "b"], &[("a", "b"), ("b", "a")]));
        assert_eq!(graph.links().len(), 2);
        assert_eq!(graph.rings(), [vec![ItemId::new("a"), ItemId::new("b")]]);
        assert_eq!(graph.nodes().len(), 2);
        let longer = Graph::of(&review(&["a", "b", "c", "x"], &[("a", "b"), ("b", "c"), ("c", "a"), ("x", "b")]));
        assert_eq!(longer.rings().len(), 1);
        assert_eq!(longer.rings()[0].len(), 3);
        assert_eq!(longer.nodes().len(), 4);
        let own = Graph::of(&review(&["a"], &[("a", "a")]));
        assert_eq!((own.nodes().len(), own.rings()), (1, &[vec![ItemId::new("a")]][..]));
    }

    #[test]
    fn the_drawing_has_a_box_for_each_and_they_do_not_lie_on_each_other() {
        let view = review(&["a", "b", "c", "d", "e"], &[("b", "a"), ("c", "a"), ("d", "b"), ("d", "c"), ("e", "a")]);
        let drawing = Drawing::of(&view, &Graph::of(&view));
        assert_eq!(drawing.nodes.len(), 5);
        assert_eq!(drawing.links.len(), 5);
        for (place, one) in drawing.nodes.iter().enumerate() {
            assert!(one.x >= 0 && one.x + WIDE <= drawing.width && one.y + one.high <= drawing.height);
            for other in &drawing.nodes[place + 1..] {
                assert!(one.y != other.y || (one.x - other.x).abs() >= WIDE + APART);
            }
        }
        assert_eq!(wrapped("one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen").len(), LINES);
        assert_eq!(Drawing::of(&ReviewView::default(), &Graph::default()).nodes.len(), 0);
    }
}
