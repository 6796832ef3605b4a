//! A project is measured the same way whether the extract already has it or not.
//!
//! The skeleton is written anew with built projects in it as OpenStreetMap would have them (names,
//! numbers, two carriageways, ramps, roads under construction), and read like any extract: `match`
//! finds the projects and takes them out for "before". The gains must be those of putting them in.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use tongda_analysis::appraisal::{Evaluator, Item as Compared, ItemKind, compare};
use tongda_analysis::study::{Files, Overrides, Projects, Study};
use tongda_fixtures::TestResult;
use tongda_fixtures::pbf::{Item, to_pbf};
use tongda_foundation::position::LonLat;
use tongda_foundation::progress::Silent;
use tongda_network::network::Network;
use tongda_network::osm::{Extract, Source, read_extract};
use tongda_network::profile::Profile;
use tongda_network::scenario::{Change, Join, Junction, Link, Modification, read_modifications};

/// Speeds are exactly what the tags say, so that both ways of measuring mean the same road.
fn profile() -> TestResult<Profile> {
    let mut profile = Profile::read(&tongda_fixtures::file("profiles/spec-v1.toml"))?;
    profile.snap.nearest = false;
    profile.snap.never = ["motorway", "motorway_link", "trunk_link"].map(|class| format!("highway={class}")).into();
    profile.snap.max_m = 15_000.0;
    Ok(profile)
}

fn study(osm: &[PathBuf]) -> TestResult<Study> {
    let overrides = Overrides { osm: osm.to_vec(), profile: Some(profile()?), ..Overrides::default() };
    Ok(Study::read(Files::at(&tongda_fixtures::study()), overrides).map_err(|problems| problems.to_string())?)
}

/// The links of a project.
fn links(id: &str) -> TestResult<Vec<Link>> {
    let path = tongda_fixtures::study().join(format!("projects/{id}.geojson"));
    let changes: Vec<Modification> =
        read_modifications(&std::fs::read(&path)?, &path).map_err(|problems| problems.to_string())?;
    let links = changes.into_iter().filter_map(|one| if let Change::Link(link) = one.change { Some(link) } else { None });
    Ok(links.collect())
}

/// Where between 0 and 1 a value with one valley is lowest. A step of a metre would be seen: legs are kilometres long.
fn lowest(value: impl Fn(f64) -> f64) -> f64 {
    let (mut from, mut to) = (0.0, 1.0);
    for _ in 0..80 {
        let third = (to - from) / 3.0;
        if value(from + third) < value(to - third) { to -= third } else { from += third }
    }
    f64::midpoint(from, to)
}

/// Id, nodes and tags.
type Way = (i64, Vec<i64>, Vec<(String, String)>);

/// An extract that is being written.
struct Map {
    nodes: BTreeMap<i64, LonLat>,
    ways: Vec<Way>,
    next: i64,
}

impl Map {
    fn of(extract: &Extract) -> Self {
        let nodes = (0..extract.node_count()).map(|node| (extract.node_id(node), extract.node_place(node))).collect();
        let tags = |way| extract.way_tags(way).iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
        let ways = extract.ways.iter().map(|way| (way.id, extract.refs(way).to_vec(), tags(way))).collect();
        Self { nodes, ways, next: 9_000_000 }
    }

    fn node(&mut self, position: LonLat) -> i64 {
        self.next += 1;
        self.nodes.insert(self.next, position);
        self.next
    }

    fn way(&mut self, refs: Vec<i64>, tags: &[(&str, &str)]) {
        self.next += 1;
        let tags = tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        self.ways.push((self.next, refs, tags));
    }

    /// A node on the way of the skeleton that is nearest to a junction and fits it, put there between two of its nodes.
    fn on_road(&mut self, network: &Network, junction: &Junction) -> Option<i64> {
        let fits = |class: &str| match junction.join {
            Join::Road => !class.starts_with("motorway"),
            Join::Motorway => class == "motorway",
            Join::Any => true,
            Join::None => false,
        };
        let near = network.near(junction.position, junction.reach_m).find(|near| {
            let tags = network.ways().tags(network.segment(near.segment).way);
            network.is_open(near.segment) && fits(tags.get("highway").unwrap_or_default())
        })?;
        let id = network.ways().osm_id(network.segment(near.segment).way);
        let node = self.node(near.position);
        let way = self.ways.iter_mut().find(|(other, ..)| *other == id)?;
        let positions: Vec<LonLat> = way.1.iter().map(|node| self.nodes[node]).collect();
        let detour = |i: usize| {
            positions[i].distance_m(near.position) + near.position.distance_m(positions[i + 1])
                - positions[i].distance_m(positions[i + 1])
        };
        let at = (0..positions.len() - 1).min_by(|&a, &b| detour(a).total_cmp(&detour(b)))?;
        way.1.insert(at + 1, node);
        Some(node)
    }

