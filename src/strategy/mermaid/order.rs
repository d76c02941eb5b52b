//! From a chart to its steps in order, with what each is followed by.

use super::chart::{Arrow, Chart, MOST_ARROWS};
use super::{Flow, FlowStep};
use crate::domain::text::clip;

/// The steps of a chart, each after those whose arrows lead to it; in a circle, the one that was named first.
pub fn flow(mut chart: Chart) -> Flow {
    chart.resolve_groups();
    let mut problems = std::mem::take(&mut chart.problems);
    problems.extend(chart.circle());
    problems.extend(chart.twice());
    let order = chart.in_order();
    let place: Vec<usize> = (0..chart.nodes.len())
        .map(|node| order.iter().position(|one| *one == node).unwrap_or_default())
        .collect();
    let steps = order.iter().map(|node| chart.step(*node, &place)).collect();
    Flow { steps, problems }
}

impl Chart {
    /// An arrow from a group begins at its last steps, one to a group leads to its first.
    fn resolve_groups(&mut self) {
        let ends: Vec<Ends> = (0..self.groups.len()).map(|group| self.ends(group)).collect();
        let stands_for = |node: usize| {
            let group = self.groups.iter().position(|group| group.id == self.nodes[node].id)?;
            Some(&ends[group]).filter(|ends| !ends.first.is_empty() || !ends.last.is_empty())
        };
        let groups: Vec<Option<&Ends>> = (0..self.nodes.len()).map(stands_for).collect();
        let mut arrows = Vec::new();
        for arrow in &self.arrows {
            let from = groups[arrow.from].map_or_else(|| vec![arrow.from], |ends| ends.last.clone());
            let to = groups[arrow.to].map_or_else(|| vec![arrow.to], |ends| ends.first.clone());
            let pairs = from.iter().flat_map(|from| to.iter().map(|to| (*from, *to)));
            let room = MOST_ARROWS.saturating_sub(arrows.len());
            arrows.extend(pairs.take(room).map(|(from, to)| Arrow { from, to, ..arrow.clone() }));
        }
        let gone: Vec<bool> = groups.iter().map(Option::is_some).collect();
        self.arrows = arrows;
        self.remove(&gone);
    }

    /// The members of a group that no other member comes before, and those that none comes after.
    fn ends(&self, group: usize) -> Ends {
        let is_group = |node: usize| self.groups.iter().any(|group| group.id == self.nodes[node].id);
        let member: Vec<bool> = (0..self.nodes.len())
            .map(|node| self.is_within(self.nodes[node].group, group) && !is_group(node))
            .collect();
        let (mut entered, mut left) = (vec![false; member.len()], vec![false; member.len()]);
        for arrow in self.arrows.iter().filter(|arrow| member[arrow.from] && member[arrow.to]) {
            (entered[arrow.to], left[arrow.from]) = (true, true);
        }
        let without =
            |inner: &[bool]| (0..member.len()).filter(|node| member[*node] && !inner[*node]).collect();
        Ends { first: without(&entered), last: without(&left) }
    }

    fn is_within(&self, mut at: Option<usize>, group: usize) -> bool {
        while let Some(one) = at.filter(|one| *one != group) {
            at = self.groups[one].outer;
        }
        at.is_some()
    }

    fn remove(&mut self, gone: &[bool]) {
        let new: Vec<usize> =
            (0..gone.len()).map(|node| gone[..node].iter().filter(|gone| !**gone).count()).collect();
        let mut gone_of = gone.iter();
        self.nodes.retain(|_| !gone_of.next().copied().unwrap_or(false));
        self.arrows.retain(|arrow| !gone[arrow.from] && !gone[arrow.to]);
        self.arrows.iter_mut().for_each(|arrow| (arrow.from, arrow.to) = (new[arrow.from], new[arrow.to]));
    }

