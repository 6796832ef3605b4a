//! The default car profile against the times and distances of two general routing engines.
//!
//! Their tables are not part of the project; without `TONGDA_CONFORMANCE` and `TONGDA_PBF_DIR` this
//! test says that it was skipped. `tests/README.md` looks at the pairs that differ most.

use tongda_fixtures::TestResult;
use tongda_foundation::position::LonLat;
use tongda_foundation::progress::Silent;
use tongda_network::network::{self, BuildOptions, Snap, Snapper};
use tongda_network::osm::{Source, read_extract};
use tongda_network::profile::Profile;
use tongda_network::scenario::View;
use tongda_search::{Dijkstra, route};

/// Seconds and metres.
type Trip = (f64, f64);

struct Pair {
    from: LonLat,
    to: LonLat,
    osrm: Trip,
    valhalla: Trip,
}

fn pairs(path: &std::path::Path) -> TestResult<Vec<Pair>> {
    let mut reader = csv::Reader::from_path(path)?;
    let header = reader.headers()?.clone();
    let mut pairs = Vec::new();
    for row in reader.records() {
        let row = row?;
        let value = |name: &str| -> TestResult<f64> {
            let column = header.iter().position(|other| other == name).ok_or(name.to_owned())?;
            Ok(row[column].parse()?)
        };
        let position = |side: &str| -> TestResult<LonLat> {
            Ok(LonLat::new(value(&format!("{side}_lon"))?, value(&format!("{side}_lat"))?).ok_or("not on the earth")?)
        };
        let trip =
            |engine: &str| -> TestResult<Trip> { Ok((value(&format!("{engine}_time_s"))?, value(&format!("{engine}_dist_m"))?)) };
        pairs.push(Pair { from: position("from")?, to: position("to")?, osrm: trip("osrm_ch")?, valhalla: trip("valhalla")? });
    }
    Ok(pairs)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Spearman's correlation: Pearson's of the ranks; ties are as good as absent among milliseconds.
fn spearman(a: &[f64], b: &[f64]) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "ranks are few")]
    let ranks = |values: &[f64]| -> Vec<f64> {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|&i, &j| values[i].total_cmp(&values[j]));
        let mut ranks = vec![0.0; values.len()];
        order.iter().enumerate().for_each(|(rank, &i)| ranks[i] = rank as f64);
        ranks
    };
    let (a, b) = (ranks(a), ranks(b));
    let mean = (f64::from(u32::try_from(a.len()).unwrap_or_default()) - 1.0) / 2.0;
    let product = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| (x - mean) * (y - mean)).sum::<f64>();
    product(&a, &b) / (product(&a, &a) * product(&b, &b)).sqrt()
}

#[test]
fn times_and_distances_are_those_of_general_engines() -> TestResult {
    let (Some(conformance), Some(extracts)) =
        (tongda_fixtures::data_folder("TONGDA_CONFORMANCE"), tongda_fixtures::data_folder("TONGDA_PBF_DIR"))
    else {
        return Ok(());
    };
    for position in ["malta", "sao-paulo"] {
        let extract = read_extract(&[Source::File(extracts.join(format!("{position}.osm.pbf")))], &Silent)?;
        let network = network::build(&extract, &Profile::built_in("car")?, BuildOptions::default())?;
        let (view, snapper, mut searcher) = (View::base(&network), Snapper::new(&network, []), Dijkstra::default());
        let pairs = pairs(&conformance.join(position).join("od300.csv"))?;
        let mut trips: Vec<(Trip, &Pair)> = Vec::new();
        for pair in &pairs {
            let (Ok(from), Ok(to)): (Result<Snap, _>, Result<Snap, _>) = (snapper.snap(pair.from), snapper.snap(pair.to)) else {
                continue;
            };
            if let Some(way) = route(&view, (pair.from, &from), (pair.to, &to), &mut searcher) {
                trips.push(((way.time().seconds().unwrap_or_default(), way.length_m()), pair));
            }
        }
        assert!(trips.len() * 100 >= pairs.len() * 98, "{position}: a way for {} of {} pairs", trips.len(), pairs.len());
        for (engine, of) in [("OSRM", (|pair| pair.osrm) as fn(&Pair) -> Trip), ("Valhalla", |pair| pair.valhalla)] {
            let time = median(trips.iter().map(|(trip, pair)| trip.0 / of(pair).0).collect());
            let distance = median(trips.iter().map(|(trip, pair)| trip.1 / of(pair).1).collect());
            let ours: Vec<f64> = trips.iter().map(|(trip, _)| trip.0).collect();
            let theirs: Vec<f64> = trips.iter().map(|(_, pair)| of(pair).0).collect();
            let correlation = spearman(&ours, &theirs);
            let told = format!("{position}, {engine}: time {time:.3}, distance {distance:.4}, Spearman {correlation:.4}");
            assert!((0.9..=1.1).contains(&time) && (0.98..=1.02).contains(&distance) && correlation >= 0.98, "{told}");
        }
    }
    Ok(())
}
