//! Random isochrones of the embedded study and of Porto: valid, nested, by the right-hand rule, holding their origin and
//! as wrong as they say; and differences of two scenarios that are valid and do not overlap.
//!
//! `TONGDA_ISOCHRONES` says how many of each (500 make the full thousand); without it few, so that it takes seconds.

#![expect(clippy::print_stdout, reason = "tells what it found")]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use geo::{Area, BooleanOps, BoundingRect, Contains, MultiPolygon, Point, Polygon, Relate, Validation};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use serde_json::Value;
use tongda_analysis::isochrone::{Band, Change, Drawn, Isochrone, IsochroneRequest, IsochroneShape, Isochrones, Origin, Roads};
use tongda_analysis::people::{Land, snap_on_own_land};
use tongda_analysis::study::{ProjectChanges, Projects, Study};
use tongda_analysis::workspace::Workspace;
use tongda_fixtures::{TestResult, data_folder};
use tongda_formats::geopackage;
use tongda_foundation::direction::Direction;
use tongda_foundation::position::LonLat;
use tongda_foundation::progress::Silent;
use tongda_foundation::units::TravelTime;
use tongda_network::network::{self, BuildOptions, Network, NodeId, SegmentId, Snapper};
use tongda_network::osm::{Source, read_extract};
use tongda_network::profile::Profile;
use tongda_network::scenario::{Resolved, View};
use tongda_report::{IsochroneHead, Language, band_layer, change_layer};
use tongda_search::Dijkstra;

const MINUTES: [u32; 4] = [5, 10, 20, 30];
/// Places on roads that each isochrone is asked about, besides those that it judges itself by.
const ASKED: usize = 200;

fn count() -> usize {
    std::env::var("TONGDA_ISOCHRONES").ok().and_then(|text| text.parse().ok()).unwrap_or(24)
}

/// A network whose isochrones are drawn.
struct Scene<'a> {
    network: &'a Network,
    snapper: Snapper<'a>,
    land: Option<&'a Land>,
    cell_m: f64,
    /// Metres of road up to and with each segment that trips may begin and end on.
    metres: Vec<(f64, SegmentId)>,
}

impl<'a> Scene<'a> {
    fn new(network: &'a Network, land: Option<&'a Land>, cell_m: f64) -> Self {
        let snapper = Snapper::new(network, []);
        let mut sum = 0.0;
        let ids = (0..).map(SegmentId).take(network.segments().len()).filter(|&id| snapper.may_join(id));
        let metres = ids.map(|id| (network.segment(id).length_m, id));
        let metres = metres.map(|(length_m, id)| {
            sum += length_m;
            (sum, id)
        });
        let metres = metres.collect();
        Self { network, snapper, land, cell_m, metres }
    }

    /// Polygons of this network's isochrones.
    fn request(&self) -> IsochroneRequest<'a> {
        IsochroneRequest { land: self.land, raster_m: Some(self.cell_m), ..IsochroneRequest::new(self.network, &MINUTES) }
    }

    /// A segment, the longer the likelier.
    fn segment(&self, random: &mut Pcg64) -> SegmentId {
        let at = random.random::<f64>() * self.metres.last().map_or(0.0, |(sum, _)| *sum);
        let number = self.metres.partition_point(|(sum, _)| *sum <= at);
        self.metres[number.min(self.metres.len() - 1)].1
    }

    /// A place near a junction, joined to the network; `None` where there is no road for it.
    fn origin(&self, random: &mut Pcg64) -> Option<Origin> {
        let node = NodeId::new(random.random_range(0..self.network.node_count()));
        let position = beside(self.network.graph()[node].position, random)?;
        let snap = snap_on_own_land(&self.snapper, self.land, position).ok()?;
        Some(Origin { position, snap })
    }
}

