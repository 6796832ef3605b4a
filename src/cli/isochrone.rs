//! `tongda isochrone`: where one can be within so many minutes.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use rayon::prelude::*;

use super::choice::{Chosen, ScenarioArguments};
use super::file::{FileArguments, Target};
use super::scene::Scene;
use super::study::StudyArguments;
use super::{Format, Outcome, places};
use crate::datum::Datum;
use crate::direction::Direction;
use crate::error::{Error, ErrorKind, Problems};
use crate::isochrone::{
    Band, CanvasRules, Change, Ground, HeldOut, MOST_POINTS, Origin, RoadBand, Roads, Surface, bands, change, road_bands,
};
use crate::network::Snapper;
use crate::output::format::{Format as FileFormat, Layer, Raster};
use crate::output::{self, IsochroneHead, IsochronePicture};
use crate::place::LonLat;
use crate::progress::{Progress, Unit};
use crate::scenario::View;
use crate::search::{BATCH, Hierarchy, Pool, SearchPool, Sweeper};
use crate::units::TravelTime;
use crate::whole_file::WholeFile;

/// How far bands spread off the roads where no land is known, in metres.
const WITHOUT_LAND_M: f64 = 500.0;
/// From so many places on, a hierarchy is made of the network.
const SWEPT: usize = 64;
/// The most points of a raster that is made once for many places.
const SHARED_POINTS: usize = 4_000_000;

#[derive(Debug, Args)]
#[command(allow_missing_positional = true)]
pub(super) struct Options {
    #[command(flatten)]
    study: StudyArguments,
    #[command(flatten)]
    scenario: ScenarioArguments,
    /// Where to begin: LON,LAT, the name of a settlement or facility, the id of a service of the study (all its
    /// facilities), or a CSV file with id, lon, lat; more than once for several. Times count from the nearest.
    #[arg(long, required = true, value_name = "LON,LAT|NAME|SERVICE|FILE.csv", allow_hyphen_values = true)]
    at: Vec<String>,
    /// Minutes of the bands.
    #[arg(long, value_delimiter = ',', default_value = "10,20,30", value_name = "MIN,…", value_parser = clap::value_parser!(u32).range(1..=1440))]
    minutes: Vec<u32>,
    /// Times to the places in place of those from them.
    #[arg(long)]
    towards: bool,
    /// polygons, or lines: the roads themselves, cut at the exact point.
    #[arg(long, value_enum, default_value_t = Shape::Polygons)]
    shape: Shape,
    /// What the scenario adds and takes away, in place of its bands.
    #[arg(long)]
    compare: bool,
    /// Bands of each place for itself.
    #[arg(long)]
    each: bool,
    /// The side of the raster's squares in metres; 25 or more by extent without it.
    #[arg(long, value_name = "METRES", value_parser = metres)]
    raster_m: Option<f64>,
    /// How far off the roads bands spread, in metres. Without it as far as the profile joins places to roads, and
    /// 500 m where no land is known to stop them at the water.
    #[arg(long, value_name = "METRES", value_parser = metres)]
    spread_m: Option<f64>,
    /// Holes below so many square kilometres are filled.
    #[arg(long, default_value_t = 0.05, value_name = "KM2")]
    min_hole_km2: f64,
    /// The file to write; its ending tells the format. A GeoTIFF holds the minutes themselves, and with --compare
    /// those after and before and their difference.
    #[arg(short, long, value_name = "FILE.{geojson,gpkg,fgb,tif,parquet,png}")]
    output: PathBuf,
    #[command(flatten)]
    file: FileArguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Shape {
    Polygons,
    Lines,
}

/// A place or several to begin at, and what they are called.
struct Start {
    name: String,
    places: Vec<LonLat>,
}

/// A start's name, and its places that are on the network.
type Placed = (String, Vec<Origin>);

/// What is drawn of each place.
enum Drawn {
    Bands(Vec<Band>),
    Roads(Vec<RoadBand>),
    Changes(Vec<Change>),
    Raster(Raster),
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
    let mut file = WholeFile::create(&options.output)?;
    let scene = Scene::read(&options.study, progress)?;
    let proposals = match &scene {
        Scene::Study(inputs) => options.scenario.proposals(&options.study, inputs)?,
        Scene::Extract(_) => Vec::new(),
    };
    let chosen = match &scene {
        Scene::Study(inputs) => options.scenario.choose(inputs, &proposals)?,
        Scene::Extract(_) if options.scenario.is_any() => {
            return Err(usage("an extract alone has no projects", "name a study, or make one with `tongda new`"));
        }
        Scene::Extract(_) => Chosen { name: "network as it is".to_owned(), now: Vec::new(), before: None },
    };
    if options.compare && chosen.before.is_none() {
        return Err(usage("--compare needs a scenario", "name one with --with, --without, --year or --scenario"));
    }
    let starts = options.starts(&scene)?;
    let network = scene.network();
    let shut = chosen.now.iter().chain(chosen.before.iter().flatten()).flat_map(|changes| changes.shut_segments(network));
    let snapper = Snapper::new(network, shut);
    let (placed, not_placed) = place(starts, &snapper, &scene)?;
    let job = Job::new(options, &scene, &snapper, &chosen, target.format);
    let drawn = job.draw(&placed, progress)?;
    let bytes = job.bytes(&target, &placed, drawn, format)?;
    file.write(&bytes)?;
    file.put_in_place()?;
    eprintln!("{} written", options.output.display());
    Ok(if not_placed == 0 { Outcome::Done } else { Outcome::WorthALook })
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

