//! State of each project on a network, one line of at most 100 columns per project.

use tongda_analysis::study::ProjectChanges;
use tongda_network::scenario::Project;

/// Tolerance of a project's length against the stated one, as a share.
const LENGTH_SHARE: f64 = 0.15;

/// The heads of the columns.
pub const PROJECT_COLUMNS: &str = "project                      certainty   state      edges      km  stated  off";

/// Whether the extract has a project, its directed edges and its kilometres, and how far these are from the
/// stated length; `!` marks what is more than 15 % off.
#[must_use]
pub fn project_row(project: &Project, changes: Option<&ProjectChanges>) -> String {
    let head = format!("{:<28.28} {:<11.11}", project.id, project.certainty);
    let Some(changes) = changes else { return format!("{head} not modelled") };
    let state = match (changes.found_in_extract, changes.baseline) {
        (true, _) if project.upgrade => "undone",
        (true, _) => "taken out",
        (false, true) => "runs",
        (false, false) => "put in",
    };
    let touched = &changes.resolved().touched;
    let edges: usize = touched.iter().map(|touched| touched.edges).sum();
    let km = changes.km();
    let stated = project.length_km.filter(|_| edges > 0);
    let off = stated.map(|stated| (km - stated) / stated);
    let flag = if off.is_some_and(|off| off.abs() > LENGTH_SHARE) { " !" } else { "" };
    format!(
        "{head} {state:<10} {edges:>5} {km:>7.1} {:>7}  {}{flag}",
        stated.map(|stated| format!("{stated:.1}")).unwrap_or_default(),
        off.map(|off| format!("{:+.0} %", off * 100.0)).unwrap_or_default(),
    )
    .trim_end()
    .to_owned()
}
