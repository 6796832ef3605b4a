//! `tongda access`: one measure of accessibility, one row per cell.

use std::path::{Path, PathBuf};

use clap::Args;
use rustc_hash::FxHashMap;

use super::choice::ScenarioArguments;
use super::file::FileArguments;
use super::study::StudyArguments;
use super::{Format, Outcome};
use tongda_analysis::access::{Decay, Measure, Parameters, closest};
use tongda_analysis::appraisal::measures::Groups;
use tongda_analysis::appraisal::{Opportunities, Reachable, TimesQuery};
use tongda_analysis::workspace::Workspace;
use tongda_formats::FileFormat;
use tongda_foundation::atomic_file::AtomicFile;
use tongda_foundation::datum::Datum;
use tongda_foundation::error::{Error, ErrorKind, Problems};
use tongda_foundation::progress::Progress;
use tongda_foundation::table::Table;
use tongda_network::scenario::Resolved;
use tongda_report::{self, AccessColumn, EquityOptions};

/// Beyond so many pairs of cells and opportunities the table of times would not fit in memory.
const MOST_PAIRS: usize = 2_000_000_000;

const FORMATS: [FileFormat; 5] =
    [FileFormat::Csv, FileFormat::Parquet, FileFormat::GeoPackage, FileFormat::GeoJson, FileFormat::FlatGeobuf];

#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    study: StudyArguments,
    /// Measure: cumulative, interval, gravity, closest, nth-closest, dual, 2sfca, e2sfca, gaussian-2sfca, m2sfca, 3sfca, bfca,
    /// spatial-availability, balancing-cost, total-, singly- or doubly-constrained, weighted-mean-time, coefficient, potential.
    #[arg(long, value_name = "NAME")]
    measure: String,
    /// Opportunities: a service of the study, `residents`, or a column of a table (id, lon, lat, COLUMN). Separate several
    /// by commas or repeat the option; each gives a column.
    #[arg(long, required = true, value_delimiter = ',', value_name = "SERVICE|residents|FILE.csv:COLUMN")]
    opportunities: Vec<String>,
    /// Cutoff in minutes, for cumulative, 2sfca and gaussian-2sfca.
    #[arg(long, value_name = "MINUTES")]
    cutoff: Option<f64>,
    /// Range of cutoffs in minutes, for interval: every minute from FROM to TO.
    #[arg(long, value_name = "FROM,TO", value_parser = pair)]
    interval: Option<(u32, u32)>,
    /// Use the median over the interval, not the mean.
    #[arg(long)]
    median: bool,
    /// Decay function (times in minutes): binary:CUTOFF, linear:CUTOFF, exponential:BETA, power:BETA, logistic:MEDIAN,SD, gaussian:SD, gaussian-catchment:CUTOFF
    /// or stepped:MINUTES=WEIGHT,…
    #[arg(long, value_name = "NAME:PARAMETERS")]
    decay: Option<Decay>,
    /// Rank of the facility (nth-closest), or number of opportunities to reach (dual).
    #[arg(long, value_name = "N")]
    count: Option<f64>,
    /// Exponent of potential, or alpha of spatial-availability.
    #[arg(long, value_name = "NUMBER")]
    exponent: Option<f64>,
    #[command(flatten)]
    scenario: ScenarioArguments,
    /// Also write the values before the scenario (--with, --without, --year or --scenario) and the difference.
    #[arg(long)]
    compare: bool,
    /// With --compare: write the change by district, split among residents already, newly and not covered by the life circle.
    #[arg(long, value_name = "FILE.csv", requires = "compare")]
    by_district: Option<PathBuf>,
    /// Poverty line, in the unit of the measure: residents below it count as poor in access.
    #[arg(long, value_name = "VALUE")]
    poverty_line: Option<f64>,
    /// Column of a table by cell (id, COLUMN) to rank residents by, such as income per head.
    #[arg(long, value_name = "FILE.csv:COLUMN")]
    rank_by: Option<String>,
    /// Output file, one row per cell [default: CSV to standard output].
    #[arg(short, long, value_name = "FILE.{csv,parquet,gpkg,geojson,fgb}")]
    output: Option<PathBuf>,
    #[command(flatten)]
    file: FileArguments,
}