    /// The places to begin at: all together, or each for itself.
    fn starts(&self, scene: &Scene) -> Result<Vec<Start>, Problems> {
        let mut all = Vec::new();
        for text in &self.at {
            all.extend(starts(text, scene, self.study.datum, self.each)?);
        }
        if self.each {
            return Ok(all);
        }
        let name = all.iter().map(|start| start.name.as_str()).collect::<Vec<_>>().join("; ");
        Ok(vec![Start { name, places: all.into_iter().flat_map(|start| start.places).collect() }])
    }

    /// Ascending, each once.
    fn minutes(&self) -> Vec<u32> {
        let mut minutes = self.minutes.clone();
        minutes.sort_unstable();
        minutes.dedup();
        minutes
    }
}

/// The places that a text of `--at` means: one start, or with `each` one for every row or facility.
fn starts(text: &str, scene: &Scene, datum: Datum, each: bool) -> Result<Vec<Start>, Problems> {
    let one = |places: Vec<LonLat>| vec![Start { name: text.to_owned(), places }];
    if Path::new(text).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv")) {
        let rows = places::of_table(Path::new(text), datum)?;
        if each {
            return Ok(rows.into_iter().map(|(name, place)| Start { name, places: vec![place] }).collect());
        }
        return Ok(one(rows.into_iter().map(|(_, place)| place).collect()));
    }
    match scene.facilities(text) {
        Some(facilities) if each => Ok(facilities.into_iter().map(|(name, place)| Start { name, places: vec![place] }).collect()),
        Some(facilities) => Ok(one(facilities.into_iter().map(|(_, place)| place).collect())),
        None => Ok(one(vec![scene.place(text)?])),
    }
}

/// Starts whose places are joined to the network, and how many places are not.
fn place(starts: Vec<Start>, snapper: &Snapper<'_>, scene: &Scene) -> Result<(Vec<Placed>, usize), Problems> {
    let mut not_placed = 0;
    let mut placed = Vec::new();
    for start in starts {
        let mut origins = Vec::new();
        for &place in &start.places {
            let snap = match scene.land() {
                Some(land) => snapper.snap_where(place, land.same_land(place)),
                None => snapper.snap(place),
            };
            match snap {
                Ok(snap) => origins.push(Origin { place, snap }),
                Err(reason) => {
                    not_placed += 1;
                    eprintln!("not placed: {} at {place}: {reason}", start.name);
                }
            }
        }
        if !origins.is_empty() {
            placed.push((start.name, origins));
        }
    }
    if placed.is_empty() {
        return Err(Error::new(ErrorKind::Usage, "no place of --at is on the network").into());
    }
    Ok((placed, not_placed))
}

