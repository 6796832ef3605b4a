//! `tongda isochrone`: areas or roads within given minutes of places.

mod output;
mod starts;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use output::Output;
use starts::{Start, connect, starts};

use super::choice::{Chosen, ScenarioArguments};
use super::file::{FileArguments, Target};
use super::map_source::MapSource;
use super::study::StudyArguments;
use super::{Format, Outcome};
use tongda_analysis::isochrone::{IsochroneError, IsochroneRequest, IsochroneShape, Isochrones, Origin};
use tongda_formats::FileFormat;
use tongda_foundation::atomic_file::AtomicFile;
use tongda_foundation::direction::Direction;
use tongda_foundation::error::{Error, ErrorKind, Problems};
use tongda_foundation::progress::Progress;
use tongda_report::Language;

#[derive(Debug, Args)]
#[command(allow_missing_positional = true)]
pub(super) struct Options {
    #[command(flatten)]
    study: StudyArguments,
    #[command(flatten)]
    scenario: ScenarioArguments,
    /// Origin: LON,LAT, the name of a settlement or facility, the id of a service of the study (all its facilities), or
    /// a CSV file (id, lon, lat). Repeat for several; times count from the nearest.
    #[arg(long, required = true, value_name = "LON,LAT|NAME|SERVICE|FILE.csv", allow_hyphen_values = true)]
    at: Vec<String>,
    /// Upper limits of the bands, in minutes.
    #[arg(long, value_delimiter = ',', default_value = "10,20,30", value_name = "MIN,…", value_parser = clap::value_parser!(u32).range(1..=1440))]
    minutes: Vec<u32>,
    /// Compute times towards the places, not from them.
    #[arg(long)]
    towards: bool,
    /// Output polygons, or lines (roads, cut at the exact minute).
    #[arg(long, value_enum, default_value_t = Shape::Polygons)]
    shape: Shape,
    /// Write the areas gained and lost by the scenario, not its bands.
    #[arg(long)]
    compare: bool,
    /// Compute separate bands for each place.
    #[arg(long)]
    each: bool,
    /// Cell size of the raster, in metres [default: 25 or more, by extent].
    #[arg(long, value_name = "METRES", value_parser = metres)]
    raster_m: Option<f64>,
    /// Maximum distance of a band from the roads, in metres [default: the snapping distance of the profile, at most 500 m
    /// where the land is not known].
    #[arg(long, value_name = "METRES", value_parser = metres)]
    spread_m: Option<f64>,
    /// Fill holes smaller than this area, in square kilometres.
    #[arg(long, default_value_t = 0.05, value_name = "KM2")]
    min_hole_km2: f64,
    /// Output file; its extension selects the format. A GeoTIFF holds the minutes, with --compare after, before and the
    /// difference.
    #[arg(short, long, value_name = "FILE.{geojson,gpkg,fgb,tif,parquet,png}")]
    output: PathBuf,
    #[command(flatten)]
    file: FileArguments,
    /// Language of legends and titles: en or zh.
    #[arg(long = "lang", value_name = "LANG", default_value = "en")]
    language: Language,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Shape {
    Polygons,
    Lines,
}

/// The formats of vectors, and that of the surface itself.
const FORMATS: [FileFormat; 6] = [
    FileFormat::GeoJson,
    FileFormat::GeoPackage,
    FileFormat::FlatGeobuf,
    FileFormat::GeoTiff,
    FileFormat::Parquet,
    FileFormat::Png,
];

pub(super) fn run(options: &Options, format: Format, progress: &dyn Progress) -> Result<Outcome, Problems> {
    let target = options.file.target(Some(&options.output), &FORMATS)?;
    options.check(&target)?;
    let mut file = AtomicFile::create(&options.output)?;
    let source = MapSource::read(&options.study, progress)?;
    let proposals = match &source {
        MapSource::Study(workspace) => options.scenario.proposals(workspace)?,
        MapSource::Extract(_) => Vec::new(),
    };
    let chosen = match &source {
        MapSource::Study(workspace) => options.scenario.choose(workspace, &proposals)?,
        MapSource::Extract(_) if options.scenario.is_any() => {
            return Err(usage("an extract alone has no projects", "name a study, or make one with `tongda new`"));
        }
        MapSource::Extract(_) => Chosen { name: "network as it is".to_owned(), now: Vec::new(), before: None },
    };
    if options.compare && chosen.before.is_none() {
        return Err(usage("--compare needs a scenario", "name one with --with, --without, --year or --scenario"));
    }
    let starts = options.starts(&source)?;
    let minutes = options.minutes();
    let isochrones = Isochrones::new(IsochroneRequest {
        network: source.network(),
        scenario: &chosen.now,
        baseline: chosen.before.as_deref(),
        compare: options.compare,
        land: source.land(),
        direction: if options.towards { Direction::Backward } else { Direction::Forward },
        minutes: &minutes,
        shape: options.drawn_shape(&target),
        raster_m: options.raster_m,
        spread_m: options.spread_m,
        min_hole_km2: options.min_hole_km2,
    });
    let (placed, not_placed) = connect(starts, &isochrones)?;
    let origins: Vec<Vec<Origin>> = placed.iter().map(|(_, origins)| origins.clone()).collect();
    let drawn = isochrones.compute(&origins, progress, &|| true).map_err(failed)?;
    let output = Output { options, source: &source, scenario: &chosen.name, minutes: &minutes };
    let bytes = output.bytes(&target, &placed, drawn, format)?;
    file.write(&bytes)?;
    file.commit()?;
    eprintln!("{} written", options.output.display());
    Ok(if not_placed == 0 { Outcome::Done } else { Outcome::CompletedWithWarnings })
}

fn failed(cause: IsochroneError) -> Error {
    let error = Error::new(ErrorKind::Usage, cause.to_string());
    match cause {
        IsochroneError::RasterTooLarge => error.advise("take larger squares with --raster-m, or fewer minutes"),
        IsochroneError::NoBaseline | IsochroneError::Cancelled => error,
    }
}

fn usage(message: &str, advice: &str) -> Problems {
    Problems::from(Error::new(ErrorKind::Usage, message.to_owned()).advise(advice))
}

impl Options {
    /// Whether the options fit together.
    fn check(&self, target: &Target) -> Result<(), Problems> {
        if self.compare && self.shape == Shape::Lines {
            return Err(usage("--compare compares polygons", "leave out --shape lines"));
        }
        if target.format == FileFormat::GeoTiff && self.shape == Shape::Lines {
            return Err(usage("a raster holds no lines", "name the file FILE.gpkg, or leave out --shape lines"));
        }
        if target.format == FileFormat::GeoTiff && self.each && self.at.len() > 1 {
            return Err(usage("a raster holds the times from the nearest place", "leave out --each, or name the file FILE.gpkg"));
        }
        Ok(())
    }