pub(super) fn run(options: &Options, format: Format, progress: &dyn Progress) -> Result<Outcome, Problems> {
    let parameters = Parameters {
        cutoff: options.cutoff,
        interval: options.interval,
        median: options.median,
        decay: options.decay.clone(),
        count: options.count,
        exponent: options.exponent,
    };
    let usage = |message: String| Error::new(ErrorKind::Usage, message);
    let measure = Measure::named(&options.measure, &parameters).map_err(usage)?;
    let target = options.file.target(options.output.as_deref(), &FORMATS)?;
    let [sink, by_district] = [&options.output, &options.by_district].map(|path| path.as_deref().map(AtomicFile::create));
    let (sink, by_district) = (sink.transpose()?, by_district.transpose()?);
    let workspace = options.study.open(progress)?;
    let cells = &workspace.study.cells.cells;
    let wanted: Vec<Opportunities> = options
        .opportunities
        .iter()
        .map(|name| opportunities(name, &workspace, options.study.datum))
        .collect::<Result<_, _>>()?;
    let ranks = options.rank_by.as_deref().map(|name| ranks(name, &workspace)).transpose()?;
    let proposals = options.scenario.proposals(&workspace)?;
    let chosen = options.scenario.choose(&workspace, &proposals)?;
    if options.compare && chosen.before.is_none() {
        return Err(usage("--compare needs --with, --without, --year or --scenario to compare with".to_owned()).into());
    }
    let evaluator = workspace.evaluator(&proposals);
    let people: Vec<f64> = cells.iter().map(|cell| cell.residents).collect();
    let equity = EquityOptions { poverty_line: options.poverty_line, ranks };
    let mut columns = Vec::new();
    let mut lost = Vec::new();
    for (name, wanted) in options.opportunities.iter().zip(&wanted) {
        let Reachable { times, supply, lost: more } = evaluator.reachable(wanted, &chosen.now);
        if supply.is_empty() {
            return Err(usage(format!("there are no opportunities \"{name}\""))
                .advise("the study has none of this service")
                .into());
        }
        let values = measure.values(&times, &supply, &people);
        let reason = |(cell, value): (usize, &Option<f64>)| {
            let why = || match &evaluator.not_placed()[cell] {
                Some(reason) => reason.clone(),
                None if closest(times.row(cell), &supply).is_none() => format!("no way to any {name}"),
                None => format!("{} has no value here", options.measure),
            };
            value.is_none().then(why)
        };
        let reasons = values.iter().enumerate().map(reason).collect();
        let before = chosen.before.as_ref().filter(|_| options.compare).map(|before| {
            let Reachable { times, supply, .. } = evaluator.reachable(wanted, before);
            measure.values(&times, &supply, &people)
        });
        lost.extend(more);
        let label = if matches!(wanted, Opportunities::Points(_)) { name.rsplit(':').next().unwrap_or(name) } else { name };
        columns.push(AccessColumn { name: label.to_owned(), values, before, reasons });
    }
    // A table for a spreadsheet has the point of a cell, a map its square.
    let squares = if target.format == FileFormat::Csv { None } else { tongda_report::cell_squares(&workspace.study.cells) };
    let bytes = target.layers(tongda_report::access_layer(cells, &columns, squares), Vec::new())?;
    if let Some(mut file) = sink {
        file.write(&bytes)?;
        file.commit()?;
    } else if format == Format::Text {
        print_part!("{}", String::from_utf8_lossy(&bytes));
    }
    let circle = |scenario: &[&Resolved]| evaluator.time_to_all(&TimesQuery::circle(scenario));
    let groups = chosen
        .before
        .as_ref()
        .filter(|_| options.compare)
        .map(|before| Groups::new(&circle(before), &circle(&chosen.now), workspace.study.headline_minutes()));
    if let (Some(mut file), Some(groups)) = (by_district, &groups) {
        file.write(&tongda_report::access_change_csv(cells, &columns, groups, measure.unit()))?;
        file.commit()?;
    }
    if format == Format::Json {
        let mode = workspace.study.mode();
        print_part!("{}", tongda_report::access_json(&options.measure, measure.unit(), &mode, &chosen.name, cells, &columns));
    }
    eprintln!("{} in {}, by {}, {}", options.measure, measure.unit(), workspace.study.mode(), chosen.name);
    for column in &columns {
        eprint!("{}", tongda_report::access_summary(cells, column, &measure, &equity));
        if let Some(groups) = &groups {
            eprint!("{}", tongda_report::access_change_table(cells, column, groups));
        }
    }
    for lost in &lost {
        eprintln!("not placed: {lost}");
    }
    let empty = columns.iter().any(|column| column.values.iter().any(Option::is_none));
    Ok(if empty || !lost.is_empty() { Outcome::CompletedWithWarnings } else { Outcome::Done })
}