/// A place near another.
fn beside(near: LonLat, random: &mut Pcg64) -> Option<LonLat> {
    let [east, north] = [(); 2].map(|()| (random.random::<f64>() - 0.5) * 0.006);
    LonLat::new(near.lon() + east, near.lat() + north)
}

fn turns_right(all: &MultiPolygon<f64>) -> bool {
    let area = |ring: &geo::LineString<f64>| Polygon::new(ring.clone(), Vec::new()).signed_area();
    all.0.iter().all(|part| area(part.exterior()) > 0.0 && part.interiors().iter().all(|ring| area(ring) < 0.0))
}

fn assert_sound(what: &str, polygons: &MultiPolygon<f64>) {
    assert!(polygons.is_valid(), "{what}: {:?}", polygons.validation_errors().first());
    assert!(turns_right(polygons), "{what}: a ring turns the wrong way");
}

/// Wrong and asked, by the bands' own count and by places of this test's own.
#[derive(Default)]
struct Counted {
    stated: [usize; 2],
    own: [usize; 2],
}

/// Asks a band about random places on roads in the box around it whose exact times are known.
fn ask(scene: &Scene<'_>, roads: &Roads<'_>, band: &Band, random: &mut Pcg64, counted: &mut Counted) {
    let Some(around) = band.polygons.bounding_rect() else { return };
    let (mut asked, mut tries) = (0, 0);
    while asked < ASKED && tries < ASKED * 50 {
        tries += 1;
        let id = scene.segment(random);
        let fraction = random.random::<f64>();
        let Some(position) = scene.network.stretch(id, fraction, fraction).first().copied() else { continue };
        let point = Point::new(position.lon(), position.lat());
        if !around.contains(&point) || scene.land.is_some_and(|land| land.part_of(position).is_none()) {
            continue;
        }
        asked += 1;
        let within = roads.time(id, fraction) <= TravelTime::from_minutes(band.minutes);
        counted.own[0] += usize::from(within != band.polygons.contains(&point));
        counted.own[1] += 1;
    }
    counted.stated[0] += band.accuracy.left_out + band.accuracy.taken_in;
    counted.stated[1] += band.accuracy.places;
}

/// The bands of the scenario.
fn polygons(isochrone: Isochrone) -> TestResult<Vec<Band>> {
    match isochrone.drawn {
        Drawn::Polygons { scenario, .. } => Ok(scenario),
        _ => Err("no polygons".into()),
    }
}