    /// Draws a link as two carriageways with ramps.
    fn draw(&mut self, network: &Network, link: &Link, name: &str, built: bool) {
        // Points in order along the line: its vertices and the junctions' nearest points.
        let lengths: Vec<f64> = link.line.windows(2).map(|pair| pair[0].distance_m(pair[1])).collect();
        let mut points: Vec<(f64, LonLat, Option<&Junction>)> = Vec::new();
        let mut along = 0.0;
        for (i, vertex) in link.line.iter().enumerate() {
            points.push((along, *vertex, None));
            along += lengths.get(i).copied().unwrap_or_default();
        }
        for junction in &link.junctions {
            let mut best = (f64::INFINITY, 0.0, junction.position);
            let mut before = 0.0;
            for (pair, length) in link.line.windows(2).zip(&lengths) {
                let off = |share: f64| pair[0].towards(pair[1], share).distance_m(junction.position);
                let share = lowest(off);
                if off(share) < best.0 {
                    best = (off(share), before + share * length, pair[0].towards(pair[1], share));
                }
                before += length;
            }
            points.push((best.1, best.2, Some(junction)));
        }
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        let speed = link.speed.get().to_string();
        let length = link.length_m.to_string();
        let class = if built { link.class.as_str() } else { "construction" };
        let carriageways = [false, true].map(|back| {
            let mut refs: Vec<i64> = points.iter().map(|(_, position, _)| self.node(*position)).collect();
            let nodes = refs.clone();
            if back {
                refs.reverse();
            }
            let mut tags = vec![
                ("highway", class),
                ("name", name),
                ("oneway", "yes"),
                ("maxspeed", speed.as_str()),
                ("length", length.as_str()),
            ];
            if !built {
                tags.push(("construction", link.class.as_str()));
            }
            self.way(refs, &tags);
            nodes
        });
        for (i, (_, position, junction)) in points.iter().enumerate() {
            let Some(junction) = junction else { continue };
            let Some(road) = self.on_road(network, junction) else { continue };
            let ramp = junction.ramp.get().to_string();
            // The toll is driven, as it were, on a longer ramp.
            let toll_m = junction.toll.seconds().unwrap_or_default() * junction.ramp.get() / 3.6;
            let metres = position.distance_m(junction.position) + junction.position.distance_m(self.nodes[&road]) + toll_m;
            let metres = metres.to_string();
            let middle = self.node(junction.position);
            let class = if built { format!("{}_link", link.class) } else { "construction".to_owned() };
            for nodes in &carriageways {
                let mut tags = vec![
                    ("highway", class.as_str()),
                    ("name", name),
                    ("oneway", "no"),
                    ("maxspeed", ramp.as_str()),
                    ("length", metres.as_str()),
                ];
                if !built {
                    tags.push(("construction", "motorway_link"));
                }
                self.way(vec![nodes[i], middle, road], &tags);
            }
        }
    }

    fn write(&self, path: &Path) -> TestResult {
        let nodes = self.nodes.iter().map(|(id, position)| Item::Node(*id, position.lon(), position.lat(), Vec::new()));
        let ways = self.ways.iter().map(|(id, refs, tags)| {
            let tags = tags.iter().map(|(key, value)| (&*Box::leak(key.clone().into_boxed_str()), value.clone())).collect();
            Item::Way(*id, refs.clone(), tags)
        });
        Ok(std::fs::write(path, to_pbf(&nodes.chain(ways).collect::<Vec<_>>(), 2000))?)
    }
}

struct Measured {
    kind: ItemKind,
    km: f64,
    before: [f64; 3],
    after: [f64; 3],
    /// Mean minutes of all residents to each place outside, before and after.
    outside: BTreeMap<String, [f64; 2]>,
}

/// Residents within 15 and 30 minutes of the circle's services (summed by service), and their mean minutes.
fn figures(study: &Study, times: &[Vec<tongda_foundation::units::TravelTime>]) -> [f64; 3] {
    let circle = study.services.iter().zip(times).filter(|(service, _)| service.circle);
    let mut sums = [0.0; 3];
    let mut reached = 0.0;
    for (_, times) in circle {
        for (cell, time) in study.cells.cells.iter().zip(times) {
            let Some(minutes) = time.minutes() else { continue };
            sums[0] += if minutes <= 15.0 { cell.residents } else { 0.0 };
            sums[1] += if minutes <= 30.0 { cell.residents } else { 0.0 };
            sums[2] += minutes * cell.residents;
            reached += cell.residents;
        }
    }
    sums[2] /= reached;
    sums
}

