//! `tongda appraise`: Shapley shares of the projects of a programme, and the order of building.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;
use serde_json::json;

use super::study::StudyArguments;
use super::{Format, Outcome};
use tongda_analysis::appraisal::benefits::{Benefits, Worth, saved};
use tongda_analysis::appraisal::programme::{self, Choice, Game, Precision, Programme, Question, Value};
use tongda_analysis::appraisal::{Evaluator, TimesQuery};
use tongda_analysis::study::Study;
use tongda_analysis::workspace::Workspace;
use tongda_foundation::error::{Error, ErrorKind, Problems};
use tongda_foundation::progress::Progress;
use tongda_foundation::table::Table;
use tongda_network::scenario::{Project, Resolved};
use tongda_report::{
    self, AppraiseResults, AppraiseWriter, BenefitRow, Folder, Language, ProgrammeDocument, ProgrammeResult, appraise_files,
};

#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    study: StudyArguments,
    /// Projects of the programme, by id [default: all modelled projects that the extract lacks].
    #[arg(long, value_name = "ID,ID,…", value_delimiter = ',')]
    projects: Option<Vec<String>>,
    /// Only projects with one of these statuses of the catalogue, such as planned.
    #[arg(long, value_name = "STATUS,…", value_delimiter = ',')]
    status: Option<Vec<String>>,
    /// Only projects that open by the end of this year and after the first year of the study.
    #[arg(long, value_name = "YEAR")]
    year: Option<i32>,
    /// Include projects that the extract already has; they are removed from the sets without them (slower).
    #[arg(long, conflicts_with = "projects")]
    existing: bool,
    /// Id of one service to appraise [default: the complete life circle].
    #[arg(long, value_name = "ID")]
    service: Option<String>,
    /// Value to share: residents (within the headline minutes) or person-minutes:CAP (minutes saved below CAP minutes).
    #[arg(long, value_name = "VALUE", default_value = "residents")]
    value: Value,
    /// Table of project costs (columns id, cost; any unit); the order of building then maximises gain per cost.
    #[arg(long, value_name = "FILE.csv")]
    costs: Option<PathBuf>,
    /// Amount built per year, in kilometres, or in the unit of --costs.
    #[arg(long, value_name = "SIZE")]
    budget: Option<f64>,
    /// Benefit parameters (value of time, demand, investment, each with its source); adds benefits.csv.
    #[arg(long, value_name = "FILE.toml")]
    benefits: Option<PathBuf>,
    /// Compute exact shares for cells that at most N projects affect; the shares of other cells are sampled.
    #[arg(long, default_value_t = 16, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=16))]
    exact: u32,
    /// Stop sampling when the half-width of every 95 % confidence interval is at most this share of the total gain.
    #[arg(long, default_value_t = 0.01, value_name = "SHARE")]
    precision: f64,
    /// Maximum number of sampled orders.
    #[arg(long, default_value_t = 5000, value_name = "N", value_parser = clap::value_parser!(u64).range(2..))]
    orders: u64,
    /// Random seed of the sampled orders.
    #[arg(long, default_value_t = 1, value_name = "N")]
    seed: u64,
    /// Language of the page and the table: en or zh.
    #[arg(long = "lang", value_name = "LANG", default_value = "en")]
    language: Language,
    /// Output folder.
    #[arg(short, long, default_value = "out-programme", value_name = "DIR")]
    output: PathBuf,
}

