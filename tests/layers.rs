//! Modules use only those before them in `lib.rs`.

mod common;

use std::fs;
use std::path::Path;

use common::TestResult;

fn sources(path: &Path, found: &mut Vec<String>) -> TestResult {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            sources(&entry?.path(), found)?;
        }
    } else if path.extension().is_some_and(|extension| extension == "rs") {
        found.push(fs::read_to_string(path)?);
    }
    Ok(())
}

#[test]
fn no_arrow_points_back() -> TestResult {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let library = fs::read_to_string(root.join("lib.rs"))?;
    let modules: Vec<&str> = library.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert!(modules.len() > 10, "{modules:?}");
    for (position, module) in modules.iter().enumerate() {
        let mut texts = Vec::new();
        let folder = root.join(module);
        sources(&if folder.is_dir() { folder } else { root.join(format!("{module}.rs")) }, &mut texts)?;
        assert!(!texts.is_empty(), "{module} has no source");
        for line in texts.iter().flat_map(|text| text.lines()) {
            let Some(used) = line.trim().strip_prefix("use crate::") else { continue };
            let used = used.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
            let before = modules.iter().position(|other| *other == used);
            assert!(before.is_some_and(|before| before <= position), "{module} uses {used}, which comes after it: {line}");
        }
    }
    Ok(())
}
