//! `tongda isochrone`: where one can be within so many minutes.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::choice::{Chosen, ScenarioArguments};
use super::scene::Scene;
use super::study::StudyArguments;
use super::{Format, Outcome, places};
use crate::datum::Datum;
use crate::direction::Direction;
use crate::error::{Error, ErrorKind, Problems};
use crate::isochrone::{Band, CanvasRules, HeldOut, Origin, Roads, Surface, bands, change, road_bands};
use crate::network::Snapper;
use crate::output::{self, IsochroneHead, IsochronePicture};
use crate::place::LonLat;
use crate::progress::{Progress, Unit};
use crate::scenario::View;
use crate::search::Searcher;
use crate::units::TravelTime;
use crate::whole_file::WholeFile;

/// How far bands spread off the roads where no land is known, in metres.
const WITHOUT_LAND_M: f64 = 500.0;

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
    /// The file to write; its ending tells the format.
    #[arg(short, long, value_name = "FILE.geojson|FILE.png")]
    output: PathBuf,
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

pub(super) fn run(options: &Options, format: Format, progress: &dyn Progress) -> Result<Outcome, Problems> {
    let usage = |message: &str, advice: &str| Problems::from(Error::new(ErrorKind::Usage, message.to_owned()).advise(advice));
    let is_png = options.output.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("png"));
    if !is_png && options.output.extension().is_none_or(|ending| ending != "geojson") {
        let message = format!("{}: its ending is no format that is known", options.output.display());
        return Err(usage(&message, "name it FILE.geojson or FILE.png"));
    }
    if options.compare && options.shape == Shape::Lines {
        return Err(usage("--compare compares polygons", "leave out --shape lines"));
    }
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
    let mut starts = Vec::new();
    for text in &options.at {
        starts.push(start(text, &scene, options.study.datum)?);
    }
    if !options.each {
        let name = starts.iter().map(|start| start.name.as_str()).collect::<Vec<_>>().join("; ");
        starts = vec![Start { name, places: starts.into_iter().flat_map(|start| start.places).collect() }];
    }
    let network = scene.network();
    let shut = chosen.now.iter().chain(chosen.before.iter().flatten()).flat_map(|changes| changes.shut_segments(network));
    let snapper = Snapper::new(network, shut);
    let job = Job { options, scene: &scene, snapper: &snapper };
    progress.begin("drawing", starts.len() as u64, Unit::Steps);
    let mut features = Vec::new();
    let mut not_placed = 0;
    for start in &starts {
        let origins = job.origins(start, &mut not_placed)?;
        features.extend(job.features(start, &origins, &chosen)?);
        progress.advance(1);
    }
    progress.end();
    let path = options.output.display().to_string();
    match format {
        Format::Text => features.iter().for_each(|feature| describe(feature.properties.as_ref())),
        Format::Json => say_part!("{}", output::isochrone_json(&features, &[path])),
    }
    let bytes = if is_png { job.picture(&features, &starts, &chosen)? } else { output::features_geojson(features) };
    file.write(&bytes)?;
    file.put_in_place()?;
    eprintln!("{} written", options.output.display());
    Ok(if not_placed == 0 { Outcome::Done } else { Outcome::WorthALook })
}

/// The places that a text of `--at` means.
fn start(text: &str, scene: &Scene, datum: Datum) -> Result<Start, Problems> {
    let places = if Path::new(text).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv")) {
        places::of_table(Path::new(text), datum)?.into_iter().map(|(_, place)| place).collect()
    } else {
        match scene.facilities(text) {
            Some(places) => places,
            None => vec![scene.place(text)?],
        }
    };
    Ok(Start { name: text.to_owned(), places })
}

/// A line about a feature.
fn describe(fields: Option<&geojson::JsonObject>) {
    let text = |key: &str| {
        fields.and_then(|fields| fields.get(key)).map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    };
    let minutes = text("minutes").unwrap_or_default();
    match (text("area_km2"), text("length_km"), text("change")) {
        (Some(area), ..) => {
            let share = fields.and_then(|fields| fields.get("misclassified_share")).and_then(serde_json::Value::as_f64);
            let share = share.map_or_else(|| "unknown".to_owned(), |share| format!("{:.1} %", share * 100.0));
            say!(
                "{minutes} min: {area} km2, {share} of {} places on roads on the wrong side",
                text("places_looked_at").unwrap_or_default()
            );
        }
        (_, Some(length), _) => {
            say!("{minutes} min: {length} km of road beyond {} min", text("beyond_minutes").unwrap_or_default());
        }
        (.., Some(change)) => say!("{minutes} min: {change}"),
        _ => {}
    }
}

