//! `tongda matrix`: times and distances between two tables of points.

use std::path::PathBuf;

use clap::Args;

use super::file::FileArguments;
use super::inputs::NetworkArguments;
use super::{Format, Outcome, places};
use tongda_analysis::workspace::CrsWarning;
use tongda_formats::FileFormat;
use tongda_foundation::atomic_file::AtomicFile;
use tongda_foundation::error::Problems;
use tongda_foundation::position::LonLat;
use tongda_foundation::progress::{Progress, Unit};
use tongda_network::network::{Snap, Snapper};
use tongda_network::scenario::{Resolved, View};

#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    network: NetworkArguments,
    /// Origins: a CSV file with the columns id, lon, lat.
    #[arg(long, value_name = "A.csv")]
    from: PathBuf,
    /// Destinations: a CSV file with the columns id, lon, lat.
    #[arg(long, value_name = "B.csv")]
    to: PathBuf,
    /// Output file, with the columns from, to, seconds, metres; empty = unreachable [default: CSV to standard output].
    #[arg(short, long, value_name = "FILE.{csv,parquet}")]
    output: Option<PathBuf>,
    #[command(flatten)]
    file: FileArguments,
}

/// The points of a table, joined to the network where they can be.
struct Points {
    ids: Vec<String>,
    snaps: Vec<Option<Snap>>,
}

pub(super) fn run(options: &Options, format: Format, progress: &dyn Progress) -> Result<Outcome, Problems> {
    let target = options.file.target(options.output.as_deref(), &[FileFormat::Csv, FileFormat::Parquet])?;
    let mut problems = Problems::default();
    let tables =
        [&options.from, &options.to].map(|path| problems_of(places::of_table(path, options.network.datum), &mut problems));
    let sink = problems.take(options.output.as_deref().map(AtomicFile::create).transpose());
    let ([Some(from), Some(to)], Some(sink)) = (tables, sink) else { return Err(problems) };
    let network = options.network.network(progress)?;
    let scenarios = options.network.scenarios(&network)?;
    let view = View::new(&network, &scenarios.iter().collect::<Vec<&Resolved>>());
    let snapper = Snapper::new(&network, scenarios.iter().flat_map(|resolved| resolved.closed_segments(&network)));
    for (path, points) in [(&options.from, &from), (&options.to, &to)] {
        let positions: Vec<LonLat> = points.iter().map(|(_, position)| *position).collect();
        if let Some(warning) = CrsWarning::check(&network, &format!("points of {}", path.display()), &positions) {
            eprintln!("warning: {warning}");
        }
    }
    let (from, to) = (snap_points(&snapper, from), snap_points(&snapper, to));

    progress.begin("searching", from.ids.len() as u64, Unit::Steps);
    let rows = tongda_search::matrix(&view, &from.snaps, &to.snaps, progress);
    progress.end();
    if format == Format::Json {
        print_part!("{}", tongda_report::matrix_json(&from.ids, &to.ids, &rows));
    }
    let bytes = target.layers(tongda_report::matrix_layer(&from.ids, &to.ids, &rows), Vec::new())?;
    if let Some(mut file) = sink {
        file.write(&bytes)?;
        file.commit()?;
    } else if format == Format::Text {
        print_part!("{}", String::from_utf8_lossy(&bytes));
    }
    let placed = from.snaps.iter().chain(&to.snaps).all(Option::is_some);
    Ok(if placed { Outcome::Done } else { Outcome::CompletedWithWarnings })
}

fn problems_of<T>(result: Result<T, Problems>, problems: &mut Problems) -> Option<T> {
    result.map_err(|more| problems.extend(more)).ok()
}

fn snap_points(snapper: &Snapper<'_>, points: Vec<(String, LonLat)>) -> Points {
    let mut out = Points { ids: Vec::with_capacity(points.len()), snaps: Vec::with_capacity(points.len()) };
    for (id, position) in points {
        let snap = snapper.snap(position);
        if let Err(reason) = snap {
            eprintln!("not placed: {id} at {position}: {reason}");
        }
        out.ids.push(id);
        out.snaps.push(snap.ok());
    }
    out
}
