//! Travel time matrix as a table: one row per pair, empty where there is no route.

use std::sync::Arc;

use tongda_formats::{Column, ColumnValues, Crs, Digits, Layer, ShapeKind, Style};
use tongda_search::MatrixEntry;

/// `from`, `to`, `seconds` and `metres` of every pair, row by row of the origins.
#[must_use]
pub fn matrix_layer(from: &[String], to: &[String], rows: &[Vec<Option<MatrixEntry>>]) -> Layer {
    let count = from.len() * to.len();
    let shared = |ids: &[String]| ids.iter().map(|id| Some(Arc::from(id.as_str()))).collect::<Vec<Option<Arc<str>>>>();
    let (origins, destinations) = (shared(from), shared(to));
    let mut columns = [Vec::with_capacity(count), Vec::with_capacity(count)];
    let (mut seconds, mut metres) = (Vec::with_capacity(count), Vec::with_capacity(count));
    for (origin, row) in origins.iter().zip(rows) {
        for (destination, entry) in destinations.iter().zip(row) {
            columns[0].push(origin.clone());
            columns[1].push(destination.clone());
            let time = entry.and_then(|entry| entry.time.seconds());
            seconds.push(time);
            metres.push(entry.filter(|_| time.is_some()).map(|entry| entry.metres));
        }
    }
    let [origins, destinations] = columns;
    Layer {
        name: "matrix".to_owned(),
        title: "Seconds and metres between places".to_owned(),
        kind: ShapeKind::None,
        crs: Crs::wgs84(),
        shapes: Vec::new(),
        columns: vec![
            Column { name: "from".to_owned(), values: ColumnValues::Text(origins) },
            Column { name: "to".to_owned(), values: ColumnValues::Text(destinations) },
            Column::real("seconds", Digits::Decimals(3), seconds),
            Column::real("metres", Digits::Decimals(1), metres),
        ],
        style: Style::Plain,
    }
}
