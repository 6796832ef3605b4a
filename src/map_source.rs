//! Source of a map: a study, or an extract alone.

use super::places;
use super::study::StudyArguments;
use tongda_analysis::people::Land;
use tongda_analysis::workspace::{ExtractNetwork, Workspace};
use tongda_foundation::error::{Error, ErrorKind, Problems, Result};
use tongda_foundation::position::LonLat;
use tongda_foundation::progress::Progress;
use tongda_network::network::Network;
use tongda_report::{Language, PlaceName};

/// Settlements that a map names, the most important first.
const SETTLEMENTS: [&str; 5] = ["city", "town", "suburb", "village", "hamlet"];

/// A network with what is known of the ground around it.
#[derive(Debug)]
pub(super) enum MapSource {
    /// A study.
    Study(Box<Workspace>),
    /// An extract without one.
    Extract(Box<ExtractNetwork>),
}

impl MapSource {
    /// Reads a study, or the extracts alone when they are given and no study is.
    pub(super) fn read(arguments: &StudyArguments, progress: &dyn Progress) -> std::result::Result<Self, Problems> {
        match arguments.extract_alone(progress)? {
            Some(alone) => Ok(Self::Extract(Box::new(alone))),
            None => Ok(Self::Study(Box::new(arguments.open(progress)?))),
        }
    }

    pub(super) const fn network(&self) -> &Network {
        match self {
            Self::Study(workspace) => &workspace.network,
            Self::Extract(alone) => &alone.network,
        }
    }

    /// The study's land, where it has some.
    pub(super) fn land(&self) -> Option<&Land> {
        match self {
            Self::Study(workspace) => workspace.study.cells.land.as_ref(),
            Self::Extract(_) => None,
        }
    }

    pub(super) fn mode(&self) -> String {
        match self {
            Self::Study(workspace) => workspace.study.mode(),
            Self::Extract(alone) => alone.network.profile().name.clone(),
        }
    }

    /// A place by coordinates or name.
    ///
    /// # Errors
    /// When nothing has that name, or far-apart things have, or the coordinates fit only the other way round.
    pub(super) fn position(&self, text: &str) -> Result<LonLat> {
        let position = match self {
            Self::Study(workspace) => places::position(text, workspace),
            Self::Extract(alone) => {
                places::Gazetteer { settlements: &alone.extract.settlements, ..places::Gazetteer::default() }.find(text)
            }
        }?;
        let network = self.network();
        let has_road = |position: &LonLat| network.near(*position, network.profile().snap.max_m).next().is_some();
        match LonLat::new(position.lat(), position.lon()).filter(|swapped| !has_road(&position) && has_road(swapped)) {
            None => Ok(position),
            Some(swapped) => {
                let message = format!("no road is near {text}, but one is near {swapped}");
                Err(Error::new(ErrorKind::Usage, message).advise("give longitude first, then latitude"))
            }
        }
    }

    /// Names for a map, the most important first: the towns of the study, or the settlements of the extract.
    pub(super) fn towns(&self, language: Language) -> Vec<PlaceName> {
        let alone = match self {
            Self::Study(workspace) => {
                let towns = workspace.study.towns().into_iter();
                return towns
                    .map(|town| PlaceName { name: language.name(&town.name, &town.name_zh).to_owned(), position: town.position })
                    .collect();
            }
            Self::Extract(alone) => alone,
        };
        let rank = |kind: &str| SETTLEMENTS.iter().position(|known| *known == kind);
        let mut found: Vec<_> =
            alone.extract.settlements.iter().filter(|one| !one.name.is_empty() && rank(&one.kind).is_some()).collect();
        found.sort_by_key(|one| (rank(&one.kind), std::cmp::Reverse(one.population), one.id));
        found.into_iter().map(|one| PlaceName { name: one.name.clone(), position: one.position }).collect()
    }

    /// The names and places of all facilities of a service, if the study has a service of that id.
    pub(super) fn facilities(&self, service: &str) -> Option<Vec<(String, LonLat)>> {
        let Self::Study(workspace) = self else { return None };
        let index = workspace.study.services.iter().position(|other| other.id == service)?;
        let of_service = workspace.facilities.all.iter().filter(|facility| facility.service == index);
        Some(of_service.map(|facility| (facility.name.clone(), facility.position)).collect())
    }
}