    /// The arrow that closes a circle.
    fn circle(&self) -> Option<(usize, String)> {
        let mut seen = vec![Seen::Not; self.nodes.len()];
        let closing = (0..self.nodes.len()).find_map(|node| self.closes(node, &mut seen))?;
        let Arrow { at, from, to, .. } = &self.arrows[closing];
        let (from, to) = (clip(self.label(*from), 60), clip(self.label(*to), 60));
        Some((
            *at,
            format!(
                "the arrow from {from:?} to {to:?} leads back to an earlier step: draw the way forward only, and what is \
                 done again as a step of its own"
            ),
        ))
    }

    fn closes(&self, node: usize, seen: &mut [Seen]) -> Option<usize> {
        if seen[node] != Seen::Not {
            return None;
        }
        // The nodes on the way here, each with the index of the arrow to look at next.
        let mut way = vec![(node, 0)];
        seen[node] = Seen::OnTheWay;
        while let Some((at, next)) = way.last_mut() {
            let found = (*next..self.arrows.len()).find(|arrow| self.arrows[*arrow].from == *at);
            let Some(arrow) = found else {
                seen[*at] = Seen::Left;
                way.pop();
                continue;
            };
            *next = arrow + 1;
            match seen[self.arrows[arrow].to] {
                Seen::OnTheWay => return Some(arrow),
                Seen::Left => {}
                Seen::Not => {
                    let to = self.arrows[arrow].to;
                    seen[to] = Seen::OnTheWay;
                    way.push((to, 0));
                }
            }
        }
        None
    }

    /// Nodes that cannot be told apart by their words.
    fn twice(&self) -> Vec<(usize, String)> {
        let plain = |node: usize| self.label(node).to_lowercase();
        let again = (0..self.nodes.len()).filter(|node| (0..*node).any(|one| plain(one) == plain(*node)));
        let told = |node: usize| {
            let label = clip(self.label(node), 60);
            (self.nodes[node].at, format!("two steps are called {label:?}: give each its own words"))
        };
        again.map(told).collect()
    }

    fn in_order(&self) -> Vec<usize> {
        let mut waits_for = vec![0_usize; self.nodes.len()];
        self.arrows.iter().for_each(|arrow| waits_for[arrow.to] += 1);
        let mut left: Vec<usize> = (0..self.nodes.len()).collect();
        let mut order = Vec::new();
        while !left.is_empty() {
            let next = left.remove(left.iter().position(|node| waits_for[*node] == 0).unwrap_or(0));
            for arrow in self.arrows.iter().filter(|arrow| arrow.from == next) {
                waits_for[arrow.to] = waits_for[arrow.to].saturating_sub(1);
            }
            order.push(next);
        }
        order
    }

    fn step(&self, node: usize, place: &[usize]) -> FlowStep {
        let mut arrows: Vec<(String, usize)> = Vec::new();
        for arrow in self.arrows.iter().filter(|arrow| arrow.from == node) {
            let way = (arrow.label.clone(), place[arrow.to]);
            if !arrows.contains(&way) {
                arrows.push(way);
            }
        }
        let labelled = arrows.iter().filter(|(label, _)| !label.is_empty()).count();
        let asks = arrows.len() > 1 && (self.nodes[node].decides || labelled > 1);
        if asks {
            let bare = arrows.iter_mut().filter(|(label, _)| label.is_empty());
            bare.for_each(|(label, to)| *label = self.target(node, place, *to));
        }
        FlowStep { at: self.nodes[node].at, label: self.label(node).to_owned(), asks, arrows }
    }

    /// The words of the step at a place, for an answer that has none.
    fn target(&self, node: usize, place: &[usize], to: usize) -> String {
        let target = place.iter().position(|one| *one == to).unwrap_or(node);
        self.label(target).to_owned()
    }

    fn label(&self, node: usize) -> &str {
        let named = &self.nodes[node];
        named.label.as_deref().unwrap_or(&named.id)
    }
}

/// The steps of a group that arrows lead to and begin at.
#[derive(Debug)]
struct Ends {
    first: Vec<usize>,
    last: Vec<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    Not,
    OnTheWay,
    Left,
}