/// A line about a row of a layer.
fn describe(layer: &Layer, row: usize) {
    let text = |name: &str| layer.columns.iter().find(|column| column.name == name).map(|column| column.as_text(row));
    let minutes = text("minutes").unwrap_or_default();
    let area = text("area_km2").unwrap_or_default();
    if let Some(change) = text("change") {
        say!("{minutes} min: {area} km2 {change}");
    } else if let Some(length) = text("length_km") {
        say!("{minutes} min: {length} km of road beyond {} min", text("beyond_minutes").unwrap_or_default());
    } else {
        let share = text("misclassified_share").and_then(|share| share.parse::<f64>().ok());
        let share = share.map_or_else(|| "unknown".to_owned(), |share| format!("{:.1} %", share * 100.0));
        let places = text("places_looked_at").unwrap_or_default();
        say!("{minutes} min: {area} km2, {share} of {places} places on roads on the wrong side");
    }
}

/// What does not change from place to place.
struct Job<'a> {
    options: &'a Options,
    scene: &'a Scene,
    snapper: &'a Snapper<'a>,
    scenario: String,
    minutes: Vec<u32>,
    direction: Direction,
    format: FileFormat,
    now: View<'a>,
    before: Option<View<'a>>,
}

impl<'a> Job<'a> {
    fn new(options: &'a Options, scene: &'a Scene, snapper: &'a Snapper<'a>, chosen: &Chosen<'_>, format: FileFormat) -> Self {
        let network = scene.network();
        let before = chosen.before.as_ref().filter(|_| options.compare).map(|before| View::new(network, before));
        let direction = if options.towards { Direction::Backward } else { Direction::Forward };
        let (minutes, now) = (options.minutes(), View::new(network, &chosen.now));
        Self { options, scene, snapper, scenario: chosen.name.clone(), minutes, direction, format, now, before }
    }

    fn limit(&self) -> TravelTime {
        TravelTime::from_minutes(self.minutes.last().copied().unwrap_or_default())
    }

    fn rules(&self) -> CanvasRules {
        let rules = &self.scene.network().profile().snap;
        let farthest_m = if self.scene.land().is_some() { rules.max_m } else { rules.max_m.min(WITHOUT_LAND_M) };
        CanvasRules {
            cell_m: self.options.raster_m,
            spread_m: self.options.spread_m.unwrap_or(farthest_m),
            off_network_s_per_m: rules.off_network_kmh.seconds_for(rules.detour),
        }
    }

