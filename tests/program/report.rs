//! `report.html`, pictures and the table of `compare`, through the binary.

use crate::TONGDA;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tongda_fixtures::TestResult;
use tongda_fixtures::schema::misfits;

fn run(arguments: &[&str]) -> TestResult<(String, String)> {
    let output = Command::new(TONGDA).args(["--quiet"]).args(arguments).output()?;
    let told = String::from_utf8(output.stderr)?;
    assert!(matches!(output.status.code(), Some(0 | 1)), "{arguments:?}: {told}");
    Ok((String::from_utf8(output.stdout)?, told))
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap_or_default()
}

/// What stands between two texts, everywhere.
fn between<'a>(page: &'a str, from: &str, to: &str) -> Vec<&'a str> {
    page.split(from).skip(1).filter_map(|rest| rest.split(to).next()).collect()
}

/// Runs of false and true by turns as flags.
fn flags(runs: &Value, count: usize) -> Vec<bool> {
    let mut flags = Vec::with_capacity(count);
    let mut on = false;
    for run in runs.as_array().into_iter().flatten() {
        flags.extend(std::iter::repeat_n(on, usize::try_from(run.as_u64().unwrap_or_default()).unwrap_or_default()));
        on = !on;
    }
    flags.resize(count, false);
    flags
}

#[test]
fn a_page_that_needs_nothing_else_and_tells_all() -> TestResult {
    let folder = tempfile::tempdir()?;
    let (table, _) = run(&["compare", "--format", "json", "-o", text(folder.path())])?;
    let results: Value = serde_json::from_str(&table)?;
    let schema: Value = serde_json::from_str(&run(&["schema", "compare"])?.0)?;
    let found = misfits(&results, &schema);
    assert!(found.is_empty(), "{:?}", &found[..found.len().min(5)]);
    let page = std::fs::read_to_string(folder.path().join("report.html"))?;
    assert!(page.len() < 3_000_000, "{} bytes", page.len());
    // Whom a project brings to a place that they had no way to.
    let mut newly: Vec<u32> = Vec::new();
    for row in csv::Reader::from_path(folder.path().join("destinations.csv"))?.deserialize::<BTreeMap<String, String>>() {
        let row = row?;
        if row.get("project").is_some_and(|item| item == "chuandao-ferries") {
            newly.push(row.get("residents_newly_reached").ok_or("no such column")?.parse()?);
        }
    }
    let most = newly.iter().max().copied().unwrap_or_default();
    assert!(most > 0 && page.contains(&format!("ro-ro terminals: {most} residents to ")), "{newly:?}");
    // Nothing is fetched: no address in an attribute, no style or script from elsewhere.
    for outside in ["=\"http", "='http", "=\"//", " src=", "@import", "fetch(", "XMLHttpRequest", "<link", "<iframe"] {
        assert!(!page.contains(outside), "{outside}");
    }
    // Only what the page itself defines.
    assert_eq!(page.matches("url(").count(), page.matches("url(#").count());
    let ids: Vec<&str> = between(&page, " id=\"", "\"");
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "ids are unique");
    for target in between(&page, "href=\"#", "\"") {
        assert!(ids.contains(&target), "nothing has the id {target}");
    }
    for section in ["projects", "map", "networks", "sheets", "curves", "districts", "unserved", "assumptions", "reproduce"] {
        assert!(page.contains(&format!("<section id=\"{section}\"")), "{section}");
    }
    for tag in ["section", "table", "figure", "svg", "article", "dl", "div", "details"] {
        assert_eq!(page.matches(&format!("<{tag}")).count(), page.matches(&format!("</{tag}>")).count(), "{tag}");
    }
    let maps = page.matches("<svg class=\"map\"").count();
    assert!(maps > 30, "{maps} maps");
    assert_eq!(page.matches("class=\"arrow\"").count(), maps, "every map has its north");
    assert_eq!(page.matches("class=\"bar\" stroke").count(), maps, "every map has its scale");
    assert!(page.matches("© OpenStreetMap contributors</text>").count() == maps, "every map says whose data it shows");
    for item in results["items"].as_array().ok_or("no items")? {
        let id = item["id"].as_str().ok_or("no id")?;
        assert!(page.contains(&format!("data-item=\"{id}\"")), "{id} has no row");
        assert!(page.contains(&format!("value=\"{id}\"")), "{id} is not in the list of the map");
    }
    for asked in ["30 minutes", "<dd>car</dd>", "<dd>2021</dd>", "county hospital", "--draws 10"] {
        assert!(page.contains(asked), "{asked}");
    }
    Ok(())
}

