//! Selectors: the conditions of `where` and `match` on the segments of a network.

use geo::{Contains, Coord, LineString, MultiPolygon, Point, Polygon};
use regex::Regex;
use serde_json::{Map, Value};

use crate::network::{Network, SegmentId};
use tongda_foundation::position::{LonLat, Plane};

/// Conditions on a segment; all must hold.
#[derive(Clone, Debug, Default)]
pub struct Selector {
    /// Tags and the values each may have.
    tags: Vec<(String, Vec<String>)>,
    name: Option<Regex>,
    osm_way_ids: Vec<i64>,
    within: Vec<MultiPolygon<f64>>,
    between: Option<(LonLat, LonLat)>,
}

impl Selector {
    /// Reads the conditions of a table.
    ///
    /// `name_regex`, `osm_way_id`, `within` (a closed ring of `[lon, lat]`) and `between` (two
    /// `[lon, lat]`) are special; every other key is a tag whose value must be equal to the given one or to one of a list,
    /// as a whole or as a part between semicolons.
    ///
    /// # Errors
    /// The error in the table.
    pub fn from_table(table: &Map<String, Value>) -> Result<Self, String> {
        let mut selector = Self::default();
        for (key, value) in table.iter().filter(|(_, value)| !value.is_null()) {
            match key.as_str() {
                "name_regex" => {
                    let pattern = value.as_str().ok_or("name_regex is not a text")?;
                    selector.name = Some(Regex::new(pattern).map_err(|cause| format!("name_regex: {cause}").replace('\n', " "))?);
                }
                "osm_way_id" => {
                    let list = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
                    let ids: Option<Vec<i64>> = list.iter().map(Value::as_i64).collect();
                    selector.osm_way_ids = ids.ok_or("osm_way_id is not a whole number or a list of them")?;
                }
                "within" => selector.add_within(ring(value)?.into()),
                "between" => match positions(value)?.as_slice() {
                    &[a, b] if a != b => selector.between = Some((a, b)),
                    _ => return Err("between is not a pair of different positions [[lon, lat], [lon, lat]]".to_owned()),
                },
                _ => {
                    let list = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
                    let texts: Option<Vec<String>> = list.iter().map(text).collect();
                    let texts = texts
                        .filter(|texts| !texts.is_empty())
                        .ok_or_else(|| format!("{key} is not a text or a list of texts"))?;
                    selector.tags.push((key.clone(), texts));
                }
            }
        }
        Ok(selector)
    }

    /// Adds the condition that the middle of the segment lies in an area.
    pub(super) fn add_within(&mut self, area: MultiPolygon<f64>) {
        self.within.push(area);
    }

    /// Whether there is no condition at all.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.tags.is_empty()
            && self.name.is_none()
            && self.osm_way_ids.is_empty()
            && self.within.is_empty()
            && self.between.is_none()
    }

    /// The segments for which all conditions hold, in the order of their numbers.
    #[must_use]
    pub fn select(&self, network: &Network) -> Vec<SegmentId> {
        let mut ways = vec![true; network.ways().len()];
        for (key, values) in &self.tags {
            let has_tag = network.ways().with_tag(key, values);
            ways.iter_mut().zip(has_tag).for_each(|(selected, has_tag)| *selected &= has_tag);
        }
        for (way, selected) in (0..).zip(&mut ways) {
            *selected = *selected && self.selects_way(network, way);
        }
        let segments = (0..).map(SegmentId).zip(network.segments());
        segments
            .filter(|(id, segment)| ways[segment.way as usize] && self.selects_place(network, *id))
            .map(|(id, _)| id)
            .collect()
    }

    /// Whether the conditions on a way other than its tags hold.
    fn selects_way(&self, network: &Network, way: u32) -> bool {
        let tags = network.ways().tags(way);
        let named = |key: &str| key == "name" || key.starts_with("name:") || key == "alt_name" || key == "official_name";
        self.name.as_ref().is_none_or(|name| tags.iter().any(|(key, value)| named(key) && name.is_match(value)))
            && (self.osm_way_ids.is_empty() || self.osm_way_ids.contains(&network.ways().osm_id(way)))
    }

    fn selects_place(&self, network: &Network, id: SegmentId) -> bool {
        if self.within.is_empty() && self.between.is_none() {
            return true;
        }
        let middle = network.place_at(id, 0.5);
        let inside = self.within.iter().all(|area| area.contains(&Point::from(Coord::from(middle))));
        inside && self.between.is_none_or(|(a, b)| lies_between(middle, a, b))
    }
}

/// Whether a position lies between the perpendiculars to the line from `a` to `b` at its ends.
fn lies_between(position: LonLat, a: LonLat, b: LonLat) -> bool {
    let plane = Plane::at(a.lat());
    let ([px, py], [ax, ay], [bx, by]) = (plane.project(position), plane.project(a), plane.project(b));
    let (dx, dy) = (bx - ax, by - ay);
    let along = (px - ax) * dx + (py - ay) * dy;
    (0.0..=dx * dx + dy * dy).contains(&along)
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(if *truth { "yes" } else { "no" }.to_owned()),
        _ => None,
    }
}

fn positions(value: &Value) -> Result<Vec<LonLat>, String> {
    let wrong = || format!("{value} is not a list of positions [lon, lat]");
    let list = value.as_array().ok_or_else(wrong)?;
    list.iter()
        .map(|pair| match pair.as_array().map(Vec::as_slice) {
            Some([lon, lat]) => lon.as_f64().zip(lat.as_f64()).and_then(|(lon, lat)| LonLat::new(lon, lat)).ok_or_else(wrong),
            _ => Err(wrong()),
        })
        .collect()
}

fn ring(value: &Value) -> Result<Polygon<f64>, String> {
    let positions = positions(value)?;
    if positions.len() < 3 {
        return Err("within has fewer than three positions".to_owned());
    }
    Ok(Polygon::new(LineString(positions.into_iter().map(Coord::from).collect()), Vec::new()))
}
