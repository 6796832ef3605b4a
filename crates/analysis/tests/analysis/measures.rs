//! Every measure and every figure of equity against a value that was not found by this program.
//!
//! Times, residents and jobs are those of the 3 × 3 example with which the R package `accessibility` tests its
//! constrained measures (`tests/testthat/test-constrained-essentials.R`): three places 10 to 30 minutes apart, 4, 10 and
//! 6 residents, 160, 150 and 180 jobs. What is expected was worked out from the papers' formulas by matrix arithmetic
//! elsewhere, to six decimals; the formula stands beside each. Examples that papers print themselves are tested in the
//! files of the measures: spatial availability (Soukhov et al. 2023, table 2), the logistic and stepped decays (tests of
//! the R package), the glove game for Shapley shares.

use tongda_analysis::access::equity::{Correction, concentration_index, fgt, gini, mean, median, palma, theil, worst_share_mean};
use tongda_analysis::access::{Measure, OdTimes, Parameters, covered_by};
use tongda_fixtures::TestResult;
use tongda_foundation::units::TravelTime;

const MINUTES: [[f64; 3]; 3] = [[10.0, 30.0, 15.0], [30.0, 10.0, 25.0], [15.0, 25.0, 10.0]];
const PEOPLE: [f64; 3] = [4.0, 10.0, 6.0];
const JOBS: [f64; 3] = [160.0, 150.0, 180.0];
/// As many jobs as residents, for measures that match the one with the other.
const FEW_JOBS: [f64; 3] = [7.0, 5.0, 8.0];

/// Measure, what is said of it, values of the three places, formula.
const EXPECTED: [(&str, &str, [f64; 3], &str); 25] = [
    ("cumulative", "cutoff=25", [340.0, 330.0, 490.0], "jobs within 25 min, by hand"),
    ("interval", "interval=14,16", [280.0, 150.0, 286.666_667], "mean of 14, 15 and 16 min: (160 + 340 + 340) / 3"),
    ("gravity", "decay=exponential:0.1", [106.492_200, 77.923_147, 114.231_875], "Σ S e^(-0.1 t)"),
    ("gravity", "decay=linear:40", [270.0, 220.0, 291.25], "Σ S (1 - t / 40)"),
    ("gravity", "decay=power:2", [2.566_667, 1.965_778, 2.751_111], "Σ S / t²"),
    (
        "gravity",
        "decay=logistic:20,5",
        [314.730_959, 175.615_222, 334.173_617],
        "Σ S (1 + e^(-20 π / 5√3)) / (1 + e^((t - 20) π / 5√3)), Bauer & Groneberg 2016",
    ),
    ("gravity", "decay=gaussian:15", [257.593_796, 186.647_653, 278.580_469], "Σ S e^(-t² / 2 · 15²)"),
    ("gravity", "decay=stepped:12=0.5,26=0", [250.0, 240.0, 335.0], "whole before 12 min, half before 26, by hand"),
    ("gravity", "decay=binary:25", [340.0, 330.0, 490.0], "the same as cumulative"),
    ("closest", "", [10.0, 10.0, 10.0], "by sight"),
    ("nth-closest", "count=2", [15.0, 25.0, 15.0], "by sight"),
    ("dual", "count=300", [15.0, 25.0, 15.0], "160 at 10 min, 340 at 15; 150, 330; 180, 340"),
    ("2sfca", "cutoff=25", [25.0, 18.375, 34.375], "R = (160/10, 150/16, 180/20); Luo & Wang 2003, by hand"),
    (
        "gaussian-2sfca",
        "cutoff=40",
        [26.299_195, 21.613_891, 28.110_719],
        "w = (e^(-t²/2·40²) - e^(-1/2)) / (1 - e^(-1/2)), Dai 2010",
    ),
    ("e2sfca", "decay=exponential:0.1", [29.745_375, 18.802_677, 30.498_622], "Luo & Qi 2009 with w = e^(-0.1 t)"),
    ("m2sfca", "decay=exponential:0.1", [8.916_344, 5.074_124, 8.852_562], "Σ S w² / Σ P w, Delamater 2013"),
    ("3sfca", "decay=exponential:0.1", [33.925_784, 16.655_046, 31.291_067], "G = w / Σ w, Wan, Zou & Sternberg 2012"),
    ("bfca", "decay=exponential:0.1", [28.619_187, 18.969_179, 29.059_754], "rows and columns balanced, Páez et al. 2019"),
    ("spatial-availability", "decay=exponential:0.1 exponent=1", [118.981_498, 188.026_771, 182.991_731], "Soukhov et al. 2023"),
    ("spatial-availability", "decay=exponential:0.1 exponent=0.5", [141.954_422, 165.768_473, 182.277_105], "α = 1/2"),
    ("total-constrained", "decay=exponential:0.1", [174.725_141, 127.850_987, 187.423_872], "gravity, scaled to 490 jobs"),
    ("singly-constrained", "decay=exponential:0.1", [118.981_498, 188.026_771, 182.991_731], "Σ S P w / Σ P w"),
    ("weighted-mean-time", "", [17.959_184, 22.040_816, 16.224_490], "Σ t S / Σ S: (1600 + 4500 + 2700) / 490"),
    ("coefficient", "", [0.958_258, 1.176_044, 0.865_699], "over their mean, 18.741497"),
    ("potential", "exponent=1", [33.0, 27.533_333, 34.666_667], "Σ S / t: 16 + 5 + 12"),
];