    /// All places, in parallel.
    fn draw(&'a self, placed: &[Placed], progress: &dyn Progress) -> Result<Vec<(IsochroneHead, Drawn)>, Problems> {
        let Some((_, first)) = placed.first() else { return Ok(Vec::new()) };
        progress.begin("drawing", placed.len() as u64, Unit::Steps);
        let pool = SearchPool::default();
        let shared =
            if placed.len() > 1 && self.options.shape == Shape::Polygons { self.shared_ground(first, &pool) } else { None };
        // A hierarchy pays when there are many places to search from.
        let hierarchy = |view: &View<'_>| (placed.len() >= SWEPT).then(|| Hierarchy::new(view));
        let hierarchies = [Some(&self.now), self.before.as_ref()].map(|view| view.and_then(hierarchy));
        let sweepers: Pool<Sweeper> = Pool::default();
        let searched = |view: &'a View<'a>, hierarchy: Option<&Hierarchy>, chunk: &[Placed]| -> Vec<Roads<'a>> {
            let origins = || chunk.iter().map(|(_, origins)| origins);
            let Some(hierarchy) = hierarchy else { return origins().map(|origins| self.roads(view, origins, &pool)).collect() };
            let (all, targets) = (origins().cloned().collect::<Vec<_>>(), hierarchy.everywhere(self.direction));
            Roads::swept(view, &all, self.limit(), &targets, self.direction, &mut sweepers.take())
        };
        let chunk = |chunk: &[Placed]| -> Vec<Result<_, Problems>> {
            let now = searched(&self.now, hierarchies[0].as_ref(), chunk);
            let mut before = self.before.as_ref().map(|view| searched(view, hierarchies[1].as_ref(), chunk).into_iter());
            let one = |((name, _), now): (&Placed, Roads<'_>)| {
                let before = before.as_mut().and_then(Iterator::next);
                let (drawn, cell_m) = self.one(&now, before.as_ref(), shared.as_ref())?;
                progress.advance(1);
                Ok((self.head(name, cell_m), drawn))
            };
            chunk.iter().zip(now).map(one).collect()
        };
        let size = placed.len().div_ceil(rayon::current_num_threads()).clamp(1, if placed.len() >= SWEPT { BATCH } else { 1 });
        let drawn = placed.par_chunks(size).flat_map_iter(chunk).collect::<Vec<_>>().into_iter().collect();
        progress.end();
        drawn
    }

    fn head(&self, name: &str, cell_m: f64) -> IsochroneHead {
        IsochroneHead {
            origin: name.to_owned(),
            direction: if self.options.towards { "towards" } else { "from" }.to_owned(),
            mode: self.scene.mode(),
            scenario: self.scenario.clone(),
            cell_m,
        }
    }

    /// One ground for many places, unless it would be far larger than theirs.
    fn shared_ground(&self, first: &[Origin], pool: &SearchPool) -> Option<Ground> {
        let rules = self.rules();
        let roads = self.roads(&self.now, first, pool);
        let own = Roads::canvas(&[&roads], self.snapper, rules, MOST_POINTS, None)?;
        let rules = CanvasRules { cell_m: Some(own.cell_m), ..rules };
        let canvas = Ground::canvas_of_all(self.snapper, rules, SHARED_POINTS, self.scene.land())?;
        Some(Ground::new(self.snapper, self.direction, canvas, rules))
    }

    /// One place (or several together), and the side of the squares.
    fn one(&self, now: &Roads<'_>, before: Option<&Roads<'_>>, shared: Option<&Ground>) -> Result<(Drawn, f64), Problems> {
        if self.options.shape == Shape::Lines {
            return Ok((Drawn::Roads(road_bands(now, &self.minutes)), 0.0));
        }
        let own;
        let ground = if let Some(ground) = shared {
            ground
        } else {
            own = self.own_ground(&std::iter::once(now).chain(before).collect::<Vec<_>>())?;
            &own
        };
        let cell_m = ground.canvas.cell_m;
        let surfaces = [Some(now), before].map(|roads| roads.map(|roads| (roads, Surface::new(roads, ground))));
        let [Some((_, after)), earlier] = &surfaces else { return Ok((Drawn::Bands(Vec::new()), cell_m)) };
        if self.format == FileFormat::GeoTiff {
            let before = earlier.as_ref().map(|(_, surface)| surface);
            return Ok((Drawn::Raster(output::surface_raster(after, before, self.limit())), cell_m));
        }
        let bands = |(roads, surface): &(&Roads<'_>, Surface<'_>)| {
            bands(surface, &self.minutes, self.options.min_hole_km2, &HeldOut::new(roads, surface))
        };
        let [after, before] = surfaces.each_ref().map(|surface| surface.as_ref().map(bands));
        let after = after.unwrap_or_default();
        Ok((before.map_or_else(|| Drawn::Bands(after.clone()), |before| Drawn::Changes(change(&before, &after))), cell_m))
    }

    fn own_ground(&self, roads: &[&Roads<'_>]) -> Result<Ground, Problems> {
        let rules = self.rules();
        let canvas = Roads::canvas(roads, self.snapper, rules, MOST_POINTS, self.scene.land()).ok_or_else(|| {
            let error = Error::new(ErrorKind::Usage, "the raster would have more than 40 million points");
            error.advise("take larger squares with --raster-m, or fewer minutes")
        })?;
        Ok(Ground::new(self.snapper, self.direction, canvas, rules))
    }

    fn roads<'v>(&self, view: &'v View<'v>, origins: &[Origin], pool: &SearchPool) -> Roads<'v> {
        Roads::new(view, origins, self.direction, self.limit(), &mut pool.take())
    }

    /// The file, and a line about each of its rows.
    fn bytes(
        &self,
        target: &Target,
        placed: &[Placed],
        drawn: Vec<(IsochroneHead, Drawn)>,
        format: Format,
    ) -> Result<Vec<u8>, Problems> {
        let origins =
            drawn.iter().zip(placed).map(|((head, _), (_, origins))| (head.clone(), origins.clone())).collect::<Vec<_>>();
        let beside = vec![output::origin_layer(&origins)];
        let (mut bands, mut roads, mut changes) = (Vec::new(), Vec::new(), Vec::new());
        for (head, drawn) in drawn {
            match drawn {
                Drawn::Bands(of) => bands.push((head, of)),
                Drawn::Roads(of) => roads.push((head, of)),
                Drawn::Changes(of) => changes.push((head, of)),
                Drawn::Raster(raster) => {
                    let Raster { columns, rows, .. } = raster;
                    match format {
                        Format::Text => say!("{columns} x {rows} squares of {} m", head.cell_m),
                        Format::Json => say_part!("{}", output::isochrone_json(&[], &self.files())),
                    }
                    return Ok(target.raster(&raster, head.cell_m)?);
                }
            }
        }
        let layer = if self.options.shape == Shape::Lines {
            output::road_layer(&roads, &self.minutes)
        } else if self.options.compare {
            output::change_layer(&changes)
        } else {
            output::band_layer(&bands, &self.minutes)
        };
        let features = output::format::features(&layer);
        match format {
            Format::Text => (0..layer.row_count()).for_each(|row| describe(&layer, row)),
            Format::Json => say_part!("{}", output::isochrone_json(&features, &self.files())),
        }
        if target.format == FileFormat::Png {
            return self.picture(&features, placed);
        }
        Ok(target.layers(layer, beside)?)
    }

    fn files(&self) -> [String; 1] {
        [self.options.output.display().to_string()]
    }

    /// The features as a picture with the towns of the study or the settlements of the extract.
    fn picture(&self, features: &[geojson::Feature], placed: &[Placed]) -> Result<Vec<u8>, Problems> {
        let direction = if self.options.towards { "towards" } else { "from" };
        let names: Vec<&str> = placed.iter().map(|(name, _)| name.as_str()).take(3).collect();
        let more = if placed.len() > names.len() { " …" } else { "" };
        let title = [format!("{direction} {}{more}", names.join("; ")), format!("{}, {}", self.scene.mode(), self.scenario)];
        let origins: Vec<LonLat> = placed.iter().flat_map(|(_, origins)| origins.iter().map(|origin| origin.place)).collect();
        let of = IsochronePicture {
            network: self.scene.network(),
            land: self.scene.land(),
            towns: &self.scene.towns(),
            origins: &origins,
            title: &title,
            credit: "© OpenStreetMap contributors",
        };
        let svg = output::isochrone_svg(features, &of).unwrap_or_default();
        super::pictures::png(&svg, &self.options.output).map_err(Problems::from)
    }
}

fn metres(text: &str) -> Result<f64, String> {
    let metres = text.parse::<f64>().ok().filter(|metres| (1.0..=100_000.0).contains(metres));
    metres.ok_or_else(|| format!("\"{text}\" is not between 1 and 100000 m"))
}