struct Job<'a> {
    options: &'a Options,
    scene: &'a Scene,
    snapper: &'a Snapper<'a>,
}

impl Job<'_> {
    fn origins(&self, start: &Start, not_placed: &mut usize) -> Result<Vec<Origin>, Problems> {
        let mut origins = Vec::new();
        for &place in &start.places {
            let snap = match self.scene.land() {
                Some(land) => self.snapper.snap_where(place, land.same_land(place)),
                None => self.snapper.snap(place),
            };
            match snap {
                Ok(snap) => origins.push(Origin { place, snap }),
                Err(reason) => {
                    *not_placed += 1;
                    eprintln!("not placed: {} at {place}: {reason}", start.name);
                }
            }
        }
        if origins.is_empty() {
            return Err(Error::new(ErrorKind::Usage, format!("no place of {} is on the network", start.name)).into());
        }
        Ok(origins)
    }

    fn features(&self, start: &Start, origins: &[Origin], chosen: &Chosen<'_>) -> Result<Vec<geojson::Feature>, Problems> {
        let mut head = IsochroneHead {
            origin: start.name.clone(),
            direction: if self.options.towards { "towards" } else { "from" }.to_owned(),
            mode: self.scene.mode(),
            scenario: chosen.name.clone(),
            cell_m: 0.0,
        };
        let network = self.scene.network();
        let view = View::new(network, &chosen.now);
        let roads = self.roads(&view, origins);
        if self.options.shape == Shape::Lines {
            return Ok(output::road_features(&head, &road_bands(&roads, &self.minutes())));
        }
        let (after, cell_m) = self.bands(&roads, self.options.raster_m)?;
        head.cell_m = cell_m;
        if !self.options.compare {
            return Ok(output::band_features(&head, &after));
        }
        let view = View::new(network, chosen.before.as_deref().unwrap_or_default());
        let (before, _) = self.bands(&self.roads(&view, origins), Some(cell_m))?;
        Ok(output::change_features(&head, &change(&before, &after)))
    }

    /// The features as a picture with the towns of the study or the settlements of the extract.
    fn picture(&self, features: &[geojson::Feature], starts: &[Start], chosen: &Chosen<'_>) -> Result<Vec<u8>, Problems> {
        let direction = if self.options.towards { "towards" } else { "from" };
        let names: Vec<&str> = starts.iter().map(|start| start.name.as_str()).take(3).collect();
        let more = if starts.len() > names.len() { " …" } else { "" };
        let title = [format!("{direction} {}{more}", names.join("; ")), format!("{}, {}", self.scene.mode(), chosen.name)];
        let origins: Vec<LonLat> = starts.iter().flat_map(|start| start.places.iter().copied()).collect();
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

    fn roads<'v>(&self, view: &'v View<'v>, origins: &[Origin]) -> Roads<'v> {
        let direction = if self.options.towards { Direction::Backward } else { Direction::Forward };
        let limit = TravelTime::from_minutes(self.minutes().last().copied().unwrap_or_default());
        Roads::new(view, origins, direction, limit, &mut Searcher::default())
    }

    /// Ascending, each once.
    fn minutes(&self) -> Vec<u32> {
        let mut minutes = self.options.minutes.clone();
        minutes.sort_unstable();
        minutes.dedup();
        minutes
    }

    fn bands(&self, roads: &Roads<'_>, cell_m: Option<f64>) -> Result<(Vec<Band>, f64), Problems> {
        let rules = &self.scene.network().profile().snap;
        let off_network_s_per_m = rules.off_network_kmh.seconds_for(rules.detour);
        let farthest_m = if self.scene.land().is_some() { rules.max_m } else { rules.max_m.min(WITHOUT_LAND_M) };
        let rules = CanvasRules { cell_m, spread_m: self.options.spread_m.unwrap_or(farthest_m), off_network_s_per_m };
        let surface = Surface::new(roads, self.snapper, rules, self.scene.land()).ok_or_else(|| {
            let error = Error::new(ErrorKind::Usage, "the raster would have more than 40 million points");
            error.advise("take larger squares with --raster-m, or fewer minutes")
        })?;
        let held_out = HeldOut::new(roads, self.snapper, &surface);
        let accuracy = |minutes: u32, polygons: &_| held_out.accuracy(minutes, polygons);
        Ok((bands(&surface, &self.minutes(), self.options.min_hole_km2, accuracy), surface.canvas.cell_m))
    }
}

fn metres(text: &str) -> Result<f64, String> {
    let metres = text.parse::<f64>().ok().filter(|metres| (1.0..=100_000.0).contains(metres));
    metres.ok_or_else(|| format!("\"{text}\" is not between 1 and 100000 m"))
}