pub(super) fn run(options: &Options, format: Format, progress: &dyn Progress) -> Result<Outcome, Problems> {
    let start = Instant::now();
    options.check()?;
    let benefits = options.benefits.as_deref().map(Benefits::read).transpose()?;
    let names: Vec<&str> = appraise_files(benefits.is_some()).map(|(name, _)| name).collect();
    let mut folder = Folder::open(&options.output, appraise_files(benefits.is_some()))?;
    let workspace = options.study.open(progress)?;
    let Workspace { study, network, projects, .. } = &workspace;
    let question = Question {
        service: options.service.as_deref().map(|id| workspace.service(id)).transpose()?,
        value: options.value,
        headline_min: study.headline_minutes(),
    };
    let choice = Choice {
        ids: options.projects.clone(),
        statuses: options.status.clone(),
        year: options.year,
        existing: options.existing,
    };
    let programme = Programme::choose(study, projects, &choice)?;
    if let (Some(benefits), Some(path)) = (&benefits, &options.benefits) {
        check_ids(benefits, path, &programme)?;
    }
    let costs = options.costs.as_deref().map(|path| costs(path, &programme)).transpose()?;
    let evaluator = workspace.evaluator(&[]);
    let game = Game::new(&evaluator, &programme, question, options.exact, progress).map_err(|tangled| {
        let error = Error::new(ErrorKind::Study, tangled.to_string()).in_file("projects.toml");
        error.advise("choose fewer with --projects, or mend depends_on")
    })?;
    let precision = Precision { share: options.precision, most_orders: options.orders, seed: options.seed };
    let shares = programme::share(&game, precision, progress);
    let pairs = programme::pairs(&game);
    let sizes: Vec<f64> = costs.clone().unwrap_or_else(|| programme.players.iter().map(|player| player.km).collect());
    let plan = programme::plan(&game, &sizes);
    let sets = programme::best_sets(&game);
    let first = sets.last().map(|(set, _)| programme::greedy_steps(&game, *set)).unwrap_or_default();
    let rows = benefits.as_ref().map(|benefits| benefit_rows(&game, &evaluator, benefits));
    let hashes = study.input_hashes(&[])?;
    let result = ProgrammeResult {
        game: &game,
        cells: &study.cells.cells,
        shares: &shares,
        pairs: &pairs,
        plan: &plan,
        costs: costs.as_deref(),
        budget: options.budget,
    };
    let owed = programme::attribute(&game, &shares);
    let page = tongda_report::ProgrammePage {
        study,
        network,
        result: &result,
        owed: &owed,
        best_sets: &sets,
        first: &first,
        benefits: benefits.as_ref().zip(rows.as_deref()),
        command: &options.command(),
        inputs: &hashes,
        language: options.language,
    };
    let run_json = options.run_json(&workspace, &result, &hashes);
    let all = AppraiseResults { page: &page, run_json: &run_json };
    folder.fill(|write: AppraiseWriter| Ok(write(&all)))?;
    folder.commit()?;
    let not_modelled = not_modelled(&workspace);
    let widest = shares.each.iter().fold(0.0_f64, |widest, share| widest.max(share.half_width));
    let precise = widest <= options.precision * game.gain().abs();
    if format == Format::Json {
        let document = ProgrammeDocument {
            study: &study.config.name,
            mode: &study.mode(),
            service: options.service.as_deref(),
            owed: &owed,
            best_sets: &sets,
            benefits: rows.as_deref().zip(benefits.as_ref().map(|benefits| benefits.currency.as_str())),
            not_modelled: &not_modelled,
            precise,
            folder: &options.output.display().to_string(),
            files: &names,
        };
        print_part!("{}", tongda_report::appraise_json(&result, &document));
    } else {
        options.tell(study, &result);
    }
    tell_not_modelled(&not_modelled);
    if !precise {
        let orders = shares.orders;
        eprintln!("the precision was not reached in {orders} orders: the widest interval is ±{widest:.0}; raise --orders");
    }
    let (folder, seconds) = (options.output.display(), start.elapsed().as_secs_f64());
    eprintln!("{folder}: {} sets of projects measured, {seconds:.1} s", game.measured);
    Ok(if precise { Outcome::Done } else { Outcome::CompletedWithWarnings })
}

/// Projects of the catalogue that are not modelled, with the reason.
fn not_modelled(workspace: &Workspace) -> Vec<(String, String)> {
    let all = workspace.study.catalogue.projects.iter().zip(&workspace.projects).filter(|(_, changes)| changes.is_none());
    let reason =
        |project: &Project| project.not_modelled.clone().unwrap_or_else(|| "it changes nothing for these trips".to_owned());
    all.map(|(project, _)| (project.id.clone(), reason(project))).collect()
}

fn tell_not_modelled(all: &[(String, String)]) {
    for (id, reason) in all {
        eprintln!("not modelled: {id}: {reason}");
    }
}

impl Options {
    /// The table for the terminal, and what it is about.
    fn tell(&self, study: &Study, result: &ProgrammeResult<'_>) {
        print_part!("{}", tongda_report::programme_summary(result, self.language));
        print_line!(
            "{} {} {} min by {} of {}; {}",
            result.game.question.unit(),
            if self.value == Value::Residents { "within" } else { "below the cap; headline" },
            study.headline_minutes(),
            study.mode(),
            self.service.as_deref().unwrap_or("all services of the circle"),
            if result.shares.orders == 0 {
                "shares exact".to_owned()
            } else {
                format!("shares of wide cells from {} random orders", result.shares.orders)
            }
        );
    }

    fn check(&self) -> Result<(), Error> {
        let usage = |message: String| Err(Error::new(ErrorKind::Usage, message));
        if let Some(budget) = self.budget.filter(|budget| !(*budget > 0.0 && budget.is_finite())) {
            return usage(format!("--budget {budget} is not above 0"));
        }
        if !(self.precision > 0.0 && self.precision < 1.0) {
            return usage(format!("--precision {} is not between 0 and 1", self.precision));
        }
        Ok(())
    }

