//! Colours of all maps, distinguishable in grey and with colour blindness.
//!
//! The tests hold every pair that stands side by side to a least difference of CIE 1976 lightness (what a grey print
//! keeps) and of CIE 1976 L*a*b* as people with protanopia, deuteranopia and tritanopia see it (Machado, Oliveira and
//! Fernandes 2009, severity 1). `map.css` and `page.css` repeat the colours, which the tests check too.

/// Covered before and after, drawn with [`BEFORE_OPACITY`].
pub(super) const BEFORE: &str = "#9fbdd3";
/// Opacity of [`BEFORE`].
#[cfg(test)]
const BEFORE_OPACITY: f64 = 0.8;
/// [`BEFORE`] as it looks on the land, for legends.
pub(super) const BEFORE_ON_LAND: &str = "#b1c9da";
/// Gained by a project.
pub(super) const GAINED: &str = "#d95f02";
/// Lost by it.
pub(super) const LOST: &str = "#1b1b1b";
/// Bands of minutes from near to far, the darkest first (`YlGnBu` of `ColorBrewer`, reversed).
pub(super) const NEAR_TO_FAR: [&str; 6] = ["#0c2c84", "#225ea8", "#1d91c0", "#41b6c4", "#7fcdbb", "#c7e9b4"];
/// Opacity of a band in a picture.
pub(super) const BAND_OPACITY: f64 = 0.72;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::map;

    /// Neighbouring colours of a map of changes differ by so much lightness at least.
    const LEAST_LIGHTNESS: f64 = 12.0;
    /// Neighbouring bands, which a white line parts, by so much.
    const LEAST_BAND_LIGHTNESS: f64 = 5.0;
    /// And all of them by so much in L*a*b* to the colour-blind: above 2.3 a difference is just noticed.
    const LEAST_DIFFERENCE: f64 = 9.0;

    /// Minutes to what is asked for, from within to far beyond, as in `page.css`.
    const FAR: [&str; 4] = ["#c6d8e6", "#f2a25c", "#c95a0a", "#4f2200"];
    const LAND: &str = "#fbfaf6";
    const PAGE: &str = include_str!("report/page.css");

    type Rgb = [f64; 3];

    fn rgb(hex: &str) -> Rgb {
        [1, 3, 5]
            .map(|at| hex.get(at..at + 2).and_then(|part| u8::from_str_radix(part, 16).ok()).map_or(f64::NAN, f64::from) / 255.0)
    }

    fn over(top: Rgb, opacity: f64, below: Rgb) -> Rgb {
        [0, 1, 2].map(|i| top[i] * opacity + below[i] * (1.0 - opacity))
    }

    fn linear(rgb: Rgb) -> Rgb {
        rgb.map(|value| if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) })
    }

    fn times(matrix: [[f64; 3]; 3], v: Rgb) -> Rgb {
        matrix.map(|row| row[0] * v[0] + row[1] * v[1] + row[2] * v[2])
    }

    /// L*, a* and b* under D65 of linear RGB.
    fn lab(linear: Rgb) -> Rgb {
        let xyz = times(
            [[0.412_456, 0.357_576, 0.180_438], [0.212_673, 0.715_152, 0.072_175], [0.019_334, 0.119_192, 0.950_304]],
            linear,
        );
        let root = |share: f64| if share > 0.008_856 { share.cbrt() } else { 7.787 * share + 16.0 / 116.0 };
        let [x, y, z] = [xyz[0] / 0.950_47, xyz[1], xyz[2] / 1.088_83].map(root);
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    const PROTANOPIA: [[f64; 3]; 3] =
        [[0.152_286, 1.052_583, -0.204_868], [0.114_503, 0.786_281, 0.099_216], [-0.003_882, -0.048_116, 1.051_998]];
    const DEUTERANOPIA: [[f64; 3]; 3] =
        [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]];
    const TRITANOPIA: [[f64; 3]; 3] =
        [[1.255_528, -0.076_749, -0.178_779], [-0.078_411, 0.930_809, 0.147_602], [0.004_733, 0.691_367, 0.303_900]];
    const USUAL: [[f64; 3]; 3] = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];

    fn check(name: &str, colours: &[Rgb], neighbours_only: bool, least_lightness: f64) {
        for (i, a) in colours.iter().enumerate() {
            let others = if neighbours_only { 1 } else { colours.len() };
            for b in colours[i + 1..].iter().take(others) {
                let lightness = (lab(linear(*a))[0] - lab(linear(*b))[0]).abs();
                assert!(lightness >= least_lightness, "{name}: {a:?} and {b:?} differ by {lightness:.1} in grey");
                for (kind, seen) in [("usual", USUAL), ("protan", PROTANOPIA), ("deutan", DEUTERANOPIA), ("tritan", TRITANOPIA)] {
                    let [one, other] = [a, b].map(|colour| lab(times(seen, linear(*colour))));
                    let difference = (0..3).map(|axis| (one[axis] - other[axis]).powi(2)).sum::<f64>().sqrt();
                    assert!(difference >= LEAST_DIFFERENCE, "{name}: {a:?} and {b:?} differ by {difference:.1} ({kind})");
                }
            }
        }
    }

    #[test]
    fn lightness_is_that_of_the_standard() {
        assert!((lab(linear(rgb("#ffffff")))[0] - 100.0).abs() < 0.01);
        assert!((lab(linear(rgb("#777777")))[0] - 50.03).abs() < 0.1);
        assert!(lab(linear(rgb("#000000")))[0].abs() < 1e-9);
    }

    #[test]
    fn maps_of_changes_are_read_in_grey_and_by_the_colour_blind() {
        let land = rgb(LAND);
        let before = over(rgb(BEFORE), BEFORE_OPACITY, land);
        check("changes", &[land, before, rgb(GAINED), rgb(LOST)], false, LEAST_LIGHTNESS);
        check(
            "isochrones compared",
            &[
                land,
                over(rgb(BEFORE), BAND_OPACITY, land),
                over(rgb(GAINED), BAND_OPACITY, land),
                over(rgb(LOST), BAND_OPACITY, land),
            ],
            false,
            LEAST_LIGHTNESS,
        );
        let legend = lab(linear(rgb(BEFORE_ON_LAND)));
        assert!((legend[0] - lab(linear(before))[0]).abs() < 1.0, "the legend shows what the map does");
    }

    #[test]
    fn minutes_grow_lighter_or_darker_step_by_step() {
        let land = rgb(LAND);
        let bands: Vec<Rgb> = NEAR_TO_FAR.iter().map(|colour| over(rgb(colour), BAND_OPACITY, land)).chain([land]).collect();
        check("bands", &bands, true, LEAST_BAND_LIGHTNESS);
        assert!(bands.windows(2).all(|pair| lab(linear(pair[0]))[0] < lab(linear(pair[1]))[0]), "the nearer the darker");
        check("left out", &[&[land], &FAR.map(rgb)[..]].concat(), false, LEAST_LIGHTNESS);
    }

    #[test]
    fn style_sheets_have_these_colours() {
        for rule in [
            format!(".land {{ fill: {LAND};"),
            format!(".cells-before {{ fill: {BEFORE}; fill-opacity: {BEFORE_OPACITY}; }}"),
            format!(".cells-gained {{ fill: {GAINED}; }}"),
            format!(".cells-lost {{ fill: {LOST}; }}"),
        ] {
            assert!(map::STYLE.contains(&rule), "map.css lacks {rule}");
        }
        let key = |name: &str, colour: &str| format!(".key-{name} {{ background: {colour}; }}");
        let mut rules = vec![key("before", BEFORE_ON_LAND), format!("--gained: {GAINED}; --lost: {LOST};")];
        for (i, colour) in FAR.iter().enumerate() {
            rules.extend([key(&format!("far-{i}"), colour), format!(".far-{i} {{ fill: {colour}; }}")]);
        }
        for rule in rules {
            assert!(PAGE.contains(&rule), "page.css lacks {rule}");
        }
    }
}
