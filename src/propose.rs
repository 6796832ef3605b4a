//! `tongda propose`: the new facilities or links with the largest gain.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::study::StudyArguments;
use super::{Format, Outcome};
use tongda_analysis::appraisal::propose::{self, FacilityQuestion, LinkQuestion, Location, Method, ProposedLink};
use tongda_analysis::appraisal::{Evaluator, TimesQuery};
use tongda_analysis::workspace::Workspace;
use tongda_foundation::atomic_file::AtomicFile;
use tongda_foundation::error::{Error, ErrorKind, Problems};
use tongda_foundation::position::LonLat;
use tongda_foundation::progress::Progress;
use tongda_foundation::table::Table;
use tongda_foundation::units::{Kmh, TravelTime};
use tongda_network::scenario::{Resolved, read_modifications, resolve};
use tongda_report::{self, LinksDocument, ProposedSite, SitesDocument};

#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(subcommand)]
    what: Candidates,
}

#[derive(Debug, Subcommand)]
enum Candidates {
    /// Propose sites for new facilities of a service: maximal coverage, p-median or set cover.
    Facilities(FacilityOptions),
    /// Propose new links between junctions of the existing roads.
    Links(LinkOptions),
}

#[derive(Debug, Args)]
struct FacilityOptions {
    #[command(flatten)]
    study: StudyArguments,
    /// Id of the service.
    #[arg(long, value_name = "ID")]
    service: String,
    /// Method: maximal-coverage: most residents within --minutes; p-median: most person-minutes saved below --minutes;
    /// set-cover: fewest sites for --share of the residents that sites can cover.
    #[arg(long, default_value = "maximal-coverage", value_name = "METHOD")]
    method: Method,
    /// Number of sites.
    #[arg(long, default_value_t = 3, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=200))]
    count: u16,
    /// Cutoff of the method, in minutes [default: the headline minutes of the study].
    #[arg(long, value_name = "MINUTES")]
    minutes: Option<f64>,
    /// Share of the residents to cover with set-cover, from 0 to 1.
    #[arg(long, default_value_t = 1.0, value_name = "SHARE")]
    share: f64,
    /// Table of candidate sites (id, lon, lat) [default: the 1000 cells with most residents].
    #[arg(long, value_name = "FILE.csv")]
    sites: Option<PathBuf>,
    /// Maximum number of branch-and-bound steps to prove the optimum.
    #[arg(long, default_value_t = 3000, value_name = "N")]
    steps: u64,
    /// Output file, for `tongda rank`.
    #[arg(short, long, default_value = "CANDIDATES.geojson", value_name = "FILE.geojson")]
    output: PathBuf,
}

#[derive(Debug, Args)]
struct LinkOptions {
    #[command(flatten)]
    study: StudyArguments,
    /// Maximum length of a link, in km.
    #[arg(long, value_name = "KM")]
    max_km: f64,
    /// Speed of the links, in km/h.
    #[arg(long, value_name = "KMH")]
    speed_kmh: f64,
    /// Road class of the links (OpenStreetMap highway=*).
    #[arg(long, default_value = "primary", value_name = "CLASS")]
    class: String,
    /// Number of links.
    #[arg(long, default_value_t = 20, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1000))]
    count: u16,
    /// Minimum spacing of the junctions considered, in km.
    #[arg(long, default_value_t = 2.0, value_name = "KM")]
    spacing_km: f64,
    /// Maximum number of junctions considered, those of the most important roads first.
    #[arg(long, default_value_t = 600, value_name = "N", value_parser = clap::value_parser!(u16).range(2..))]
    junctions: u16,
    /// Output file, for `tongda rank`.
    #[arg(short, long, default_value = "CANDIDATES.geojson", value_name = "FILE.geojson")]
    output: PathBuf,
}

/// How many cells are sites when no table names any.
const SITES: usize = 1000;

pub(super) fn run(options: &Options, format: Format, progress: &dyn Progress) -> Result<Outcome, Problems> {
    match &options.what {
        Candidates::Facilities(options) => facilities(options, format, progress),
        Candidates::Links(options) => links(options, format, progress),
    }
}

fn within(name: &str, value: f64, low: f64, high: f64) -> Result<(), Error> {
    if value > low && value <= high {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Usage, format!("{name} {value} is not above {low} and at most {high}")))
}