fn measured(study: &Study, wanted: &[&str]) -> TestResult<BTreeMap<String, Measured>> {
    let extract = study.extract(&Silent)?;
    let network = study.network(&extract)?;
    let (resolved, _) = study.resolve_possible(&network);
    // Only the projects in question, so that nothing else differs between the two extracts.
    let of = |id: &str| wanted.contains(&id);
    let projects: Projects = study
        .catalogue
        .projects
        .iter()
        .zip(&resolved)
        .map(|(project, changes)| changes.clone().filter(|_| of(&project.id)))
        .collect();
    let km: BTreeMap<&str, f64> = study
        .catalogue
        .projects
        .iter()
        .zip(&projects)
        .filter_map(|(project, changes)| {
            let touched = &changes.as_ref()?.resolved().touched;
            Some((project.id.as_str(), touched.iter().map(|touched| touched.km).sum()))
        })
        .collect();
    let evaluator = Evaluator::new(study, &network, &projects, &[], &study.facilities);
    let comparison = compare(&evaluator, &projects, &[], &Silent);
    let measure = |item: &Compared| Measured {
        kind: item.kind,
        km: km[item.id.as_str()],
        before: figures(study, &item.before),
        after: figures(study, &item.after),
        outside: item
            .trips
            .iter()
            .filter(|trips| comparison.districts[trips.district].level == "all")
            .filter_map(|trips| {
                let (before, after) = trips.mean_minutes()?;
                Some((study.destinations[trips.destination].id.clone(), [before, after]))
            })
            .collect(),
    };
    Ok(comparison.items.iter().filter(|item| of(&item.id)).map(|item| (item.id.clone(), measure(item))).collect())
}

#[test]
fn built_projects_are_found_taken_out_and_gain_the_same() -> TestResult {
    let folder = tempfile::tempdir()?;
    let built =
        [("axis-taikai-express", "台开快速"), ("huangmaohai", "黄茅海跨海通道"), ("guangtai-kaiping-taishan", "广台高速")];
    let works = ("hegang", "鹤港高速");
    let wanted: Vec<&str> = built.iter().map(|(id, _)| *id).chain([works.0]).collect();

    let base = study(&[])?;
    let put_in = measured(&base, &wanted)?;

    let extract = read_extract(&[Source::File(tongda_fixtures::study().join("skeleton.osm.pbf"))], &Silent)?;
    let network = base.network(&extract)?;
    for (id, name) in built {
        // One at a time: what else the extract has would be there before and after.
        let mut map = Map::of(&extract);
        for link in links(id)? {
            map.draw(&network, &link, name, true);
        }
        for link in links(works.0)? {
            map.draw(&network, &link, works.1, false);
        }
        let file = folder.path().join("built.osm.pbf");
        map.write(&file)?;
        let taken_out = measured(&study(&[file])?, &wanted)?;
        // What is under construction is not there yet.
        assert_eq!(taken_out[works.0].kind, ItemKind::Added);
        let (ours, theirs) = (&put_in[id], &taken_out[id]);
        assert_eq!((ours.kind, theirs.kind), (ItemKind::Added, ItemKind::Removed), "{id}");
        // Two carriageways, without ramps.
        assert!((theirs.km / ours.km - 2.0).abs() < 0.1, "{id}: {} km taken out, {} km put in", theirs.km, ours.km);
        for (old, new) in ours.before.iter().chain(&ours.after).zip(theirs.before.iter().chain(&theirs.after)) {
            assert!(
                (old - new).abs() <= 0.02 * old,
                "{id}: {:?} {:?}, {:?} {:?}",
                ours.before,
                ours.after,
                theirs.before,
                theirs.after
            );
        }
        assert!(ours.outside.len() > 30 && ours.outside.keys().eq(theirs.outside.keys()), "{id}");
        for (to, [before, after]) in &ours.outside {
            let [taken_out, as_it_is] = theirs.outside[to];
            assert!((after - as_it_is).abs() <= 0.005, "{id}: to {to} {after} min, in the extract {as_it_is}");
            // 鹤港 meets the port's road at the hub where 黄茅海 is not in the extract, and else 黄茅海, which is taken out.
            let same = (id, to.as_str()) != ("huangmaohai", "gaolan-port");
            assert!(!same || (before - taken_out).abs() <= 0.005, "{id}: to {to} {before} min, taken out {taken_out}");
        }
        for i in 0..3 {
            let (gain, other) = (ours.after[i] - ours.before[i], theirs.after[i] - theirs.before[i]);
            assert!(
                (gain - other).abs() <= 0.02 * gain.abs() + 1e-4 * ours.after[i],
                "{id}: gains {gain} and {other} of figure {i}"
            );
        }
    }
    Ok(())
}
