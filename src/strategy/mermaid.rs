//! The node labels of a Mermaid flow chart in the order of its arrows.

/// More arrows than this are not followed.
const MOST_ARROWS: usize = 2000;

/// The nodes of a chart: id and label, by first appearance, and the arrows between their indices.
#[derive(Debug, Default)]
struct Chart {
    /// Reading stops once there are more nodes than this.
    most: usize,
    nodes: Vec<(String, Option<String>)>,
    arrows: Vec<(usize, usize)>,
}

/// The labels, each after those whose arrows lead to it. Reading stops once there are more than `most`.
pub fn labels(text: &str, most: usize) -> Vec<String> {
    let mut chart = Chart { most, ..Chart::default() };
    text.lines().flat_map(|line| line.split(';')).for_each(|line| chart.read(line.trim()));
    chart.in_order().into_iter().map(|index| chart.label(index)).collect()
}

impl Chart {
    /// Reads `A[One] --> B{Two} -->|yes| C & D`.
    fn read(&mut self, line: &str) {
        let word = line.split_whitespace().next().unwrap_or_default();
        const NO_NODES: [&str; 9] =
            ["graph", "flowchart", "subgraph", "end", "style", "classDef", "class", "click", "linkStyle"];
        if word.starts_with("%%") || word == "direction" || NO_NODES.contains(&word) {
            return;
        }
        let mut rest = line;
        let mut before: Vec<usize> = Vec::new();
        while let Some((group, after)) = self.group(rest) {
            let arrows = before.iter().flat_map(|from| group.iter().map(|to| (*from, *to)));
            self.arrows.extend(arrows.take(MOST_ARROWS.saturating_sub(self.arrows.len())));
            before = group;
            let Some(next) = after_link(after.trim_start()) else { return };
            rest = next;
        }
    }

    /// Reads `A & B`.
    fn group<'a>(&mut self, text: &'a str) -> Option<(Vec<usize>, &'a str)> {
        let (first, mut rest) = self.node(text)?;
        let mut group = vec![first];
        while let Some(more) = rest.trim_start().strip_prefix('&') {
            let Some((node, after)) = self.node(more) else { break };
            if !group.contains(&node) {
                group.push(node);
            }
            rest = after;
        }
        Some((group, rest))
    }

    /// Reads `A`, `A[Label]`, `A{Label}`, `A([Label]):::class`.
    fn node<'a>(&mut self, text: &'a str) -> Option<(usize, &'a str)> {
        let text = text.trim_start();
        let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
        let (id, rest) = text.split_at(end);
        if id.is_empty() || self.nodes.len() > self.most {
            return None;
        }
        let (label, rest) = shape(rest).map_or((None, rest), |(label, rest)| (Some(label), rest));
        let rest =
            rest.strip_prefix(":::").map_or(rest, |r| r.trim_start_matches(|c: char| c.is_alphanumeric()));
        let index = self.nodes.iter().position(|(known, _)| known == id).unwrap_or(self.nodes.len());
        if index == self.nodes.len() {
            self.nodes.push((id.to_owned(), None));
        }
        self.nodes[index].1 = self.nodes[index].1.take().or(label);
        Some((index, rest))
    }

    /// First those that no arrow leads to; in a circle, the first that was named.
    fn in_order(&self) -> Vec<usize> {
        let mut waits_for = vec![0_usize; self.nodes.len()];
        self.arrows.iter().for_each(|(_, to)| waits_for[*to] += 1);
        let mut left: Vec<usize> = (0..self.nodes.len()).collect();
        let mut order = Vec::new();
        while !left.is_empty() {
            let next = left.remove(left.iter().position(|node| waits_for[*node] == 0).unwrap_or(0));
            for (_, to) in self.arrows.iter().filter(|(from, _)| *from == next) {
                waits_for[*to] -= 1;
            }
            order.push(next);
        }
        order
    }

    fn label(&self, index: usize) -> String {
        let (id, label) = &self.nodes[index];
        label.clone().unwrap_or_else(|| id.clone())
    }
}

/// The label within the brackets of a node, and what follows.
fn shape(text: &str) -> Option<(String, &str)> {
    if !text.starts_with(['[', '(', '{']) {
        return None;
    }
    let (mut depth, mut quoted) = (0_usize, false);
    for (at, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '[' | '(' | '{' if !quoted => depth += 1,
            ']' | ')' | '}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return Some((bare(&text[..=at]), &text[at + 1..]));
        }
    }
    None
}

/// A label without its brackets and quotes.
fn bare(text: &str) -> String {
    let pairs = [('[', ']'), ('(', ')'), ('{', '}'), ('/', '/'), ('"', '"')];
    let strip = |text: &str| {
        let inner = |(open, close): (char, char)| {
            let inner = text.strip_prefix(open)?.strip_suffix(close)?;
            Some(inner.trim().to_owned())
        };
        pairs.into_iter().find_map(inner)
    };
    let mut text = text.to_owned();
    while let Some(inner) = strip(&text) {
        text = inner;
    }
    super::outline::one_line(&text.replace("<br>", " ").replace("<br/>", " "))
}

/// What follows a link: `-->`, `---`, `-.->`, `==>`, `-->|text|`, `-- text -->`.
fn after_link(text: &str) -> Option<&str> {
    if !text.starts_with(['-', '=', '<', '~']) {
        return None;
    }
    let line = |c: char| matches!(c, '-' | '=' | '.' | '<' | '>' | '~');
    let (mut drawn, mut rest) = text.split_at(text.find(|c| !line(c)).unwrap_or(text.len()));
    if drawn.len() < 3 && !drawn.ends_with('>') {
        let end = ["--", "==", ".-"].iter().filter_map(|ink| rest.find(ink)).min()?;
        (drawn, rest) = rest[end..].split_at(rest[end..].find(|c| !line(c)).unwrap_or(rest.len() - end));
    }
    let rest = rest.trim_start();
    let text = rest.strip_prefix('|').and_then(|text| text.split_once('|'));
    (!drawn.is_empty()).then(|| text.map_or(rest, |(_, after)| after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_follow_the_arrows() {
        for (text, expected) in [
            ("graph TD\n A[Detect] --> B[Assess]\n B --> C[Recover]", "Detect, Assess, Recover"),
            ("graph TD\n B[Two] --> C[Three]\n A[One] --> B", "One, Two, Three"),
            ("flowchart LR; A([Start]) --> B{Critical?} -->|Yes| C[(Store)]", "Start, Critical?, Store"),
            ("A -- some text --> B[\"Say (all) [now]\"]", "A, Say (all) [now]"),
            ("A[Notify (all)] ==> B & C\n%% note\nB -.-> D:::red", "Notify (all), B, C, D"),
            ("A --> B\nB --> A", "A, B"),
            ("subgraph x\nend\nstyle A fill:#f00", ""),
            ("A[unclosed", "A"),
        ] {
            assert_eq!(labels(text, 10).join(", "), expected, "{text}");
        }
    }
}
