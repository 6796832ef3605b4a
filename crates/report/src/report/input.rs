//! Input of a report: the study, its comparison and what they were computed from.

use std::collections::BTreeMap;

use crate::language::Language;
use tongda_analysis::appraisal::measures::Measures;
use tongda_analysis::appraisal::{Comparison, Item, ItemKind, Sensitivity};
use tongda_analysis::study::{FacilityOrigins, Projects, Study};
use tongda_network::network::Network;

/// Input of a report.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The study.
    pub study: &'a Study,
    /// Its network.
    pub network: &'a Network,
    /// The changes of its projects to the network.
    pub projects: &'a Projects,
    /// The comparison.
    pub comparison: &'a Comparison,
    /// The ranges of the gains.
    pub sensitivity: &'a [Sensitivity],
    /// The same without assumed roads, where there are any.
    pub without_assumed: Option<&'a Comparison>,
    /// Measures of access before and after the latest network.
    pub measures: Option<&'a Measures>,
    /// The command that made it.
    pub command: &'a str,
    /// Hash of every input, by name.
    pub inputs: &'a BTreeMap<String, String>,
    /// Sources of the facilities of each service.
    pub origins: &'a [FacilityOrigins],
    /// Its language.
    pub language: Language,
}

impl Report<'_> {
    pub(super) fn title(&self) -> &str {
        self.language.name(&self.study.config.name, &self.study.config.name_zh)
    }

    /// The name of an item in the report's language.
    pub(super) fn item_name(&self, item: &Item) -> String {
        let project = self.study.catalogue.project(&item.id);
        match (item.kind, project) {
            (_, Some(project)) => self.language.name(&project.name, &project.name_zh).to_owned(),
            (ItemKind::Network, None) => self.network_name(item),
            _ => item.name.clone(),
        }
    }

    /// The name of a set of projects: all of them, or the network of a year, alone or against the first year.
    fn network_name(&self, item: &Item) -> String {
        let language = self.language;
        if let Some((year, first)) = item.id.strip_prefix("network-").zip(self.study.years().first()) {
            return language.format("item.network_against", &[("year", &year), ("first", first)]);
        }
        match (item.id.as_str(), item.id.strip_prefix("network of ")) {
            ("all-projects", _) => language.text("item.all_projects_together").to_owned(),
            ("network as it is", _) => language.text("scenario.as_it_is").to_owned(),
            (_, Some(year)) => language.format("scenario.network_of_year", &[("year", &year)]),
            (_, None) => item.name.clone(),
        }
    }

    /// The name of a service by index; the complete life circle after the last.
    pub(super) fn service_name(&self, index: usize) -> String {
        match self.study.services.get(index) {
            Some(service) => self.language.name(&service.name, &service.name_zh).to_owned(),
            None => self.language.text("life_circle.name").to_owned(),
        }
    }

    /// The name of a county or township in the report's language.
    pub(super) fn district<'b>(&'b self, name: &'b str) -> &'b str {
        self.language.name(name, self.study.district_name_zh(name))
    }

    /// The mode of trips in words.
    pub(super) fn mode(&self) -> String {
        self.language.mode(&self.study.mode())
    }

    /// The range of an item's gain.
    pub(super) fn range(&self, item: &Item) -> Option<(f64, f64)> {
        self.sensitivity.iter().find(|other| other.id == item.id).map(Sensitivity::gain_range)
    }

    /// The latest set of projects, or the last item.
    pub(super) fn latest(&self) -> Option<&Item> {
        self.comparison.latest()
    }

    /// The items by gain within the circle, the largest first.
    pub(super) fn by_gain(&self) -> Vec<&Item> {
        let circle = self.study.services.len();
        let gain = |item: &Item| item.headline(circle).gain();
        let mut items: Vec<(f64, &Item)> = self.comparison.items.iter().map(|item| (gain(item), item)).collect();
        items.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.id.cmp(&b.1.id)));
        items.into_iter().map(|(_, item)| item).collect()
    }
}
