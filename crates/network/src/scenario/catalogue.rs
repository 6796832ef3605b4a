//! The catalogue of projects: `projects.toml`.
//!
//! In: the text of the file. Out: a [`Catalogue`] with names, dates, statements of the plan and the criteria that find a
//! project in an extract. All errors of the file are reported at once.

use std::path::Path;

use rustc_hash::FxHashSet;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::selector::Selector;
use crate::network::{Network, SegmentId};
use tongda_foundation::error::{Error, ErrorKind, Problems};

/// The projects of a study in the order of the file.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    /// The projects.
    pub projects: Vec<Project>,
}

/// A project of the plan.
#[derive(Clone, Debug)]
pub struct Project {
    /// Its id, unique in the study.
    pub id: String,
    /// Its name in English.
    pub name: String,
    /// Its name in Chinese, empty when not given.
    pub name_zh: String,
    /// `motorway`, `expressway`, `hsr`, `hub`, …
    pub kind: String,
    /// `open`, `under construction`, `planned`, …
    pub status: String,
    /// Day, month or year from which it is open, as given: `2020-12-31`, `2019-03`, `2029`.
    pub opens: Option<String>,
    /// Ids of projects that it depends on.
    pub depends_on: Vec<String>,
    /// The certainty of its position: `certain`, `approximate`, `indicative`.
    pub certainty: String,
    /// Quotations from the plan.
    pub plan: Vec<PlanQuote>,
    /// Sources of the facts.
    pub sources: Vec<String>,
    /// The scenario file that adds it.
    pub file: Option<String>,
    /// The criteria that find it in an extract that already contains it.
    pub found_by: Option<Match>,
    /// The reason why it is not modelled, if so.
    pub not_modelled: Option<String>,
    /// Whether it upgrades existing roads. In an extract that contains it, "before" reverts the change of speed and
    /// removes no road.
    pub upgrade: bool,
    /// Its length in kilometres, as stated.
    pub length_km: Option<f64>,
}

/// A quotation from the plan.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct PlanQuote {
    /// The section.
    pub section: String,
    /// The text.
    pub quote: String,
}

/// The criteria that find a project in an extract that already contains it.
#[derive(Clone, Debug)]
pub struct Match {
    selectors: Vec<Selector>,
    min_km: f64,
}

