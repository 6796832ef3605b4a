//! A programme's shares against plain ways of the same: every order, every set, fresh searches.

use crate::TONGDA;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use tongda_analysis::appraisal::programme::{
    Choice, Game, Precision, Programme, ProjectSet, Question, Value, pairs, plan, share,
};
use tongda_analysis::appraisal::{Evaluator, TimesQuery};
use tongda_analysis::workspace::Workspace;
use tongda_fixtures::TestResult;
use tongda_foundation::progress::Silent;

fn opened() -> Result<&'static Workspace, String> {
    static OPENED: OnceLock<Result<Workspace, String>> = OnceLock::new();
    OPENED.get_or_init(|| tongda_fixtures::workspace().map_err(|error| error.to_string())).as_ref().map_err(Clone::clone)
}

fn choice(ids: &str) -> Choice {
    Choice { ids: Some(ids.split(',').map(str::to_owned).collect()), ..Choice::default() }
}

/// v of every set by fresh searches of the whole network.
fn afresh(evaluator: &Evaluator<'_>, programme: &Programme<'_>, question: Question) -> Vec<f64> {
    let cells = &evaluator.study().cells.cells;
    let value = |set: ProjectSet| -> f64 {
        let times = evaluator.times(&TimesQuery::all(&programme.scenario(set)).afresh()).unwrap_or_default();
        let times = question.service.map_or_else(|| times.last().cloned().unwrap_or_default(), |one| times[one].clone());
        cells.iter().zip(times).map(|(cell, time)| cell.residents * question.worth(time)).sum()
    };
    (0..=programme.all()).map(value).collect()
}

/// The mean gain of each project over all orders that keep to the needs.
fn by_orders(programme: &Programme<'_>, value: &[f64]) -> Vec<f64> {
    fn go(programme: &Programme<'_>, value: &[f64], set: usize, gains: &mut [f64], sums: &mut [f64]) -> f64 {
        if set + 1 == value.len() {
            sums.iter_mut().zip(gains.iter()).for_each(|(sum, gain)| *sum += gain);
            return 1.0;
        }
        let free = |player: &usize| set >> player & 1 == 0 && programme.players[*player].needs & !(set as u64) == 0;
        let mut orders = 0.0;
        for player in (0..gains.len()).filter(free) {
            gains[player] = value[set | 1 << player] - value[set];
            orders += go(programme, value, set | 1 << player, gains, sums);
        }
        orders
    }
    let players = programme.players.len();
    let mut sums = vec![0.0; players];
    let orders = go(programme, value, 0, &mut vec![0.0; players], &mut sums);
    sums.into_iter().map(|sum| sum / orders).collect()
}

const PRECISION: Precision = Precision { share: 0.05, most_orders: 200, seed: 7 };

#[test]
fn shares_equal_brute_force_on_small_programmes() -> TestResult {
    let workspace = opened()?;
    let Workspace { study, projects, .. } = workspace;
    let evaluator = workspace.evaluator(&[]);
    // Put in, taken out and undone; one that needs another; a service with a facility that a project adds.
    let rail = study.services.iter().position(|service| service.id == "rail_station");
    for (ids, service, value) in [
        ("xintai-s49,axis-kaiyang,kaiyang-widening,kaichun,douen", None, Value::Residents),
        ("douen,mingcheng-guanghai,axis-entai-new-express,kaiping-raocheng,g325-heshan-enping", None, Value::PersonMinutes(60.0)),
        ("zhongkai,huangmaohai,xintai-s49,g240-niuwan-najin", None, Value::PersonMinutes(90.0)),
        ("jiangen-intercity,hetai-intercity,xintai-s49,douen", rail, Value::Residents),
    ] {
        let programme = Programme::choose(study, projects, &choice(ids))?;
        let question = Question { service, value, headline_min: study.headline_minutes() };
        let slow = afresh(&evaluator, &programme, question);
        let game = Game::new(&evaluator, &programme, question, 16, &Silent).map_err(|tangled| tangled.to_string())?;
        let close = |a: f64, b: f64| (a - b).abs() < 1e-6 * (1.0 + b.abs());
        for (set, slow) in (0..).zip(&slow) {
            assert!(close(game.value(set), *slow), "{ids}: v({set:b}) = {} and {slow}", game.value(set));
        }
        let shares = share(&game, PRECISION, &Silent);
        assert!(game.gain() > 0.0 && shares.orders == 0, "{ids}");
        for (player, expected) in by_orders(&programme, &slow).into_iter().enumerate() {
            let found = shares.each[player].shapley;
            assert!(close(found, expected), "{ids}: {} {found} {expected}", programme.players[player].id);
        }
        let sum: f64 = shares.each.iter().map(|share| share.shapley).sum();
        let by_cell: f64 = shares.by_cell.iter().flat_map(|(_, owed)| owed).map(|(_, owed)| owed).sum();
        assert!(close(sum, game.gain()) && close(by_cell, game.gain()), "{ids}: {sum} {by_cell} {}", game.gain());
        for pair in pairs(&game) {
            let (i, j) = (1 << pair.first, 1 << pair.second);
            let needs = usize::try_from(programme.players[pair.first].needs | programme.players[pair.second].needs)?;
            let expected = slow[needs | i | j] - slow[needs | i] - slow[needs | j] + slow[needs];
            assert!((pair.first_built - expected).abs() < 1e-3, "{ids}: {pair:?} {expected}");
        }
        // Sampling aims at the same, within five of its own half-widths.
        let sampled = Game::new(&evaluator, &programme, question, 0, &Silent).map_err(|tangled| tangled.to_string())?;
        let drawn = share(&sampled, PRECISION, &Silent);
        let sum: f64 = drawn.each.iter().map(|share| share.shapley).sum();
        assert!(drawn.orders > 0 && close(sum, game.gain()), "{ids}: {sum}");
        for (drawn, exact) in drawn.each.iter().zip(&shares.each) {
            assert!((drawn.shapley - exact.shapley).abs() <= 2.5 * drawn.half_width + 1e-3, "{ids}: {drawn:?} {exact:?}");
        }
    }
    Ok(())
}

