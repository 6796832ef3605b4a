//! What a study was computed from: a hash of every file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Study;
use tongda_foundation::error::{Error, Result};
use tongda_network::osm::Source;

impl Study {
    /// The BLAKE3 hash of every file of the study, its extracts, and `more`, by name.
    ///
    /// # Errors
    /// When a file cannot be read any more.
    pub fn input_hashes(&self, more: &[PathBuf]) -> Result<BTreeMap<String, String>> {
        let mut hashes = BTreeMap::new();
        let mut note = |name: &str, bytes: &[u8]| hashes.insert(name.to_owned(), blake3::hash(bytes).to_hex().to_string());
        let config = &self.config;
        let people = [&config.people.cells, &config.people.townships, &config.people.land, &config.people.boundaries]
            .into_iter()
            .flatten();
        let projects = self.catalogue.projects.iter().filter_map(|project| project.file.as_ref());
        for name in people
            .chain(&config.services.files)
            .chain(&config.destinations.files)
            .chain(projects)
            .chain(&config.network.lines)
            .chain(&config.network.gtfs)
        {
            note(name, &self.files.read(name)?);
        }
        for name in ["study.toml", "projects.toml"] {
            note(name, &self.files.read(name)?);
        }
        for source in &self.sources {
            match source {
                Source::Memory(path, bytes) => note(&file_name(path), bytes),
                Source::File(path) => note(&file_name(path), &read(path)?),
            };
        }
        for path in more {
            note(&file_name(path), &read(path)?);
        }
        Ok(hashes)
    }
}

/// The name alone: where a file lies changes nothing that is computed from it.
fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|cause| Error::file(path, "read", cause))
}
