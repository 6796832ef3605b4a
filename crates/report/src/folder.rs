//! A folder of results: opened before the long run, filled file by file, put in place when all of them are whole.

use std::path::Path;

use rayon::prelude::*;

use tongda_foundation::atomic_file::AtomicFile;
use tongda_foundation::error::{Error, Result};

/// The folder, with a file in waiting for each name.
#[derive(Debug)]
pub struct Folder {
    files: Vec<AtomicFile>,
}

impl Folder {
    /// Makes the folder if need be and opens a file beside each of `names`.
    ///
    /// # Errors
    /// When the folder cannot be made or written to.
    pub fn open(folder: &Path, names: &[&str]) -> Result<Self> {
        std::fs::create_dir_all(folder).map_err(|cause| Error::file(folder, "written to", cause))?;
        Ok(Self { files: names.iter().map(|name| AtomicFile::create(&folder.join(name))).collect::<Result<_>>()? })
    }

    /// Fills all files, in the order of their names, each as soon as there is what to fill it with.
    ///
    /// # Errors
    /// When one cannot be made or written.
    pub fn fill(&mut self, contents: impl IndexedParallelIterator<Item = Result<Vec<u8>>>) -> Result<()> {
        // Each file is a task of its own: some take much longer than others.
        let files = self.files.par_iter_mut().zip(contents).with_max_len(1);
        files.map(|(file, content)| file.write(&content?)).collect()
    }

    /// Puts all files in place.
    ///
    /// # Errors
    /// When one cannot be renamed.
    pub fn commit(self) -> Result<()> {
        self.files.into_iter().try_for_each(AtomicFile::commit)
    }
}
