//! A map as an SVG that stands alone: title and legend in it, no page around it.

use super::elements::legend_box;
use super::frame::WIDTH;
use super::{BaseMap, Frame, Label, MapElements, STYLE, labels};
use crate::report::Language;
use tongda_analysis::people::Land;
use tongda_network::network::Network;

/// Pixels that letters of a picture are sized for.
const SHOWN: f64 = 760.0;

/// What a picture is drawn of, besides what it shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Picture<'a> {
    /// The ground it shows.
    pub(crate) frame: Frame,
    /// Its roads.
    pub(crate) network: &'a Network,
    /// Its land, where that is known.
    pub(crate) land: Option<&'a Land>,
    /// Towns, the most important first.
    pub(crate) towns: &'a [Label],
    /// Whose data it shows.
    pub(crate) credit: &'a str,
    /// The language of its words.
    pub(crate) language: Language,
}

impl Picture<'_> {
    /// The SVG with `under` above the land and below the roads, `over` above the roads, and a legend with a title.
    pub(crate) fn svg(&self, under: &str, over: &str, title: &[String], entries: &[(String, String)]) -> String {
        let frame = &self.frame;
        let view = frame.whole();
        let ground = BaseMap::new(frame, self.network, self.land, 0.3, 4);
        let mut entries = entries.to_vec();
        if ground.shows_unknown() {
            entries.push(("url(#unknown)".to_owned(), self.language.pick("shore not known here", "岸线资料范围外").to_owned()));
        }
        let size = format!("width=\"{WIDTH:.0}\" height=\"{:.1}\"", frame.height);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" {size} viewBox=\"{}\" font-family=\"sans-serif\"><style>{STYLE}</style><defs>{}</defs>\
            <rect class=\"sea\" {size}/>{}{under}{}{over}{}{}{}</svg>",
            view.view_box(),
            BaseMap::hatch(),
            ground.land(frame),
            ground.roads(),
            labels(self.towns, &view, SHOWN, 24),
            MapElements { credit: self.credit, shown: SHOWN }.draw(frame, &view),
            legend_box(&view, SHOWN, title, &entries),
        )
    }
}
