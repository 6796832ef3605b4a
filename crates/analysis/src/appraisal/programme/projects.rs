//! Which projects make up a programme, and what stands around it.

use super::{MOST_PROJECTS, ProjectSet, members};
use crate::study::{ProjectChanges, Projects, Study};
use tongda_foundation::error::{Error, ErrorKind, Result};
use tongda_network::scenario::{Project, Resolved};

/// Which projects are meant; without any of it all that are modelled and that the extract lacks.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// These, by id.
    pub ids: Option<Vec<String>>,
    /// Those of one of these states, as the catalogue says.
    pub statuses: Option<Vec<String>>,
    /// Those that open by the end of this year and after the study's first; the network around them is that of the year.
    pub year: Option<i32>,
    /// Also those that the extract has, when none are named: sets without them have them taken out.
    pub existing: bool,
}

/// A project of a programme.
#[derive(Clone, Debug)]
pub struct Player {
    /// Its id.
    pub id: String,
    /// Its name in English.
    pub name: String,
    /// Its name in Chinese, empty when not given.
    pub name_zh: String,
    /// Its length in kilometres: as stated in the catalogue, else as drawn or found.
    pub km: f64,
    /// Whether the length is the stated one.
    pub km_stated: bool,
    /// The projects of the programme that it is of no use without, by way of others included.
    pub needs: ProjectSet,
    /// Whether the extract has it: then a set without it has it taken out.
    pub found_in_extract: bool,
}