#[test]
fn the_best_order_is_the_best_of_all() -> TestResult {
    let workspace = opened()?;
    let Workspace { study, projects, .. } = workspace;
    let evaluator = workspace.evaluator(&[]);
    let programme = Programme::choose(study, projects, &choice("xintai-s49,kaichun,douen,mingcheng-guanghai,kaiping-raocheng"))?;
    let question = Question { service: None, value: Value::Residents, headline_min: study.headline_minutes() };
    let game = Game::new(&evaluator, &programme, question, 16, &Silent).map_err(|tangled| tangled.to_string())?;
    let sizes: Vec<f64> = programme.players.iter().map(|player| player.km).collect();
    let plan = plan(&game, &sizes);
    let mut orders: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in 0..sizes.len() {
        let longer = |order: &Vec<usize>| -> Vec<Vec<usize>> {
            (0..sizes.len()).filter(|player| !order.contains(player)).map(|player| [&order[..], &[player]].concat()).collect()
        };
        orders = orders.iter().flat_map(longer).collect();
    }
    let area = |order: &Vec<usize>| {
        let (mut set, mut area) = (0, 0.0);
        for &player in order {
            area += (game.value(set) - game.value(0)) * sizes[player];
            set |= 1 << player;
        }
        area
    };
    let best = orders.iter().map(area).fold(0.0, f64::max);
    assert!(plan.proved && orders.len() == 120);
    assert!((plan.best.area - best).abs() < 1e-6 * best, "{} {best}", plan.best.area);
    assert!(plan.greedy.area <= best * (1.0 + 1e-9));
    assert!(plan.best.steps.last().is_some_and(|step| (step.gain - game.gain()).abs() < 1e-6));
    Ok(())
}

fn tongda(arguments: &[&str]) -> std::io::Result<std::process::Output> {
    Command::new(TONGDA).args(arguments).output()
}

#[test]
fn the_command_writes_its_folder_and_gives_the_same_bytes_again() -> TestResult {
    let folder = tempfile::tempdir()?;
    let costs = folder.path().join("costs.csv");
    std::fs::write(&costs, "id,cost\ndouen,60\nmingcheng-guanghai,30\nkaiping-raocheng,20\n")?;
    let run = |name: &str, threads: &str| -> std::io::Result<Vec<Vec<u8>>> {
        let out = folder.path().join(name);
        let text = |path: &Path| path.to_string_lossy().into_owned();
        let (out_text, costs) = (text(&out), text(&costs));
        let projects = "douen,mingcheng-guanghai,kaiping-raocheng";
        let output = tongda(&[
            "appraise",
            "--quiet",
            "--threads",
            threads,
            "--projects",
            projects,
            "--costs",
            &costs,
            "--budget",
            "25",
            "-o",
            &out_text,
        ])?;
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let table = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(table.contains("douen") && table.lines().all(|line| line.chars().count() <= 100), "{table}");
        let names = ["programme.html", "appraise.csv", "pairs.csv", "order.csv", "owed.csv", "run.json"];
        names.iter().map(|name| std::fs::read(out.join(name))).collect()
    };
    let (one, two) = (run("one", "1")?, run("two", "2")?);
    assert!(one == two, "one and two threads differ");
    let order = String::from_utf8_lossy(&one[3]).into_owned();
    // 60 + 30 + 20 at 25 a year ends in the fifth.
    assert!(order.lines().any(|line| line.starts_with("best,3,") && line.split(',').nth(6) == Some("5")), "{order}");
    Ok(())
}