fn facilities(options: &FacilityOptions, format: Format, progress: &dyn Progress) -> Result<Outcome, Problems> {
    within("--share", options.share, 0.0, 1.0)?;
    within("--minutes", options.minutes.unwrap_or(1.0), 0.0, 1440.0)?;
    let mut file = AtomicFile::create(&options.output)?;
    let workspace = options.study.open(progress)?;
    let Workspace { study, projects, .. } = &workspace;
    let service = workspace.service(&options.service)?;
    let sites = match &options.sites {
        Some(path) => sites(path, options.study.datum)?,
        None => largest_cells(&workspace),
    };
    let evaluator = workspace.evaluator(&[]);
    let minutes = options.minutes.unwrap_or_else(|| f64::from(study.headline_minutes()));
    let question = FacilityQuestion {
        service,
        method: options.method,
        count: usize::from(options.count),
        minutes,
        share: options.share,
        most_nodes: options.steps,
    };
    let positions: Vec<LonLat> = sites.iter().map(|(_, position)| *position).collect();
    let (found, least) = propose::facilities(&evaluator, &projects.baseline(study, ""), &positions, &question);
    let unit = if options.method == Method::PMedian { "person-minutes saved" } else { "residents more" };
    let chosen: Vec<ProposedSite<'_>> = found
        .chosen
        .iter()
        .zip(&found.adds)
        .map(|(&site, &adds)| ProposedSite {
            id: &sites[site].0,
            position: positions[site],
            service: &options.service,
            adds,
            unit,
        })
        .collect();
    file.write(&tongda_report::sites_geojson(&chosen))?;
    file.commit()?;
    let proved = least.map_or(found.gap() < 1e-9, |least| least >= chosen.len());
    if format == Format::Json {
        let document = SitesDocument {
            service: &options.service,
            method: &options.method.to_string(),
            minutes,
            mode: &study.mode(),
            unit,
            candidates: sites.len(),
            value: found.value,
            bound: found.bound,
            least_count: least,
            proved,
            file: &options.output.display().to_string(),
        };
        print_part!("{}", tongda_report::sites_json(&chosen, &document));
        return Ok(if chosen.is_empty() { Outcome::CompletedWithWarnings } else { Outcome::Done });
    }
    print_sites(&chosen);
    print_line!(
        "{:.0} {unit} by {} sites of {} within or below {minutes} min by {}; {}",
        found.value,
        chosen.len(),
        sites.len(),
        study.mode(),
        proof(&found, chosen.len(), least, proved)
    );
    Ok(if chosen.is_empty() { Outcome::CompletedWithWarnings } else { Outcome::Done })
}

