//! JSON documents of results: one object per command, as its schema describes.
//!
//! Every object names its `command` and the `version` of the program. Times are minutes or seconds and lengths metres or
//! kilometres as the names say; what cannot be reached is null, never a number.

mod compare;
mod network;
mod programme;
mod study;
mod trips;

pub use compare::{CompareDocument, compare_json};
pub use network::prepare_json;
pub use programme::{LinksDocument, ProgrammeDocument, SitesDocument, appraise_json, links_json, sites_json};
pub use study::{access_json, check_json, rank_json};
pub use trips::{isochrone_json, matrix_json, route_json};

use serde_json::{Map, Value, json};

/// The schemas by name.
const SCHEMAS: [(&str, &str); 15] = [
    ("access", include_str!("../schema/access.json")),
    ("appraise", include_str!("../schema/appraise.json")),
    ("check", include_str!("../schema/check.json")),
    ("compare", include_str!("../schema/compare.json")),
    ("isochrone", include_str!("../schema/isochrone.json")),
    ("licences", include_str!("../schema/licences.json")),
    ("matrix", include_str!("../schema/matrix.json")),
    ("new", include_str!("../schema/new.json")),
    ("prepare", include_str!("../schema/prepare.json")),
    ("profile", include_str!("../schema/profile.json")),
    ("propose", include_str!("../schema/propose.json")),
    ("rank", include_str!("../schema/rank.json")),
    ("route", include_str!("../schema/route.json")),
    ("schema", include_str!("../schema/schema.json")),
    ("serve", include_str!("../schema/serve.json")),
];

/// The names of all schemas: the commands that have one.
pub fn schema_names() -> impl Iterator<Item = &'static str> {
    SCHEMAS.iter().map(|(name, _)| *name)
}

/// The JSON Schema (draft 2020-12) of what a command prints with `--format json`.
#[must_use]
pub fn schema(name: &str) -> Option<&'static str> {
    SCHEMAS.iter().find(|(other, _)| *other == name).map(|(_, text)| *text)
}

/// JSON output of a command: its fields with the command and the version of the program.
#[must_use]
pub fn json_envelope(command: &str, fields: Value) -> String {
    let mut all = Map::new();
    all.insert("command".to_owned(), json!(command));
    all.insert("version".to_owned(), json!(env!("CARGO_PKG_VERSION")));
    if let Value::Object(fields) = fields {
        all.extend(fields);
    }
    Value::Object(all).to_string() + "\n"
}

/// A number with so many decimals; null for one that is not finite.
fn rounded(value: f64, decimals: i32) -> Value {
    let scale = 10_f64.powi(decimals);
    if value.is_finite() { json!((value * scale).round() / scale) } else { Value::Null }
}
