//! What the projects of a study are on a network: found in the extract, or to be added to it.

use std::ops::Deref;
use std::path::Path;

use super::Study;
use tongda_foundation::error::{Error, ErrorKind, Problems};
use tongda_network::network::Network;
use tongda_network::scenario::{Modification, Project, Resolved, for_profile, perturb_junctions, resolve};

/// What a project is on a network.
#[derive(Clone, Debug)]
pub struct ProjectChanges {
    /// Whether the extract has it: then `remove` takes it out, else `add` puts it in.
    pub found_in_extract: bool,
    /// The changes that add it, when the extract lacks it.
    pub add: Resolved,
    /// The changes that take it out, when the extract has it.
    pub remove: Resolved,
    /// Whether it is a service that runs already at the date of the network, and so is part of
    /// every other scenario.
    pub baseline: bool,
}

impl ProjectChanges {
    /// What makes the difference: what takes it out, or what puts it in.
    #[must_use]
    pub const fn resolved(&self) -> &Resolved {
        if self.found_in_extract { &self.remove } else { &self.add }
    }

    /// Its kilometres on the network, ramps left out; what the extract has counts half a directed edge,
    /// so that two carriageways are one length.
    #[must_use]
    pub fn km(&self) -> f64 {
        let km: f64 = self.resolved().touched.iter().map(|touched| touched.km).sum();
        if self.found_in_extract { km * 0.5 } else { km }
    }
}

/// The projects of a study on a network, in the order of the catalogue; `None` = not modelled.
#[derive(Clone, Debug, Default)]
pub struct Projects {
    each: Vec<Option<ProjectChanges>>,
    /// Services that run already and are no project: part of every scenario.
    pub existing_services: Resolved,
}

impl Projects {
    /// The projects of a study that are modelled, with what they change, in the order of the catalogue.
    #[must_use]
    pub fn modelled<'a>(&'a self, study: &'a Study) -> Vec<(&'a Project, &'a ProjectChanges)> {
        let all = study.catalogue.projects.iter().zip(&self.each);
        all.filter_map(|(project, changes)| Some((project, changes.as_ref()?))).collect()
    }

    /// What is part of every scenario before and after the project of an id (empty for none): services
    /// that run already.
    #[must_use]
    pub fn baseline<'a>(&'a self, study: &Study, id: &str) -> Vec<&'a Resolved> {
        let others = study.catalogue.projects.iter().zip(&self.each).filter(|(project, _)| project.id != id);
        let baseline = others.filter_map(|(_, changes)| changes.as_ref().filter(|changes| changes.baseline));
        self.existing_services().chain(baseline.map(|changes| &changes.add)).collect()
    }

    /// The services that run already and are no project, if there are any.
    pub fn existing_services(&self) -> impl Iterator<Item = &Resolved> {
        Some(&self.existing_services).filter(|existing_services| !existing_services.is_empty()).into_iter()
    }
}

impl Deref for Projects {
    type Target = [Option<ProjectChanges>];

    fn deref(&self) -> &Self::Target {
        &self.each
    }
}

impl<'a> IntoIterator for &'a Projects {
    type Item = &'a Option<ProjectChanges>;
    type IntoIter = std::slice::Iter<'a, Option<ProjectChanges>>;

    fn into_iter(self) -> Self::IntoIter {
        self.each.iter()
    }
}

impl FromIterator<Option<ProjectChanges>> for Projects {
    fn from_iter<I: IntoIterator<Item = Option<ProjectChanges>>>(each: I) -> Self {
        Self { each: each.into_iter().collect(), existing_services: Resolved::default() }
    }
}

impl Study {
    /// What each project is on this network, in the order of the catalogue; `None` = not modelled.
    ///
    /// # Errors
    /// All projects that cannot be applied.
    pub fn resolve(&self, network: &Network) -> Result<Projects, Problems> {
        let (resolved, problems) = self.resolve_possible(network);
        problems.or_value(resolved)
    }

    /// The same, with `None` also for projects that cannot be applied, and the reasons beside it.
    #[must_use]
    pub fn resolve_possible(&self, network: &Network) -> (Projects, Problems) {
        self.resolve_changed(network, <[Modification]>::to_vec)
    }

    /// The same with every junction moved within its uncertainty; see [`perturb_junctions`].
    #[must_use]
    pub fn resolve_moved(&self, network: &Network, draw: u64) -> (Projects, Problems) {
        self.resolve_changed(network, |changes| perturb_junctions(changes, draw))
    }

    /// `resolved` without the services that trips of this mode do not use.
    #[must_use]
    pub fn of_mode(&self, resolved: Resolved) -> Resolved {
        if self.rail { resolved } else { resolved.without_lines(self.profile.mode == "car") }
    }

    /// The year of the road data, if the study states it.
    fn network_year(&self) -> Option<i32> {
        self.config.network.date.get(..4)?.parse().ok()
    }

    fn one(
        &self,
        network: &Network,
        project: &Project,
        changes: Option<(&Path, Vec<Modification>)>,
        problems: &mut Problems,
    ) -> Option<ProjectChanges> {
        if project.not_modelled.is_some() {
            return None;
        }
        let found = project.found_by.as_ref().map(|found_by| found_by.find(network)).unwrap_or_default();
        if !found.is_empty() && !project.upgrade {
            let remove = Resolved::closing(network, &found, &format!("{} as it is in the extract", project.id));
            return Some(ProjectChanges { found_in_extract: true, add: Resolved::default(), remove, baseline: false });
        }
        if self.profile.mode != "car" && changes.is_none() {
            // What only an extract knows, walkers may have no part in.
            return None;
        }
        let Some((path, modifications)) = changes else {
            let message = format!("the extract does not have the project \"{}\", and no file adds it", project.id);
            problems.push(Error::new(ErrorKind::Scenario, message).advise("give it a file, or mend its match"));
            return None;
        };
        let modifications = for_profile(modifications, &self.profile);
        let add = resolve(network, &modifications, path).map_err(|more| problems.extend(more)).ok()?;
        if !found.is_empty() {
            let (add, remove) = (Resolved::default(), add.reverted());
            return Some(ProjectChanges { found_in_extract: true, add, remove, baseline: false });
        }
        let runs = self.network_year().zip(project.opening_year()).is_some_and(|(network, opens)| opens <= network);
        let add = self.of_mode(add);
        let baseline = runs && !add.lines.is_empty();
        // Services alone change nothing for trips that do not use them.
        (!add.is_empty()).then_some(ProjectChanges { found_in_extract: false, add, remove: Resolved::default(), baseline })
    }

    fn resolve_changed(&self, network: &Network, change: impl Fn(&[Modification]) -> Vec<Modification>) -> (Projects, Problems) {
        let mut problems = Problems::default();
        let projects = self.catalogue.projects.iter().zip(&self.changes);
        let each = projects
            .map(|(project, changes)| {
                let changes = changes.as_ref().map(|(path, changes)| (path.as_path(), change(changes)));
                self.one(network, project, changes, &mut problems)
            })
            .collect();
        (Projects { each, existing_services: self.existing_services_on(network) }, problems)
    }
}