fn times() -> TestResult<OdTimes> {
    let rows = MINUTES.map(|row| row.map(|minutes| TravelTime::from_seconds(minutes * 60.0)).to_vec());
    Ok(OdTimes::from_rows(3, &rows).ok_or("rows differ in length")?)
}

fn measure(name: &str, said: &str) -> TestResult<Measure> {
    let mut parameters = Parameters::default();
    for (key, value) in said.split_whitespace().filter_map(|word| word.split_once('=')) {
        match key {
            "cutoff" => parameters.cutoff = Some(value.parse()?),
            "interval" => {
                let (from, to) = value.split_once(',').ok_or("no interval")?;
                parameters.interval = Some((from.parse()?, to.parse()?));
            }
            "decay" => parameters.decay = Some(value.parse()?),
            "count" => parameters.count = Some(value.parse()?),
            "exponent" => parameters.exponent = Some(value.parse()?),
            _ => return Err(format!("what is {key}?").into()),
        }
    }
    Ok(Measure::named(name, &parameters)?)
}

fn close(found: &[Option<f64>], expected: [f64; 3]) -> bool {
    found.len() == 3 && found.iter().zip(expected).all(|(a, b)| a.is_some_and(|a| (a - b).abs() < 2e-6 * (1.0 + b.abs())))
}

#[test]
fn every_measure_gives_what_its_formula_gives_elsewhere() -> TestResult {
    let times = times()?;
    for (name, said, expected, formula) in EXPECTED {
        let found = measure(name, said)?.values(&times, &JOBS, &PEOPLE);
        assert!(close(&found, expected), "{name} {said}: {found:?}, not {expected:?}: {formula}");
    }
    // Matching as many jobs as residents. Nearest first: 7 cover the 4 at 10 min, 5 + 8 the 10 at 25, 8 the 6 at 10.
    let found = measure("balancing-cost", "")?.values(&times, &FEW_JOBS, &PEOPLE);
    assert!(close(&found, [10.0, 25.0, 10.0]), "{found:?}");
    // Wilson's doubly constrained trips with w = t^-3, balanced by 100,000 rounds elsewhere.
    let found = measure("doubly-constrained", "decay=power:3")?.values(&times, &FEW_JOBS, &PEOPLE);
    assert!(close(&found, [10.995_576, 18.628_100, 11.435_166]), "{found:?}");
    // No measure is missing here.
    let tested = |name: &str| {
        EXPECTED.iter().any(|(other, ..)| *other == name) || ["balancing-cost", "doubly-constrained"].contains(&name)
    };
    let Err(names) = Measure::named("none", &Parameters::default()) else { return Err("there is a measure \"none\"".into()) };
    let names = names.split("there are ").nth(1).ok_or("no names")?.to_owned();
    assert!(names.split(", ").all(tested) && names.split(", ").count() == 20, "{names}");
    Ok(())
}

#[test]
fn every_figure_of_equity_gives_what_its_formula_gives_elsewhere() -> TestResult {
    let values = measure("gravity", "decay=exponential:0.1")?.values(&times()?, &JOBS, &PEOPLE);
    let values: Vec<f64> = values.into_iter().flatten().collect();
    let weighted: Vec<(f64, f64)> = values.iter().copied().zip(PEOPLE).collect();
    let near = |found: Option<f64>, expected: f64| found.is_some_and(|found| (found - expected).abs() < 2e-6);
    // Mean difference of all pairs of the 20 residents, over twice their mean.
    assert!(near(gini(&weighted), 0.092_750));
    assert!(near(mean(&weighted), (106.492_200 * 4.0 + 77.923_147 * 10.0 + 114.231_875 * 6.0) / 20.0));
    assert!(near(median(&weighted), 77.923_147));
    // Two of the ten who have least.
    assert!(near(worst_share_mean(&weighted, 0.1, true), 77.923_147));
    // Σ P/N (v/μ) ln(v/μ); the first and third place are one group, the second the other.
    let groups: Vec<(f64, f64, u8)> =
        weighted.iter().zip([0, 1, 0]).map(|(&(value, people), group)| (value, people, group)).collect();
    let found = theil(&groups).ok_or("no index")?;
    assert!(near(Some(found.total), 0.015_855) && near(Some(found.between), 0.015_511), "{found:?}");
    assert!((found.total - found.between - found.within).abs() < 1e-12);
    // Incomes 3, 1, 2: 2 cov(value, rank) / μ over 20 persons; the two best-off of them against the eight worst-off.
    let ranked: Vec<(f64, f64, f64)> =
        weighted.iter().zip([3.0, 1.0, 2.0]).map(|(&(value, people), rank)| (value, people, rank)).collect();
    assert!(near(concentration_index(&ranked, Correction::Standard), 0.082_925));
    assert!(near(palma(&ranked), 106.492_200 / 77.923_147));
    // Below 100: the ten of the second place. 0.220769 and its square, over half of all.
    let poverty = fgt(&weighted, 100.0).ok_or("no poverty")?;
    assert!(near(Some(poverty.headcount), 0.5) && near(Some(poverty.gap), 0.110_384) && near(Some(poverty.severity), 0.024_369));
    // T90 of residents and land at 10, 20 and 30 minutes: 14 of 20 within 20, so 30.
    let minutes = TravelTime::from_minutes;
    assert_eq!(covered_by(&[(minutes(10), 4.0, 1.0), (minutes(20), 10.0, 8.0), (minutes(30), 6.0, 1.0)], 0.9), Some(30.0));
    Ok(())
}
