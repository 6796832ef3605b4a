//! `benefits.toml`: every figure with its source; none has a default.

use std::path::Path;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::cash::Investment;
use super::demand::Demand;
use tongda_foundation::error::{Error, ErrorKind, Problems};
use tongda_foundation::table::Table;

/// A figure and where it comes from.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cited {
    /// The figure.
    pub value: f64,
    /// Where it comes from.
    pub source: String,
}

/// All that is needed to say what saved time is worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Benefits {
    /// The unit of all money.
    pub currency: String,
    /// The year of the money, of the demand and of present values.
    pub base_year: i32,
    /// Money for a saved hour.
    pub value_of_time_per_hour: Cited,
    /// Days a year with such a demand.
    pub days_per_year: Cited,
    /// A year, as a share: 0.05.
    pub discount_rate: Cited,
    /// Of the benefits a year, as a share.
    pub demand_growth: Cited,
    /// Years of use that count.
    pub horizon_years: Cited,
    /// Of trips to time, below 0; without it no trips are induced.
    pub elasticity: Option<Cited>,
    /// Who goes where.
    pub demand: Demand,
    /// Where the demand comes from.
    pub demand_source: String,
    /// What projects cost.
    pub investments: Vec<Investment>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    currency: String,
    base_year: i32,
    value_of_time_per_hour: Cited,
    days_per_year: Cited,
    discount_rate: Cited,
    demand_growth: Cited,
    horizon_years: Cited,
    elasticity: Option<Cited>,
    demand: DemandEntry,
    #[serde(default)]
    project: Vec<ProjectEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DemandEntry {
    trips: Option<String>,
    places: Option<String>,
    trips_per_resident_day: Option<f64>,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProjectEntry {
    id: String,
    capital: f64,
    upkeep_per_year: f64,
    begins: i32,
    opens: i32,
    source: String,
}

impl Benefits {
    /// Reads the file and the tables that it names, which lie beside it.
    ///
    /// # Errors
    /// All problems at once: figures that are missing, have no source, or lie outside of what they can be.
    pub fn read(path: &Path) -> Result<Self, Problems> {
        let fail = |message: String| Error::new(ErrorKind::Study, message).in_file(path);
        let text = std::fs::read_to_string(path).map_err(|cause| Error::file(path, "read", cause))?;
        let file: File = toml::from_str(&text).map_err(|cause| fail(cause.to_string().trim_end().replace('\n', " ")))?;
        let mut problems = Problems::default();
        let figures = [
            ("value_of_time_per_hour", Some(&file.value_of_time_per_hour), 0.0, 1e9),
            ("days_per_year", Some(&file.days_per_year), 1.0, 366.0),
            ("discount_rate", Some(&file.discount_rate), 0.0, 1.0),
            ("demand_growth", Some(&file.demand_growth), -0.5, 0.5),
            ("horizon_years", Some(&file.horizon_years), 1.0, 200.0),
            ("elasticity", file.elasticity.as_ref(), -10.0, 0.0),
        ];
        for (name, cited, low, high) in figures {
            let Some(cited) = cited else { continue };
            if !(low..=high).contains(&cited.value) {
                problems.push(fail(format!("{name} = {} is not from {low} to {high}", cited.value)));
            }
            if cited.source.trim().is_empty() {
                problems.push(fail(format!("{name} has an empty source")).advise("say where the figure comes from"));
            }
        }
        if file.demand.source.trim().is_empty() {
            problems.push(fail("demand has an empty source".to_owned()));
        }
        for project in &file.project {
            let place = format!("project \"{}\"", project.id);
            if project.opens <= project.begins {
                problems.push(
                    fail(format!("opens {} and begins {}", project.opens, project.begins))
                        .at(&*place)
                        .advise("it opens after the year in which building begins"),
                );
            }
            if [project.capital, project.upkeep_per_year].iter().any(|cost| !(*cost >= 0.0 && cost.is_finite())) {
                problems.push(fail("a cost is below 0 or no number".to_owned()).at(&*place));
            }
            if project.source.trim().is_empty() {
                problems.push(fail("its source is empty".to_owned()).at(&*place));
            }
        }
        let demand = demand(&file.demand, path).map_err(|more| problems.extend(more)).ok();
        let investment = |one: ProjectEntry| Investment {
            id: one.id,
            capital: one.capital,
            upkeep: one.upkeep_per_year,
            begins: one.begins,
            opens: one.opens,
            source: one.source,
        };
        let Some(demand) = demand else { return Err(problems) };
        problems.or_value(Self {
            currency: file.currency,
            base_year: file.base_year,
            value_of_time_per_hour: file.value_of_time_per_hour,
            days_per_year: file.days_per_year,
            discount_rate: file.discount_rate,
            demand_growth: file.demand_growth,
            horizon_years: file.horizon_years,
            elasticity: file.elasticity,
            demand,
            demand_source: file.demand.source,
            investments: file.project.into_iter().map(investment).collect(),
        })
    }
}

fn demand(entry: &DemandEntry, path: &Path) -> Result<Demand, Problems> {
    let fail = |message: &str| Error::new(ErrorKind::Study, message).in_file(path).at("demand");
    match (&entry.trips, &entry.places, entry.trips_per_resident_day) {
        (Some(trips), Some(places), None) => {
            let beside = |name: &str| path.parent().unwrap_or(Path::new("")).join(name);
            trips_between(&beside(trips), &beside(places))
        }
        (None, None, Some(rate)) if rate > 0.0 && rate <= 100.0 => Ok(Demand::PerResident(rate)),
        (None, None, Some(_)) => Err(fail("trips_per_resident_day is not above 0 and at most 100").into()),
        _ => Err(fail("needs either trips and places, or trips_per_resident_day").into()),
    }
}

fn trips_between(trips: &Path, places: &Path) -> Result<Demand, Problems> {
    let read = |path: &Path, columns: &[&str]| {
        let text = std::fs::read(path).map_err(|cause| Error::file(path, "read", cause))?;
        Table::read(&text, path, columns)
    };
    let table = read(places, &["id", "lon", "lat"])?;
    let mut problems = table.problems();
    let (mut ids, mut found): (FxHashMap<String, usize>, Vec<_>) = (FxHashMap::default(), Vec::new());
    for row in table.rows() {
        if let (Some(id), Some(place)) = (problems.take(row.required("id").map(str::to_owned)), problems.take(row.position())) {
            if ids.insert(id.clone(), found.len()).is_some() {
                problems.push(row.error(format!("the id \"{id}\" is there twice")));
            }
            found.push(place);
        }
    }
    let table = read(trips, &["from", "to", "trips_per_day"])?;
    let mut all = Vec::new();
    for row in table.rows() {
        let mut end = |column: &str| {
            let id = row.required(column);
            problems.take(id.and_then(|id| {
                ids.get(id).copied().ok_or_else(|| row.error(format!("{column} = \"{id}\" is no place of {}", places.display())))
            }))
        };
        let (from, to) = (end("from"), end("to"));
        let amount = problems.take(row.amount("trips_per_day"));
        if let (Some(from), Some(to), Some(amount)) = (from, to, amount) {
            all.push((from, to, amount));
        }
    }
    problems.or_value(Demand::Trips { positions: found, trips: all })
}