#[derive(Deserialize)]
struct CatalogueFile {
    #[serde(default)]
    project: Vec<toml::Spanned<ProjectEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProjectEntry {
    id: String,
    name: String,
    #[serde(default)]
    name_zh: String,
    kind: String,
    #[serde(default)]
    status: String,
    opens: Option<String>,
    #[serde(default)]
    depends_on: Vec<String>,
    certainty: String,
    #[serde(default)]
    plan: Vec<PlanQuote>,
    #[serde(default)]
    sources: Vec<String>,
    file: Option<String>,
    #[serde(rename = "match")]
    found_by: Option<MatchEntry>,
    not_modelled: Option<String>,
    #[serde(default)]
    upgrade: bool,
    length_km: Option<f64>,
    #[expect(dead_code, reason = "facts for readers of the file")]
    lanes: Option<u32>,
    #[expect(dead_code, reason = "facts for readers of the file")]
    design_speed_kmh: Option<f64>,
    #[expect(dead_code, reason = "facts for readers of the file")]
    notes: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MatchEntry {
    #[serde(default)]
    min_km: f64,
    #[serde(rename = "where")]
    selectors: Vec<Map<String, Value>>,
}

impl Catalogue {
    /// Reads a catalogue.
    ///
    /// # Errors
    /// All problems of the file at once: unknown keys, ids that are used twice or do not exist,
    /// cyclic dependencies, projects with neither a change nor a reason for its absence.
    pub fn from_toml(text: &str, path: &Path) -> Result<Self, Problems> {
        let fail = |message: String| Error::new(ErrorKind::Scenario, message).in_file(path);
        let file: CatalogueFile = toml::from_str(text).map_err(|cause| fail(cause.to_string().trim_end().replace('\n', " ")))?;
        let mut problems = Problems::default();
        let mut projects: Vec<Project> = Vec::new();
        let mut ids = FxHashSet::default();
        for entry in file.project {
            let line = text.get(..entry.span().start).map_or(0, |before| before.matches('\n').count()) + 1;
            let entry = entry.into_inner();
            let position = format!("line {line} (project \"{}\")", entry.id);
            if !ids.insert(entry.id.clone()) {
                problems.push(fail("its id is that of an earlier project".to_owned()).at(&*position));
            }
            match project(entry) {
                Ok(project) => projects.push(project),
                Err(message) => problems.push(fail(message).at(&*position)),
            }
        }
        for project in &projects {
            for id in project.depends_on.iter().filter(|id| !ids.contains(*id)) {
                problems
                    .push(fail(format!("it depends on \"{id}\", which is no project")).at(format!("project \"{}\"", project.id)));
            }
        }
        let catalogue = Self { projects };
        for project in &catalogue.projects {
            if catalogue.with_dependencies(&project.id).is_none() {
                let message = "it depends on itself by way of others".to_owned();
                problems.push(fail(message).at(format!("project \"{}\"", project.id)));
            }
        }
        problems.or_value(catalogue)
    }

    /// A project by its id.
    #[must_use]
    pub fn project(&self, id: &str) -> Option<&Project> {
        self.projects.iter().find(|project| project.id == id)
    }

    /// A project and all its dependencies, dependencies first; `None` when they are cyclic.
    #[must_use]
    pub fn with_dependencies(&self, id: &str) -> Option<Vec<&Project>> {
        let mut done = Vec::new();
        self.visit(id, &mut Vec::new(), &mut done).then_some(done)
    }

    fn visit<'a>(&'a self, id: &str, open: &mut Vec<&'a str>, done: &mut Vec<&'a Project>) -> bool {
        let Some(project) = self.project(id) else { return true };
        if open.contains(&project.id.as_str()) {
            return false;
        }
        if done.iter().any(|other| other.id == project.id) {
            return true;
        }
        open.push(&project.id);
        let fine = project.depends_on.iter().all(|id| self.visit(id, open, done));
        open.pop();
        done.push(project);
        fine
    }
}

fn project(entry: ProjectEntry) -> Result<Project, String> {
    if entry.id.is_empty() {
        return Err("its id is empty".to_owned());
    }
    if entry.not_modelled.is_some() == (entry.file.is_some() || entry.found_by.is_some()) {
        return Err("it needs either a file or a match, or the reason in not_modelled".to_owned());
    }
    if entry.upgrade && entry.file.is_none() {
        return Err("it is an upgrade, and no file says how".to_owned());
    }
    if let Some(opens) = entry.opens.as_deref().filter(|opens| end_of_opening(opens).is_none()) {
        return Err(format!("opens = \"{opens}\" is not a date, a month or a year"));
    }
    let found_by = entry.found_by.as_ref().map(found_by).transpose()?;
    Ok(Project {
        id: entry.id,
        name: entry.name,
        name_zh: entry.name_zh,
        kind: entry.kind,
        status: entry.status,
        opens: entry.opens,
        depends_on: entry.depends_on,
        certainty: entry.certainty,
        plan: entry.plan,
        sources: entry.sources,
        file: entry.file,
        found_by,
        not_modelled: entry.not_modelled,
        upgrade: entry.upgrade,
        length_km: entry.length_km,
    })
}

fn found_by(entry: &MatchEntry) -> Result<Match, String> {
    let selectors = entry.selectors.iter().map(Selector::from_table).collect::<Result<Vec<_>, _>>();
    let selectors = selectors.map_err(|message| format!("match: {message}"))?;
    if selectors.is_empty() || selectors.iter().any(Selector::is_empty) {
        return Err("match: a table of where has no condition".to_owned());
    }
    Ok(Match { selectors, min_km: entry.min_km })
}

/// The year of `2020-12-31`, `2019-03` or `2029`.
fn end_of_opening(opens: &str) -> Option<i32> {
    let mut parts = opens.split('-');
    let year = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
    let in_range =
        |part: Option<&str>, most: u32| part.is_none_or(|part| part.parse().is_ok_and(|n: u32| (1..=most).contains(&n)));
    (in_range(parts.next(), 12) && in_range(parts.next(), 31) && parts.next().is_none()).then_some(year)
}

impl Project {
    /// The year in which it opens, if one is given.
    #[must_use]
    pub fn opening_year(&self) -> Option<i32> {
        self.opens.as_deref().and_then(end_of_opening)
    }
}

impl Match {
    /// The segments of the project in a network; none when they add up to less than `min_km`.
    ///
    /// Two carriageways of one road count half each.
    #[must_use]
    pub fn find(&self, network: &Network) -> Vec<SegmentId> {
        let mut found: Vec<SegmentId> = self.selectors.iter().flat_map(|selector| selector.select(network)).collect();
        found.sort_unstable();
        found.dedup();
        found.retain(|&id| network.is_open(id));
        let metres: f64 = found
            .iter()
            .map(|&id| {
                let segment = network.segment(id);
                let both = segment.forward.is_some() && segment.backward.is_some();
                segment.length_m * if both { 1.0 } else { 0.5 }
            })
            .sum();
        if metres / 1000.0 >= self.min_km { found } else { Vec::new() }
    }
}