fn check(name: &str, scene: &Scene<'_>, folder: &Path) -> TestResult {
    let view = View::base(scene.network);
    let (mut random, mut searcher, mut counted) = (Pcg64::seed_from_u64(20), Dijkstra::default(), Counted::default());
    let (mut drawn, mut outside) = (Vec::new(), 0);
    let origins: Vec<Origin> = std::iter::repeat_with(|| scene.origin(&mut random)).flatten().take(count()).collect();
    // Every other one from its origin and towards it, all of a direction on one raster.
    let drawn_of = |direction: Direction| -> TestResult<Vec<Vec<Band>>> {
        let every_other: Vec<Vec<Origin>> =
            origins.iter().skip(usize::from(direction == Direction::Backward)).step_by(2).map(|origin| vec![*origin]).collect();
        let isochrones = Isochrones::new(IsochroneRequest { direction, ..scene.request() });
        isochrones.compute(&every_other, &Silent, &|| true)?.into_iter().map(polygons).collect()
    };
    let mut by_direction = [drawn_of(Direction::Forward)?.into_iter(), drawn_of(Direction::Backward)?.into_iter()];
    for origin in origins {
        let direction = if drawn.len() % 2 == 0 { Direction::Forward } else { Direction::Backward };
        let bands = by_direction[drawn.len() % 2].next().ok_or("no isochrone")?;
        let roads = Roads::new(&view, &[origin], direction, TravelTime::from_minutes(30), &mut searcher);
        for band in &bands {
            assert_sound(&format!("{name} {} {} min", origin.position, band.minutes), &band.polygons);
        }
        for pair in bands.windows(2) {
            assert!(pair[1].area_km2 >= pair[0].area_km2 - 1e-9);
            let covers = || pair[1].polygons.relate(&pair[0].polygons).is_covers();
            assert!(pair[0].polygons.0.is_empty() || covers(), "{name} {}: {} min", origin.position, pair[0].minutes);
        }
        let point = Point::new(origin.position.lon(), origin.position.lat());
        let holds = bands[0].polygons.contains(&point);
        let on_land = scene.land.is_none_or(|land| land.part_of(origin.position).is_some());
        // On the very shore the square around a place may have no point on land.
        outside += usize::from(!holds && on_land);
        assert!(holds || scene.land.is_some(), "{name}: {} is not in its own band", origin.position);
        ask(scene, &roads, &bands[drawn.len() % MINUTES.len()], &mut random, &mut counted);
        drawn.push((head(&format!("{name} {}", drawn.len()), scene), bands));
    }
    #[expect(clippy::cast_precision_loss, reason = "at most some millions")]
    let share = |[wrong, asked]: [usize; 2]| wrong as f64 / asked.max(1) as f64;
    let (stated, own) = (share(counted.stated), share(counted.own));
    println!(
        "{name}: {} isochrones; on the wrong side: stated {:.2} % of {}, asked anew {:.2} % of {}; {outside} origins outside",
        drawn.len(),
        stated * 100.0,
        counted.stated[1],
        own * 100.0,
        counted.own[1]
    );
    assert!(counted.own[1] > 200 && (stated - own).abs() < 0.01, "{stated} is stated and {own} found");
    assert!(stated < 0.12 && outside * 50 <= drawn.len(), "{stated}, {outside}");
    for (number, part) in drawn.chunks(50).enumerate() {
        std::fs::write(
            folder.join(format!("{name}-{number}.gpkg")),
            geopackage(&[band_layer(part, &MINUTES, Language::English)])?,
        )?;
    }
    Ok(())
}

fn head(origin: &str, scene: &Scene<'_>) -> IsochroneHead {
    let text = str::to_owned;
    IsochroneHead {
        origin: text(origin),
        direction: text("from"),
        mode: text("car"),
        scenario: text("as it is"),
        cell_m: scene.cell_m,
    }
}