fn print_sites(chosen: &[ProposedSite<'_>]) {
    print_line!("site                        lon       lat        adds");
    for site in chosen {
        print_line!("{:<22.22} {:>9.5} {:>9.5} {:>11.0}", site.id, site.position.lon(), site.position.lat(), site.adds);
    }
}

/// How good a choice of sites is proved to be; `least` is the lower bound of a set cover.
fn proof(found: &Location, chosen: usize, least: Option<usize>, proved: bool) -> String {
    match (least, proved) {
        (Some(_), true) => "no fewer sites can do it".to_owned(),
        (Some(least), false) => format!("at least {least} are needed; whether {chosen} are is not proved"),
        (None, true) => "no other choice of as many sites brings more (proved)".to_owned(),
        (None, false) => format!(
            "at most {:.0} are possible: {:.1} % away at most (greedy: at least 63 % of the best); raise --steps for a proof",
            found.bound,
            found.gap() * 100.0
        ),
    }
}

/// What the links bring as `rank` reads them: joined to whatever road is at the junction. The best come first.
fn measured(
    screened: Vec<ProposedLink>,
    options: &LinkOptions,
    speed: Kmh,
    evaluator: &Evaluator<'_>,
    baseline: &[&Resolved],
) -> Result<Vec<ProposedLink>, Problems> {
    let limit = TravelTime::from_minutes(evaluator.study().headline_minutes());
    let residents =
        |set: &[&Resolved]| evaluator.residents_within(&evaluator.time_to_all(&TimesQuery::circle(set).within(limit)), 1.0);
    let before = residents(baseline);
    let mut found = Vec::with_capacity(screened.len());
    for link in screened {
        let text = tongda_report::links_geojson(&[link], &options.class, speed);
        let changes = read_modifications(&text, &options.output)?;
        let changes = resolve(evaluator.network(), &changes, &options.output)?;
        let set: Vec<&Resolved> = baseline.iter().copied().chain([&changes]).collect();
        found.push(ProposedLink { gain: residents(&set) - before, ..link });
    }
    found.sort_by(|a, b| b.gain.total_cmp(&a.gain).then(a.length_m.total_cmp(&b.length_m)));
    Ok(found)
}

/// The cells with most residents.
fn largest_cells(workspace: &Workspace) -> Vec<(String, LonLat)> {
    let mut cells: Vec<_> = workspace.study.cells.cells.iter().filter(|cell| cell.residents > 0.0).collect();
    cells.sort_by(|a, b| b.residents.total_cmp(&a.residents).then_with(|| a.id.cmp(&b.id)));
    cells.into_iter().take(SITES).map(|cell| (cell.id.clone(), cell.position)).collect()
}

fn sites(path: &Path, datum: tongda_foundation::datum::Datum) -> Result<Vec<(String, LonLat)>, Problems> {
    let text = std::fs::read(path).map_err(|cause| Error::file(path, "read", cause))?;
    let table = Table::read(&text, path, &["id", "lon", "lat"])?;
    let mut problems = table.problems();
    let mut sites = Vec::new();
    for row in table.rows() {
        let (id, position) = (problems.take(row.required("id").map(str::to_owned)), problems.take(row.position()));
        sites.extend(id.zip(position).map(|(id, position)| (id, datum.to_wgs84(position))));
    }
    problems.or_value(sites)
}

fn links(options: &LinkOptions, format: Format, progress: &dyn Progress) -> Result<Outcome, Problems> {
    within("--max-km", options.max_km, 0.0, 500.0)?;
    within("--spacing-km", options.spacing_km, 0.0, 100.0)?;
    let speed = Kmh::new(options.speed_kmh).ok_or_else(|| {
        Error::new(ErrorKind::Usage, format!("--speed-kmh {} is not above 0 and at most {}", options.speed_kmh, Kmh::MAX))
    })?;
    let mut file = AtomicFile::create(&options.output)?;
    let workspace = options.study.open(progress)?;
    let Workspace { study, projects, .. } = &workspace;
    let evaluator = workspace.evaluator(&[]);
    let question = LinkQuestion {
        most_m: options.max_km * 1000.0,
        least_m: options.spacing_km * 500.0,
        speed,
        spacing_m: options.spacing_km * 1000.0,
        junctions: usize::from(options.junctions),
        count: usize::from(options.count),
    };
    let baseline = projects.baseline(study, "");
    let (screened, junctions, pairs) = propose::links(&evaluator, &baseline, &question, progress);
    let found = measured(screened, options, speed, &evaluator, &baseline)?;
    file.write(&tongda_report::links_geojson(&found, &options.class, speed))?;
    file.commit()?;
    if format == Format::Json {
        let document = LinksDocument {
            minutes: f64::from(study.headline_minutes()),
            mode: &study.mode(),
            class: &options.class,
            speed_kmh: speed.get(),
            junctions,
            pairs,
            file: &options.output.display().to_string(),
        };
        print_part!("{}", tongda_report::links_json(&found, &document));
        return Ok(if found.is_empty() { Outcome::CompletedWithWarnings } else { Outcome::Done });
    }
    print_line!("link                km  gained  per km  from                 to");
    for (number, link) in (1..).zip(&found) {
        let (km, from, to) = (link.length_m / 1000.0, link.from, link.to);
        print_line!(
            "proposed-{number:<4} {km:>8.1} {:>7.0} {:>7.0}  {:.5},{:.5}  {:.5},{:.5}",
            link.gain,
            link.gain / km,
            from.lon(),
            from.lat(),
            to.lon(),
            to.lat()
        );
    }
    print_line!(
        "residents gained within {} min by {} of all services of the circle; {pairs} pairs of {junctions} junctions, at least {} km apart, straight links",
        study.headline_minutes(),
        study.mode(),
        options.spacing_km
    );
    Ok(if found.is_empty() { Outcome::CompletedWithWarnings } else { Outcome::Done })
}