#[test]
fn the_script_has_what_the_tables_say() -> TestResult {
    let folder = tempfile::tempdir()?;
    let (table, _) = run(&["compare", "--draws", "0", "--format", "json", "-o", text(folder.path())])?;
    let results: Value = serde_json::from_str(&table)?;
    let page = std::fs::read_to_string(folder.path().join("report.html"))?;
    let data = between(&page, "<script type=\"application/json\" id=\"data\">", "</script>");
    let data: Value = serde_json::from_str(data.first().ok_or("no data")?)?;
    let residents: Vec<f64> = data["residents"].as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    let count = residents.len();
    assert!(count > 1000 && data["x"].as_array().map(Vec::len) == Some(count));
    let services: Vec<&str> = results["circle"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let circle = data["base"].as_array().ok_or("no base")?.len() - 1;
    assert!(services.len() <= circle);
    let base = flags(&data["base"][circle], count);
    for item in results["items"].as_array().ok_or("no items")? {
        let id = item["id"].as_str().ok_or("no id")?;
        let covered = |when: &str| -> f64 {
            let changed = flags(&data["items"][id][when][circle.to_string()], count);
            (0..count).filter(|&i| base[i] != changed[i]).map(|i| residents[i]).sum()
        };
        let near = |value: f64, told: &Value| told.as_f64().is_some_and(|told| (value - told).abs() < 1.0);
        assert!(near(covered("before"), &item["residents_before"]), "{id} before: {}", covered("before"));
        assert!(near(covered("after"), &item["residents_after"]), "{id} after: {}", covered("after"));
    }
    Ok(())
}

#[test]
fn a_chinese_page_is_chinese() -> TestResult {
    let folder = tempfile::tempdir()?;
    run(&["compare", "--draws", "0", "--lang", "zh", "-o", text(folder.path())])?;
    let page = std::fs::read_to_string(folder.path().join("report.html"))?;
    assert!(page.contains("<html lang=\"zh\">"));
    for word in ["完整生活圈", "分县市、分镇街", "台山市", "台城街道", "斗恩高速", "仍未覆盖的居民及原因", "<dd>小汽车</dd>"]
    {
        assert!(page.contains(word), "{word}");
    }
    for word in ["Before, after, gained", "residents gained", "Taicheng Subdistrict<", "Who is still"] {
        assert!(!page.contains(word), "{word}");
    }
    Ok(())
}

/// The texts of a page that a reader sees, but for code and file names.
fn visible(page: &str) -> TestResult<Vec<String>> {
    let hidden = regex::Regex::new(r"(?s)<(script|style|pre|code)[ >].*?</(script|style|pre|code)>")?;
    let tags = regex::Regex::new(r"<[^>]*>")?;
    let page = hidden.replace_all(page, "").into_owned();
    let unescape = |text: &str| text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    Ok(tags.split(&page).map(|text| unescape(text.trim())).filter(|text| !text.is_empty()).collect())
}

#[test]
fn pages_are_in_one_language_but_for_words_of_the_study() -> TestResult {
    let chinese = regex::Regex::new(r"[\x{2e80}-\x{9fff}\x{ff00}-\x{ffef}]")?;
    let english = regex::Regex::new(r"[a-z]{3,} [a-z]{3,}")?;
    let placeholder = regex::Regex::new(r"\{[a-z_]+\}")?;
    // The study's own words: names, sources, reasons, in the language that its author chose.
    let mut of_study = String::new();
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("networks/jiangmen-west");
    for file in ["study.toml", "projects.toml", "destinations.csv", "services.csv", "people.csv"] {
        of_study += &std::fs::read_to_string(home.join(file))?.replace("\\\"", "\"");
    }
    for (command, page) in [("compare", "report.html"), ("appraise", "programme.html")] {
        for (language, other) in [("en", &chinese), ("zh", &english)] {
            let folder = tempfile::tempdir()?;
            let few: &[&str] = if command == "compare" { &["--draws", "0"] } else { &[] };
            run(&[&[command, "--lang", language, "-o", text(folder.path())], few].concat())?;
            // Reasons and rules that the analysis words in English.
            let run: Value = serde_json::from_slice(&std::fs::read(folder.path().join("run.json"))?)?;
            let known = format!("{of_study}{}{}", run["people"], run["projects_not_modelled"]);
            let credits = ["© OpenStreetMap contributors"];
            for text in visible(&std::fs::read_to_string(folder.path().join(page))?)? {
                assert!(!placeholder.is_match(&text), "{command} {language}: {text}");
                let is_of_study = known.contains(&text) || credits.contains(&text.as_str());
                assert!(!other.is_match(&text) || is_of_study, "{command} {language}: {text}");
            }
        }
    }
    Ok(())
}

#[test]
fn the_table_fits_a_terminal_and_has_no_colours_elsewhere() -> TestResult {
    let folder = tempfile::tempdir()?;
    let (table, told) = run(&["compare", "--draws", "0", "-o", text(folder.path())])?;
    for line in table.lines().chain(told.lines()) {
        assert!(line.chars().count() <= 100, "{line}");
    }
    assert!(!table.contains('\u{1b}') && table.contains('█'), "{table}");
    assert_eq!(table.lines().filter(|line| line.starts_with("network-2035")).count(), 1);
    assert!(table.contains("without the ") && table.contains("assumed_roads.csv"), "{table}");
    assert!(told.lines().count() < 25 && told.contains("not modelled: "), "{told}");
    Ok(())
}

#[test]
fn every_item_has_a_picture() -> TestResult {
    let folder = tempfile::tempdir()?;
    let (table, _) = run(&["compare", "--draws", "0", "--png", "--format", "json", "-o", text(folder.path())])?;
    let results: Value = serde_json::from_str(&table)?;
    for item in results["items"].as_array().ok_or("no items")? {
        let name = format!("maps/{}.png", item["id"].as_str().ok_or("no id")?);
        let bytes = std::fs::read(folder.path().join(&name))?;
        // The width stands in the header.
        assert!(bytes.starts_with(b"\x89PNG\r\n") && bytes[16..20] == 1600_u32.to_be_bytes(), "{name}");
        assert!((20_000..2_000_000).contains(&bytes.len()), "{name}: {} bytes", bytes.len());
        assert!(results["files"].as_array().is_some_and(|files| files.iter().any(|file| *file == name.as_str())), "{name}");
    }
    Ok(())
}

#[test]
fn an_isochrone_is_a_picture_of_the_same_bytes() -> TestResult {
    let folder = tempfile::tempdir()?;
    let mut pictures = Vec::new();
    for threads in ["1", "2"] {
        let file = folder.path().join(format!("{threads}.png"));
        run(&["isochrone", "--threads", threads, "--at", "112.784,22.253", "-o", text(&file)])?;
        pictures.push(std::fs::read(&file)?);
    }
    assert!(pictures[0] == pictures[1] && pictures[0].starts_with(b"\x89PNG"));
    let changed = folder.path().join("change.png");
    run(&["isochrone", "--at", "112.784,22.253", "--year", "2035", "--compare", "-o", text(&changed)])?;
    assert!(std::fs::read(&changed)? != pictures[0]);
    Ok(())
}