/// A project of the catalogue: its id, the network before and after it, and where it lies.
type Scenario<'a> = (&'a str, [Vec<&'a Resolved>; 2], Vec<LonLat>);

fn scenarios<'a>(study: &'a Study, projects: &'a Projects, network: &Network) -> Vec<Scenario<'a>> {
    let modelled = study.catalogue.projects.iter().zip(projects);
    let modelled = modelled.filter_map(|(project, changes)| Some((project.id.as_str(), changes.as_ref()?)));
    let scenario = |(id, changes): (&'a str, &'a ProjectChanges)| {
        let drawn = study.project_geometry(id, projects, network);
        let positions: Vec<LonLat> = drawn.lines.into_iter().flatten().chain(drawn.points).collect();
        let sets = if changes.found_in_extract { [vec![&changes.remove], vec![]] } else { [vec![], vec![&changes.add]] };
        (id, sets, positions)
    };
    modelled.map(scenario).filter(|(.., positions)| !positions.is_empty()).collect()
}

/// Differences of projects that are added or taken out, at places beside them.
fn check_changes(study: &Study, scene: &Scene<'_>, folder: &Path) -> TestResult {
    let (projects, _) = study.resolve_possible(scene.network);
    let scenarios = scenarios(study, &projects, scene.network);
    let (mut random, mut drawn) = (Pcg64::seed_from_u64(21), Vec::new());
    let (mut changed, mut unlike, mut lost_by) = (0, 0.0_f64, BTreeSet::new());
    while drawn.len() < count() {
        let (id, [before, after], positions) = &scenarios[random.random_range(0..scenarios.len())];
        let near = positions[random.random_range(0..positions.len())];
        let Some(position) = beside(near, &mut random) else { continue };
        let request = IsochroneRequest { scenario: after, baseline: Some(before), compare: true, ..scene.request() };
        let differences = Isochrones::new(IsochroneRequest { shape: IsochroneShape::Changes, ..request.clone() });
        let both = Isochrones::new(request);
        let Ok(origin) = both.origin(position) else { continue };
        let one = |isochrones: &Isochrones<'_>| -> TestResult<Drawn> {
            Ok(isochrones.compute(&[vec![origin]], &Silent, &|| true)?.pop().ok_or("no isochrone")?.drawn)
        };
        let Drawn::Polygons { scenario: new, baseline: Some(old) } = one(&both)? else { return Err("no polygons".into()) };
        let Drawn::Changes(changes) = one(&differences)? else { return Err("no changes".into()) };
        for (Change { minutes, gained, lost, .. }, (old, new)) in changes.iter().zip(old.iter().zip(&new)) {
            let what = format!("{id} from {} in {minutes} min", origin.position);
            assert_sound(&format!("{what}, gained"), gained);
            assert_sound(&format!("{what}, lost"), lost);
            assert!(gained.intersection(lost).unsigned_area() < 1e-12, "{what}: gained and lost overlap");
            lost_by.extend((!lost.0.is_empty()).then(|| id.to_owned()));
            changed += usize::from(!gained.0.is_empty() || !lost.0.is_empty());
            let by_bands = new.polygons.unsigned_area() - old.polygons.unsigned_area();
            unlike = unlike.max((by_bands - gained.unsigned_area() + lost.unsigned_area()).abs());
        }
        drawn.push((head(&format!("{id} {}", drawn.len()), scene), changes));
    }
    println!(
        "{changed} bands of {} pairs change; areas differ by {unlike:.1e} square degrees at most; lost by {lost_by:?}",
        drawn.len()
    );
    // Crumbs of 1e-8 square degrees are left out of the parts.
    assert!(changed > 0 && unlike < 1e-5, "{changed}, {unlike}");
    std::fs::write(folder.join("changes.gpkg"), geopackage(&[change_layer(&drawn, Language::English)])?)?;
    Ok(())
}

/// What GDAL and GEOS say of all files.
fn read_elsewhere(folder: &Path, least: u64) -> TestResult {
    let Some(python) = data_folder("TONGDA_READERS") else { return Ok(()) };
    let script = tongda_fixtures::file("readers/rings.py");
    let output = Command::new(python).arg(script).arg(folder).output()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found: Value = serde_json::from_slice(&output.stdout)?;
    println!("{found}");
    assert_eq!(found["wrong_count"], 0, "{}", found["wrong"]);
    assert!(found["counted"]["isochrones"].as_u64() >= Some(least), "{found}");
    Ok(())
}

#[test]
fn isochrones_of_the_study_keep_their_word() -> TestResult {
    let Workspace { study, network, .. } = tongda_fixtures::workspace()?;
    let scene = Scene::new(&network, study.cells.land.as_ref(), 150.0);
    let folder = tempfile::tempdir()?;
    check("study", &scene, folder.path())?;
    check_changes(&study, &scene, folder.path())?;
    read_elsewhere(folder.path(), 4 * count() as u64)
}

#[test]
fn isochrones_of_porto_keep_their_word() -> TestResult {
    let Some(extracts) = data_folder("TONGDA_PBF_DIR") else { return Ok(()) };
    let extract = read_extract(&[Source::File(extracts.join("porto.osm.pbf"))], &Silent)?;
    let network = network::build(&extract, &Profile::built_in("car")?, BuildOptions::default())?;
    let scene = Scene::new(&network, None, 100.0);
    let folder = tempfile::tempdir()?;
    check("porto", &scene, folder.path())?;
    read_elsewhere(folder.path(), 4 * count() as u64)
}