    /// What is drawn for the file.
    fn drawn_shape(&self, target: &Target) -> IsochroneShape {
        match self.shape {
            Shape::Lines => IsochroneShape::Lines,
            Shape::Polygons if target.format == FileFormat::GeoTiff => IsochroneShape::Surface,
            Shape::Polygons if self.compare => IsochroneShape::Changes,
            Shape::Polygons => IsochroneShape::Polygons,
        }
    }

    /// The places to begin at: all together, or each for itself.
    fn starts(&self, source: &MapSource) -> Result<Vec<Start>, Problems> {
        let mut all = Vec::new();
        for text in &self.at {
            all.extend(starts(text, source, self.study.datum, self.each)?);
        }
        if self.each {
            return Ok(all);
        }
        let name = all.iter().map(|start| start.name.as_str()).collect::<Vec<_>>().join("; ");
        Ok(vec![Start { name, positions: all.into_iter().flat_map(|start| start.positions).collect() }])
    }

    /// Ascending, each once.
    fn minutes(&self) -> Vec<u32> {
        let mut minutes = self.minutes.clone();
        minutes.sort_unstable();
        minutes.dedup();
        minutes
    }
}

fn metres(text: &str) -> Result<f64, String> {
    let metres = text.parse::<f64>().ok().filter(|metres| (1.0..=100_000.0).contains(metres));
    metres.ok_or_else(|| format!("\"{text}\" is not between 1 and 100000 m"))
}