    /// The command that gives the same results, without folders, which change nothing.
    fn command(&self) -> String {
        let mut words = vec!["tongda appraise".to_owned(), self.study.words()];
        let mut option = |name: &str, value: Option<String>| words.extend(value.map(|value| format!("--{name} {value}")));
        option("projects", self.projects.as_ref().map(|ids| ids.join(",")));
        option("status", self.status.as_ref().map(|statuses| format!("\"{}\"", statuses.join(","))));
        option("year", self.year.map(|year| year.to_string()));
        option("service", self.service.clone());
        option("precision", Some(self.precision.to_string()));
        option("exact", Some(self.exact.to_string()));
        option("value", self.value_name());
        option("costs", self.costs.as_ref().map(|file| file.file_name().unwrap_or_default().to_string_lossy().into_owned()));
        option(
            "benefits",
            self.benefits.as_ref().map(|file| file.file_name().unwrap_or_default().to_string_lossy().into_owned()),
        );
        option("budget", self.budget.map(|budget| budget.to_string()));
        option("seed", (self.seed != 1).then(|| self.seed.to_string()));
        words.extend(self.existing.then(|| "--existing".to_owned()));
        words.retain(|word| !word.is_empty());
        words.join(" ")
    }

    fn value_name(&self) -> Option<String> {
        match self.value {
            Value::Residents => None,
            Value::PersonMinutes(cap) => Some(format!("person-minutes:{cap}")),
        }
    }

    /// What was computed from what; the same inputs give the same bytes.
    fn run_json(
        &self,
        workspace: &Workspace,
        result: &ProgrammeResult<'_>,
        hashes: &std::collections::BTreeMap<String, String>,
    ) -> Vec<u8> {
        let (study, game) = (&workspace.study, result.game);
        let players: Vec<&str> = game.programme.players.iter().map(|player| player.id.as_str()).collect();
        let value = json!({
            "version": env!("CARGO_PKG_VERSION"),
            "study": study.config.name,
            "command": self.command(),
            "inputs_blake3": hashes,
            "attribution": study.config.attribution,
            "network_date": study.network_date(),
            "programme": players,
            "unit": game.question.unit(),
            "value_with_none": game.value(0),
            "value_with_all": game.value(game.programme.all()),
            "sets_measured": game.measured,
            "most_projects_that_matter_to_a_tabulated_cell": game.largest_group(),
            "orders_drawn": result.shares.orders,
            "seed": self.seed,
            "order_proved_best": result.plan.proved,
            "lengths": "as stated in the catalogue, else as drawn or found in the extract (km_from in appraise.csv)",
        });
        let mut text = serde_json::to_string_pretty(&value).unwrap_or_default();
        text.push('\n');
        text.into_bytes()
    }
}

/// Every project that costs something must be of the programme.
fn check_ids(benefits: &Benefits, path: &Path, programme: &Programme<'_>) -> Result<(), Problems> {
    let mut problems = Problems::default();
    for one in benefits.investments.iter().filter(|one| !programme.players.iter().any(|player| player.id == one.id)) {
        let message = format!("\"{}\" is no project of the programme", one.id);
        problems.push(Error::new(ErrorKind::Study, message).in_file(path));
    }
    problems.or_value(())
}

/// What each project saves where it is built first, after what it needs.
fn benefit_rows(game: &Game<'_>, evaluator: &Evaluator<'_>, benefits: &Benefits) -> Vec<BenefitRow> {
    let programme = game.programme;
    let times = |scenario: &[&Resolved]| evaluator.time_to_all(&TimesQuery::new(game.question.service.into(), scenario));
    let elasticity = benefits.elasticity.as_ref().map(|cited| cited.value);
    let row = |player: usize| {
        let (id, needs) = (&programme.players[player].id, programme.players[player].needs);
        let (before, after) = (programme.scenario(needs), programme.scenario(needs | 1 << player));
        let saved = saved(evaluator, &benefits.demand, elasticity, &before, &after, times);
        let investment = benefits.investments.iter().find(|one| one.id == *id);
        let worth = investment.map(|one| Worth::of(saved.minutes + saved.induced, one, benefits));
        BenefitRow { id: id.clone(), saved, worth }
    };
    (0..programme.players.len()).map(row).collect()
}

/// What each project of the programme costs.
fn costs(path: &Path, programme: &Programme<'_>) -> Result<Vec<f64>, Problems> {
    let text = std::fs::read(path).map_err(|cause| Error::file(path, "read", cause))?;
    let table = Table::read(&text, path, &["id", "cost"])?;
    let mut problems = table.problems();
    let mut costs: Vec<Option<f64>> = vec![None; programme.players.len()];
    for row in table.rows() {
        let (id, cost) = (problems.take(row.required("id").map(str::to_owned)), problems.take(row.amount("cost")));
        let (Some(id), Some(cost)) = (id, cost) else { continue };
        // A table may hold more projects than the programme.
        if let Some(player) = programme.players.iter().position(|player| player.id == id)
            && costs[player].replace(cost).is_some()
        {
            problems.push(row.error(format!("the project \"{id}\" is there twice")));
        }
    }
    for (player, _) in programme.players.iter().zip(&costs).filter(|(_, cost)| cost.is_none()) {
        problems.push(Error::new(ErrorKind::Table, format!("has no cost of the project \"{}\"", player.id)).in_file(path));
    }
    problems.or_value(costs.into_iter().flatten().collect())
}