fn pair(text: &str) -> Result<(u32, u32), String> {
    let pair = text.split_once(',').and_then(|(from, to)| Some((from.trim().parse().ok()?, to.trim().parse().ok()?)));
    pair.filter(|(from, to)| from <= to && *to <= 1440).ok_or_else(|| format!("\"{text}\" is not FROM,TO in minutes, up to 1440"))
}

fn opportunities(name: &str, workspace: &Workspace, datum: Datum) -> Result<Opportunities, Problems> {
    let services = &workspace.study.services;
    let found = if name == "residents" {
        Opportunities::Residents
    } else if let Some(service) = services.iter().position(|service| service.id == name) {
        Opportunities::Service(service)
    } else if let Some((path, column)) = name.rsplit_once(':') {
        Opportunities::Points(points(Path::new(path), column, datum)?)
    } else {
        let ids: Vec<&str> = services.iter().map(|service| service.id.as_str()).collect();
        let error = Error::new(ErrorKind::Usage, format!("there is no service \"{name}\""));
        let advice = format!("residents, FILE.csv:COLUMN, or one of {}", ids.join(", "));
        return Err(error.advise(advice).into());
    };
    let count = match &found {
        Opportunities::Service(_) => 0,
        Opportunities::Residents => workspace.study.cells.cells.len(),
        Opportunities::Points(points) => points.len(),
    };
    let cells = workspace.study.cells.cells.len();
    if cells.saturating_mul(count) > MOST_PAIRS {
        let message = format!("{cells} cells times {count} opportunities are too many for this machine's memory");
        return Err(Error::new(ErrorKind::Usage, message).advise("take larger cells with --cell-m, or fewer points").into());
    }
    Ok(found)
}

/// What a table has in a column, by place.
fn points(path: &Path, column: &str, datum: Datum) -> Result<Vec<(tongda_foundation::position::LonLat, f64)>, Problems> {
    let text = std::fs::read(path).map_err(|cause| Error::file(path, "read", cause))?;
    let table = Table::read(&text, path, &["id", "lon", "lat", column])?;
    let mut problems = table.problems();
    let mut points = Vec::new();
    for row in table.rows() {
        let (position, amount) = (problems.take(row.position()), problems.take(row.amount(column)));
        points.extend(position.zip(amount).map(|(position, amount)| (datum.to_wgs84(position), amount)));
    }
    problems.or_value(points)
}

/// What a table has in a column, by cell.
fn ranks(name: &str, workspace: &Workspace) -> Result<Vec<Option<f64>>, Problems> {
    let Some((path, column)) = name.rsplit_once(':') else {
        return Err(Error::new(ErrorKind::Usage, format!("--rank-by \"{name}\" is not FILE.csv:COLUMN")).into());
    };
    let path = Path::new(path);
    let text = std::fs::read(path).map_err(|cause| Error::file(path, "read", cause))?;
    let table = Table::read(&text, path, &["id", column])?;
    let mut problems = table.problems();
    let mut by_id: FxHashMap<&str, f64> = FxHashMap::default();
    for row in table.rows() {
        let (id, rank) = (problems.take(row.required("id")), problems.take(row.optional_number(column)));
        if let (Some(id), Some(Some(rank))) = (id, rank) {
            by_id.insert(id, rank);
        }
    }
    let ranks: Vec<Option<f64>> = workspace.study.cells.cells.iter().map(|cell| by_id.get(cell.id.as_str()).copied()).collect();
    if ranks.iter().all(Option::is_none) {
        problems.push(Error::new(ErrorKind::Table, "names no cell of the study").in_file(path));
    }
    problems.or_value(ranks)
}