#[test]
fn bad_input_is_refused() -> TestResult {
    let folder = tempfile::tempdir()?;
    let costs = folder.path().join("costs.csv");
    std::fs::write(&costs, "id,cost\ndouen,60\n")?;
    let costs = costs.to_string_lossy().into_owned();
    for (arguments, expected) in [
        (&["--projects", "nowhere"][..], "no project \"nowhere\""),
        (&["--projects", "shenzhong-jiangyang-corridor"][..], "is not modelled"),
        (&["--status", "dreamt of"][..], "no modelled project has the status"),
        (&["--year", "1900"][..], "0 projects"),
        (&["--service", "spaceport"][..], "no service \"spaceport\""),
        (&["--value", "happiness"][..], "person-minutes:CAP"),
        (&["--budget", "0"][..], "--budget 0"),
        (&["--precision", "2"][..], "--precision 2"),
        (&["--projects", "douen,kaichun", "--costs", &costs][..], "no cost of the project \"kaichun\""),
    ] {
        let out = folder.path().join("out");
        let out_text = out.to_string_lossy().into_owned();
        let output = tongda(&[&["appraise", "--quiet", "-o", &out_text], arguments].concat())?;
        let message = String::from_utf8(output.stderr)?;
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {message}");
        assert!(message.contains(expected), "{arguments:?}: {message}");
        assert!(!out.join("run.json").exists());
    }
    Ok(())
}

#[test]
fn benefits_need_every_figure_and_its_source() -> TestResult {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("benefits.toml");
    let whole = r#"currency = "CNY"
base_year = 2025
value_of_time_per_hour = { value = 30, source = "by hand" }
days_per_year = { value = 300, source = "by hand" }
discount_rate = { value = 0.1, source = "by hand" }
demand_growth = { value = 0.0, source = "by hand" }
horizon_years = { value = 2, source = "by hand" }
[demand]
source = "by hand"
trips_per_resident_day = 0.5
[[project]]
id = "douen"
capital = 1000
upkeep_per_year = 10
begins = 2025
opens = 2026
source = "by hand"
"#;
    let run = |text: &str, out: &str| -> std::io::Result<(Option<i32>, String)> {
        std::fs::write(&file, text)?;
        let (file, out) = (file.to_string_lossy().into_owned(), folder.path().join(out).to_string_lossy().into_owned());
        let output = tongda(&["appraise", "--quiet", "--projects", "douen", "--benefits", &file, "-o", &out])?;
        Ok((output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned()))
    };
    for (from, to, expected) in [
        ("discount_rate = { value = 0.1, source = \"by hand\" }\n", "", "missing field `discount_rate`"),
        (
            "discount_rate = { value = 0.1, source = \"by hand\" }",
            "discount_rate = { value = 0.1, source = \" \" }",
            "empty source",
        ),
        ("discount_rate = { value = 0.1", "discount_rate = { value = 6", "discount_rate = 6"),
        ("trips_per_resident_day = 0.5", "", "either trips and places"),
        ("opens = 2026", "opens = 2025", "opens 2025"),
        ("id = \"douen\"", "id = \"kaichun\"", "no project of the programme"),
    ] {
        let (code, message) = run(&whole.replace(from, to), "refused")?;
        assert!(code == Some(2) && message.contains(expected), "{message}");
        assert!(!folder.path().join("refused/benefits.csv").exists());
    }
    let (code, message) = run(whole, "out")?;
    assert_eq!(code, Some(0), "{message}");
    let table = std::fs::read_to_string(folder.path().join("out/benefits.csv"))?;
    let row: Vec<f64> =
        table.lines().nth(1).unwrap_or_default().split(',').map(|field| field.parse().unwrap_or(f64::NAN)).collect();
    // Minutes a day / 60 · 30 · 300 a year, in 2026 and 2027 at 10 %.
    let a_year = row[1] / 60.0 * 30.0 * 300.0;
    let present = a_year / 1.1 + a_year / 1.21;
    assert!(row[1] > 0.0 && (row[6] - a_year).abs() < 1.0 && (row[7] - present).abs() < 2.0, "{table}");
    assert!((row[8] - (1000.0 + 10.0 / 1.1 + 10.0 / 1.21)).abs() < 0.01 && (row[9] - (row[7] - row[8])).abs() < 0.01, "{table}");
    Ok(())
}