/// What a scenario is made of, in the order of the catalogue.
#[derive(Clone, Copy, Debug)]
enum Part<'a> {
    Always(&'a Resolved),
    Without(usize, &'a Resolved),
    With(usize, &'a Resolved),
}

/// Projects that are judged together.
#[derive(Clone, Debug)]
pub struct Programme<'a> {
    /// The projects, in the order of the catalogue.
    pub players: Vec<Player>,
    parts: Vec<Part<'a>>,
}

impl<'a> Programme<'a> {
    /// The programme of a choice.
    ///
    /// # Errors
    /// Ids that are no modelled project, states and years that the study does not have, no project at all, or more than 60.
    pub fn choose(study: &'a Study, projects: &'a Projects, choice: &Choice) -> Result<Self> {
        let all = projects.modelled(study);
        check(study, &all, choice)?;
        let first = study.years().first().copied().unwrap_or(i32::MIN);
        let opens_by = |project: &Project, year: i32| project.opening_year().is_some_and(|opens| opens <= year);
        let chosen = |(project, changes): &&(&Project, &ProjectChanges)| {
            (choice.ids.is_some() || choice.existing || !changes.found_in_extract)
                && choice.ids.as_ref().is_none_or(|ids| ids.contains(&project.id))
                && choice.statuses.as_ref().is_none_or(|statuses| statuses.contains(&project.status))
                && (choice.ids.is_some() || choice.year.is_none_or(|year| opens_by(project, year) && !opens_by(project, first)))
        };
        let players: Vec<&(&Project, &ProjectChanges)> = all.iter().filter(chosen).collect();
        if players.is_empty() || players.len() > MOST_PROJECTS {
            let message = format!("the programme has {} projects, not 1 to {MOST_PROJECTS}", players.len());
            return Err(Error::new(ErrorKind::Usage, message).advise("choose with --projects, --status or --year"));
        }
        let number = |id: &str| players.iter().position(|(project, _)| project.id == id);
        let with_needs = |id: &str| study.catalogue.with_dependencies(id).unwrap_or_default();
        let needed = |project: &Project| {
            players.iter().any(|(player, _)| with_needs(&player.id).iter().any(|other| other.id == project.id))
        };
        let mut parts: Vec<Part<'a>> = projects.existing_services().map(Part::Always).collect();
        for (project, changes) in &all {
            let there = needed(project)
                || match choice.year {
                    Some(year) => opens_by(project, year),
                    None => changes.found_in_extract || changes.baseline,
                };
            parts.extend(match (number(&project.id), changes.found_in_extract) {
                (Some(player), true) => Some(Part::Without(player, &changes.remove)),
                (Some(player), false) => Some(Part::With(player, &changes.add)),
                (None, true) => (!there).then_some(Part::Always(&changes.remove)),
                (None, false) => there.then_some(Part::Always(&changes.add)),
            });
        }
        let player = |(project, changes): &&(&Project, &ProjectChanges)| {
            let needs = with_needs(&project.id).into_iter().filter(|other| other.id != project.id);
            Player {
                id: project.id.clone(),
                name: project.name.clone(),
                name_zh: project.name_zh.clone(),
                km: project.length_km.unwrap_or_else(|| changes.km()),
                km_stated: project.length_km.is_some(),
                needs: needs.filter_map(|other| number(&other.id)).fold(0, |set, other| set | 1 << other),
                found_in_extract: changes.found_in_extract,
            }
        };
        Ok(Self { players: players.iter().map(player).collect(), parts })
    }

    /// All projects.
    #[must_use]
    pub fn all(&self) -> ProjectSet {
        (1 << self.players.len()) - 1
    }

    /// The projects that the extract has.
    #[must_use]
    pub fn found(&self) -> ProjectSet {
        let found = self.players.iter().enumerate().filter(|(_, player)| player.found_in_extract);
        found.fold(0, |set, (player, _)| set | 1 << player)
    }

    /// All changes that any set is made of.
    pub(super) fn parts(&self) -> impl Iterator<Item = &'a Resolved> + '_ {
        self.parts.iter().map(|part| match *part {
            Part::Always(changes) | Part::Without(_, changes) | Part::With(_, changes) => changes,
        })
    }

    /// The changes that leave exactly `set` of the programme in the network, to apply in order.
    #[must_use]
    pub fn scenario(&self, set: ProjectSet) -> Vec<&'a Resolved> {
        let part = |part: &Part<'a>| match *part {
            Part::Always(changes) => Some(changes),
            Part::Without(player, changes) => (set >> player & 1 == 0).then_some(changes),
            Part::With(player, changes) => (set >> player & 1 == 1).then_some(changes),
        };
        self.parts.iter().filter_map(part).collect()
    }

    /// What one project adds, where it is put in; `None` where it is taken out.
    pub(super) fn added(&self, player: usize) -> Option<&'a Resolved> {
        self.parts.iter().find_map(|part| match *part {
            Part::With(other, changes) if other == player => Some(changes),
            _ => None,
        })
    }

    /// What takes one project out, where the extract has it.
    pub(super) fn removed(&self, player: usize) -> Option<&'a Resolved> {
        self.parts.iter().find_map(|part| match *part {
            Part::Without(other, changes) if other == player => Some(changes),
            _ => None,
        })
    }

    /// A set and all that its projects need.
    #[must_use]
    pub fn closed(&self, set: ProjectSet) -> ProjectSet {
        members(set).fold(set, |all, player| all | self.players[player].needs)
    }

    /// The projects that need one.
    #[must_use]
    pub fn needing(&self, player: usize) -> ProjectSet {
        let needing = self.players.iter().enumerate().filter(|(_, other)| other.needs >> player & 1 == 1);
        needing.fold(0, |set, (other, _)| set | 1 << other)
    }
}

fn check(study: &Study, all: &[(&Project, &ProjectChanges)], choice: &Choice) -> Result<()> {
    for id in choice.ids.iter().flatten() {
        if !all.iter().any(|(project, _)| project.id == *id) {
            let message = match study.catalogue.project(id) {
                Some(project) => format!(
                    "the project \"{id}\" is not modelled: {}",
                    project.not_modelled.as_deref().unwrap_or("it changes nothing for these trips")
                ),
                None => format!("there is no project \"{id}\""),
            };
            return Err(Error::new(ErrorKind::Usage, message).advise("`tongda check` lists the projects"));
        }
    }
    for status in choice.statuses.iter().flatten() {
        if !all.iter().any(|(project, _)| project.status == *status) {
            let mut known: Vec<String> = all.iter().map(|(project, _)| format!("\"{}\"", project.status)).collect();
            known.sort_unstable();
            known.dedup();
            let message = format!("no modelled project has the status \"{status}\"");
            return Err(Error::new(ErrorKind::Usage, message).advise(format!("there are {}", known.join(", "))));
        }
    }
    Ok(())
}
