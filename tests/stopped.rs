//! A run that is stopped leaves nothing half written.
#![cfg(unix)]

mod common;

use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use common::TestResult;

#[test]
fn a_stopped_run_leaves_no_file() -> TestResult {
    let folder = tempfile::tempdir()?;
    let files = || Ok::<_, std::io::Error>(std::fs::read_dir(folder.path())?.count());
    for signal in ["-INT", "-TERM"] {
        // More draws than can be done before the signal comes.
        let mut run = Command::new(env!("CARGO_BIN_EXE_tongda"))
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
