//! What the YAML library hands over, with offsets in the block.

use super::{Entry, Node, Value};
use crate::strategy::outline::Fence;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{DuplicateKeyPolicy, NonFiniteFloatPolicy, Options, Spanned};

/// Nested deeper, a block is refused: a strategy needs five levels.
const DEEPEST: usize = 24;
/// More values than this, those of aliases included, are refused.
const MOST_VALUES: usize = 50_000;

/// A value with its place.
pub struct Raw(Spanned<Content>);

enum Content {
    Nothing,
    /// A text; none for a number or truth value, whose spelling is taken from the source.
    Scalar(Option<String>),
    List(Vec<Raw>),
    Map(Vec<(Spanned<String>, Raw)>),
}

/// Bounds against deep nesting and alias bombs. Duplicate keys are passed on, to be told with their place.
pub fn options() -> Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: DEEPEST,
            flow_nesting_limit: DEEPEST,
            max_events: 2 * MOST_VALUES,
            max_nodes: MOST_VALUES,
            max_aliases: 100,
            max_anchors: 100,
        },
        alias_limits: serde_saphyr::alias_limits! { max_total_replayed_events: MOST_VALUES },
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        non_finite_float_policy: NonFiniteFloatPolicy::AsString,
    }
}

impl Raw {
    /// The same with places in the document.
    pub fn into_node(self, fence: &Fence) -> Node {
        let (start, length) = bytes_of(&self.0.defined);
        let value = match self.0.value {
            Content::Nothing => Value::Nothing,
            Content::Scalar(Some(text)) => Value::Text(text),
            Content::Scalar(None) => {
                Value::Text(fence.text.get(start..start + length).unwrap_or_default().to_owned())
            }
            Content::List(raws) => Value::List(raws.into_iter().map(|raw| raw.into_node(fence)).collect()),
            Content::Map(pairs) => Value::Map(pairs.into_iter().map(|pair| entry(pair, fence)).collect()),
        };
        Node { at: fence.place(bytes_of(&self.0.referenced).0), value }
    }
}

fn entry((key, raw): (Spanned<String>, Raw), fence: &Fence) -> Entry {
    Entry { at: fence.place(bytes_of(&key.referenced).0), key: key.value, node: raw.into_node(fence) }
}

/// Offset and length; the library always knows them for a text in memory.
fn bytes_of(place: &serde_saphyr::Location) -> (usize, usize) {
    let (offset, length) = (place.span().byte_offset(), place.span().byte_len());
    (offset.unwrap_or(0) as usize, length.unwrap_or(0) as usize)
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Spanned::deserialize(deserializer).map(Self)
    }
}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyContent)
    }
}

struct AnyContent;

impl<'de> Visitor<'de> for AnyContent {
    type Value = Content;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("any YAML value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Content, E> {
        Ok(Content::Scalar(None))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Content, E> {
        Ok(Content::Scalar(None))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Content, E> {
        Ok(Content::Scalar(None))
    }

    fn visit_i128<E>(self, _: i128) -> Result<Content, E> {
        Ok(Content::Scalar(None))
    }

    fn visit_u128<E>(self, _: u128) -> Result<Content, E> {
        Ok(Content::Scalar(None))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Content, E> {
        Ok(Content::Scalar(None))
    }

    fn visit_unit<E>(self) -> Result<Content, E> {
        Ok(Content::Nothing)
    }

    fn visit_none<E>(self) -> Result<Content, E> {
        Ok(Content::Nothing)
    }

    fn visit_str<E>(self, text: &str) -> Result<Content, E> {
        Ok(Content::Scalar(Some(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Content, A::Error> {
        let mut list = Vec::new();
        while let Some(raw) = access.next_element()? {
            list.push(raw);
        }
        Ok(Content::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Content, A::Error> {
        let mut map = Vec::new();
        while let Some(pair) = access.next_entry()? {
            map.push(pair);
        }
        Ok(Content::Map(map))
    }
}
