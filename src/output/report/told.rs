//! What a report tells of, and its words for it.

use std::collections::BTreeMap;

use super::words::Language;
use crate::appraisal::{Comparison, Item, ItemKind, Sensitivity};
use crate::network::Network;
use crate::study::{Origins, Study};
use crate::units::TravelTime;

/// What a report tells of.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The study.
    pub study: &'a Study,
    /// Its network.
    pub network: &'a Network,
    /// What was compared.
    pub comparison: &'a Comparison,
    /// The ranges of the gains.
    pub sensitivity: &'a [Sensitivity],
    /// The same without assumed roads, where there are any.
    pub without_assumed: Option<&'a Comparison>,
    /// The command that made it.
    pub command: &'a str,
    /// Hash of every input, by name.
    pub inputs: &'a BTreeMap<String, String>,
    /// Where the facilities of each service come from.
    pub origins: &'a [Origins],
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
            (ItemKind::Network, None) if self.language == Language::Chinese => {
                item.id.strip_prefix("network-").map_or_else(|| "全部项目".to_owned(), |year| format!("{year} 年末路网"))
            }
            _ => item.name.clone(),
        }
    }

    /// The name of a service by position; the complete circle after the last.
    pub(super) fn service_name(&self, position: usize) -> String {
        match self.study.services.get(position) {
            Some(service) => self.language.name(&service.name, &service.name_zh).to_owned(),
            None => self.language.pick("the complete circle", "完整生活圈").to_owned(),
        }
    }

    pub(super) fn residents(&self, times: &[TravelTime]) -> f64 {
        let limit = TravelTime::from_minutes(self.study.headline_minutes());
        self.study.cells.cells.iter().zip(times).filter(|(_, time)| **time <= limit).map(|(cell, _)| cell.residents).sum()
    }

    /// The latest set of projects, or the last item.
    pub(super) fn latest(&self) -> Option<&Item> {
        let items = &self.comparison.items;
        items.iter().rfind(|item| item.kind == ItemKind::Network).or(items.last())
    }

    /// The items by gain within the circle, the largest first.
    pub(super) fn by_gain(&self) -> Vec<&Item> {
        let circle = self.study.services.len();
        let gain = |item: &Item| self.residents(&item.after[circle]) - self.residents(&item.before[circle]);
        let mut items: Vec<(f64, &Item)> = self.comparison.items.iter().map(|item| (gain(item), item)).collect();
        items.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.id.cmp(&b.1.id)));
        items.into_iter().map(|(_, item)| item).collect()
    }
}
