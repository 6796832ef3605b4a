//! Standalone map: one SVG with title and legend.

use super::elements::legend_box;
use super::frame::WIDTH;
use super::{BaseMap, Frame, MapElements, STYLE, TownLabel, labels};
use crate::Language;
use tongda_analysis::people::Land;
use tongda_network::network::Network;

/// Pixels that letters of a picture are sized for.
const WIDTH_PX: f64 = 760.0;

/// Base map, labels and attribution of a standalone map.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StandaloneMap<'a> {
    /// The ground it shows.
    pub(crate) frame: Frame,
    /// Its roads.
    pub(crate) network: &'a Network,
    /// Its land, where that is known.
    pub(crate) land: Option<&'a Land>,
    /// Towns, the most important first.
    pub(crate) towns: &'a [TownLabel],
    /// Data attribution.
    pub(crate) credit: &'a str,
    /// The language of its words.
    pub(crate) language: Language,
}

impl StandaloneMap<'_> {
    /// The SVG with `under` above the land and below the roads, `over` above the roads, and a legend with a title.
    pub(crate) fn svg(&self, under: &str, over: &str, title: &[String], entries: &[(String, String)]) -> String {
        let frame = &self.frame;
        let view = frame.whole();
        let ground = BaseMap::new(frame, self.network, self.land, 0.3, 4);
        let mut entries = entries.to_vec();
        if ground.shows_unknown() {
            entries.push(("url(#unknown)".to_owned(), self.language.text("map.shore_not_known").to_owned()));
        }
        let size = format!("width=\"{WIDTH:.0}\" height=\"{:.1}\"", frame.height);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" {size} viewBox=\"{}\" font-family=\"sans-serif\"><style>{STYLE}</style><defs>{}</defs>\
            <rect class=\"sea\" {size}/>{}{under}{}{over}{}{}{}</svg>",
            view.view_box(),
            BaseMap::hatch(),
            ground.land(frame),
            ground.roads(),
            labels(self.towns, &view, WIDTH_PX, 24),
            MapElements { credit: self.credit, width_px: WIDTH_PX }.draw(frame, &view),
            legend_box(&view, WIDTH_PX, title, &entries),
        )
    }
}
