//! A run that is stopped leaves nothing half written.
#![cfg(unix)]

use crate::TONGDA;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tongda_fixtures::TestResult;

#[test]
fn a_stopped_run_leaves_no_file() -> TestResult {
    let folder = tempfile::tempdir()?;
    let files = || Ok::<_, std::io::Error>(std::fs::read_dir(folder.path())?.count());
    for signal in ["-INT", "-TERM"] {
        // More draws than can be done before the signal comes.
        let mut run = Command::new(TONGDA)
            .args(["compare", "--quiet", "--draws", "1000", "-o"])
            .arg(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        let start = Instant::now();
        while files()? == 0 && start.elapsed() < Duration::from_secs(30) {
            sleep(Duration::from_millis(5));
        }
        assert!(files()? > 0, "the files in waiting lie beside their places");
        assert!(Command::new("kill").args([signal, &run.id().to_string()]).status()?.success());
        assert_eq!(run.wait()?.code(), Some(130));
        assert_eq!(files()?, 0, "after {signal}");
    }
    Ok(())
}

#[test]
fn a_run_that_is_stopped_at_any_time_leaves_whole_files_or_none() -> TestResult {
    let folder = tempfile::tempdir()?;
    let run = |name: &str| {
        let mut run = Command::new(TONGDA);
        run.args(["compare", "--quiet", "--draws", "1", "-o"]).arg(folder.path().join(name));
        run.stdout(Stdio::null()).stderr(Stdio::null());
        run
    };
    let start = Instant::now();
    assert!(run("whole").status()?.code().is_some_and(|code| code < 2));
    let all = start.elapsed();
    // From the first searches to the writing of the files and beyond.
    for tenth in [2, 4, 6, 7, 8, 9, 10] {
        let name = format!("stopped-{tenth}");
        let mut stopped = run(&name).spawn()?;
        sleep(all * tenth / 10);
        // It may have ended by itself.
        let _ = Command::new("kill").args(["-INT", &stopped.id().to_string()]).stderr(Stdio::null()).status()?;
        let code = stopped.wait()?.code();
        assert!(matches!(code, Some(0 | 1 | 130)), "{code:?} after {tenth} tenths");
        for file in std::fs::read_dir(folder.path().join(&name))? {
            let file = file?;
            let whole = std::fs::read(folder.path().join("whole").join(file.file_name()));
            assert!(whole? == std::fs::read(file.path())?, "{} after {tenth} tenths", file.path().display());
        }
    }
    Ok(())
}
