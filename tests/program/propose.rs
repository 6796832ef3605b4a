//! Proposals bring what they say, and `rank` reads them.

use crate::TONGDA;
use std::path::Path;
use std::process::{Command, Output};

use tongda_fixtures::TestResult;

fn tongda(arguments: &[&str]) -> std::io::Result<Output> {
    Command::new(TONGDA).arg("--quiet").args(arguments).output()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap_or_default()
}

#[test]
fn links_bring_what_rank_says_of_them() -> TestResult {
    let folder = tempfile::tempdir()?;
    let (file, ranking) = (folder.path().join("c.geojson"), folder.path().join("r.csv"));
    let output = tongda(&[
        "propose",
        "links",
        "--max-km",
        "15",
        "--speed-kmh",
        "80",
        "--count",
        "5",
        "--junctions",
        "150",
        "--spacing-km",
        "3",
        "-o",
        text(&file),
    ])?;
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let table = String::from_utf8(output.stdout)?;
    let proposed: Vec<(String, f64)> = table
        .lines()
        .filter(|line| line.starts_with("proposed-"))
        .filter_map(|line| Some((line.split_whitespace().next()?.to_owned(), line.split_whitespace().nth(2)?.parse().ok()?)))
        .collect();
    assert!(proposed.len() == 5 && proposed[0].1 > 0.0, "{table}");
    let output = tongda(&["rank", text(&file), "--spacing-m", "1000000", "-o", text(&ranking)])?;
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let ranked = std::fs::read_to_string(ranking)?;
    for (id, gain) in proposed {
        let row = ranked.lines().find(|line| line.split(',').nth(1) == Some(&id)).ok_or("a link is not ranked")?;
        let found: f64 = row.split(',').nth(5).unwrap_or_default().parse()?;
        assert!((found - gain).abs() <= 1.0, "{id}: proposed {gain}, ranked {found}");
    }
    Ok(())
}

#[test]
fn facilities_are_proved_and_ranked() -> TestResult {
    let folder = tempfile::tempdir()?;
    let (file, sites) = (folder.path().join("c.geojson"), folder.path().join("sites.csv"));
    std::fs::write(&sites, "id,lon,lat\nwest,112.10,22.20\nnorth,112.45,22.52\nsouth,112.75,21.95\nmiddle,112.60,22.30\n")?;
    for method in ["maximal-coverage", "p-median", "set-cover"] {
        let output = tongda(&[
            "propose",
            "facilities",
            "--service",
            "museum",
            "--method",
            method,
            "--count",
            "2",
            "--sites",
            text(&sites),
            "-o",
            text(&file),
        ])?;
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let table = String::from_utf8(output.stdout)?;
        assert!(table.contains("(proved)") || table.contains("no fewer sites can do it"), "{table}");
        let adds: Vec<f64> = table.lines().skip(1).filter_map(|line| line.split_whitespace().nth(3)?.parse().ok()).collect();
        assert!(!adds.is_empty() && adds.is_sorted_by(|a, b| a >= b), "{table}");
        let output = tongda(&["rank", text(&file)])?;
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(())
}

#[test]
fn bad_input_is_refused() -> TestResult {
    let folder = tempfile::tempdir()?;
    let (file, sites) = (folder.path().join("c.geojson"), folder.path().join("sites.csv"));
    std::fs::write(&sites, "id,lon,lat\na,200,22\n")?;
    for (arguments, expected) in [
        (&["facilities", "--service", "spaceport"][..], "no service \"spaceport\""),
        (&["facilities", "--service", "museum", "--method", "guess"][..], "maximal-coverage, p-median, set-cover"),
        (&["facilities", "--service", "museum", "--share", "2"][..], "--share 2"),
        (&["facilities", "--service", "museum", "--minutes", "0"][..], "--minutes 0"),
        (&["facilities", "--service", "museum", "--sites", text(&sites)][..], "line 2"),
        (&["links", "--max-km", "0", "--speed-kmh", "80"][..], "--max-km 0"),
        (&["links", "--max-km", "10", "--speed-kmh", "8000"][..], "--speed-kmh 8000"),
        (&["links", "--max-km", "10", "--speed-kmh", "80", "--spacing-km", "0"][..], "--spacing-km 0"),
    ] {
        let output = tongda(&[&["propose"], arguments, &["-o", text(&file)]].concat())?;
        let message = String::from_utf8(output.stderr)?;
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {message}");
        assert!(message.contains(expected), "{arguments:?}: {message}");
        assert!(!file.exists());
    }
    Ok(())
}
