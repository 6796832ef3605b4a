//! A folder of results: opened before the long run, each file written beside its place and renamed.

use std::io::Write;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::error::{Error, Result};

/// The folder, with a file in waiting for each name.
#[derive(Debug)]
pub struct Folder {
    files: Vec<(PathBuf, NamedTempFile)>,
}

impl Folder {
    /// Makes the folder if need be and opens a file beside each of `names`.
    ///
    /// # Errors
    /// When the folder cannot be made or written to.
    pub fn open(folder: &Path, names: &[&str]) -> Result<Self> {
        let fail = |cause: &std::io::Error| Error::file(folder, "written to", cause);
        std::fs::create_dir_all(folder).map_err(|cause| fail(&cause))?;
        let open = |name: &&str| Ok((folder.join(name), NamedTempFile::new_in(folder).map_err(|cause| fail(&cause))?));
        Ok(Self { files: names.iter().map(open).collect::<Result<_>>()? })
    }

    /// Fills all files, in the order of their names, and only then puts them in place.
    ///
    /// # Errors
    /// When one cannot be written.
    pub fn write(mut self, contents: &[Vec<u8>]) -> Result<()> {
        for ((path, file), content) in self.files.iter_mut().zip(contents) {
            file.write_all(content).map_err(|cause| Error::file(path, "written", &cause))?;
        }
        for (path, file) in self.files {
            file.persist(&path).map_err(|failure| Error::file(&path, "written", &failure.error))?;
        }
        Ok(())
    }
}
