//! Output of isochrones: the bytes of the file, a picture, and one line per band.

use super::starts::Placed;
use super::{Options, Shape};
use crate::file::Target;
use crate::map_source::MapSource;
use crate::{Format, pictures};
use tongda_analysis::isochrone::{Drawn, Isochrone};
use tongda_formats::{FileFormat, Layer, Raster};
use tongda_foundation::error::Problems;
use tongda_foundation::position::LonLat;
use tongda_foundation::units::TravelTime;
use tongda_report::{self, IsochroneHead, IsochronePicture};

/// A line about a row of a layer.
fn describe(layer: &Layer, row: usize) {
    let text = |name: &str| layer.columns.iter().find(|column| column.name == name).map(|column| column.as_text(row));
    let minutes = text("minutes").unwrap_or_default();
    let area = text("area_km2").unwrap_or_default();
    if let Some(change) = text("change") {
        print_line!("{minutes} min: {area} km2 {change}");
    } else if let Some(length) = text("length_km") {
        print_line!("{minutes} min: {length} km of road beyond {} min", text("beyond_minutes").unwrap_or_default());
    } else {
        let share = text("misclassified_share").and_then(|share| share.parse::<f64>().ok());
        let share = share.map_or_else(|| "unknown".to_owned(), |share| format!("{:.1} %", share * 100.0));
        let positions = text("places_looked_at").unwrap_or_default();
        print_line!("{minutes} min: {area} km2, {share} of {positions} places on roads on the wrong side");
    }
}

/// What isochrones are written with.
pub(super) struct Output<'a> {
    pub(super) options: &'a Options,
    pub(super) source: &'a MapSource,
    /// The scenario in words.
    pub(super) scenario: &'a str,
    /// Ascending.
    pub(super) minutes: &'a [u32],
}

impl Output<'_> {
    /// The file, and a line about each of its rows.
    pub(super) fn bytes(
        &self,
        target: &Target,
        placed: &[Placed],
        isochrones: Vec<Isochrone>,
        format: Format,
    ) -> Result<Vec<u8>, Problems> {
        let heads = || placed.iter().zip(&isochrones).map(|((name, _), isochrone)| self.head(name, isochrone.cell_m));
        let origins: Vec<_> = heads().zip(placed).map(|(head, (_, origins))| (head, origins.clone())).collect();
        let beside = vec![tongda_report::origin_layer(&origins, self.options.language)];
        let heads: Vec<IsochroneHead> = heads().collect();
        let (mut bands, mut roads, mut changes) = (Vec::new(), Vec::new(), Vec::new());
        for (head, isochrone) in heads.into_iter().zip(isochrones) {
            match isochrone.drawn {
                Drawn::Polygons { scenario, .. } => bands.push((head, scenario)),
                Drawn::Lines(of) => roads.push((head, of)),
                Drawn::Changes(of) => changes.push((head, of)),
                Drawn::Surface { scenario, baseline } => {
                    let limit = TravelTime::from_minutes(self.minutes.last().copied().unwrap_or_default());
                    let raster = tongda_report::surface_raster(&scenario, baseline.as_ref(), limit);
                    let Raster { columns, rows, .. } = raster;
                    match format {
                        Format::Text => print_line!("{columns} x {rows} squares of {} m", head.cell_m),
                        Format::Json => print_part!("{}", tongda_report::isochrone_json(&[], &self.files())),
                    }
                    return Ok(target.raster(&raster, head.cell_m)?);
                }
            }
        }
        let layer = if self.options.shape == Shape::Lines {
            tongda_report::road_layer(&roads, self.minutes, self.options.language)
        } else if self.options.compare {
            tongda_report::change_layer(&changes, self.options.language)
        } else {
            tongda_report::band_layer(&bands, self.minutes, self.options.language)
        };
        let features = tongda_formats::features(&layer);
        match format {
            Format::Text => (0..layer.row_count()).for_each(|row| describe(&layer, row)),
            Format::Json => print_part!("{}", tongda_report::isochrone_json(&features, &self.files())),
        }
        if target.format == FileFormat::Png {
            let before = tongda_report::before_features(&changes);
            return self.picture(&[before, features].concat(), placed);
        }
        Ok(target.layers(layer, beside)?)
    }

    fn head(&self, name: &str, cell_m: f64) -> IsochroneHead {
        IsochroneHead {
            origin: name.to_owned(),
            direction: if self.options.towards { "towards" } else { "from" }.to_owned(),
            mode: self.source.mode(),
            scenario: self.scenario.to_owned(),
            cell_m,
        }
    }

    fn files(&self) -> [String; 1] {
        [self.options.output.display().to_string()]
    }

    /// The features as a picture with the towns of the study or the settlements of the extract.
    fn picture(&self, features: &[geojson::Feature], placed: &[Placed]) -> Result<Vec<u8>, Problems> {
        let language = self.options.language;
        let names: Vec<&str> = placed.iter().map(|(name, _)| name.as_str()).take(3).collect();
        let places = names.join("; ") + if placed.len() > names.len() { " …" } else { "" };
        let study = match self.source {
            MapSource::Study(workspace) => Some(&workspace.study),
            MapSource::Extract(_) => None,
        };
        let how = [language.mode(&self.source.mode()), self.options.scenario.words(study, language)];
        let place_key = if self.options.towards { "picture.to" } else { "picture.from" };
        let title = [language.format(place_key, &[("places", &places)]), how.join(language.text("list.comma"))];
        let origins: Vec<LonLat> = placed.iter().flat_map(|(_, origins)| origins.iter().map(|origin| origin.position)).collect();
        let of = IsochronePicture {
            network: self.source.network(),
            land: self.source.land(),
            towns: &self.source.towns(language),
            origins: &origins,
            title: &title,
            credit: "© OpenStreetMap contributors",
            language,
        };
        let svg = tongda_report::isochrone_svg(features, &of).unwrap_or_default();
        pictures::png(&svg, &self.options.output).map_err(Problems::from)
    }
}
