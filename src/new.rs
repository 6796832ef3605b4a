//! `tongda new`: first study of a city.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Format, Outcome};
use tongda_analysis::study::scaffold;
use tongda_foundation::atomic_file::AtomicFile;
use tongda_foundation::error::{Error, ErrorKind, Problems};
use tongda_foundation::progress::Progress;
use tongda_network::osm::{Source, read_extract};

#[derive(Debug, Args)]
pub(super) struct Options {
    /// Folder to create; it must not contain a study.toml.
    folder: PathBuf,
    /// OpenStreetMap extract; the study refers to it by its path.
    #[arg(long, value_name = "FILE.osm.pbf")]
    osm: PathBuf,
}

pub(super) fn run(options: &Options, format: Format, progress: &dyn Progress) -> Result<Outcome, Problems> {
    let folder = &options.folder;
    if folder.join("study.toml").exists() {
        let error = Error::new(ErrorKind::Usage, "is there already, and is not written over").in_file(folder.join("study.toml"));
        return Err(error.advise("name another folder").into());
    }
    let extract = read_extract(&[Source::File(options.osm.clone())], progress)?;
    let absolute = |path: &Path| std::path::absolute(path).map_err(|cause| Error::file(path, "found", cause));
    let (home, osm) = (absolute(folder)?, absolute(&options.osm)?);
    // A path from the study to the extract, so that both can be moved together.
    let osm = pathdiff::diff_paths(&osm, &home).unwrap_or(osm);
    let osm = osm.to_str().ok_or_else(|| Error::new(ErrorKind::Usage, "has a name that is not UTF-8").in_file(&options.osm))?;
    let name = home.file_name().map_or_else(|| "study".to_owned(), |name| name.to_string_lossy().into_owned());
    let files = scaffold(&extract, &name, osm)?;
    let projects = folder.join("projects");
    std::fs::create_dir_all(&projects).map_err(|cause| Error::file(&projects, "made", cause))?;
    let mut waiting = Vec::new();
    for (name, text) in &files {
        let mut file = AtomicFile::create(&folder.join(name))?;
        file.write(text.as_bytes())?;
        waiting.push(file);
    }
    waiting.into_iter().try_for_each(AtomicFile::commit)?;
    let paths: Vec<String> = files.iter().map(|(name, _)| folder.join(name).display().to_string()).collect();
    if format == Format::Json {
        let document = serde_json::json!({"folder": folder.display().to_string(), "files": paths});
        print_part!("{}", tongda_report::json_envelope("new", document));
        return Ok(Outcome::Done);
    }
    for path in &paths {
        print_line!("{path}");
    }
    print_line!("next: tongda compare {}", folder.display());
    Ok(Outcome::Done)
}
